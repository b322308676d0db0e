"""Tests the replay of a match: its comparison, its messages for bad usage, and whole runs."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from typer.testing import CliRunner

from devtools.emulators import EmulatorSuite
from devtools.replay.__main__ import app
from devtools.replay.compare import compare_balls, compared_part, differences, expected_score
from devtools.replay.ingest_process import LEASE
from devtools.replay.many import bucket_quantile, first_actions
from devtools.replay.run import (
    LEADER_AT,
    POLLING_AT,
    Replay,
    ReplayPlan,
    factor_of,
    quantile,
    replay,
)
from devtools.toolchain.layout import ROOT
from scrbrd.domain.actions import Delivery
from tests.ingest.provider_events import committed_matches

LOG = committed_matches()["1216517"]
MATCH = str(ROOT / "tests" / "data" / "matches" / "1216517.log")


def test_only_the_same_log_agrees() -> None:
    assert compare_balls(LOG, LOG.actions).is_same
    balls = [place for place, each in enumerate(LOG.actions) if isinstance(each, Delivery)]
    actions_without_ball = [each for place, each in enumerate(LOG.actions) if place != balls[9]]
    result = compare_balls(LOG, actions_without_ball)
    assert (result.missing, result.doubled, result.otherwise) == (1, 0, 0)
    last = LOG.actions[balls[-1]]
    duplicate = last.model_copy(update={"sequence_number": 999, "id": f"{last.innings_number}_999"})
    result = compare_balls(LOG, [*LOG.actions, duplicate])
    assert (result.missing, result.doubled, result.otherwise) == (0, 1, 0)
    original = LOG.actions[balls[3]]
    assert isinstance(original, Delivery)
    revised = original.model_copy(update={"runs_off_bat": original.runs_off_bat + 1})
    result = compare_balls(LOG, [revised if each is original else each for each in LOG.actions])
    assert (result.missing, result.doubled, result.otherwise) == (0, 0, 1)
    assert "runsOffBat" in result.places[0]


def test_cards_and_result_are_compared_without_ids() -> None:
    own_score = expected_score(LOG)
    assert {"innings1", "innings2", "superOvers", "status", "winnerId"} <= set(own_score)
    assert differences(own_score, compared_part({**own_score, "lastActionId": "1_9"})) == []
    assert differences(own_score, own_score | {"status": "live"}) == [
        "status: own completed, found live"
    ]
    assert "1_" not in str(own_score.get("innings1", {}).get("fallOfWickets"))


@given(st.lists(st.floats(0.001, 100.0), min_size=1, max_size=60), st.sampled_from([0.5, 0.95]))
def test_a_quantile_from_buckets_lies_in_the_bucket_of_the_value(
    seconds: list[float], share: float
) -> None:
    edges = [0.1, 1.0, 10.0, float("inf")]
    buckets = [(edge, float(sum(each <= edge for each in seconds))) for edge in edges]
    result = bucket_quantile(buckets, share)
    assert result is not None
    expected = share * len(seconds)
    over = next(edge for edge, count in buckets if count >= expected)
    below = max([0.0, *(edge for edge in edges if edge < over)])
    assert below * 1000 <= result <= min(over, 10.0) * 1000
    assert bucket_quantile([], share) is None
    assert quantile(sorted(seconds), 0.0) == round(min(seconds), 1)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["missing.log", "--feed", "espn"], "missing.log: cannot be read"),
        ([MATCH, "--feed", "acme"], "acme is no feed of cricket"),
        ([MATCH, "--feed", "espn", "--failover", "espn"], "must name another feed"),
    ],
)
def test_bad_usage_is_reported_without_a_traceback(arguments: list[str], message: str) -> None:
    completed = CliRunner().invoke(app, arguments)
    assert completed.exit_code == 2
    assert message in completed.stderr
    assert "Traceback" not in completed.output


def test_the_script_rejects_an_unknown_command() -> None:
    completed = subprocess.run(
        ["bash", str(ROOT / "scripts" / "ingest"), "polish"],
        capture_output=True, text=True, check=False, timeout=20,
    )  # fmt: skip
    assert completed.returncode == 2
    assert "unknown: polish" in completed.stderr


def test_no_process_is_killed_while_none_leads_or_polls() -> None:
    new_replay = object.__new__(Replay)
    new_replay.processes = []
    assert not new_replay.kill_leader()
    assert not new_replay.kill_polling()


def test_a_short_match_is_replayed_slowly_enough_for_two_kills() -> None:
    short, long = timedelta(minutes=61), timedelta(hours=6)
    plan_with_kills = ReplayPlan(LOG, "espn", kills_leader=True, factor=90.0)
    assert factor_of(plan_with_kills, long) == 90.0
    result = factor_of(plan_with_kills, short)
    seconds_between_kills = (POLLING_AT - LEADER_AT) * short.total_seconds() / result
    assert seconds_between_kills > 3 * LEASE, "a lease, and as long again to be seen polling"
    assert factor_of(ReplayPlan(LOG, "espn", factor=90.0), short) == 90.0
    assert factor_of(plan_with_kills, timedelta(seconds=5)) == 1.0


@pytest.mark.slow
def test_a_replay_on_the_emulators_agrees_and_leaves_no_process(
    suite: EmulatorSuite, monkeypatch: pytest.MonkeyPatch, project_id: str
) -> None:
    for name, value in suite.env().items():
        monkeypatch.setenv(name, value)
    log = first_actions(LOG, f"replay-{project_id}", 40)
    lines = list[str]()
    outcome = replay(ReplayPlan(log, "roanuz", faults=4), lines.append)
    assert outcome.is_right, (outcome, lines)
    result = outcome.as_json()
    assert (result["deliveries"], result["missing"], result["doubled"]) == (39, 0, 0)
    assert result["p50Ms"] <= result["p95Ms"]


@pytest.mark.slow
@pytest.mark.parametrize(
    ("kind", "seconds"), [("kills", 30), ("pauses", 75)], ids=["killed", "stands-still"]
)
def test_many_matches_are_followed_while_their_leader_is_gone(kind: str, seconds: int) -> None:
    """`docs/ingest.md` measures fifty matches for three minutes; this is a small version. A leader
    paused for longer than its lease continues with an old number: no process writes with it."""
    paths = ("functions", "scripts", "services/ingest")
    path = os.pathsep.join(str(ROOT / each) for each in paths)
    removed = ("FIRESTORE_EMULATOR_HOST", "GCLOUD_PROJECT")
    environment = {name: each for name, each in os.environ.items() if name not in removed}
    counts = {"kills": 0, "pauses": 0} | {kind: 1}
    completed = subprocess.run(
        [sys.executable, "-P", "-m", "devtools.replay.many",
         "--matches", "4", "--seconds", str(seconds), "--pace", "2",
         *(part for name, each in counts.items() for part in (f"--{name}", str(each)))],
        env={**environment, "PYTHONPATH": path},
        capture_output=True, text=True, check=False, timeout=300,
    )  # fmt: skip
    assert completed.returncode == 0, completed.stderr
    result = json.loads(completed.stdout.splitlines()[-1])
    expected = {"matches": 4, "missing": 0, "doubled": 0, "otherwise": 0}
    expected |= {"leaderKills": counts["kills"], "leaderPauses": counts["pauses"]}
    assert {name: result[name] for name in expected} == expected
    assert result["deliveries"] > 40


@pytest.mark.slow
def test_a_signal_stops_everything_that_the_replay_started(
    suite: EmulatorSuite, tmp_path: Path
) -> None:
    paths = ("functions", "scripts", "services/ingest")
    path = os.pathsep.join(str(ROOT / each) for each in paths)
    with subprocess.Popen(
        [sys.executable, "-P", "-m", "devtools.replay", MATCH, "--feed", "espn"],
        env={**os.environ, **suite.env(), "PYTHONPATH": path, "TMPDIR": str(tmp_path)},
        stderr=subprocess.PIPE, text=True,
    ) as process:  # fmt: skip
        try:
            deadline = time.monotonic() + 60
            while not list(tmp_path.glob("scrbrd-ingest-*")):
                assert time.monotonic() < deadline
                time.sleep(0.1)
            process.send_signal(signal.SIGTERM)
            _, log = process.communicate(timeout=60)
        finally:
            process.kill()
    assert process.returncode == 1
    assert "interrupted" in log
    assert list(tmp_path.glob("scrbrd-*")) == []
