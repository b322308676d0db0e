"""Tests the effective log: voids, corrections, late balls, holes and unreadable documents."""

from __future__ import annotations

import random
from dataclasses import replace
from typing import Any

import pytest

from scrbrd.domain.actions import Action, Delivery, action_id, read_action
from scrbrd.domain.effective import EffectiveLog, LogEntry, Unreadable, chains, effective_log
from scrbrd.domain.problems import ProblemCode, Severity
from scrbrd.domain.vocabulary import ActionId
from tests.domain.notation import MATCH, innings


def ball(sequence: int, runs: int = 0, number: int = 1, **fields: Any) -> Delivery:
    """Return a ball at a place of the log; its runs distinguish it from the others."""
    action = read_action(
        {
            "id": action_id(number, sequence),
            "matchId": MATCH,
            "inningsNumber": number,
            "sequenceNumber": sequence,
            "overNumber": 0,
            "ballInOver": 1,
            "strikerId": "a",
            "nonStrikerId": "b",
            "bowlerId": "c",
            "runsOffBat": runs,
            **fields,
        }
    )
    assert isinstance(action, Delivery)
    return action


def void(sequence: int, runs: int = 0, **fields: Any) -> Delivery:
    """Return a voided ball."""
    return ball(sequence, runs, isVoided=True, **fields)


def unreadable(sequence: int) -> Unreadable:
    """Return a document of the log that cannot be read as an action."""
    return Unreadable(action_id(1, sequence), 1, sequence, "runsOffBat: not a number")


def effective_ids(entries: list[Any]) -> list[str]:
    """Return the effective actions' ids in order; assert that order of arrival does not matter."""
    expected = [action.id for action in effective_log(entries).actions]
    for seed in range(5):
        shuffled = entries + entries[:2]
        random.Random(seed).shuffle(shuffled)
        assert [action.id for action in effective_log(shuffled).actions] == expected
    return list(expected)


def codes(log: EffectiveLog) -> list[tuple[str, str]]:
    """Return (action, code) of each problem of the log itself."""
    return [(problem.action_id, problem.code) for problem in log.problems]


ORDERS: list[Any] = [
    pytest.param([ball(1), ball(2)], ["1_1", "1_2"], id="no references"),
    pytest.param([ball(9), ball(10), ball(1, number=2)], ["1_9", "1_10", "2_1"], id="by number"),
    pytest.param([ball(1), void(2), ball(3)], ["1_1", "1_3"], id="a voided ball is dropped"),
    pytest.param(
        [ball(1), ball(2), ball(3, corrects="1_1")],
        ["1_3", "1_2"],
        id="a correction in place",
    ),
    pytest.param(
        [ball(1), ball(2), ball(3, corrects="1_1"), ball(4, corrects="1_1")],
        ["1_4", "1_2"],
        id="the later correction wins",
    ),
    pytest.param(
        [ball(1), ball(2), void(3, corrects="1_1")],
        ["1_1", "1_2"],
        id="voiding a correction brings the original back",
    ),
    pytest.param(
        [ball(1), ball(2, corrects="1_1"), void(3, corrects="1_1")],
        ["1_2"],
        id="voiding the later correction brings the earlier back",
    ),
    pytest.param(
        [ball(1), ball(2), ball(3, corrects="1_1"), ball(4, corrects="1_3")],
        ["1_4", "1_2"],
        id="a correction of a correction",
    ),
    pytest.param(
        [ball(1), ball(2), ball(3, corrects="1_1"), void(4, corrects="1_3")],
        ["1_3", "1_2"],
        id="a voided correction of a correction",
    ),
    pytest.param(
        [void(1), ball(2), ball(3, corrects="1_1")],
        ["1_3", "1_2"],
        id="a correction of a voided ball counts",
    ),
    pytest.param(
        [ball(1), ball(2), ball(3, after="1_1")], ["1_1", "1_3", "1_2"], id="a forgotten ball"
    ),
    pytest.param(
        [ball(1), ball(2), ball(3, after="1_1"), ball(4, after="1_1")],
        ["1_1", "1_3", "1_4", "1_2"],
        id="several after one anchor sort by sequence",
    ),
    pytest.param(
        [ball(1), ball(2), ball(3, after="1_1"), ball(4, after="1_1"), ball(5, after="1_3")],
        ["1_1", "1_3", "1_5", "1_4", "1_2"],
        id="after a ball that was itself inserted",
    ),
    pytest.param(
        [void(1), ball(2), ball(3, after="1_1")],
        ["1_3", "1_2"],
        id="a voided anchor keeps its place",
    ),
    pytest.param(
        [ball(1), ball(2), void(3, after="1_1"), ball(4, after="1_3")],
        ["1_1", "1_4", "1_2"],
        id="a voided inserted anchor keeps its place",
    ),
    pytest.param(
        [ball(1), ball(2), ball(3, corrects="1_1"), ball(4, after="1_3")],
        ["1_3", "1_4", "1_2"],
        id="after a correction is after the ball that it corrects",
    ),
    pytest.param(
        [ball(1), ball(2), ball(3, after="1_1"), ball(4, corrects="1_3")],
        ["1_1", "1_4", "1_2"],
        id="a correction of a forgotten ball",
    ),
    pytest.param([ball(2), ball(3, after="1_1")], ["1_3", "1_2"], id="after a hole"),
    pytest.param([ball(2), ball(3, corrects="1_1")], ["1_3", "1_2"], id="in the place of a hole"),
    pytest.param(
        [unreadable(1), ball(2), ball(3, corrects="1_1")],
        ["1_3", "1_2"],
        id="a correction of an unreadable document",
    ),
    pytest.param(
        [ball(1), unreadable(2), ball(3), ball(4, after="1_2")],
        ["1_1", "1_4", "1_3"],
        id="after an unreadable document",
    ),
]


@pytest.mark.parametrize(("entries", "expected"), ORDERS)
def test_the_effective_log_is_in_the_order_of_play(
    entries: list[LogEntry], expected: list[str]
) -> None:
    assert effective_ids(list(entries)) == expected


@pytest.mark.parametrize("times", [1, 2])
def test_undo_and_redo_bring_back_the_same_score(times: int) -> None:
    book = innings("1 4 W 2")
    before = book.state
    entry = book.entries[2]
    assert isinstance(entry, Action)
    for _ in range(times):
        book.entries[2] = entry.model_copy(update={"is_voided": True})
        assert book.current.runs == 3
        book.entries[2] = entry
    assert book.state == before


def test_the_last_version_of_a_repeated_entry_counts() -> None:
    log = effective_log([ball(1, 1), ball(1, 4)])
    assert [action.runs_off_bat for action in log.actions if isinstance(action, Delivery)] == [4]


def test_a_hole_is_a_problem_and_the_other_actions_are_effective() -> None:
    log = effective_log([ball(1), ball(3), ball(2, number=2)])
    assert [action.id for action in log.actions] == ["1_1", "1_3", "2_2"]
    assert codes(log) == [
        ("1_2", ProblemCode.MISSING_ACTION),
        ("2_1", ProblemCode.MISSING_ACTION),
    ]
    assert {problem.severity for problem in log.problems} == {Severity.ERROR}


def test_a_hole_of_many_missing_actions_is_one_problem() -> None:
    log = effective_log([ball(1), ball(99_999)])
    (problem,) = log.problems
    assert problem.action_id == "1_2"
    assert "1_99998" in problem.message


def test_an_innings_without_any_action_is_a_hole() -> None:
    log = effective_log([ball(1), ball(1, number=4)])
    assert codes(log) == [
        ("2_1", ProblemCode.MISSING_ACTION),
        ("3_1", ProblemCode.MISSING_ACTION),
    ]


BAD_REFERENCES = [
    pytest.param({"corrects": "1_9"}, id="to a later action"),
    pytest.param({"corrects": "1_2"}, id="to itself"),
    pytest.param({"after": "2_1"}, id="to another innings"),
    pytest.param({"after": "1_2"}, id="after itself"),
]


@pytest.mark.parametrize("fields", BAD_REFERENCES)
def test_a_reference_to_no_earlier_action_of_the_innings_is_skipped(
    fields: dict[str, Any],
) -> None:
    log = effective_log([ball(1), ball(2, **fields)])
    assert [action.id for action in log.actions] == ["1_1"]
    assert codes(log) == [("1_2", ProblemCode.BAD_REFERENCE)]


def test_an_action_inserted_after_a_skipped_one_keeps_its_place() -> None:
    log = effective_log([ball(1), ball(2, corrects="1_9"), ball(3), ball(4, after="1_2")])
    assert [action.id for action in log.actions] == ["1_1", "1_4", "1_3"]


def test_a_voided_bad_reference_is_not_a_problem() -> None:
    assert effective_log([ball(1), void(2, corrects="1_9")]).problems == ()


def test_an_unreadable_document_is_a_problem_and_not_a_hole() -> None:
    log = effective_log([ball(1), unreadable(2), ball(3)])
    assert codes(log) == [("1_2", ProblemCode.UNREADABLE)]
    assert [action.id for action in log.actions] == ["1_1", "1_3"]


def test_the_last_action_has_the_greatest_id_voided_or_not() -> None:
    assert effective_log([ball(10), ball(9), void(11)]).last_action_id == ActionId("1_11")
    assert effective_log([ball(10), unreadable(12)]).last_action_id == ActionId("1_12")
    assert effective_log([]).last_action_id is None


def test_a_correction_replays_everything_after_it() -> None:
    book = innings("1 W . . . .")
    book.entries.append(
        ball(8, 0, corrects="1_2", strikerId="home1", nonStrikerId="home2", bowlerId="away11")
    )
    assert (book.current.runs, book.batter(1).runs, book.current.legal_balls) == (0, 0, 6)
    assert book.codes == [ProblemCode.STRIKE_MISMATCH]


def test_a_thousand_corrections_of_corrections_are_resolved() -> None:
    chain = [ball(1), *(ball(n, corrects=f"1_{n - 1}") for n in range(2, 2_000))]
    assert effective_ids(chain) == ["1_1999"]
    nested = [ball(1), *(ball(n, after=f"1_{n - 1}") for n in range(2, 2_000))]
    assert len(effective_ids(nested)) == 1_999


def test_an_unreadable_document_that_was_corrected_is_not_a_problem() -> None:
    log = effective_log([ball(1), unreadable(2), ball(3, corrects="1_2")])
    assert codes(log) == []


def test_an_unreadable_document_whose_correction_was_voided_is_a_problem_again() -> None:
    log = effective_log([ball(1), unreadable(2), ball(3, corrects="1_2", is_voided=True)])
    assert codes(log) == [("1_2", ProblemCode.UNREADABLE)]


def test_an_unreadable_document_that_was_voided_is_not_a_problem() -> None:
    voided = replace(unreadable(2), is_voided=True)
    assert codes(effective_log([ball(1), voided, ball(3)])) == []


def test_the_chains_of_a_log_hold_every_recorded_action_with_its_corrections_in_order() -> None:
    recorded = [
        ball(1),
        void(2),
        ball(4, corrects=action_id(1, 2)),
        ball(5, after=action_id(1, 1)),
        ball(6, corrects=action_id(1, 3)),
        void(7, corrects=action_id(1, 5)),
        ball(8, after=action_id(1, 9)),
    ]
    found = chains(reversed(recorded), lambda action: action)
    sequences = [[each.sequence_number for each in chain.members] for chain in found]
    assert sequences == [[1], [5, 7], [2, 4], [6]]
    assert [chain.place[1] for chain in found] == [1, 5, 2, 3]
    assert [chain.turn[1] for chain in found] == [1, 1, 2, 3]
    assert [chain.has_behind for chain in found] == [True, False, False, False]
