"""Tests the demo on the whole Emulator Suite: Auth, Firestore with its rules, the functions."""

from __future__ import annotations

import dataclasses
import io
from collections.abc import Iterator
from pathlib import Path

import pytest
from rich.console import Console
from typer.testing import CliRunner

from admin.logfile import load_match
from admin.matchlog import MatchLog, differences_from_stated
from admin.rest_client import PASSWORD, RefusedError, RestClient, sign_up
from devtools.app import app
from devtools.commands.demo import DEFAULT_MATCH
from devtools.demo.run import Demo, one_scorer
from devtools.demo.sample_matches import SampleMatches, write_sample_matches
from devtools.demo.screen import live_screen
from devtools.demo.two_scorers import two_scorers
from devtools.emulators import EmulatorSuite
from devtools.pages.build import packages
from scrbrd.adapters import paths
from scrbrd.domain.actions import Delivery

ACTIONS = 30


def opening_overs(match_id: str) -> MatchLog:
    """Return the first overs of the demo's match under another id."""
    log = load_match(DEFAULT_MATCH)
    actions = tuple(
        action.model_copy(update={"match_id": match_id}) for action in log.actions[:ACTIONS]
    )
    return dataclasses.replace(log, match_id=match_id, actions=actions, stated=None)


@pytest.fixture
def match(suite: EmulatorSuite, monkeypatch: pytest.MonkeyPatch, project_id: str) -> Iterator[Demo]:
    """Yield a new match on the suite, with its scorer and listener."""
    for name, value in suite.env().items():
        monkeypatch.setenv(name, value)
    with one_scorer(suite, opening_overs(f"match-{project_id}")) as demo:
        yield demo


def test_every_ball_reaches_the_listener_with_the_score_of_the_fold(
    suite: EmulatorSuite, match: Demo
) -> None:
    screen_output = io.StringIO()
    with live_screen(Console(file=screen_output), match.inputs, ACTIONS) as screen:
        match.score_match(screen, 0)
    public_client = RestClient(suite.firestore_host, suite.project)
    match.compare(public_client)
    assert match.report.disagreements == []
    assert match.report.score is not None
    assert match.report.score.last_action_id == "1_30"
    assert len(match.report.milliseconds) == ACTIONS
    assert match.report.undone == 3
    assert "voided" in screen_output.getvalue()
    assert public_client.get(paths.live_health(match.log.match_id))["problems"] == []


def test_strangers_may_read_the_score_but_not_append(suite: EmulatorSuite, match: Demo) -> None:
    first_action, *_ = match.log.actions
    stranger = sign_up(suite.auth_host, f"stranger-{match.log.match_id}@example.com")
    scorer_client = match.scorer.rest
    match.scorer.rest = RestClient(suite.firestore_host, suite.project, stranger)
    with pytest.raises(RefusedError, match="PERMISSION_DENIED"):
        match.scorer.append(first_action)
    match.scorer.rest = scorer_client
    match.append(first_action)
    public_client = RestClient(suite.firestore_host, suite.project)
    assert (
        public_client.get(paths.live_score(match.log.match_id))["lastActionId"] == first_action.id
    )


def test_a_ball_is_refused_if_the_previous_ball_is_missing(match: Demo) -> None:
    match.append(match.log.actions[0])
    third = next(action for action in match.log.actions[2:] if isinstance(action, Delivery))
    with pytest.raises(RefusedError, match="PERMISSION_DENIED"):
        match.scorer.append(third)


def test_a_difference_from_the_stated_result_is_listed() -> None:
    log = load_match(DEFAULT_MATCH)
    forged = dataclasses.replace(log, stated={"winner": "Adelaide Strikers", "by": {"runs": 1}})
    assert differences_from_stated(log) == []
    assert [line.split(":")[0] for line in differences_from_stated(forged)] == [
        "result.winner",
        "result.by",
    ]


@pytest.mark.parametrize("content", ["", "{", '{"info": 1}', "not a match"])
def test_a_file_that_is_not_a_match_is_reported_in_one_line(tmp_path: Path, content: str) -> None:
    path = tmp_path / "match.json"
    path.write_text(content, encoding="utf-8")
    result = CliRunner().invoke(app, ["demo", str(path)])
    assert result.exit_code == 2
    assert result.stderr.startswith("scrbrd: ")
    assert str(path) in result.stderr
    assert result.stderr.count("\n") == 1


@pytest.mark.slow
def test_two_scorers_produce_one_log_although_one_makes_mistakes(
    suite: EmulatorSuite, monkeypatch: pytest.MonkeyPatch, project_id: str
) -> None:
    for name, value in suite.env().items():
        monkeypatch.setenv(name, value)
    log = opening_overs(f"books-{project_id}")
    with two_scorers(suite, log) as demo:
        screen_output = io.StringIO()
        with live_screen(Console(file=screen_output), demo.inputs, ACTIONS) as screen:
            demo.score_match(screen, 0)
        demo.compare(RestClient(suite.firestore_host, suite.project))
        assert demo.report.disagreements == []
        assert demo.report.disputes == demo.report.resolved > 1
        assert len(demo.report.milliseconds) == len(demo.report.direct) == ACTIONS
        assert "is disputed" in screen_output.getvalue()
        found = demo.report.as_json()
        assert found["agrees"] is True
        assert found["dualOverDirect"] > 0


def test_the_samples_are_a_scheduled_match_and_a_match_with_an_open_dispute(
    suite: EmulatorSuite, monkeypatch: pytest.MonkeyPatch, project_id: str
) -> None:
    for name, value in suite.env().items():
        monkeypatch.setenv(name, value)
    samples = write_sample_matches(
        suite, opening_overs(f"stage-{project_id}"), f"{project_id}.example"
    )
    public_client = RestClient(suite.firestore_host, suite.project)
    assert public_client.get(paths.match(samples.to_score))["status"] == "scheduled"
    consensus = public_client.get(paths.live_consensus(samples.disputed))
    assert consensus["openDisputes"] == 1
    [dispute] = consensus["disputes"]
    claims = public_client.get(f"{paths.match(samples.disputed)}/disputes/{dispute}")["claims"]
    assert [claims[seat]["ball"]["runsOffBat"] for seat in ("home", "away")] == [4, 6]
    scorers = [
        public_client.get(paths.person(claims[seat]["personId"])) for seat in ("home", "away")
    ]
    assert [each["displayName"] for each in scorers] == ["Kim Jones", "Lee Brown"]
    assert public_client.get(paths.team("adelaide-strikers"))["shortName"] == "AS"
    assert public_client.get(paths.season("2023-24"))["name"] == "2023/24"


def test_the_links_include_the_accounts_to_sign_in_with() -> None:
    score, watch, desk = SampleMatches("a", "a-next", "a-disputed").links("http://127.0.0.1:5000")
    assert "http://127.0.0.1:5000/score/a-next " in score
    assert "scorer@example.com" in score
    assert "http://127.0.0.1:5000/m/a-next " in watch
    assert "http://127.0.0.1:5000/desk/a-disputed " in desk
    assert "official@example.com" in desk
    assert PASSWORD in score


def test_missing_npm_is_reported_before_anything_starts(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("PATH", "/nowhere")
    monkeypatch.setattr("devtools.pages.build.stale_packages", packages)
    result = CliRunner().invoke(app, ["demo", "--keep"])
    assert result.exit_code == 1
    assert result.stderr.startswith("scrbrd: no npm, which builds the pages; install Node.js")
    assert result.stdout == ""
