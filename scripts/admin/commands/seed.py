"""Defines `scrbrd seed`: write a school with teams, people and a fixture to try things on."""

from __future__ import annotations

from typing import Annotated

import typer

from admin.options import ApplyOption, ProjectOption, YesOption, exit_codes

DEFAULT_DOMAIN = "example.org"


def seed(
    domain: Annotated[
        str, typer.Option("--domain", help="The domain of the accounts' e-mail addresses.")
    ] = DEFAULT_DOMAIN,
    project: ProjectOption = None,
    apply: ApplyOption = False,
    yes: YesOption = False,
) -> None:
    """Make a playable school: teams, people, roles, a fixture with lineups, accounts.

    The passwords of new accounts are shown once. What is there already stays as it is, so a second
    run changes nothing, but finishes one that was stopped: whoever has no claim yet gets another
    password.
    """
    with exit_codes():
        from admin.connection import connected
        from admin.options import plain_console
        from admin.seed.run import seed as seed_school

        with connected(project, yes=yes) as connection:
            seed_school(connection, plain_console(), domain, apply=apply)
