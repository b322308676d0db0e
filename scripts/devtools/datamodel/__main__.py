"""Writes every file that is made from the models; with `--check` says which are stale."""

from __future__ import annotations

import sys

from devtools.datamodel.files import files, left_over, stale


def main() -> int:
    """Write the files, or check them. Returns the exit code."""
    wanted = files()
    if "--check" in sys.argv[1:]:
        found = stale(wanted)
        sys.stdout.writelines(f"stale: {path}\n" for path in found)
        return 1 if found else 0
    for path in left_over(wanted):
        path.unlink()
    for path, text in wanted.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
