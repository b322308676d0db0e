"""Defines `scrbrd revoke`: end a role at once, or take administration from an account."""

from __future__ import annotations

from admin.commands.grant import (
    DEFAULT_BY,
    AdminOption,
    ByOption,
    MatchOption,
    PersonArgument,
    RoleArgument,
    SchoolOption,
    TeamOption,
    both,
    require_alone,
)
from admin.options import ApplyOption, ProjectOption, YesOption, exit_codes


def revoke(
    person: PersonArgument = None,
    role: RoleArgument = None,
    match: MatchOption = None,
    team: TeamOption = None,
    school: SchoolOption = None,
    admin: AdminOption = None,
    by: ByOption = DEFAULT_BY,
    project: ProjectOption = None,
    apply: ApplyOption = False,
    yes: YesOption = False,
) -> None:
    """End PERSON's ROLE in a match, a team or at a school at once; or an account's administration.

    The ended grant is kept in the role's history. Without --apply nothing is written.
    """
    with exit_codes():
        from admin.connection import connected
        from admin.options import plain_console
        from admin.roles.parse_options import parse_holding
        from admin.roles.run import AdminSession, run_admin, run_revoke

        if admin is not None:
            require_alone(person, role, match, team, school)
            with connected(project, yes=yes) as connection:
                session = AdminSession(connection, plain_console(), apply, by)
                return run_admin(session, admin, is_admin=False)
        holding = parse_holding(*both(person, role), match, team, school)
        with connected(project, yes=yes) as connection:
            return run_revoke(AdminSession(connection, plain_console(), apply, by), holding)
