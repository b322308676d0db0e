"""Defines `scrbrd seed`: writes a sample school with teams, people and a fixture."""

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
    """Create a sample school: teams, people, roles, a fixture with lineups, accounts.

    The passwords of new accounts are shown once. Existing documents and accounts stay as they are,
    so a second run changes nothing. It finishes a run that was stopped: an account without its
    claim gets a new password.
    """
    with exit_codes():
        from admin.connection import open_connection
        from admin.options import plain_console
        from admin.seed.run import seed as seed_school

        with open_connection(project, yes=yes) as connection:
            seed_school(connection, plain_console(), domain, apply=apply)
