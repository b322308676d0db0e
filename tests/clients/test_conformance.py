"""Tests that the TypeScript fold gives the same state as the Python fold for every log."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from functools import cache
from operator import attrgetter
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from typer.testing import CliRunner, Result

from admin.logfile import load_match
from devtools.app import app
from devtools.conformance import engine
from devtools.conformance.cases import Case, case_from, case_line, case_of
from devtools.conformance.engine import KIT, Outcome, compare
from devtools.toolchain.errors import MissingToolError
from scrbrd.domain.formats import FORMATS
from scrbrd.domain.state import Setup
from scrbrd.domain.vocabulary import MatchFormat, TeamId
from tests.admin.committed_matches import committed_logs
from tests.clients import conformance_logs as logs
from tests.domain.notation import AWAY, HOME, Book, player

KIT_FILES = sorted(KIT.glob("*.jsonl"))
STALE = "stale: run functions/venv/bin/python -m tests.clients.conformance_kit"
MOST_BYTES = 1_500_000
RANDOM_LOGS = 60


def conformance(*arguments: object) -> Result:
    """Run the command `conformance`."""
    return CliRunner().invoke(app, ["conformance", *map(str, arguments)])


def last_line(result: Result) -> dict[str, int]:
    """Return the totals on the last line of a command's output."""
    read: dict[str, int] = json.loads(result.stdout.splitlines()[-1])
    return read


def differences(outcome: Outcome, name: str) -> list[dict[str, Any]]:
    """Return the first differences of a case, which are all that the comparison keeps."""
    return [each for each in outcome.shown if each["case"] == name]


@pytest.mark.parametrize("path", KIT_FILES, ids=lambda path: path.stem)
def test_the_states_of_the_kit_are_those_of_the_python_fold(path: Path) -> None:
    for line in path.read_text("utf-8").splitlines():
        case = case_from(line)
        assert json.loads(case_line(case, is_whole=False)) == json.loads(line), STALE


def test_the_kit_is_small_and_covers_most_problems_and_types() -> None:
    assert sum(path.stat().st_size for path in KIT_FILES) < MOST_BYTES
    text = "".join(path.read_text("utf-8") for path in KIT_FILES)
    cases = [json.loads(line) for line in text.splitlines()]
    codes = {each["code"] for case in cases for each in case["state"]["problems"]}
    types = {str(each.get("type", "delivery")) for case in cases for each in case["log"]}
    assert len(codes) > 35
    assert len(types) > 14
    assert any("after" in each for case in cases for each in case["log"])
    assert any("corrects" in each for case in cases for each in case["log"])


def test_the_typescript_fold_gives_the_states_of_the_kit() -> None:
    lines = [line for path in KIT_FILES for line in path.read_text("utf-8").splitlines()]
    outcome = compare(lines)
    assert (outcome.cases, outcome.differ) == (len(lines), 0), outcome.shown
    assert outcome.fields > 20_000


@pytest.mark.parametrize("path", committed_logs(), ids=attrgetter("stem"))
def test_both_folds_agree_on_committed_matches_after_every_action(path: Path) -> None:
    result = conformance(path, "--json")
    assert result.exit_code == 0, result.output
    total = last_line(result)
    assert (total["cases"], total["differ"]) == (1, 0)
    assert total["fields"] > 10_000


def random_lines(count: int) -> list[str]:
    """Return lines of random cases: corrected, slipped, junk and invalid ones."""
    lines: list[str] = []

    @settings(max_examples=count, phases=[Phase.generate], suppress_health_check=list(HealthCheck))
    @given(logs.CASES)
    def note(case: Case) -> None:
        lines.append(case_line(case, is_whole=True))

    note()
    return lines


@pytest.mark.parametrize(
    "count", [RANDOM_LOGS, pytest.param(1_000, marks=pytest.mark.slow)], ids=["some", "many"]
)
def test_both_folds_agree_on_random_logs(count: int) -> None:
    outcome = compare(random_lines(count))
    assert outcome.cases == count
    assert outcome.differ == 0, outcome.shown


def two_super_overs() -> Book:
    """Return a tied match and a tied super over, with penalty runs in the one after it."""
    book = Book(replace(FORMATS[MatchFormat.T20], overs_per_innings=1))
    for side in (HOME, AWAY):
        book.innings(side, "1 . . . . .")
    for side in (AWAY, HOME):
        book.innings(side, "1 . . . . .", super_over=True)
    book.innings(HOME, "1", super_over=True)
    return book.fact("penalty_awarded", to_team_id=AWAY, runs=5, law="41.3")


def super_over_not_begun() -> Book:
    """Return a tied match, and a ball of a super over whose start was not recorded."""
    book = Book(replace(FORMATS[MatchFormat.T20], overs_per_innings=1))
    for side in (HOME, AWAY):
        book.innings(side, "1 . . . . .")
    book.number, book.sequence = 3, 0
    book.clear()
    return book.at_crease(book.next_batter(), book.next_batter()).balls("1")


def announced_over() -> Book:
    """Return an innings with an over of seven balls and a replaced player of the batting side."""
    book = Book(FORMATS[MatchFormat.T20]).innings(HOME, ". . . . .")
    book.ball(".", over_balls=7)
    replaced = {"out_player_id": "home3", "in_player_id": "home12", "reason": "concussion"}
    return book.fact("player_replaced", team_id=HOME, role="player", **replaced)


def declared_short() -> Book:
    """Return a fourth innings declared short of its target, and penalty runs that win it."""
    book = Book(FORMATS[MatchFormat.TEST])
    for side, balls in ((HOME, "4"), (AWAY, "6"), (HOME, "4"), (AWAY, "1")):
        book.innings(side, balls).close("declared")
    return book.fact("penalty_awarded", to_team_id=AWAY, runs=5, law="41.17")


def replaced_last_pair() -> Book:
    """Return an innings with nine out in which one of the last pair is hurt and replaced."""
    book = Book(FORMATS[MatchFormat.T20]).innings(HOME, "4").close("declared")
    book.innings(AWAY, "W W W W W W W W W")
    hurt = book.current.at_crease[0]
    book.fact("batter_retired", player_id=hurt, **{"as": "hurt"})
    fields = {"out_player_id": hurt, "in_player_id": "away12", "reason": "concussion"}
    book.fact("player_replaced", team_id=AWAY, role="player", **fields)
    return book.fact("batter_arrived", player_id="away12")


def out_after_the_win() -> Book:
    """Return a match in which a batter is stumped off the wide that wins it."""
    book = Book(FORMATS[MatchFormat.T20]).innings(HOME, "4").close("declared")
    return book.innings(AWAY, "4 wdWst")


def side_batting_again() -> Book:
    """Return a match of one innings each in which a side is recorded as batting again."""
    book = Book(FORMATS[MatchFormat.T20]).innings(HOME, "6").close("declared")
    return book.innings(HOME, "1")


def opener_of_the_other_side() -> Book:
    """Return a second innings with no recorded start and an opener of the other side's lineup."""
    sides = {player(HOME, number): HOME for number in range(1, 12)}
    sides |= {player(AWAY, number): AWAY for number in range(2, 12)} | {player(AWAY, 1): HOME}
    book = Book(FORMATS[MatchFormat.T20], sides=sides).innings(HOME, "6").close("declared")
    book.number, book.sequence, book.side = 2, 0, AWAY
    book.clear()
    return book.at_crease(book.next_batter(), book.next_batter()).balls("1")


def third_innings_of_a_side() -> Book:
    """Return a match of two innings each in which a side that leads is recorded with a third."""
    book = Book(FORMATS[MatchFormat.TEST])
    for side, balls in ((HOME, "6"), (AWAY, "1"), (HOME, "6")):
        book.innings(side, balls).close("declared")
    return book.innings(HOME, "1")


def separate_arrivals_of_openers() -> Book:
    """Return an innings in which both openers arrive and the bowler is replaced in mid-over."""
    book = Book(FORMATS[MatchFormat.T20]).innings(HOME, striker_id=None, non_striker_id=None)
    for name in ("home1", "home2"):
        book.fact("batter_arrived", player_id=name)
    book.ball("1", extras={"penalty": 5}, total_runs=6)
    fields = {"out_player_id": book.usual_bowler(), "in_player_id": "away12", "role": "player"}
    return book.fact("player_replaced", team_id=AWAY, **fields)


def shortened_innings(overs: int, name: MatchFormat) -> Callable[[], Book]:
    """Return a maker of an innings with revised overs, which shortens its powerplays."""

    def make() -> Book:
        book = Book(FORMATS[name]).innings(HOME, ". . . . . .", overs_limit=overs + 3)
        return book.fact("target_revised", overs_limit=overs)

    return make


SHORTENED_INNINGS = [
    *(shortened_innings(overs, MatchFormat.T20) for overs in (1, 5, 8)),
    *(shortened_innings(overs, MatchFormat.ODI) for overs in (20, 23)),
    shortened_innings(13, MatchFormat.HUNDRED),
]
RARE_BOOKS = (
    *SHORTENED_INNINGS,
    *(two_super_overs, super_over_not_begun, announced_over, declared_short, replaced_last_pair),
    *(
        out_after_the_win,
        side_batting_again,
        opener_of_the_other_side,
        third_innings_of_a_side,
        separate_arrivals_of_openers,
    ),
)


def rare_line(place: int) -> str:
    """Return the case of a rare book, named by its place."""
    book = RARE_BOOKS[place]()
    elevens = {
        side: tuple(player(side, number) for number in range(1, 12)) for side in (HOME, AWAY)
    }
    log = [logs.document(entry) for entry in book.entries]
    return case_line(Case(f"seldom {place}", book.setup, log, elevens), is_whole=True)


@cache
def rare_outcome() -> Outcome:
    """Return the outcome of comparing all rare books; Node is started once."""
    return compare([rare_line(place) for place in range(len(RARE_BOOKS))])


@pytest.mark.parametrize(
    "place", range(len(RARE_BOOKS)), ids=lambda place: RARE_BOOKS[place].__name__
)
def test_both_folds_agree_on_logs_that_random_ones_rarely_include(place: int) -> None:
    outcome = rare_outcome()
    assert outcome.cases == len(RARE_BOOKS)
    assert differences(outcome, f"seldom {place}") == []


@pytest.mark.slow
def test_both_folds_agree_on_a_shared_match(shared_match: Path) -> None:
    result = conformance(shared_match)
    assert (result.exit_code, last_line(result)["differ"]) == (0, 0), result.output


@pytest.fixture
def wrong_engine(tmp_path: Path) -> Path:
    """Write an engine that counts one run too many at the end and stops after the first step."""
    right = (KIT / "typescript.mjs").as_uri()
    path = tmp_path / "wrong.mjs"
    path.write_text(
        f"""import * as right from "{right}";
        export const setup = right.setup;
        export const foldSteps = (each) => [...right.foldSteps(each)].slice(0, 1).values();
        export function fold(each) {{
          const folded = right.fold(each);
          folded.board.score.runs += 1;
          return folded;
        }}"""
    )
    return path


def test_the_comparison_names_the_paths_at_which_an_engine_differs(wrong_engine: Path) -> None:
    (case, _) = logs.real_cases()[0]
    short = Case("short", case.setup, case.log[:4], case.elevens, case.match, case.lineups)
    outcome = compare([case_line(short, is_whole=True)], wrong_engine)
    assert [each["path"] for each in outcome.shown[:2]] == ["board.score.runs", "steps.1"]
    assert outcome.differ == 4


def test_an_unusable_file_is_named_and_the_others_are_compared(tmp_path: Path) -> None:
    (tmp_path / "some.jsonl").write_text("{}\n")
    result = conformance(tmp_path / "none.json", tmp_path / "some.jsonl", committed_logs()[0])
    assert result.exit_code == 2
    assert "none.json: cannot be read" in result.stderr
    assert "some.jsonl: is no file of the conformance kit" in result.stderr
    assert last_line(result)["cases"] == 1


def test_the_command_exits_with_1_on_a_difference(
    monkeypatch: pytest.MonkeyPatch, wrong_engine: Path
) -> None:
    monkeypatch.setattr(
        "devtools.conformance.engine.compare", lambda lines: compare(lines, wrong_engine)
    )
    result = conformance(committed_logs()[0])
    assert result.exit_code == 1
    assert "board.score.runs: Python has 105, TypeScript 106" in result.stdout
    assert last_line(result)["differ"] > 1


def test_a_missing_node_is_reported_in_one_line(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    result = conformance(committed_logs()[0])
    assert result.exit_code == 2
    assert result.stderr.startswith("scrbrd: no Node.js")
    assert "scripts/setup" in result.stderr


def test_compile_errors_of_the_client_are_reported(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "src" / "fold").mkdir(parents=True)
    (tmp_path / "src" / "fold" / "index.ts").write_text("export const runs: number = 'four';\n")
    (tmp_path / "tsconfig.json").write_text(
        '{"compilerOptions": {"types": [], "lib": ["ES5"], "skipLibCheck": true}}'
    )
    monkeypatch.setattr(engine, "PACKAGE", tmp_path)
    monkeypatch.setattr(engine, "BUILT", tmp_path / "dist" / "fold" / "index.js")
    with pytest.raises(MissingToolError, match="not assignable to type 'number'"):
        engine.build(engine.find_node())


def test_a_written_case_is_read_back_unchanged() -> None:
    for path in committed_logs()[:2]:
        case, _ = next(each for each in logs.real_cases() if each[0].name == path.stem)
        read_back = case_from(case_line(case, is_whole=False))
        assert read_back == Case(
            case.name, case.setup, case.log, case.elevens, case.match, list(case.lineups)
        )
        assert case_of(path.stem, load_match(path)) == case


def deliveries(count: int, **fields: object) -> list[dict[str, object]]:
    """Return a number of balls of one over, each with some further fields."""
    people = {"strikerId": "home1", "nonStrikerId": "home2", "bowlerId": "away1"}
    place = {"inningsNumber": 1, "overNumber": 0, "ballInOver": 1}
    return [
        {"id": f"1_{number}", "sequenceNumber": number, **place, **people, **fields}
        for number in range(1, count + 1)
    ]


LONG_NAMES = [f"{number:x>190}" for number in range(7)]
RUN_OUT = {
    "type": "run_out",
    "fielderIds": LONG_NAMES,
    "assistFielderIds": LONG_NAMES,
    "substituteIds": LONG_NAMES,
}
EXTREMES = {
    "an over of more balls than can be kept": deliveries(215, extras={"wide": 1}),
    "more problems than are kept": deliveries(520, strikerId="away1"),
    "longer messages than are kept": deliveries(450, strikerId="n" * 200, nonStrikerId="n" * 200),
    "more fielders than can be kept": [
        ball
        | {"strikerId": f"out{number}", "wicket": RUN_OUT | {"dismissedPlayerId": f"out{number}"}}
        for number, ball in enumerate(deliveries(60))
    ],
    "innings out of order": [
        deliveries(1)[0] | {"id": "2_1", "inningsNumber": 2},
        deliveries(1)[0],
    ],
}


@cache
def extreme_lines() -> dict[str, str]:
    """Return the case of each log, by the log's name."""
    setup = Setup("m", TeamId("home"), TeamId("away"), FORMATS[MatchFormat.TEST])
    return {
        name: case_line(Case(name, setup, log), is_whole=False) for name, log in EXTREMES.items()
    }


@cache
def extreme_outcome() -> Outcome:
    """Return the outcome of comparing all extreme logs; Node is started once."""
    return compare(extreme_lines().values())


@pytest.mark.parametrize("name", EXTREMES)
def test_both_folds_have_the_same_bounds_of_a_state(name: str) -> None:
    outcome = extreme_outcome()
    assert outcome.cases == len(EXTREMES)
    assert differences(outcome, name) == []
    assert json.loads(extreme_lines()[name])["state"]["problems"]
