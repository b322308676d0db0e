"""`python -m devtools.pages build` builds the pages; `deploy` readies them for a project."""

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
    """Do what is asked; return 0, 1 when something is missing, 2 for a wrong argument."""
    verb = VERBS.get(arguments[0]) if len(arguments) == 1 else None
    if verb is None:
        _say(USAGE)
        return 2
    try:
        verb(layout, _say)
    except MissingToolError as error:
        _say(f"pages: {error}")
        return 1
    return 0


def _say(line: str) -> None:
    sys.stderr.write(f"{line}\n")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:], Layout()))
