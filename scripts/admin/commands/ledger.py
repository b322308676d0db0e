"""Defines `scrbrd ledger export`, `head` and `verify`: a scorebook that can be proved."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from admin.named_file import is_plain_file
from admin.options import REFUSED, MatchArgument, ProjectOption, YesOption, echo, exit_codes
from scrbrd.domain.errors import BadInput

if TYPE_CHECKING:
    from scrbrd.handlers.ledger.exported import StoredLedger

ledger = typer.Typer(help="Prove that a match's log was not touched.", no_args_is_help=True)


@ledger.callback()
def _ledger() -> None:
    """Prove that a match's log was not touched."""


@ledger.command("export")
def export(
    match: MatchArgument,
    output: Annotated[
        Path | None, typer.Option("-o", "--output", help="A file; standard output if not said.")
    ] = None,
    project: ProjectOption = None,
    yes: YesOption = False,
) -> None:
    """Write the ledger of MATCH, with every action, as lines that verifier/verify.py verifies."""
    with exit_codes():
        from admin.transfer.atomic_file import ZIPPED, atomic_file

        if output is not None and output.name.endswith(ZIPPED):
            raise BadInput(f"{output}: no verifier reads what is zipped; leave {ZIPPED} away")
        stored = read_stored(match, project, yes=yes)
        text = "".join(stored.lines(match))
        if output is None:
            typer.echo(text.encode(), nl=False)  # in UTF-8, whatever the terminal has
            return
        with atomic_file(output) as file:
            file.write(text)
        echo(f"{output}: {stored.ledger.number} links")


@ledger.command("head")
def head(match: MatchArgument, project: ProjectOption = None, yes: YesOption = False) -> None:
    """Print the head of MATCH's ledger, to be kept where we cannot change it."""
    with exit_codes():
        from admin.ledger.head import head_text

        found = read_stored(match, project, yes=yes).ledger
        echo(head_text(found.number, found.head))


@ledger.command("verify")
def verify(
    match: Annotated[str, typer.Argument(metavar="MATCH|FILE", help="A match's id, or an export.")],
    head: Annotated[
        str | None, typer.Option("--head", help="One that was given out: HASH or NUMBER:HASH.")
    ] = None,
    project: ProjectOption = None,
    yes: YesOption = False,
) -> None:
    """Verify the ledger of MATCH, or of an export; exits 1 and names the first link that is wrong.

    The last line is JSON: ok, links, head, firstFault. A file needs no project and no network.
    """
    with exit_codes():
        import json

        from admin.ledger.verifier import answer, read_head

        wanted = None if head is None else read_head(head)
        found = answer(bytes_of(match, project, yes=yes), wanted)
        echo(sentence(found))
        echo(json.dumps(found))
        if not found["ok"]:
            raise typer.Exit(REFUSED)


def sentence(found: dict[str, Any]) -> str:
    """Return what a verification found, in words."""
    fault = found["firstFault"]
    if fault is None:
        return f"{found['links']} links are sound"
    return f"{fault['kind']}: {fault['text']}"


def bytes_of(match: str, project: str | None, *, yes: bool) -> bytes:
    """Return the bytes of an export: of a file, or of a match of a project."""
    if is_plain_file(match):
        from admin.ledger.verifier import read_file

        return read_file(Path(match))
    return "".join(read_stored(match, project, yes=yes).lines(match)).encode()


def read_stored(match: str, project: str | None, *, yes: bool) -> StoredLedger:
    """Return the ledger of a match. Raises Refusal where none is begun."""
    from admin.connection import connected
    from admin.maintenance.select_matches import require_match
    from admin.options import Refusal
    from scrbrd.adapters.runtime import utc_now
    from scrbrd.handlers.ledger.exported import stored_ledger

    with connected(project, yes=yes) as connection:
        require_match(connection.store, match)
        found = stored_ledger(connection.store, utc_now, match)
    if found is None:
        raise Refusal(f"match {match} has no ledger; `scrbrd rebuild {match}` begins one")
    return found
