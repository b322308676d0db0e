"""Explains why a subject is refused and what to do; raises errors that concern all subjects."""

from __future__ import annotations

from google.api_core import exceptions as api

from migrate import places
from migrate.engine.hold import JOB_PREFIXES, is_job_over
from migrate.engine.run_context import RunContext
from scrbrd.adapters import paths
from scrbrd.adapters.runtime import utc_now
from scrbrd.domain.errors import BadDocument, BadInput, ScrbrdError
from scrbrd.engine.contention import ContendedError, NeedsRebuild
from scrbrd.handlers.catch_up import is_held

SUBJECT_ERRORS = (ScrbrdError, ContendedError, NeedsRebuild, api.GoogleAPICallError)
"""Errors that may concern a single subject, apart from those in `RUN_ERRORS`."""
RUN_ERRORS = (
    BadInput,
    *(api.Unauthorized, api.Forbidden),
    *(api.ServiceUnavailable, api.GatewayTimeout, api.TooManyRequests),
)
"""Errors that every other subject would meet, too."""
SIZE_LIMIT = "1048576"
"""The size limit of a document, as Firestore's error message states it."""


def reason(context: RunContext, subject: str, error: Exception) -> str:
    """Return why a subject is refused and what to do.

    Raises the error itself if every other subject would meet it.
    """
    if isinstance(error, RUN_ERRORS):
        raise error
    return f"{cause_and_remedy(subject, error)}{partly_written_remark(context, subject)}"


def cause_and_remedy(subject: str, error: Exception) -> str:
    """Return what an error at one subject means, and what to do."""
    match error:
        case BadDocument():
            return f"it cannot be converted: {error}"
        case ScrbrdError():
            return str(error)
        case ContendedError() | NeedsRebuild():
            return f"it cannot be projected ({error}); run it again while nobody writes the match"
        case api.NotFound():
            return f"it was deleted meanwhile ({error.message}); if not, run it again"
        case api.GoogleAPICallError() if SIZE_LIMIT in error.message.replace(",", ""):
            return (
                f"a document of it would be larger than 1 MiB, most likely"
                f" {paths.live_score(subject)}, whose old fields stay beside the new ones: take"
                f" ballHistory and overHistory out of it by hand ({places.legacy(subject)} has"
                f" copies of them), then run it again"
            )
        case api.GoogleAPICallError():
            message = error.message or type(error).__name__
            return f"it cannot be written ({message}); mend what is named, then run it again"
    return f"{error}; run it again"


def partly_written_remark(context: RunContext, subject: str) -> str:
    """Return a clause that says until when a partly written match is held; empty for any other
    match."""
    stored = context.store.read_state(subject)
    by = stored.hold_by or ""
    if not is_held(stored, utc_now()) or not (by.startswith(JOB_PREFIXES) and is_job_over(by)):
        return ""
    return (
        f"; it is not whole, and no trigger projects it before {stored.hold_until:%Y-%m-%d %H:%M}"
        " UTC: running it again goes on with it"
    )
