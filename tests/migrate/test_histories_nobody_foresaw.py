"""Balls in words and under names that nobody foresaw, where no total says that any are missing."""

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
from tests.admin.committed import committed_logs
from tests.migrate.conftest import documents_of, put
from tests.migrate.old_world import OldMatchOf
from tests.migrate.test_ball_history_e2e import log, run, score_of
from tests.migrate.test_unfamiliar_histories import of_score

MOTS = ["un", "quatre", "rien", "rien", "dehors", "rien", "un", "quatre"]
"""Balls in words of no vocabulary of ours."""

SHOWN = [{"worth": n, "from": "x", "to": "a"} for n in (1, 4, 0, 0, 2, 1)]

BALLS: dict[str, tuple[str, Any]] = {
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
    "words of no vocabulary": ("match.ours", MOTS),
    "a text of them": ("match.ours", " ".join([*MOTS, "rien", "un"])),
    "a text of JSON": ("match.ours", '["1", "4", "W"]'),
    "keys of an order": (
        "match.ours",
        {f"b{place}": each for place, each in enumerate(("1", "4", "W"))},
    ),
    "maps of no known name": ("match.ours", SHOWN),
    "maps by numbers": ("match.ours", {str(place): each for place, each in enumerate(SHOWN)}),
    "maps of no known word": (
        "match.ours",
        [{"was": each, "by": "x" if place < 5 else "y"} for place, each in enumerate(MOTS)],
    ),
    "balls of an official": ("match.scorer.book", {"name": "S", "book": "1 4 2 W"}),
}
OF_CARDS: dict[str, tuple[str, Any]] = {
    "marks in a card": ("match.innings1.batting", {"batting": ["1", "4", "W"]}),
    "marks for a total": ("match.innings1.score", {"score": "1 4 2 W . 1"}),
    "marks for names": ("match.innings1.ballNames", {"ballNames": ["1", "4", "W"]}),
    "numbers under names of an order": (
        "match.innings1",
        {f"r{place}": runs for place, runs in enumerate((1, 4, 2, 0, 0, 6))},
    ),
}


@pytest.mark.parametrize("name", [*BALLS, *OF_CARDS])
def test_what_reads_like_balls_is_a_refusal_under_any_name(name: str) -> None:
    if name in BALLS:
        path, value = BALLS[name]
        field = path.split(".")[1]
        match = {field: value}
    else:
        path, value = OF_CARDS[name]
        match = {"innings1": value}
    done = of_score({"inningsNumber": 1}, match)
    assert len(done.undecided) == 1, done.undecided
    assert done.undecided[0].startswith(path)
    assert done.blocked
    assert done.fates[Fate.NOT_READ] > 1
    ((field, kept),) = match.items()
    assert holds_history(field, kept), "it is copied before anything is written"


def test_of_a_live_score_too_and_beside_a_history_that_is_read() -> None:
    history = [{"strikerId": "a", "bowlerId": "x", "runs": 1}]
    done = of_score({"inningsNumber": 2, "ballHistory": history, "firstKnock": "1 4 2 W"})
    assert done.undecided == ("live_score.firstKnock",)


NO_BALLS: dict[str, Any] = {
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


@pytest.mark.parametrize("name", NO_BALLS)
def test_what_holds_no_ball_is_no_history(name: str) -> None:
    found = find_histories({"live_score": {name: NO_BALLS[name]}, "match": {name: NO_BALLS[name]}})
    assert found.unread == ()


@pytest.mark.parametrize("path", committed_logs(), ids=lambda path: path.stem)
def test_no_match_of_the_new_shape_reads_like_balls(path: Path) -> None:
    log = load_match(path)
    inputs = inputs_of(log.match_id, log.match, log.lineups)
    match = log.match.model_dump(mode="json", by_alias=True)
    for balls in (10, 45, 90, len(log.actions)):
        state = fold(MatchState(inputs.setup), log.actions[:balls])
        score = as_document(live_score(state, inputs, None))
        assert find_histories({"live_score": score, "match": match}).unread == ()


def test_a_hidden_innings_keeps_its_match_until_an_operator_gives_it_up(
    old_school: Client, by_dirt: dict[str, OldMatchOf], tmp_path: Path
) -> None:
    match, listed = by_dirt["clean"], tmp_path / "refused.txt"
    name = match.match_id
    documents: dict[str, Json] = documents_of([match])
    hidden = {"firstKnock": " ".join(MOTS * 3), "innings1": {"batting": ["1", "4", "W", "2"]}}
    put(old_school, documents | {paths.match(name): {**match.match, **hidden}})
    output = run("run", "--all", "--apply", code=1)
    assert "match.firstKnock reads like balls" in output
    assert log(old_school, name) == {}
    strip = ("run", "strip_legacy", "--export", str(tmp_path / "out"), "--apply")
    assert "ball_history is not done" in run(*strip, code=1)
    assert score_of(old_school, name) == match.score
    listed.write_text(undecided := run("undecided"))
    assert f"matches/{name} match.firstKnock" in undecided
    assert f"matches/{name} match.innings1.batting" in undecided
    given_up = ("--refused", str(listed))
    run("run", "--all", "--apply", *given_up)
    run(*strip, *given_up)
    stored = old_school.document(paths.match(name)).get().to_dict() or {}
    assert (stored["firstKnock"], "innings1" in stored) == (hidden["firstKnock"], False)
