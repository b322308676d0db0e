"""Tests that balls in unforeseen words and fields are detected, although no total misses them."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from google.cloud.firestore import Client

from admin.logfile import load_match
from migrate.old.histories import find_histories, holds_history
from migrate.old.innings_history import Fate
from scrbrd.adapters import paths
from scrbrd.domain.fold import fold
from scrbrd.domain.json_types import Json
from scrbrd.domain.match import inputs_of
from scrbrd.domain.state import MatchState
from scrbrd.projections.live.documents import as_document
from scrbrd.projections.live.live_score import live_score
from tests.admin.committed_matches import committed_logs
from tests.migrate.conftest import documents_of, put
from tests.migrate.old_world import SchoolMatch
from tests.migrate.test_ball_history_e2e import log, run, score_of
from tests.migrate.test_unfamiliar_histories import convert_score

UNKNOWN_WORDS = ["un", "quatre", "rien", "rien", "dehors", "rien", "un", "quatre"]
"""Balls in words that no reader knows."""

UNKNOWN_MAPS = [{"worth": n, "from": "x", "to": "a"} for n in (1, 4, 0, 0, 2, 1)]

IN_MATCH: dict[str, tuple[str, Any]] = {
    "marks": ("match.ours", "1 4 2 W"),
    "marks with signs": ("match.ours", "1, ., ., 4lb, nb+4, W"),
    "marks between strokes": ("match.ours", "1/4/./W"),
    "marks without spaces": ("match.ours", "14..2W1"),
    "marks in a note": ("match.notes", ". . 1 4 W 2"),
    "a list of marks": ("match.ours", ["1", "4", "W"]),
    "a list of words": ("match.ours", ["dot", "leg bye", "four", "Run Out"]),
    "numbers": ("match.ours", [1, 4, 2, 0, 0, 6]),
    "overs of marks": ("match.ours", ["1 4 2 . . W", "1 1 . . 2 nb"]),
    "overs in lists": ("match.ours", {"a": [["1", "4"], ["W", "."]]}),
    "words of no vocabulary": ("match.ours", UNKNOWN_WORDS),
    "a text of them": ("match.ours", " ".join([*UNKNOWN_WORDS, "rien", "un"])),
    "a text of JSON": ("match.ours", '["1", "4", "W"]'),
    "keys of an order": (
        "match.ours",
        {f"b{place}": each for place, each in enumerate(("1", "4", "W"))},
    ),
    "maps of no known name": ("match.ours", UNKNOWN_MAPS),
    "maps by numbers": (
        "match.ours",
        {str(place): each for place, each in enumerate(UNKNOWN_MAPS)},
    ),
    "maps of no known word": (
        "match.ours",
        [
            {"was": each, "by": "x" if place < 5 else "y"}
            for place, each in enumerate(UNKNOWN_WORDS)
        ],
    ),
    "balls of an official": ("match.scorer.book", {"name": "S", "book": "1 4 2 W"}),
}
IN_CARDS: dict[str, tuple[str, Any]] = {
    "marks in a card": ("match.innings1.batting", {"batting": ["1", "4", "W"]}),
    "marks for a total": ("match.innings1.score", {"score": "1 4 2 W . 1"}),
    "marks for names": ("match.innings1.ballNames", {"ballNames": ["1", "4", "W"]}),
    "numbers under names of an order": (
        "match.innings1",
        {f"r{place}": runs for place, runs in enumerate((1, 4, 2, 0, 0, 6))},
    ),
}


@pytest.mark.parametrize("name", [*IN_MATCH, *IN_CARDS])
def test_a_value_that_looks_like_balls_is_refused_in_any_field(name: str) -> None:
    if name in IN_MATCH:
        path, value = IN_MATCH[name]
        field = path.split(".")[1]
        match = {field: value}
    else:
        path, value = IN_CARDS[name]
        match = {"innings1": value}
    result = convert_score({"inningsNumber": 1}, match)
    assert len(result.undecided) == 1, result.undecided
    assert result.undecided[0].startswith(path)
    assert result.blocked
    assert result.fates[Fate.NOT_READ] > 1
    ((field, value_of_field),) = match.items()
    assert holds_history(field, value_of_field), "it is copied before anything is written"


def test_such_a_value_in_a_live_score_is_undecided_although_a_history_is_read() -> None:
    history = [{"strikerId": "a", "bowlerId": "x", "runs": 1}]
    result = convert_score({"inningsNumber": 2, "ballHistory": history, "firstKnock": "1 4 2 W"})
    assert result.undecided == ("live_score.firstKnock",)


OTHER_VALUES: dict[str, Any] = {
    "notes": "Rain at 4. Play began again at 2 with a wet ball, and nobody was hurt.",
    "report": " ".join(f"word{number % 300} of the report" for number in range(900)),
    "sponsors": ["Acme", "Bolt & Co", "Cup", "Delta", "Echo", "Foxtrot", "Golf"],
    "partners": [{"name": f"Partner {n}", "tier": n % 3, "url": "https://a.b"} for n in range(9)],
    "umpires": ["umpire-1", "umpire-2", "umpire-3"],
    "officials": [{"personId": f"person-{n}", "grade": n % 4} for n in range(8)],
    "photos": [f"https://pictures.example/matches/{n}/full.jpg" for n in range(40)],
    "photoUrl": "https://pictures.example/1/4/2.jpg",
    "tags": ["u13", "girls", "cup", "away"],
    "form": ["W", "L", "W", "W", "L", "W"],
    "wins": ["W", "W", "W"],
    "days": [1, 3, 5],
    "shirts": [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11],
    "places": {"1": "person-1", "2": "person-2", "3": "person-3", "4": "person-4"},
    "was_there": [True, False, True, True, False, True],
    "answers": ["yes", "no", "yes", "yes", "no", "yes"],
    "counted": [0, 1, 0, 1, 1, 0, 1],
    "allowedExtras": ["wide", "noball", "bye", "legbye"],
    "kinds": ["bowled", "caught", "lbw", "run out"],
    "phone": "021 555 0142",
    "appVersion": "1.0.2",
    "address": "10.0.0.1",
    "played": "2023-02-04",
    "dates": ["2023-02-04", "2023-02-05", "2023-02-06"],
    "rule": "- - - - - - - -",
    "place": {"lat": -33.9, "lng": 18.4, "zoom": 4},
    "settings": {"wides": 1, "noBalls": 1, "balls": 6, "bouncers": 2, "reviews": 2, "powerplay": 4},
    "worm": [5, 12, 19, 19, 31, 40, 44],
    "saved": [datetime(2023, 2, day, tzinfo=UTC) for day in range(1, 9)],
    "chat": [{"from": "a", "text": f"hello {n}", "likes": n % 2} for n in range(9)],
    "manhattan": [{"over": n + 1, "runs": n % 5, "wickets": n % 3} for n in range(8)],
    "squad": [{"id": f"p{n}", "role": ("batter", "bowler")[n % 2]} for n in range(11)],
    "crowd": 4,
    "empty": [],
    "thumbnail": b"1 4 2 W . .",
    "wicketsDown": ["7-1 (A, 0.3 ov)", "12-2 (B, 1.3 ov)", "30-3 (C, 4.1 ov)"],
    "dismissals": [f"c Fielder{n % 6} b Bowler{n % 4}" for n in range(10)],
    "lastOver": ["1", "4", "W", ".", ".", "2"],
}


@pytest.mark.parametrize("name", OTHER_VALUES)
def test_values_without_balls_are_not_taken_for_histories(name: str) -> None:
    found = find_histories(
        {"live_score": {name: OTHER_VALUES[name]}, "match": {name: OTHER_VALUES[name]}}
    )
    assert found.unread == ()


@pytest.mark.parametrize("path", committed_logs(), ids=lambda path: path.stem)
def test_no_field_of_a_match_in_the_new_shape_is_taken_for_a_history(path: Path) -> None:
    log = load_match(path)
    inputs = inputs_of(log.match_id, log.match, log.lineups)
    match = log.match.model_dump(mode="json", by_alias=True)
    for balls in (10, 45, 90, len(log.actions)):
        state = fold(MatchState(inputs.setup), log.actions[:balls])
        score = as_document(live_score(state, inputs, None))
        assert find_histories({"live_score": score, "match": match}).unread == ()


def test_a_match_with_a_hidden_innings_migrates_only_after_an_operator_gives_it_up(
    old_school: Client, match_by_dirt: dict[str, SchoolMatch], tmp_path: Path
) -> None:
    match, refused_file = match_by_dirt["clean"], tmp_path / "refused.txt"
    name = match.match_id
    documents: dict[str, Json] = documents_of([match])
    hidden_innings = {
        "firstKnock": " ".join(UNKNOWN_WORDS * 3),
        "innings1": {"batting": ["1", "4", "W", "2"]},
    }
    put(old_school, documents | {paths.match(name): {**match.match, **hidden_innings}})
    output = run("run", "--all", "--apply", code=1)
    assert "match.firstKnock reads like balls" in output
    assert log(old_school, name) == {}
    strip = ("run", "strip_legacy", "--export", str(tmp_path / "out"), "--apply")
    assert "ball_history is not done" in run(*strip, code=1)
    assert score_of(old_school, name) == match.score
    refused_file.write_text(undecided := run("undecided"))
    assert f"matches/{name} match.firstKnock" in undecided
    assert f"matches/{name} match.innings1.batting" in undecided
    give_up_options = ("--refused", str(refused_file))
    run("run", "--all", "--apply", *give_up_options)
    run(*strip, *give_up_options)
    stored = old_school.document(paths.match(name)).get().to_dict() or {}
    assert (stored["firstKnock"], "innings1" in stored) == (hidden_innings["firstKnock"], False)
