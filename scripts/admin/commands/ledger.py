"""Defines `scrbrd ledger export`, `head` and `verify`: proofs that a log was not altered."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from admin.named_file import is_plain_file
from admin.options import REFUSED, MatchArgument, ProjectOption, YesOption, echo, exit_codes
from scrbrd.domain.errors import BadInput

if TYPE_CHECKING:
    from scrbrd.handlers.ledger.export import StoredLedger

ledger = typer.Typer(help="Prove that a match's log was not touched.", no_args_is_help=True)


@ledger.callback()
def _ledger() -> None:
    """Prove that a match's log was not touched."""


@ledger.command("export")
def export(
    match: MatchArgument,
    output: Annotated[
        Path | None, typer.Option("-o", "--output", help="A file; standard output if omitted.")
    ] = None,
    project: ProjectOption = None,
    yes: YesOption = False,
) -> None:
    """Write the ledger of MATCH, with every action, as lines that verifier/verify.py verifies."""
    with exit_codes():
        from admin.transfer.atomic_file import GZIP_SUFFIX, atomic_file

        if output is not None and output.name.endswith(GZIP_SUFFIX):
            raise BadInput(f"{output}: no verifier reads what is zipped; leave {GZIP_SUFFIX} away")
        stored = read_ledger(match, project, yes=yes)
        text = "".join(stored.lines(match))
        if output is None:
            typer.echo(text.encode(), nl=False)  # in UTF-8, whatever the terminal has
            return
        with atomic_file(output) as file:
            file.write(text)
        echo(f"{output}: {stored.ledger.number} links")


@ledger.command("head")
def head(match: MatchArgument, project: ProjectOption = None, yes: YesOption = False) -> None:
    """Print the head of MATCH's ledger, to keep where we cannot change it."""
    with exit_codes():
        from admin.ledger.head import head_text

        stored_ledger = read_ledger(match, project, yes=yes).ledger
        echo(head_text(stored_ledger.number, stored_ledger.head))


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

        from admin.ledger.verifier import read_head, verify_export

        expected_head = None if head is None else read_head(head)
        result = verify_export(read_export(match, project, yes=yes), expected_head)
        echo(outcome_text(result))
        echo(json.dumps(result))
        if not result["ok"]:
            raise typer.Exit(REFUSED)


def outcome_text(result: dict[str, Any]) -> str:
    """Return the outcome of a verification in words."""
    fault = result["firstFault"]
    if fault is None:
        return f"{result['links']} links are sound"
    return f"{fault['kind']}: {fault['text']}"


def read_export(match: str, project: str | None, *, yes: bool) -> bytes:
    """Return the bytes of an export: of a file, or built from a match of a project."""
    if is_plain_file(match):
        from admin.ledger.verifier import read_file

        return read_file(Path(match))
    return "".join(read_ledger(match, project, yes=yes).lines(match)).encode()


def read_ledger(match: str, project: str | None, *, yes: bool) -> StoredLedger:
    """Return the ledger of a match. Raises Refusal if it has none."""
    from admin.connection import open_connection
    from admin.maintenance.select_matches import require_match
    from admin.options import Refusal
    from scrbrd.adapters.runtime import utc_now
    from scrbrd.handlers.ledger.export import stored_ledger

    with open_connection(project, yes=yes) as connection:
        require_match(connection.store, match)
        stored = stored_ledger(connection.store, utc_now, match)
    if stored is None:
        raise Refusal(f"match {match} has no ledger; `scrbrd rebuild {match}` begins one")
    return stored
