"""Defines `scrbrd grant`: gives a role to a person, an account to a person, or administration."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING, Annotated

import typer

from admin.options import ApplyOption, ProjectOption, YesOption, exit_codes
from scrbrd.domain.errors import BadInput
from scrbrd.domain.vocabulary import MatchRole, SchoolRole, TeamRole

if TYPE_CHECKING:
    from admin.roles.run import AdminSession

DEFAULT_BY = "admin-cli"
ROLES_HELP = (
    f"In a match: {', '.join(MatchRole)}. In a team: {', '.join(TeamRole)}."
    f" At a school: {', '.join(SchoolRole)}."
)

PersonArgument = Annotated[
    str | None, typer.Argument(metavar="PERSON", help="The person's id.", show_default=False)
]
RoleArgument = Annotated[
    str | None, typer.Argument(metavar="ROLE", help=ROLES_HELP, show_default=False)
]
MatchOption = Annotated[str | None, typer.Option("--match", help="The role is in this match.")]
TeamOption = Annotated[str | None, typer.Option("--team", help="The role is in this team.")]
SchoolOption = Annotated[str | None, typer.Option("--school", help="The role is at this school.")]
AdminOption = Annotated[
    str | None,
    typer.Option(
        "--admin", metavar="ACCOUNT", help="Instead of a role: administration of everything."
    ),
]
ByOption = Annotated[str, typer.Option("--by", help="Who grants or revokes; kept with the role.")]


def grant(
    person: PersonArgument = None,
    role: RoleArgument = None,
    match: MatchOption = None,
    team: TeamOption = None,
    school: SchoolOption = None,
    season: Annotated[
        str | None,
        typer.Option("--season", help="Counts in this season only; `none` lifts that."),
    ] = None,
    start: Annotated[
        str | None,
        typer.Option("--from", metavar="DATE", help="First day (UTC) or time; `now`."),
    ] = None,
    end: Annotated[
        str | None,
        typer.Option("--until", metavar="DATE", help="Last day (UTC) or time; `never` lifts it."),
    ] = None,
    captain: Annotated[
        bool | None, typer.Option("--captain/--no-captain", help="A player's captaincy.")
    ] = None,
    vice_captain: Annotated[
        bool | None, typer.Option("--vice-captain/--no-vice-captain", help="The same.")
    ] = None,
    jersey: Annotated[str | None, typer.Option("--jersey", help="Number on the back.")] = None,
    primary: Annotated[
        bool | None,
        typer.Option("--primary/--secondary", help="A role at a school is the main one, or not."),
    ] = None,
    notes: Annotated[str | None, typer.Option("--notes", help="Kept with the role.")] = None,
    account: Annotated[
        str | None,
        typer.Option("--account", metavar="UID_OR_EMAIL", help="Link this account to the person."),
    ] = None,
    reassign: Annotated[
        bool, typer.Option("--reassign", help="Even if the account is linked to another person.")
    ] = False,
    admin: AdminOption = None,
    by: ByOption = DEFAULT_BY,
    project: ProjectOption = None,
    apply: ApplyOption = False,
    yes: YesOption = False,
) -> None:
    """Give PERSON a ROLE in a match, a team or at a school; or an account administration.

    Options that are left out keep their value in the person's present grant of that role; what a
    grant replaces is kept in the role's history. Without --apply nothing is written.

    \b
    scrbrd grant thandi scorer_home --match m42 --account thandi@example.org --apply
    scrbrd grant sipho player --team north-1 --captain --jersey 7 --season 2026 --apply
    scrbrd grant --admin head@example.org --apply
    """
    with exit_codes():
        from admin.roles import parse_options
        from admin.roles.run import run_admin, run_grant

        if admin is not None:
            require_alone(person, role, match, team, school, account)
            require_no_terms(
                {"--season": season, "--from": start, "--until": end, "--captain": captain}
                | {"--vice-captain": vice_captain, "--jersey": jersey, "--primary": primary}
                | {"--notes": notes, "--reassign": reassign or None}
            )
            with roles_session(project, by, apply=apply, yes=yes) as session:
                return run_admin(session, admin, is_admin=True)
        holding = parse_options.parse_holding(
            *require_person_and_role(person, role), match, team, school
        )
        parse_options.require_new_ids(holding)
        require_account(account, reassign=reassign)
        terms = {
            **parse_options.parse_bounds(holding, season, start, end),
            **parse_options.parse_captaincy(holding, captain, vice_captain),
            **parse_options.parse_details(holding, jersey, primary, notes),
        }
        parse_options.require_consistent_dates(terms)
        with roles_session(project, by, apply=apply, yes=yes) as session:
            return run_grant(session, holding, terms, account, reassign)


@contextmanager
def roles_session(
    project: str | None, by: str, *, apply: bool, yes: bool
) -> Iterator[AdminSession]:
    """Open a session for changes of roles and accounts in the name of `by`."""
    from admin.connection import open_connection
    from admin.options import plain_console
    from admin.roles.run import AdminSession

    with open_connection(project, yes=yes) as connection:
        yield AdminSession(connection, plain_console(), apply, by)


def require_person_and_role(person: str | None, role: str | None) -> tuple[str, str]:
    """Return PERSON and ROLE. Raises BadInput if one is missing."""
    if person is None or role is None:
        raise BadInput("give PERSON and ROLE, or --admin ACCOUNT; --help shows how")
    return person, role


def require_account(account: str | None, *, reassign: bool) -> None:
    """Raise BadInput if --account is empty, or --reassign comes without it."""
    if account is not None and not account.strip():
        raise BadInput(
            "--account: is empty; give the uid or e-mail address of the account, or leave it out"
        )
    if reassign and account is None:
        raise BadInput("--reassign: of which account? give --account UID_OR_EMAIL, or leave it out")


def require_no_terms(terms: Mapping[str, object]) -> None:
    """Raise BadInput if administration is given an option that only roles have."""
    given = [option for option, value in terms.items() if value is not None]
    if given:
        raise BadInput(
            f"{', '.join(given)}: administration has no such terms, it lasts until `scrbrd revoke"
            f" --admin ACCOUNT --apply`; leave it out"
        )


def require_alone(*others: str | None) -> None:
    """Raise BadInput if --admin comes with an argument or option of a role."""
    if any(other is not None for other in others):
        raise BadInput("--admin: is about an account, not a role; give it without PERSON and ROLE")
