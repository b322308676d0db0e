"""`python -m devtools.pages build` builds the pages; `deploy` prepares them for a project."""

from __future__ import annotations

import sys
from collections.abc import Sequence

from devtools.pages.build import build
from devtools.pages.deploy import prepare
from devtools.toolchain.errors import MissingToolError
from devtools.toolchain.layout import Layout

VERBS = {"build": build, "deploy": prepare}
USAGE = "usage: python -m devtools.pages build | deploy"


def main(arguments: Sequence[str], layout: Layout) -> int:
    """Run a verb; return 0, 1 if a tool or setting is missing, or 2 for a wrong argument."""
    verb = VERBS.get(arguments[0]) if len(arguments) == 1 else None
    if verb is None:
        _print_line(USAGE)
        return 2
    try:
        verb(layout, _print_line)
    except MissingToolError as error:
        _print_line(f"pages: {error}")
        return 1
    return 0


def _print_line(line: str) -> None:
    sys.stderr.write(f"{line}\n")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:], Layout()))
