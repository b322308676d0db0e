"""Tests the table of rules: it is complete, and cites each Law as its edition numbers it."""

from __future__ import annotations

import ast
import re
import string
from pathlib import Path

import pytest

from scrbrd.domain import fold
from scrbrd.domain.law_numbers import number_in
from scrbrd.domain.laws import is_bowlers_wicket
from scrbrd.domain.lineup import Lineup
from scrbrd.domain.match import Match, inputs_of
from scrbrd.domain.verdicts.case import details_of
from scrbrd.domain.verdicts.clauses import is_part_of, named_clause, named_law
from scrbrd.domain.verdicts.model import VerdictOutcome, law
from scrbrd.domain.verdicts.table import NOT_JUDGED, ROWS, RULES, RULES_BY_TYPE
from scrbrd.domain.vocabulary import ActionType, LawsEdition, PlayerId, TeamId, WicketType
from tests.domain.notation import innings

CODE_2000, THIRD, FOURTH = (
    LawsEdition.CODE_2000,
    LawsEdition.THIRD_2022,
    LawsEdition.FOURTH_2026,
)


def test_every_row_has_a_rule_or_a_reason_why_not() -> None:
    judged, not_judged = {rule.row for rule in RULES}, {each.row for each in NOT_JUDGED}
    assert judged | not_judged == set(range(1, ROWS + 1))
    assert not judged & not_judged


def test_every_rule_has_a_code_of_its_own() -> None:
    codes = [rule.code for rule in RULES]
    assert len(codes) == len(set(codes))
    assert all(re.fullmatch(r"[a-z]+(_[a-z]+)*", code) for code in codes)


def test_every_rule_is_listed_for_each_of_its_action_types() -> None:
    by_type = {(kind, rule.code) for kind, rules in RULES_BY_TYPE.items() for rule in rules}
    assert by_type == {(kind, rule.code) for rule in RULES for kind in rule.types}
    assert set(RULES_BY_TYPE) == set(ActionType)


@pytest.mark.parametrize(
    ("code", "edition", "cited"),
    [
        ("out_off_no_ball", LawsEdition.CODE_2000, "Law 24"),
        ("out_off_no_ball", LawsEdition.FIRST_2017, "Law 21"),
        ("out_off_no_ball", LawsEdition.SECOND_2019, "Law 21"),
        ("out_off_no_ball", LawsEdition.THIRD_2022, "Law 21.18"),
        ("out_off_no_ball", LawsEdition.FOURTH_2026, "Law 21.17"),
        ("innings_over", LawsEdition.THIRD_2022, "Laws 13, 15 and 16"),
        ("innings_over", LawsEdition.CODE_2000, "Laws 12, 14 and 21"),
        ("consecutive_overs", LawsEdition.THIRD_2022, "Law 17.6"),
        ("resumed_too_soon", LawsEdition.CODE_2000, "Law 2"),
        ("catcher_missing", LawsEdition.THIRD_2022, "Law 33"),
        ("bowler_is_batting", LawsEdition.THIRD_2022, "Law 1"),
        ("bowler_is_batting", LawsEdition.CODE_2000, "Law 1"),
        ("batter_not_facing", LawsEdition.THIRD_2022, "Laws 32, 33, 34, 35, 36 and 39"),
        ("batter_not_facing", LawsEdition.CODE_2000, "Laws 30, 32, 34, 35, 36 and 39"),
        ("out_off_free_hit", LawsEdition.THIRD_2022, "playing conditions"),
        ("bowler_over_limit", LawsEdition.CODE_2000, "playing conditions"),
        ("totals_mismatch", LawsEdition.THIRD_2022, None),
    ],
)
def test_a_law_is_cited_as_its_edition_numbers_it(
    code: str, edition: LawsEdition, cited: str | None
) -> None:
    (rule,) = [each for each in RULES if each.code == code]
    assert rule.law.text(edition) == cited


def test_a_clause_is_cited_only_for_editions_whose_text_was_read() -> None:
    for rule in RULES:
        assert set(rule.law.clauses) <= {THIRD, FOURTH}, rule.code
        for clause in rule.law.clauses.values():
            assert int(clause.partition(".")[0]) in rule.law.laws
    assert {rule.code for rule in RULES if FOURTH in rule.law.clauses} == {
        *("out_off_no_ball", "no_ball_and_wide"),
        *("penalty_not_five", "penalty_on_ball_not_five", "award_after_result"),
    }


READ_CLAUSES = {
    THIRD: (
        *("2.7", "14.1", "17.3.2", "17.5.1", "17.5.2", "17.6", "17.7.1", "17.8", "18.5.2"),
        *("18.11", "18.12", "19.8", "21.13", "21.16", "21.18", "22.6", "22.9", "23.1", "23.2"),
        *("25.4", "25.4.3", "25.4.4", "30.2", "37.5", "38.4", "40.1.1", "41.17", "41.17.2"),
    ),
    FOURTH: ("21.12", "21.17", "41.17", "41.17.2"),
}
"""The clauses that were read in a source, by edition; of others only the Law's number is known."""


def test_every_cited_clause_was_read() -> None:
    cited_clauses = [each for rule in RULES for each in rule.law.clauses.items()]
    assert [
        clause for edition, clause in cited_clauses if clause not in READ_CLAUSES[edition]
    ] == []


REFUSED_ROWS = {
    *(2, 3, 4, 5, 7, 8, 10, 11, 12, 16, 18, 22, 25, 27, 30, 39, 41, 46, 47, 49, 50, 53, 54),
}
FLAGGED_ROWS = {
    *(1, 9, 13, 15, 19, 21, 23, 24, 26, 28, 29, 31, 33, 34, 35, 36, 37, 38, 40, 42, 43, 44, 45),
    *(48, 51, 52, 55, 58, 60),
}
MIXED_ROWS = {6, 14, 17, 32, 56, 57}
"""Rows that refuse one case and flag another, or (6) depend on how the batter comes in."""


def test_rows_refuse_or_flag_as_in_the_table_of_events() -> None:
    found: dict[int, set[VerdictOutcome]] = {}
    for rule in RULES:
        found.setdefault(rule.row, set()).add(rule.outcome)
    assert {
        row for row, each in found.items() if each == {VerdictOutcome.REFUSED}
    } - MIXED_ROWS == (REFUSED_ROWS)
    assert {
        row for row, each in found.items() if each == {VerdictOutcome.FLAGGED}
    } - MIXED_ROWS == (FLAGGED_ROWS)
    assert set(found) == REFUSED_ROWS | FLAGGED_ROWS | MIXED_ROWS


def test_a_verdict_has_an_edition_only_with_a_law() -> None:
    (free_hit,) = [each for each in RULES if each.code == "out_off_free_hit"]
    verdict = free_hit.verdict({"player": "p", "how": "caught"}, THIRD)
    assert (verdict.law, verdict.edition) == ("playing conditions", None)
    assert law(21, third="21.18").text(THIRD) == "Law 21.18"
    assert (number_in(41, CODE_2000), number_in(41, FOURTH)) == (42, 41)


def test_a_rules_sentence_is_short_and_names_fields_only() -> None:
    for rule in RULES:
        names = [name for _, name, _, _ in string.Formatter().parse(rule.sentence) if name]
        assert len(rule.sentence) < 120
        assert rule.remedy
        assert not rule.remedy.endswith(".")
        assert all(name.isidentifier() for name in names)


def test_the_fold_does_not_import_the_verdicts() -> None:
    folder = Path(fold.__file__).parent
    for path in folder.glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ImportFrom):
                assert "verdicts" not in (node.module or ""), path.name


NOT_BOWLERS_WICKETS = [
    *(WicketType.RUN_OUT, WicketType.HIT_BALL_TWICE, WicketType.OBSTRUCTING_FIELD),
    *(WicketType.TIMED_OUT, WicketType.HANDLED_BALL),
]


@pytest.mark.parametrize("kind", NOT_BOWLERS_WICKETS)
def test_run_outs_and_the_like_are_not_the_bowlers_wickets(kind: WicketType) -> None:
    assert not is_bowlers_wicket(kind)  # row 20


def test_a_run_out_without_a_ball_adds_no_ball_to_the_over() -> None:
    book = innings(".").fact("batter_dismissed", player_id="home2", wicket_type="run_out")
    assert (book.current.wickets, book.current.legal_balls, book.current.over.deliveries) == (
        1,
        1,
        1,
    )  # row 19


@pytest.mark.parametrize(
    ("text", "clause"),
    [
        ("41.5.3", "41.5.3"),
        ("5 runs, Law 41.5", "41.5"),
        ("Law 41", None),
        ("", None),
        (None, None),
        (41.5, None),
        ({"law": "41.5"}, None),
        ("10.0.0.12.7.9", None),
    ],
)
def test_a_clause_is_found_in_a_text(text: object, clause: str | None) -> None:
    assert named_clause(text) == clause


@pytest.mark.parametrize(
    ("text", "named_law_text"),
    [
        ("Law 28", "Law 28"),
        ("5 runs, Law 28.", "Law 28"),
        ("Law 28.3", None),
        ("Law 280", None),
        ("Law 28.", "Law 28"),
        ("28", None),
        ("", None),
        (None, None),
        (28, None),
    ],
)
def test_a_whole_law_is_found_in_a_text(text: object, named_law_text: str | None) -> None:
    assert named_law(text) == named_law_text


def test_a_clause_is_part_of_its_parent_clause() -> None:
    assert is_part_of("41.5.3", ("41.5",))
    assert is_part_of("41.5", ("41.5",))
    assert not is_part_of("41.51", ("41.5",))


def test_keepers_and_substitutes_come_from_the_lineups() -> None:
    side, match = TeamId("home"), Match(home_team_id=TeamId("home"), away_team_id=TeamId("away"))
    keeper = Lineup(team_id=side, player_id=PlayerId("k"), is_wicketkeeper=True)
    other = Lineup.model_validate({"teamId": "home", "playerId": "s", "role": "substitute"})
    details = details_of(inputs_of("m", match, [keeper, other]).setup)
    assert details.keeper_ids == frozenset({keeper.player_id})
    assert details.substitute_ids == frozenset({other.player_id})


def test_refused_and_flagged_are_the_only_outcomes() -> None:
    assert {rule.outcome for rule in RULES} == set(VerdictOutcome)
