"""Reads how an old match ended, in whatever words it says so, and makes a `match_closed` of it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from admin.json_types import JsonMap
from migrate.log.documents import NOBODY, document
from migrate.old.match_fields import team_named
from migrate.old.values import first_of, id_of, text, word
from scrbrd.domain.state import MatchState
from scrbrd.domain.vocabulary import ActionType, MatchStatus, Outcome
from scrbrd.projections.live.live_score import match_status

if TYPE_CHECKING:
    from migrate.log.match import OldMatch

WINNER = ("winnerId", "winnerTeamId", "winner")
OVER_WORDS = frozenset({"completed", "complete", "finished", "ended", "over", "closed", "final"})
OUTCOMES = {word(outcome): outcome for outcome in Outcome} | {
    **dict.fromkeys(("tied", "matchtied"), Outcome.TIE),
    **dict.fromkeys(("drawn", "matchdrawn"), Outcome.DRAW),
    "matchabandoned": Outcome.ABANDONED,
}
WON = re.compile(r"^\s*(?P<side>.+?)\s+(?:won|win|beat)\b", re.IGNORECASE)


def is_over(old: OldMatch) -> bool:
    """Return whether the old world says that a match is over."""
    return word(old.document.get("status")) in OVER_WORDS


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
    texts.append(text(result))
    for each in texts:
        found = WON.match(each or "")
        winner = team_named(old.document, found["side"]) if found else None
        if winner is not None:
            return Outcome.WIN, winner
    named_outcomes = [OUTCOMES[word(each)] for each in texts if word(each) in OUTCOMES]
    return next((each for each in named_outcomes if each is not Outcome.WIN), None), None


def ending_told(old: OldMatch, state: MatchState) -> Iterator[str]:
    """Yield what is said of the end of a match, and cannot be read."""
    result = old.document.get("result")
    if not is_over(old) or match_status(state) is MatchStatus.COMPLETED:
        return
    yield "completed in the old world, and nothing says how: record match_closed"
    if result and stated_result(old)[0] is None:
        yield f"result {str(result)[:60]!r} is not read"
