"""Tells why a subject is refused, and what to do, from an error; raises what is of all of them."""

from __future__ import annotations

from google.api_core import exceptions as api

from migrate import places
from migrate.engine.hold import JOBS, is_over
from migrate.engine.run_context import RunContext
from scrbrd.adapters import paths
from scrbrd.adapters.runtime import utc_now
from scrbrd.domain.errors import BadDocument, BadInput, ScrbrdError
from scrbrd.engine.contention import ContendedError, NeedsRebuild
from scrbrd.handlers.catch_up import is_held

OF_ONE = (ScrbrdError, ContendedError, NeedsRebuild, api.GoogleAPICallError)
"""Errors at one subject, but for those that `of_all` tells apart."""
OF_ALL = (
    BadInput,
    *(api.Unauthorized, api.Forbidden),
    *(api.ServiceUnavailable, api.GatewayTimeout, api.TooManyRequests),
)
"""Those of them that every other subject would meet, too."""
MOST_BYTES = "1048576"
"""Of a document, in what Firestore says of one that is larger."""


def reason(context: RunContext, subject: str, error: Exception) -> str:
    """Return why a subject is refused and what to do; raises the error if it is of all of them."""
    if isinstance(error, OF_ALL):
        raise error
    return f"{cause_and_remedy(subject, error)}{part_written(context, subject)}"


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
        case api.GoogleAPICallError() if MOST_BYTES in error.message.replace(",", ""):
            return (
                f"a document of it would be larger than 1 MiB, most likely"
                f" {paths.live_score(subject)}, whose old fields stay beside the new ones: take"
                f" ballHistory and overHistory out of it by hand ({places.legacy(subject)} has"
                f" copies of them), then run it again"
            )
        case api.GoogleAPICallError():
            said = error.message or type(error).__name__
            return f"it cannot be written ({said}); mend what is named, then run it again"
    return f"{error}; run it again"


def part_written(context: RunContext, subject: str) -> str:
    """Return until when a match is held of which only a part was written, in a clause."""
    stored = context.store.read_state(subject)
    by = stored.hold_by or ""
    if not is_held(stored, utc_now()) or not (by.startswith(JOBS) and is_over(by)):
        return ""
    return (
        f"; it is not whole, and no trigger projects it before {stored.hold_until:%Y-%m-%d %H:%M}"
        " UTC: running it again goes on with it"
    )
