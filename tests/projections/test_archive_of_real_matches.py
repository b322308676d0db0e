"""Tests that the archive of every committed match agrees with its live score and scorecard.

Matches: Cricsheet, https://cricsheet.org, Open Data Commons Attribution License.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from scrbrd.domain.actions import Delivery
from scrbrd.domain.effective import effective_log
from scrbrd.projections.archive.document_size import DOCUMENT_BYTES, size_of
from scrbrd.projections.archive.replay import split_parts
from scrbrd.projections.live.live_score import live_score
from scrbrd.projections.live.scorecard import innings_projection
from tests.admin.committed_matches import committed_logs
from tests.projections.archives import archive_of_log, build_archive, highlights_of, replay_balls

LOGS = pytest.mark.parametrize("path", committed_logs(), ids=lambda path: path.stem)
LARGEST_TEST = next(path for path in committed_logs() if path.stem == "649089")


@LOGS
def test_the_last_ball_of_the_replay_has_the_figures_of_the_live_score(path: Path) -> None:
    log, state, documents, _ = archive_of_log(path)
    score = live_score(state, log.inputs, None)
    current = score.current_innings
    assert current is not None
    last = [ball for ball in replay_balls(documents) if ball["type"] == "delivery"][-1]
    assert (last["inningsRuns"], last["inningsWickets"]) == (current.runs, current.wickets)
    batting_figures = {each.player_id: (each.runs, each.balls_faced) for each in score.batsmen}
    for batter in (last["striker"], last["nonStriker"]):
        assert batting_figures[batter["playerId"]] == (batter["runs"], batter["ballsFaced"])
    bowler = next(b for b in score.bowlers if b.player_id == last["bowler"]["playerId"])
    assert (bowler.runs_conceded, bowler.wickets) == (
        last["bowler"]["runsConceded"],
        last["bowler"]["wickets"],
    )
    assert float(last["bowler"]["overs"]) == bowler.overs
    if current.runs_required is not None:
        assert last["runsRequired"] == current.runs_required


@LOGS
def test_every_ball_of_the_log_is_in_the_replay_once_and_adds_up(path: Path) -> None:
    log, state, documents, _ = archive_of_log(path)
    balls = [ball for ball in replay_balls(documents) if ball["type"] == "delivery"]
    bowled = [a for a in effective_log(log.actions).actions if isinstance(a, Delivery)]
    assert [ball["actionId"] for ball in balls] == [action.id for action in bowled]
    for innings in state.innings:
        own_balls = [ball for ball in balls if ball["inningsNumber"] == innings.number]
        penalty_runs = innings.runs - sum(ball["totalRuns"] for ball in own_balls)
        assert 0 <= penalty_runs <= 10, "only penalty runs come without a ball"


@LOGS
def test_the_summary_has_the_figures_of_the_scorecard(path: Path) -> None:
    log, state, documents, _ = archive_of_log(path)
    summary = documents["summary"]
    cards = [innings_projection(state, each, log.inputs) for each in state.main_innings]
    assert [(each["runs"], each["wickets"], each["overs"]) for each in summary["innings"]] == [
        (card.runs, card.wickets, card.overs) for card in cards
    ]
    batters = [each.runs for card in cards for each in card.batsmen if each.runs]
    assert [each["runs"] for each in summary["topScorers"]] == sorted(batters, reverse=True)[:5]
    bowlers = [(-b.wickets, b.runs_conceded) for c in cards for b in c.bowlers if b.wickets]
    best = [(-each["wickets"], each["runsConceded"]) for each in summary["bestBowling"]]
    assert best == sorted(bowlers)[:5]
    stands = [each.runs for card in cards for each in card.partnerships]
    most = [each["runs"] for each in summary["highestPartnerships"]]
    assert most == sorted(stands, reverse=True)[:5]
    assert summary["extras"]["total"] == sum(card.extras.total for card in cards)
    assert len(summary["superOvers"]) == len(state.super_overs)


@LOGS
def test_the_highlights_have_all_wickets_and_boundaries_of_the_scorecard(path: Path) -> None:
    log, state, documents, _ = archive_of_log(path)
    cards = [innings_projection(state, each, log.inputs) for each in state.innings]
    assert len(highlights_of(documents, "wicket")) == sum(card.wickets for card in cards)
    for kind, count in (
        ("four", sum(each.fours for card in cards for each in card.batsmen)),
        ("six", sum(each.sixes for card in cards for each in card.batsmen)),
    ):
        assert len(highlights_of(documents, kind)) == count
    maidens = [innings_projection(state, each, log.inputs) for each in state.main_innings]
    bowled = sum(each.maidens for card in maidens for each in card.bowlers)
    assert len(highlights_of(documents, "maiden")) == bowled
    assert documents["highlights"]["leftOut"] == 0
    assert all(len(each["actionIds"]) == 3 for each in highlights_of(documents, "hat_trick"))


def test_the_known_hat_tricks_are_highlights() -> None:
    found = {
        path.stem: [each["text"] for each in highlights_of(archive_of_log(path)[2], "hat_trick")]
        for path in committed_logs()
    }
    assert {match for match, texts in found.items() if texts} == {"1410196", "1417850"}


def test_the_awarded_player_is_suggested_or_among_the_runners_up() -> None:
    # Awarded, by the source files; a suggestion need not agree with every jury.
    awarded = {
        "1206059": "Aaron Jones",
        "1216517": "KL Rahul",
        "1348326": "RP Burl",
        "1355625": "C Munro",
        "1370352": "Shubman Gill",
        "1386111": "J Fraser-McGurk",
        "1417850": "BL Mooney",
        "237242": "DR Smith",
        "649089": "GC Smith",
    }
    for path in committed_logs():
        if path.stem in awarded:
            award = archive_of_log(path)[2]["summary"]["playerOfMatch"]
            suggested = [award["suggestion"], *award["runnersUp"]]
            assert awarded[path.stem] in [each["playerName"] for each in suggested], path.stem


def test_the_largest_match_is_split_within_the_limit_of_a_document() -> None:
    log, _, documents, archivist = archive_of_log(LARGEST_TEST)
    parts = [documents[name] for name in documents if name.startswith("replay_")]
    assert [part["part"] for part in parts] == list(range(1, len(parts) + 1))
    assert {part["parts"] for part in parts} == {len(parts)}
    assert len(parts) > 1
    for name, document in documents.items():
        path = f"matches/{log.match_id}/archive/{name}"
        assert stored_bytes(path, document) < DOCUMENT_BYTES, name
        assert len(json.dumps(document).encode()) < DOCUMENT_BYTES, name
        assert index_entries(document) < 40_000, name
    small = archivist.replay.documents(limit=20_000)
    assert len(small) > 20
    assert all(size_of(each["balls"]) <= 20_000 for each in small.values())
    assert replay_balls(small) == replay_balls(documents)


def test_a_line_longer_than_the_limit_is_a_part_of_its_own() -> None:
    lines: list[Any] = [{"commentary": text} for text in ("a" * 30, "b" * 300, "c")]
    assert [len(part) for part in split_parts(lines, 100)] == [1, 1, 1]
    assert list(split_parts([], 100)) == []


def stored_bytes(path: str, document: Any) -> int:
    """Return a document's size by Firestore's published rules, with name and map overhead."""

    def bytes_of(value: object) -> int:
        if isinstance(value, str):
            return len(value.encode()) + 1
        if isinstance(value, dict):
            return 32 + sum(len(n.encode()) + 1 + bytes_of(v) for n, v in value.items())
        if isinstance(value, list):
            return sum(map(bytes_of, value))
        return 1 if value is None or isinstance(value, bool) else 8

    name = sum(len(part.encode()) + 1 for part in path.split("/")) + 16
    return name + bytes_of(document)


def index_entries(value: object) -> int:
    """Return a value's number of index entries: two for each leaf and each element of an array."""
    if isinstance(value, dict):
        return sum(index_entries(each) for each in value.values())
    return 2 * max(1, len(value)) if isinstance(value, list) else 2


def test_the_documents_are_plain_json_and_building_them_again_gives_the_same() -> None:
    for path in committed_logs()[:4]:
        log, _, documents, _ = archive_of_log(path)
        assert json.loads(json.dumps(documents)) == documents
        archivist, _ = build_archive(log.inputs, log.actions)
        assert archivist.documents() == documents
        assert all(each["matchId"] == log.match_id for each in documents.values())
