"""Tests reading documents of the log that have older or newer schema versions."""

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


def rename_runs(data: Json) -> Json:
    """Upcast from an imagined version 1, in which the runs off the bat are `runs`."""
    return {("runsOffBat" if name == "runs" else name): data[name] for name in data}


def move_wides_to_extras(data: Json) -> Json:
    """Upcast from an imagined version 2, in which `wides` is a field next to the runs."""
    wide = data["wides"]
    rest = {name: data[name] for name in data if name != "wides"}
    return rest | {"extras": {"wide": wide}}


IMAGINED_UPCASTERS = {1: rename_runs, 2: move_wides_to_extras}


def old_ball(**fields: Any) -> Json:
    """Return a ball's document without the current fields of runs, with `fields` instead."""
    rest = {k: v for k, v in ball(2, 0).items() if k not in ("runsOffBat", "extras", "totalRuns")}
    return rest | fields


def read_with_imagined_versions(monkeypatch: pytest.MonkeyPatch, document: Json) -> Any:
    """Return the entry as the codec reads it with the upcasters of the imagined versions."""
    monkeypatch.setattr(codec, "upcast", lambda data: upcast(data, IMAGINED_UPCASTERS))
    return codec.read_entry(MATCH_ID, (1, 2), document)


def test_every_older_version_has_an_upcaster() -> None:
    assert sorted(UPCASTERS) == list(range(SCHEMA_VERSION))


@pytest.mark.parametrize("version", range(SCHEMA_VERSION))
def test_a_ball_of_an_older_schema_version_is_read_like_a_current_one(version: int) -> None:
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
def test_an_older_document_is_upcast_version_by_version(
    monkeypatch: pytest.MonkeyPatch, document: Json, runs: int, wides: int
) -> None:
    before = dict(document)
    entry = read_with_imagined_versions(monkeypatch, document)
    assert (entry.runs_off_bat, entry.extras.wide, entry.schema_version) == (runs, wides, 3)
    assert document == before, "what was given is left alone"


def test_an_older_document_that_cannot_be_upcast_is_unreadable_with_its_version_named(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    entry = read_with_imagined_versions(monkeypatch, old_ball(schemaVersion=2, runsOffBat=0))
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


def test_a_newer_ball_that_cannot_be_read_names_the_newer_schema() -> None:
    entry = codec.read_entry(MATCH_ID, (1, 2), {"schemaVersion": 4, "runs": {"bat": 4}})
    assert isinstance(entry, Unreadable)
    assert entry.message.startswith(codec.NEWER_SCHEMA)


@pytest.mark.parametrize("version", [None, "3", 3.0, True, -1, [3], {}, float("nan"), b"3"])
def test_an_invalid_version_makes_the_document_unreadable_without_an_exception(
    version: Any,
) -> None:
    entry = codec.read_entry(MATCH_ID, (1, 2), ball(2, 4, schemaVersion=version))
    assert isinstance(entry, Unreadable)
    assert "schemaVersion" in entry.message
    assert not upcasting.is_version(version)
