"""Defines `scrbrd rule` and `tier`: rulings on disputes and on the number of scorers."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from admin.options import (
    ApplyOption,
    JsonOption,
    MatchArgument,
    ProjectOption,
    YesOption,
    echo,
    exit_codes,
)

if TYPE_CHECKING:
    from admin.books.ruling_documents import Decider
    from admin.books.run import RulingSession

DEFAULT_BY = "admin"
DEFAULT_ROLE = "admin"
ReasonOption = Annotated[str, typer.Option("--reason", help="Kept with the ruling, for everybody.")]
EvidenceOption = Annotated[
    str | None, typer.Option("--evidence", help="What shows it, such as a film's address.")
]
ByOption = Annotated[str, typer.Option("--by", metavar="PERSON", help="Who decides.")]
RoleOption = Annotated[
    str,
    typer.Option(
        "--as",
        metavar="ROLE",
        help="In which role: admin, umpire_on_field, umpire_third, match_referee, captain_home,"
        " captain_away.",
    ),
]


def rule(
    match: MatchArgument,
    dispute: Annotated[str, typer.Argument(metavar="DISPUTE", help="Its id, such as 1_37.")],
    method: Annotated[
        str, typer.Option("--method", help="umpire, video, captains or abandon: its rank.")
    ],
    reason: ReasonOption,
    accept: Annotated[
        str | None, typer.Option("--accept", metavar="SEAT", help="This seat's claim is right.")
    ] = None,
    ball: Annotated[
        Path | None,
        typer.Option(
            "--ball", metavar="FILE", help="No claim is right, this ball is: its fields as JSON."
        ),
    ] = None,
    is_none: Annotated[bool, typer.Option("--none", help="There was no such ball.")] = False,
    about: Annotated[
        list[str] | None,
        typer.Option(
            "--about",
            metavar="SEAT",
            help="Only this seat's claim is about that ball; may be repeated. By default the"
            " claims of all seats are.",
        ),
    ] = None,
    evidence: EvidenceOption = None,
    role: RoleOption = DEFAULT_ROLE,
    by: ByOption = DEFAULT_BY,
    as_json: JsonOption = False,
    project: ProjectOption = None,
    apply: ApplyOption = False,
    yes: YesOption = False,
) -> None:
    """Rule on an open DISPUTE of MATCH; the log is updated accordingly.

    Without --apply nothing is written: the ruling and what the log would become are shown.

    \b
    scrbrd rule m42 1_37 --accept away --method umpire --reason "it carried"
    scrbrd rule m42 1_40 --none --about home --method video --reason "recorded twice" --apply
    """
    with exit_codes():
        from admin.books.ruling_documents import Decider, parse_decision
        from admin.books.run import rule as rule_on

        decision = parse_decision(method, accept, ball, is_none, about or [])

        decider = Decider(reason, evidence, by, role)
        with ruling_session(
            match, decider, project, apply=apply, yes=yes, as_json=as_json
        ) as session:
            decider.check_method(decision.method)
            rule_on(session, dispute, decision)


def tier(
    match: MatchArgument,
    to: Annotated[str, typer.Argument(metavar="TIER", help="SINGLE, DUAL or TRIPLE.")],
    seat: Annotated[
        list[str],
        typer.Option(
            "--seat",
            metavar="SEAT=PERSON",
            help="The scorers from then on: home, away, neutral,"
            " umpire; one for each scorer of the tier.",
        ),
    ],
    reason: ReasonOption,
    start: Annotated[
        str | None,
        typer.Option(
            "--from",
            metavar="SEAT:ENTRY",
            help="The first entry to which it applies, such as home:1_57; by default the first"
            " that waits.",
        ),
    ] = None,
    evidence: EvidenceOption = None,
    role: RoleOption = DEFAULT_ROLE,
    by: ByOption = DEFAULT_BY,
    as_json: JsonOption = False,
    project: ProjectOption = None,
    apply: ApplyOption = False,
    yes: YesOption = False,
) -> None:
    """Change how many scorers of MATCH must agree, and who they are, from an entry on.

    Without --apply nothing is written: the ruling and what the log would become are shown.

    \b
    scrbrd tier m42 SINGLE --seat home=ann --reason "bob had to leave"
    scrbrd tier m42 DUAL --seat home=ann --seat away=bob --from home:1_105 --reason "bob is back"
    """
    with exit_codes():
        from admin.books.ruling_documents import Decider, parse_seats, parse_tier
        from admin.books.run import change_tier
        from scrbrd.domain.errors import BadInput

        new_tier = parse_tier(to)
        seats = parse_seats(new_tier, seat)

        decider = Decider(reason, evidence, by, role)
        with ruling_session(
            match, decider, project, apply=apply, yes=yes, as_json=as_json
        ) as session:
            if role.startswith("captain"):
                raise BadInput("--as: captains do not change the tier")
            change_tier(session, new_tier, seats, start)


@contextmanager
def ruling_session(
    match: str, decider: Decider, project: str | None, *, apply: bool, yes: bool, as_json: bool
) -> Iterator[RulingSession]:
    """Open a session for a ruling on a match in books.

    Raises BadInput for a decider that no ruling may have. With `as_json`, the report is printed as
    one line of JSON, and nothing else.
    """
    from rich.console import Console

    from admin.books.read import read_booked
    from admin.books.run import RulingSession, last_ruling
    from admin.connection import open_connection
    from admin.json_line import json_line
    from admin.maintenance.select_matches import require_match_id
    from admin.options import plain_console

    decider.check()
    with open_connection(project, yes=yes) as connection:
        console = Console(quiet=True) if as_json else plain_console()
        require_match_id(match)
        last = last_ruling(connection.firestore, match)
        booked = read_booked(connection.store, match)
        session = RulingSession(last, booked, console, decider, apply)
        yield session
    if as_json:
        echo(json_line(session.report))
