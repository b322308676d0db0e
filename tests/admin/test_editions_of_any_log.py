"""Tests that any log can be folded under two sets of rules and compared, rain included."""

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


def log_with_rain_rules(entries: list[LogEntry]) -> MatchLog:
    """Return the log of a match of three overs whose conditions include rain rules."""
    teams = {"homeTeamId": HOME, "awayTeamId": AWAY, "format": "T20"}
    match = Match.model_validate({**teams, "conditions": RAIN})
    actions = tuple(each for each in entries if not isinstance(each, Unreadable))
    return MatchLog(MATCH, match, (), actions)


def test_the_match_of_these_tests_has_rain_rules() -> None:
    conditions = log_with_rain_rules([]).inputs.setup.conditions
    assert (conditions.g50, conditions.overs_per_innings) == (245, 3)


@given(JUNK, RULES, RULES)
def test_any_log_can_be_compared_under_any_two_sets_of_rules(
    entries: list[LogEntry], first: str, second: str
) -> None:
    log = log_with_rain_rules(entries)
    conditions = log.inputs.setup.conditions
    left, right = (
        side_of(log, rules_of(first, conditions)),
        side_of(log, rules_of(second, conditions)),
    )
    found = list(differences(log, left, right))
    assert len(as_json(log, left, right, found)["differences"]) == len(found)
    for side in (left, right):
        rain_figures = dls(side.state)
        assert rain_figures is None or rain_figures.target is None or rain_figures.target > 0


@given(JUNK, RULES)
def test_a_log_compared_under_the_same_rules_has_no_differences(
    entries: list[LogEntry], name: str
) -> None:
    log = log_with_rain_rules(entries)
    sides = [side_of(log, rules_of(name, log.inputs.setup.conditions)) for _ in range(2)]
    assert list(differences(log, *sides)) == []
