"""Reads how an old match ended, in whatever words, and makes a `match_closed` action of it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from migrate.log.documents import NOBODY, document
from migrate.log.match_state import (
    OUTCOMES,
    is_over,
    live_word,
    statuses,
    unknown_word,
)
from migrate.log.old_match import OldMatch
from migrate.old.match_fields import team_named
from migrate.old.values import first_of, id_of, normalised, text_or_none
from scrbrd.domain.json_types import JsonMap
from scrbrd.domain.state import MatchState
from scrbrd.domain.vocabulary import ActionType, MatchStatus, Outcome
from scrbrd.projections.live.live_score import match_status

WINNER = ("winnerId", "winnerTeamId", "winner")
WON = re.compile(r"^\s*(?:(?:match\s+)?tied?\W+)?(?P<side>.+?)\s+(?:won|win|beat)\b", re.IGNORECASE)
WINS = re.compile(r"\b(?:won|wins?|beat)\b", re.IGNORECASE)
ENDED = re.compile(
    r"^\s*(?:match\s+)?(?P<how>abandoned|no\s*result|n/r|drawn?|tied?)\b", re.IGNORECASE
)
REMEDY = "write `winnerId` or `result` into the match document before it is moved"


def ending_of(
    old: OldMatch, state: MatchState, documents: Sequence[JsonMap]
) -> dict[str, Any] | None:
    """Return a `match_closed` action for a finished match whose score does not show that it is
    over.

    None for any other match, and if nothing says how it ended.
    """
    if not is_over(old) or not documents or match_status(state) is MatchStatus.COMPLETED:
        return None
    outcome, winner = stated_result(old)
    if outcome is None:
        return None
    last = documents[-1]
    fields: dict[str, Any] = {
        "outcome": str(outcome),
        "recordedBy": old.recorded_by or NOBODY,
        "recordedAs": old.recorded_as or NOBODY,
    }
    fields |= {"winnerTeamId": winner} if winner else {}
    place = last["inningsNumber"], last["sequenceNumber"] + 1
    return document(old.match_id, *place, ActionType.MATCH_CLOSED, fields)


def stated_result(old: OldMatch) -> tuple[Outcome | None, str | None]:
    """Return (outcome, winning team) as the old documents state them; None for what they do not
    state."""
    setup = old.inputs.setup
    result = old.document.get("result")
    places = [old.score, old.document, result if isinstance(result, Mapping) else {}]
    for place in places:
        named = first_of(place, WINNER)
        winner = id_of(named)
        if winner not in (setup.home_team_id, setup.away_team_id):
            winner = team_named(old.document, named)
        if winner is not None:
            return Outcome.WIN, winner
    texts = [text_or_none(first_of(place, ("outcome", "type", "text"))) for place in places]
    texts += [text_or_none(result), *map(text_or_none, statuses(old))]
    for each in texts:
        winner = winner_in_text(old, each or "")
        if winner is not None:
            return Outcome.WIN, winner
    found = (outcome_in_text(each) for each in texts)
    return next((each for each in found if each not in (None, Outcome.WIN)), None), None


def winner_in_text(old: OldMatch, text: str) -> str | None:
    """Return the team that a text names as the winner: `Hill won by 5 runs`, `Hill`."""
    found = WON.match(text)
    return team_named(old.document, found["side"] if found else text)


def outcome_in_text(text: str | None) -> Outcome | None:
    """Return the outcome that a text states. A text that mentions a win is not a tie."""
    if normalised(text) in OUTCOMES:
        return OUTCOMES[normalised(text)]
    found = None if WINS.search(text or "") else ENDED.match(text or "")
    return OUTCOMES.get(normalised(found["how"])) if found else None


def ending_remarks(old: OldMatch, state: MatchState) -> Iterator[str]:
    """Yield a line for everything about the end of a match that cannot be read."""
    result = old.document.get("result")
    if match_status(state) is MatchStatus.COMPLETED:
        return
    if not is_over(old):
        yield from standing_remarks(old, state)
        return
    yield f"completed in the old world, and nothing says how: {REMEDY}"
    if result and stated_result(old)[0] is None:
        yield f"result {str(result)[:60]!r} is not read"


def standing_remarks(old: OldMatch, state: MatchState) -> Iterator[str]:
    """Yield a line for a match with balls that nothing describes as finished or in play."""
    if state.innings and live_word(old) is None:
        status = unknown_word(old)
        what = "" if status is None else f" (its status is {str(status)[:60]!r})"
        yield f"nothing says that it is over{what}: it stands as live; if it is, {REMEDY}"
