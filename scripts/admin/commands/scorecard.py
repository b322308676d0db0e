"""Defines `scrbrd scorecard` and `scrbrd at`: a match's scorecard, now and at an action."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from admin.options import MatchArgument, ProjectOption, YesOption, echo, exit_codes

JsonOption = Annotated[bool, typer.Option("--json", help="The score as one line of JSON.")]


def scorecard(
    match: MatchArgument,
    as_json: JsonOption = False,
    html: Annotated[
        Path | None, typer.Option("--html", metavar="FILE", help="A page of its own instead.")
    ] = None,
    project: ProjectOption = None,
    yes: YesOption = False,
) -> None:
    """Print the scorecard of MATCH as the public sees it: live/score."""
    with exit_codes():
        from admin.connection import open_connection
        from admin.options import plain_console
        from admin.stored_match.html_scorecard import page
        from admin.stored_match.read import stored_match, stored_score
        from admin.text_scorecard import print_scorecard
        from admin.transfer.atomic_file import atomic_file
        from scrbrd.domain.errors import BadInput

        if as_json and html:
            raise BadInput("--json and --html are two answers; give one of them")
        with open_connection(project, yes=yes) as connection:
            stored = stored_match(connection.store, match)
            document, score = stored_score(connection.store, match)
        if as_json:
            echo(as_line(document))
        elif html:
            with atomic_file(html) as file:
                file.write(page(score, stored))
            echo(f"{html}: written")
        else:
            print_scorecard(plain_console(), score, stored.inputs, stored.log())


def at(
    match: MatchArgument,
    sequence: Annotated[
        str, typer.Option("--sequence", metavar="ACTION", help="The last action, such as 1_57.")
    ],
    as_json: JsonOption = False,
    project: ProjectOption = None,
    yes: YesOption = False,
) -> None:
    """Print the scorecard of MATCH as it was when ACTION was the last one in its log.

    The actions up to that one count, in the order of the log (by innings, then sequence) and in
    their present state: an action voided since does not count, nor does a later correction.
    """
    with exit_codes():
        from admin.connection import open_connection
        from admin.options import plain_console
        from admin.stored_match.earlier_score import score_at
        from admin.stored_match.read import log_entries, require_place, stored_match
        from admin.text_scorecard import print_scorecard

        with open_connection(project, yes=yes) as connection:
            stored = stored_match(connection.store, match)
            entries = log_entries(connection.store, match)
        place = require_place(match, entries, sequence, "--sequence")
        score, document = score_at(stored, entries, place)
        if as_json:
            echo(as_line(document | {"at": sequence}))
        else:
            print_scorecard(plain_console(), score, stored.inputs, stored.log())
            count = sum(each <= place for each in entries)
            echo(f"As of {sequence}: {count} of {len(entries)} actions, as they stand now.")


def as_line(document: dict[str, object]) -> str:
    """Return a document as one line of JSON, its times in ISO form."""
    from admin.json_line import json_line

    def iso(value: object) -> str:
        return value.isoformat() if hasattr(value, "isoformat") else str(value)

    return json_line(document, iso)
