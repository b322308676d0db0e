"""Writes every file that is generated from the models; `--check` lists the stale ones instead."""

from __future__ import annotations

import sys

from devtools.datamodel.files import files, obsolete_files, stale_files


def main() -> int:
    """Write the files, or check them. Return the exit code: 1 if a check finds stale files."""
    wanted = files()
    if "--check" in sys.argv[1:]:
        found = stale_files(wanted)
        sys.stdout.writelines(f"stale: {path}\n" for path in found)
        return 1 if found else 0
    for path in obsolete_files(wanted):
        path.unlink()
    for path, text in wanted.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
