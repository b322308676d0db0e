"""Defines `scrbrd revoke`: ends a role at once, or removes administration from an account."""

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
    require_alone,
    require_person_and_role,
    roles_session,
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
        from admin.roles.parse_options import parse_holding
        from admin.roles.run import run_admin, run_revoke

        if admin is not None:
            require_alone(person, role, match, team, school)
            with roles_session(project, by, apply=apply, yes=yes) as session:
                return run_admin(session, admin, is_admin=False)
        holding = parse_holding(*require_person_and_role(person, role), match, team, school)
        with roles_session(project, by, apply=apply, yes=yes) as session:
            return run_revoke(session, holding)
