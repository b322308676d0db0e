"""Reads whether an old match was over, in play or not yet begun, whatever words its status uses."""

from __future__ import annotations

from typing import Any

from migrate.log.old_match import OldMatch
from migrate.old.values import is_empty, is_flag_set, normalised
from scrbrd.domain.vocabulary import Outcome

OVER_WORDS = frozenset(
    (
        *("completed", "complete", "finished", "ended", "over", "closed", "final", "finalised"),
        *("finalized", "result", "done", "won", "matchover", "matchended", "matchcompleted"),
    )
)
OUTCOMES = {normalised(outcome): outcome for outcome in Outcome} | {
    **dict.fromkeys(("tied", "matchtied"), Outcome.TIE),
    **dict.fromkeys(("drawn", "matchdrawn"), Outcome.DRAW),
    **dict.fromkeys(("nr", "noresults"), Outcome.NO_RESULT),
    "matchabandoned": Outcome.ABANDONED,
}
IN_PLAY_WORDS = frozenset(
    {"live", "inprogress", "inplay", "inningsbreak", "started", "paused", "scoring", "ongoing"}
)
BEFORE_WORDS = frozenset(
    {"scheduled", "upcoming", "planned", "fixture", "created", "setup", "notstarted", "prematch",
     "pending", "postponed"}
)  # fmt: skip
OVER_FLAGS = ("isCompleted", "isComplete", "isFinished", "isOver", "matchEnded")
LIVE_FLAG = "isLive"


def statuses(old: OldMatch) -> list[Any]:
    """Return the statuses that the match document and the live score state."""
    stated = (old.document.get("status"), old.score.get("status"))
    return [each for each in stated if not is_empty(each)]


def is_over(old: OldMatch) -> bool:
    """Return True if the old documents say that the match is over."""
    flags = (node.get(name) for node in (old.document, old.score) for name in OVER_FLAGS)
    words = (normalised(each) for each in statuses(old))
    return any(map(is_flag_set, flags)) or any(
        each in OVER_WORDS or each in OUTCOMES for each in words
    )


def live_word(old: OldMatch) -> Any:
    """Return the status or flag that says that a match is in play; None if there is none."""
    for each in statuses(old):
        if normalised(each) in IN_PLAY_WORDS:
            return each
    flags = (is_flag_set(node.get(LIVE_FLAG)) for node in (old.document, old.score))
    return LIVE_FLAG if any(flags) else None


def unknown_word(old: OldMatch) -> Any:
    """Return a status that says neither that a match is over nor that it has not begun; else
    None."""
    if is_over(old):
        return None
    known = IN_PLAY_WORDS | BEFORE_WORDS
    return next((each for each in statuses(old) if normalised(each) not in known), None)
