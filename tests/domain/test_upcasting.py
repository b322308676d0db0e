"""Documents of the log of older and newer schema versions."""

from __future__ import annotations

from typing import Any

import pytest

from scrbrd.adapters import codec
from scrbrd.domain import upcasting
from scrbrd.domain.actions import SCHEMA_VERSION, Action, Delivery
from scrbrd.domain.effective import Unreadable
from scrbrd.domain.errors import BadDocument
from scrbrd.domain.fold import fold_log
from scrbrd.domain.json_types import Json
from scrbrd.domain.problems import Severity
from scrbrd.domain.state import Setup
from scrbrd.domain.upcasting import UPCASTERS, upcast
from scrbrd.domain.vocabulary import MatchId
from tests.fakes.small_match import MATCH_ID, ball


def with_runs_renamed(data: Json) -> Json:
    """An imagined version 1 called the runs off the bat `runs`."""
    return {("runsOffBat" if name == "runs" else name): data[name] for name in data}


def with_extras_in_a_map(data: Json) -> Json:
    """An imagined version 2 had the wides beside the runs."""
    wide = data["wides"]
    kept = {name: data[name] for name in data if name != "wides"}
    return kept | {"extras": {"wide": wide}}


IMAGINED = {1: with_runs_renamed, 2: with_extras_in_a_map}


def old_ball(**fields: Any) -> Json:
    kept = {k: v for k, v in ball(2, 0).items() if k not in ("runsOffBat", "extras", "totalRuns")}
    return kept | fields


def read(monkeypatch: pytest.MonkeyPatch, document: Json) -> Any:
    """As the codec reads it where the imagined versions are known."""
    monkeypatch.setattr(codec, "upcast", lambda data: upcast(data, IMAGINED))
    return codec.read_entry(MATCH_ID, (1, 2), document)


def test_every_older_version_has_an_upcaster() -> None:
    assert sorted(UPCASTERS) == list(range(SCHEMA_VERSION))


@pytest.mark.parametrize("version", range(SCHEMA_VERSION))
def test_a_ball_of_an_older_number_counts_as_ever(version: int) -> None:
    entry = codec.read_entry(MATCH_ID, (1, 2), ball(2, 4, schemaVersion=version))
    assert isinstance(entry, Delivery)
    assert (entry.runs_off_bat, entry.schema_version) == (4, SCHEMA_VERSION)


@pytest.mark.parametrize(
    ("document", "runs", "wides"),
    [
        (old_ball(schemaVersion=1, runs=4, wides=0), 4, 0),
        (old_ball(schemaVersion=2, runsOffBat=0, wides=5), 0, 5),
        (ball(2, 6, schemaVersion=3), 6, 0),
        (ball(2, 6), 6, 0),
    ],
    ids=["two versions older", "one version older", "current", "without a version"],
)
def test_an_older_document_is_lifted_version_by_version(
    monkeypatch: pytest.MonkeyPatch, document: Json, runs: int, wides: int
) -> None:
    before = dict(document)
    entry = read(monkeypatch, document)
    assert (entry.runs_off_bat, entry.extras.wide, entry.schema_version) == (runs, wides, 3)
    assert document == before, "what was given is left alone"


def test_an_older_document_that_cannot_be_lifted_is_unreadable_and_says_its_version(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    entry = read(monkeypatch, old_ball(schemaVersion=2, runsOffBat=0))
    assert isinstance(entry, Unreadable)
    assert "schemaVersion 2: KeyError('wides')" in entry.message
    with pytest.raises(BadDocument):
        upcast({"schemaVersion": 0}, {})


@pytest.mark.parametrize("version", [4, 99, 2**63 - 1])
def test_a_ball_of_an_unknown_newer_version_counts_with_a_warning(version: int) -> None:
    entry = codec.read_entry(MATCH_ID, (1, 2), ball(2, 4, schemaVersion=version, spin=3))
    assert isinstance(entry, Action)
    state, _ = fold_log(Setup(MatchId(MATCH_ID)), [entry])
    [problem] = [each for each in state.problems if each.code == "newer_schema"]
    assert (problem.action_id, problem.severity) == ("1_2", Severity.WARNING)
    assert f"schemaVersion {version} is newer than 3" in problem.message
    assert state.innings[-1].runs == 4


def test_a_newer_ball_that_cannot_be_read_says_what_helps() -> None:
    entry = codec.read_entry(MATCH_ID, (1, 2), {"schemaVersion": 4, "runs": {"bat": 4}})
    assert isinstance(entry, Unreadable)
    assert entry.message.startswith(codec.NEWER_SCHEMA)


@pytest.mark.parametrize("version", [None, "3", 3.0, True, -1, [3], {}, float("nan"), b"3"])
def test_a_version_that_is_none_is_unreadable_and_never_a_crash(version: Any) -> None:
    entry = codec.read_entry(MATCH_ID, (1, 2), ball(2, 4, schemaVersion=version))
    assert isinstance(entry, Unreadable)
    assert "schemaVersion" in entry.message
    assert not upcasting.is_version(version)
