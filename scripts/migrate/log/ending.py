"""Reads how an old match ended, in whatever words it says so, and makes a `match_closed` of it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from migrate.log.documents import NOBODY, document
from migrate.log.old_match import OldMatch
from migrate.log.standing import (
    OUTCOMES,
    is_over,
    live_word,
    statuses,
    unknown_word,
)
from migrate.old.match_fields import team_named
from migrate.old.values import first_of, id_of, text, word
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
TELL = "write `winnerId` or `result` into the match document before it is moved"


def ending_of(
    old: OldMatch, state: MatchState, documents: Sequence[JsonMap]
) -> dict[str, Any] | None:
    """Return a `match_closed` where the old match was over and its score does not show it."""
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
    """Return how the old world says the match ended."""
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
    texts = [text(first_of(place, ("outcome", "type", "text"))) for place in places]
    texts += [text(result), *map(text, statuses(old))]
    for each in texts:
        winner = winner_told(old, each or "")
        if winner is not None:
            return Outcome.WIN, winner
    found = (outcome_told(each) for each in texts)
    return next((each for each in found if each not in (None, Outcome.WIN)), None), None


def winner_told(old: OldMatch, said: str) -> str | None:
    """Return the side that a text says has won: `Hill won by 5 runs`, `Hill`."""
    found = WON.match(said)
    return team_named(old.document, found["side"] if found else said)


def outcome_told(said: str | None) -> Outcome | None:
    """Return how a text says that a match ended; one that tells of a winner is no tie."""
    if word(said) in OUTCOMES:
        return OUTCOMES[word(said)]
    found = None if WINS.search(said or "") else ENDED.match(said or "")
    return OUTCOMES.get(word(found["how"])) if found else None


def ending_told(old: OldMatch, state: MatchState) -> Iterator[str]:
    """Yield what is said of the end of a match, and cannot be read."""
    result = old.document.get("result")
    if match_status(state) is MatchStatus.COMPLETED:
        return
    if not is_over(old):
        yield from standing_told(old, state)
        return
    yield f"completed in the old world, and nothing says how: {TELL}"
    if result and stated_result(old)[0] is None:
        yield f"result {str(result)[:60]!r} is not read"


def standing_told(old: OldMatch, state: MatchState) -> Iterator[str]:
    """Yield a line for a match with balls of which nothing says that it is over or in play."""
    if state.innings and live_word(old) is None:
        said = unknown_word(old)
        what = "" if said is None else f" (its status is {str(said)[:60]!r})"
        yield f"nothing says that it is over{what}: it stands as live; if it is, {TELL}"
