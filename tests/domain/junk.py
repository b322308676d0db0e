"""Strategies for random logs without meaning: any ids, types and players in any order."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from scrbrd.domain.actions import action_id, read_action
from scrbrd.domain.effective import LogEntry, Unreadable
from scrbrd.domain.errors import BadDocument
from scrbrd.domain.state import Setup
from scrbrd.domain.vocabulary import ActionType, PlayerId, WicketType
from tests.domain.notation import AWAY, HOME, MATCH
from tests.domain.strategies import SHORT

PEOPLE = st.sampled_from(["a", "b", "c", "d", "home1", "away1"])
TEAMS = st.sampled_from([HOME, AWAY, "strangers"])
PLACES = st.tuples(st.integers(1, 4), st.integers(1, 30))
IDS = st.builds(lambda place: action_id(*place), PLACES)
RUNS = st.integers(0, 8)
ENDS = st.sampled_from([None, "striker", "bowler"])
WICKET = st.fixed_dictionaries(
    {"type": st.sampled_from(WicketType), "dismissedPlayerId": PEOPLE, "end": ENDS},
    optional={"crossed": st.booleans(), "fielderIds": st.lists(PEOPLE, max_size=2)},
)
FIELDS: dict[str, st.SearchStrategy[Any]] = {
    "overNumber": st.integers(0, 3),
    "ballInOver": st.integers(1, 8),
    "strikerId": PEOPLE,
    "nonStrikerId": st.one_of(PEOPLE, st.just("")),
    "bowlerId": PEOPLE,
    "runsOffBat": RUNS,
    "extras": st.dictionaries(
        st.sampled_from(["wide", "noBall", "bye", "legBye", "penalty"]), RUNS, max_size=3
    ),
    "wicket": st.one_of(st.none(), st.none(), WICKET),
    "notCounted": st.booleans(),
    "battingTeamId": TEAMS,
    "bowlingTeamId": TEAMS,
    "superOver": st.booleans(),
    "reason": st.sampled_from(
        ["all_out", "overs_complete", "target_reached", "declared", "injury"]
    ),
    "playerId": PEOPLE,
    "wicketType": st.sampled_from(WicketType),
    "as": st.sampled_from(["hurt", "out", "not_out"]),
    "consent": st.booleans(),
    "toTeamId": TEAMS,
    "runs": st.integers(1, 20),
    "teamId": TEAMS,
    "inPlayerId": PEOPLE,
    "outcome": st.sampled_from(["win", "tie", "draw", "no_result", "awarded"]),
}
OPTIONAL: dict[str, st.SearchStrategy[Any]] = {
    "overBalls": st.integers(1, 9),
    "runsRun": st.integers(0, 5),
    "totalRuns": RUNS,
    "isLegalDelivery": st.booleans(),
    "isVoided": st.booleans(),
    "corrects": IDS,
    "after": IDS,
    "target": st.integers(0, 20),
    "oversLimit": st.integers(1, 3),
    "par": st.integers(0, 20),
    "scope": st.sampled_from(["innings", "match"]),
    "role": st.sampled_from(["player", "batter", "bowler"]),
    "end": ENDS,
    "winnerTeamId": TEAMS,
    "bogus": st.integers(),
}
KINDS = [*ActionType, *[ActionType.DELIVERY] * 8, "unheard_of"]
DOCUMENTS = st.fixed_dictionaries({"type": st.sampled_from(KINDS), **FIELDS}, optional=OPTIONAL)


def entry(place: tuple[int, int], document: dict[str, Any]) -> LogEntry:
    """Return a log entry as the codec reads the document: an action, or an unreadable one."""
    number, sequence = place
    identity = {"inningsNumber": number, "sequenceNumber": sequence, "id": action_id(*place)}
    try:
        return read_action({"matchId": MATCH, **document, **identity})
    except BadDocument as bad:
        return Unreadable(action_id(*place), number, sequence, str(bad))


JUNK = st.lists(st.builds(entry, PLACES, DOCUMENTS), max_size=25)
SETUPS = st.builds(
    Setup,
    match_id=st.just(MATCH),
    home_team_id=st.sampled_from([None, HOME]),
    away_team_id=st.sampled_from([None, AWAY]),
    conditions=st.sampled_from(SHORT),
    sides=st.sampled_from([{}, {PlayerId("a"): HOME, PlayerId("b"): AWAY}]),
)
