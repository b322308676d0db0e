"""Defines `scrbrd void`, `redo` and `correct`: an administrator changes a log."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Annotated

import typer

from admin.options import ApplyOption, MatchArgument, ProjectOption, YesOption, exit_codes
from scrbrd.domain.errors import BadInput

if TYPE_CHECKING:
    from admin.corrections.run import CorrectionSession

ActionArgument = Annotated[str, typer.Argument(metavar="ACTION", help="Its id, such as 1_37.")]
ReasonOption = Annotated[str | None, typer.Option("--reason", help="Kept with the action.")]
PreviewOption = Annotated[
    bool, typer.Option("--preview", help="Only show what would change, as without --apply.")
]
ByOption = Annotated[str, typer.Option("--by", help="Who does it; kept with the action.")]
DEFAULT_BY = "admin"
MAX_BY = 200
"""Maximum length of --by in characters: it is kept with the action, which has at most 2,000."""


def void(
    match: MatchArgument,
    action: ActionArgument,
    reason: ReasonOption = None,
    preview: PreviewOption = False,
    by: ByOption = DEFAULT_BY,
    project: ProjectOption = None,
    apply: ApplyOption = False,
    yes: YesOption = False,
) -> None:
    """Void an action of MATCH: it no longer counts, but stays in the log; `redo` restores it.

    Without --apply nothing is written: before and after are shown side by side.
    """
    with exit_codes():
        from admin.corrections.run import set_voided

        require_one_of(preview, apply)
        with correction_session(match, action, by, project, apply=apply, yes=yes) as session:
            set_voided(session, reason, is_voided=True)


def redo(
    match: MatchArgument,
    action: ActionArgument,
    reason: ReasonOption = None,
    preview: PreviewOption = False,
    by: ByOption = DEFAULT_BY,
    project: ProjectOption = None,
    apply: ApplyOption = False,
    yes: YesOption = False,
) -> None:
    """Let a voided action of MATCH count again."""
    with exit_codes():
        from admin.corrections.run import set_voided

        require_one_of(preview, apply)
        with correction_session(match, action, by, project, apply=apply, yes=yes) as session:
            set_voided(session, reason, is_voided=False)


def correct(
    match: MatchArgument,
    action: ActionArgument,
    assignments: Annotated[
        list[str] | None,
        typer.Option(
            "--set",
            metavar="FIELD=VALUE",
            help="A field as the log has it: runsOffBat=4, extras.wide=1, wicket=null (none).",
        ),
    ] = None,
    reason: ReasonOption = None,
    preview: PreviewOption = False,
    by: ByOption = DEFAULT_BY,
    project: ProjectOption = None,
    apply: ApplyOption = False,
    yes: YesOption = False,
) -> None:
    """Record the correct content of an action of MATCH; the correction takes its place.

    Totals follow by themselves. Voiding the correction brings the original back.

    \b
    scrbrd correct m42 1_37 --set runsOffBat=6 --reason "it carried"
    scrbrd correct m42 1_40 --set wicket.type=run_out --set wicket.dismissedPlayerId=sipho --apply
    """
    with exit_codes():
        from admin.corrections.run import correct as append_correction

        require_one_of(preview, apply)
        with correction_session(match, action, by, project, apply=apply, yes=yes) as session:
            append_correction(session, assignments or [], reason)


def require_one_of(preview: bool, apply: bool) -> None:
    """Raise BadInput if both --preview and --apply are given."""
    if preview and apply:
        raise BadInput("--preview and --apply: look first, then apply; give one of them")


@contextmanager
def correction_session(
    match: str, action: str, by: str, project: str | None, *, apply: bool, yes: bool
) -> Iterator[CorrectionSession]:
    """Open a session for correcting an action.

    Raises BadInput for a `--by` that the log cannot keep.
    """
    from admin.connection import open_connection
    from admin.corrections.plan import require_text
    from admin.corrections.run import CorrectionSession
    from admin.options import plain_console

    if not by.strip():
        raise BadInput("--by: is empty; say who does it")
    require_text("--by:", by)
    if len(by) > MAX_BY:
        raise BadInput(f"--by: {len(by)} characters; at most {MAX_BY} fit")
    with open_connection(project, yes=yes) as connection:
        yield CorrectionSession(connection.store, plain_console(), match, action, by, apply)
