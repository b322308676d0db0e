"""The replay of a match: what it compares, what it says of bad usage, and the whole of it."""

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
from devtools.replay.comparing import compare_balls, compared_part, differences, expected_score
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
from tests.ingest.provider_events import committed

LOG = committed()["1216517"]
MATCH = str(ROOT / "tests" / "data" / "matches" / "1216517.log")


def test_the_same_log_agrees_and_no_other_does() -> None:
    assert compare_balls(LOG, LOG.actions).is_same
    balls = [place for place, each in enumerate(LOG.actions) if isinstance(each, Delivery)]
    without = [each for place, each in enumerate(LOG.actions) if place != balls[9]]
    found = compare_balls(LOG, without)
    assert (found.missing, found.doubled, found.otherwise) == (1, 0, 0)
    last = LOG.actions[balls[-1]]
    again = last.model_copy(update={"sequence_number": 999, "id": f"{last.innings_number}_999"})
    found = compare_balls(LOG, [*LOG.actions, again])
    assert (found.missing, found.doubled, found.otherwise) == (0, 1, 0)
    other = LOG.actions[balls[3]]
    assert isinstance(other, Delivery)
    revised = other.model_copy(update={"runs_off_bat": other.runs_off_bat + 1})
    found = compare_balls(LOG, [revised if each is other else each for each in LOG.actions])
    assert (found.missing, found.doubled, found.otherwise) == (0, 0, 1)
    assert "runsOffBat" in found.places[0]


def test_cards_and_result_are_compared_without_ids() -> None:
    own = expected_score(LOG)
    assert {"innings1", "innings2", "superOvers", "status", "winnerId"} <= set(own)
    assert differences(own, compared_part({**own, "lastActionId": "1_9"})) == []
    assert differences(own, own | {"status": "live"}) == ["status: own completed, found live"]
    assert "1_" not in str(own.get("innings1", {}).get("fallOfWickets"))


@given(st.lists(st.floats(0.001, 100.0), min_size=1, max_size=60), st.sampled_from([0.5, 0.95]))
def test_a_share_by_the_buckets_lies_in_the_bucket_of_the_value(
    seconds: list[float], share: float
) -> None:
    edges = [0.1, 1.0, 10.0, float("inf")]
    buckets = [(edge, float(sum(each <= edge for each in seconds))) for edge in edges]
    found = bucket_quantile(buckets, share)
    assert found is not None
    expected = share * len(seconds)
    over = next(edge for edge, count in buckets if count >= expected)
    below = max([0.0, *(edge for edge in edges if edge < over)])
    assert below * 1000 <= found <= min(over, 10.0) * 1000
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
def test_bad_usage_is_told_in_a_line(arguments: list[str], message: str) -> None:
    done = CliRunner().invoke(app, arguments)
    assert done.exit_code == 2
    assert message in done.stderr
    assert "Traceback" not in done.output


def test_the_script_says_what_it_knows() -> None:
    done = subprocess.run(
        ["bash", str(ROOT / "scripts" / "ingest"), "polish"],
        capture_output=True, text=True, check=False, timeout=20,
    )  # fmt: skip
    assert done.returncode == 2
    assert "unknown: polish" in done.stderr


def test_whoever_is_to_be_killed_is_awaited_where_nobody_leads_yet() -> None:
    made = object.__new__(Replay)
    made.processes = []
    assert not made.kill_leader()
    assert not made.kill_polling()


def test_a_short_match_is_told_slowly_enough_for_two_kills() -> None:
    short, long = timedelta(minutes=61), timedelta(hours=6)
    killing = ReplayPlan(LOG, "espn", kills_leader=True, factor=90.0)
    assert factor_of(killing, long) == 90.0
    found = factor_of(killing, short)
    between = (POLLING_AT - LEADER_AT) * short.total_seconds() / found
    assert between > 3 * LEASE, "a lease, and as long again to be seen polling"
    assert factor_of(ReplayPlan(LOG, "espn", factor=90.0), short) == 90.0
    assert factor_of(killing, timedelta(seconds=5)) == 1.0


@pytest.mark.slow
def test_a_replay_on_the_suite_agrees_and_leaves_no_process(
    suite: EmulatorSuite, monkeypatch: pytest.MonkeyPatch, project_id: str
) -> None:
    for name, value in suite.env().items():
        monkeypatch.setenv(name, value)
    log = first_actions(LOG, f"replay-{project_id}", 40)
    lines = list[str]()
    outcome = replay(ReplayPlan(log, "roanuz", faults=4), lines.append)
    assert outcome.is_right, (outcome, lines)
    found = outcome.as_json()
    assert (found["deliveries"], found["missing"], found["doubled"]) == (39, 0, 0)
    assert found["p50Ms"] <= found["p95Ms"]


@pytest.mark.slow
@pytest.mark.parametrize(
    ("what", "seconds"), [("kills", 30), ("pauses", 75)], ids=["killed", "stands-still"]
)
def test_many_matches_are_followed_while_their_leader_is_gone(what: str, seconds: int) -> None:
    """As `docs/ingest.md` measures fifty for three minutes, at small scale. A leader that stands
    still for longer than its lease goes on with an old number: nobody writes by it."""
    paths = ("functions", "scripts", "services/ingest")
    path = os.pathsep.join(str(ROOT / each) for each in paths)
    hidden = ("FIRESTORE_EMULATOR_HOST", "GCLOUD_PROJECT")
    kept = {name: each for name, each in os.environ.items() if name not in hidden}
    counts = {"kills": 0, "pauses": 0} | {what: 1}
    done = subprocess.run(
        [sys.executable, "-P", "-m", "devtools.replay.many",
         "--matches", "4", "--seconds", str(seconds), "--pace", "2",
         *(part for name, each in counts.items() for part in (f"--{name}", str(each)))],
        env={**kept, "PYTHONPATH": path},
        capture_output=True, text=True, check=False, timeout=300,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout.splitlines()[-1])
    expected = {"matches": 4, "missing": 0, "doubled": 0, "otherwise": 0}
    expected |= {"leaderKills": counts["kills"], "leaderPauses": counts["pauses"]}
    assert {name: found[name] for name in expected} == expected
    assert found["deliveries"] > 40


@pytest.mark.slow
def test_a_signal_ends_everything_that_was_started(suite: EmulatorSuite, tmp_path: Path) -> None:
    paths = ("functions", "scripts", "services/ingest")
    path = os.pathsep.join(str(ROOT / each) for each in paths)
    with subprocess.Popen(
        [sys.executable, "-P", "-m", "devtools.replay", MATCH, "--feed", "espn"],
        env={**os.environ, **suite.env(), "PYTHONPATH": path, "TMPDIR": str(tmp_path)},
        stderr=subprocess.PIPE, text=True,
    ) as process:  # fmt: skip
        try:
            until = time.monotonic() + 60
            while not list(tmp_path.glob("scrbrd-ingest-*")):
                assert time.monotonic() < until
                time.sleep(0.1)
            process.send_signal(signal.SIGTERM)
            _, log = process.communicate(timeout=60)
        finally:
            process.kill()
    assert process.returncode == 1
    assert "interrupted" in log
    assert list(tmp_path.glob("scrbrd-*")) == []
