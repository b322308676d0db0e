"""Whatever a log holds, it can be folded under two sets of rules side by side, rain included."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from admin.judging.editions import as_json, differences, rules_of, side_of
from admin.matchlog import MatchLog
from scrbrd.domain.effective import LogEntry, Unreadable
from scrbrd.domain.match import Match
from scrbrd.domain.playing_conditions import NAMED
from scrbrd.domain.vocabulary import LawsEdition
from scrbrd.projections.live.rain import dls
from tests.domain.junk import JUNK
from tests.domain.notation import AWAY, HOME, MATCH

RAIN = {"oversPerInnings": 3, "g50": 245, "minimumOvers": 1, "freeHit": False}
RULES = st.sampled_from([*LawsEdition, *NAMED])


def rained_on(entries: list[LogEntry]) -> MatchLog:
    """A log of a match of three overs in which rain is reckoned with."""
    teams = {"homeTeamId": HOME, "awayTeamId": AWAY, "format": "T20"}
    match = Match.model_validate({**teams, "conditions": RAIN})
    actions = tuple(each for each in entries if not isinstance(each, Unreadable))
    return MatchLog(MATCH, match, (), actions)


def test_the_match_of_this_test_reckons_with_rain() -> None:
    conditions = rained_on([]).inputs.setup.conditions
    assert (conditions.g50, conditions.overs_per_innings) == (245, 3)


@given(JUNK, RULES, RULES)
def test_any_log_is_compared_under_any_two_rules(
    entries: list[LogEntry], one: str, other: str
) -> None:
    log = rained_on(entries)
    own = log.inputs.setup.conditions
    left, right = side_of(log, rules_of(one, own)), side_of(log, rules_of(other, own))
    found = list(differences(log, left, right))
    assert len(as_json(log, left, right, found)["differences"]) == len(found)
    for side in (left, right):
        shown = dls(side.state)
        assert shown is None or shown.target is None or shown.target > 0


@given(JUNK, RULES)
def test_no_log_differs_under_the_same_rules(entries: list[LogEntry], name: str) -> None:
    log = rained_on(entries)
    sides = [side_of(log, rules_of(name, log.inputs.setup.conditions)) for _ in range(2)]
    assert list(differences(log, *sides)) == []
