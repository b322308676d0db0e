"""Defines what all verbs share: options, exit codes, a console. Imports stay cheap.

Exit codes: 0 done; 1 refused or differing, and a server that refuses or does not answer; 2 bad
usage or input, and missing credentials or emulators; 130 Ctrl-C.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from typing import TYPE_CHECKING, Annotated

import typer

from admin.visible_text import visible_line
from scrbrd.domain.errors import BadInput, ScrbrdError

if TYPE_CHECKING:
    from rich.console import Console

REFUSED = 1
"""Also the exit code if something differs or should be checked."""

BAD_INPUT = 2
UNBOUNDED = 10_000
"""Width in columns of output to a file or a pipe, where no line is cut or wrapped."""

MatchArgument = Annotated[str, typer.Argument(metavar="MATCH", help="The match's id.")]
ProjectOption = Annotated[
    str | None,
    typer.Option(
        "--project",
        help="The Firebase project; needed where it is not a demo-* one.",
        show_default=False,
    ),
]
YesOption = Annotated[
    bool, typer.Option("--yes", help="Do not ask to type the name of a project that is real.")
]
ApplyOption = Annotated[
    bool, typer.Option("--apply", help="Write it; without, only show what would change.")
]
JsonOption = Annotated[bool, typer.Option("--json", help="One line of JSON for each.")]


class Refusal(ScrbrdError):
    """A valid request that cannot be carried out; the message says what to do instead."""


class ServerRefusal(Refusal):
    """Firestore or the sign-in service refused or did not answer; earlier writes are kept."""


@contextmanager
def exit_codes() -> Iterator[None]:
    """Convert our errors to one line on standard error and the matching exit code."""
    try:
        yield
    except BadInput as error:
        complain(str(error))
        raise typer.Exit(BAD_INPUT) from None
    except ScrbrdError as error:
        complain(str(error))
        raise typer.Exit(REFUSED) from None


def complain(message: str) -> None:
    """Print an error message as one line on standard error, even if it quotes line breaks."""
    echo(f"scrbrd: {' '.join(message.split())}", err=True)


def echo(*lines: str, nl: bool = True, err: bool = False) -> None:
    """Print lines; control characters in names and messages are spelled out.

    Each argument is one line: a line break in a name would otherwise make another one.
    """
    progress = sys.modules.get("admin.progress_line")  # not imported: help must stay quick
    with progress.without_progress() if progress else nullcontext():
        typer.echo("\n".join(map(visible_line, lines)), nl=nl, err=err)


def plain_console() -> Console:
    """Return a console for standard output.

    It prints ids literally, and does not wrap lines in files.
    """
    from admin.plain_console import PlainConsole

    console = PlainConsole()
    if not console.is_terminal:
        console.width = UNBOUNDED
    return console
