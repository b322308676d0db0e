"""Tests that an import writes only valid ids, and a match that counts in its competition."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from admin.logfile import load_match
from admin.matchlog import MatchLog
from admin.seed import school
from admin.transfer.batch_writes import Document
from admin.transfer.ids import documents_of_names, with_our_ids
from admin.transfer.imports import documents_of_log
from devtools.demo.match_setup import match_document
from scrbrd.domain.identifiers import as_id, as_season_id, as_team_id, can_name_document, is_id
from scrbrd.domain.json_types import Json
from scrbrd.domain.match import is_accepted, is_entered, read_match
from tests.admin.committed_matches import DEMO_LOGS

REAL_LOG = DEMO_LOGS / "1386111.log"
TIMES = ("createdAt", "updatedAt", "acceptedAt")
NOW = datetime(2026, 5, 1, tzinfo=UTC)


def ids_in(value: Any, name: str = "") -> Iterator[str]:
    """Yield every text in a field whose name ends in Id or Ids."""
    if isinstance(value, Mapping):
        for key, each in value.items():
            yield from ids_in(each, key)
    elif isinstance(value, list | tuple):
        for each in value:
            yield from ids_in(each, name)
    elif isinstance(value, str) and value and name.endswith(("Id", "Ids")):
        yield value


def with_foreign_ids(log: MatchLog) -> MatchLog:
    """Return the log with foreign ids: teams with dots, players with spaces and underscores."""
    names = {"melbourne-renegades": "melbourne.renegades", "9b6e1b3f": "Quinton de Kock_1"}

    def rename(value: Any) -> Any:
        if isinstance(value, Mapping):
            return {key: rename(each) for key, each in value.items()}
        if isinstance(value, list | tuple):
            return [rename(each) for each in value]
        return names.get(value, value) if isinstance(value, str) else value

    def rebuilt(model: Any) -> Any:
        return type(model).model_validate(
            rename(model.model_dump(by_alias=True, exclude_unset=True))
        )

    return replace(
        log,
        match_id="spiel münchen",
        match=rebuilt(log.match),
        lineups=tuple(rebuilt(each) for each in log.lineups),
        actions=tuple(rebuilt(each) for each in log.actions),
    )


@pytest.fixture(scope="module")
def real_log() -> MatchLog:
    """Return the log of a real match."""
    return load_match(REAL_LOG)


def match_fields(documents: list[Document]) -> Json:
    """Return the fields of the match document, which is the first."""
    return dict(documents[0].fields)


def test_an_imported_match_has_valid_ids_and_counts_in_its_competition(real_log: MatchLog) -> None:
    for log in (real_log, with_foreign_ids(real_log)):
        documents = list(documents_of_log(log))
        match = match_fields(documents)
        assert match["seasonId"] == "2023-24"
        assert match["competitionId"] == match["countsFor"] == as_id("Big Bash League")
        assert match["acceptedBy"] == match["createdBy"]
        match_read = read_match("m1", match | dict.fromkeys(TIMES, NOW))
        assert is_entered(match_read)
        assert is_accepted(match_read)
        for document in documents:
            assert all(can_name_document(part) for part in document.path.split("/"))
            assert all(is_id(each) for each in ids_in(document.fields)), document.path
        assert "." not in match["homeTeamId"] + match["awayTeamId"]


def test_the_same_foreign_id_gets_the_same_id_in_all_documents(real_log: MatchLog) -> None:
    documents = list(documents_of_log(with_foreign_ids(real_log)))
    match = match_fields(documents)
    lineups = [each.fields for each in documents if "/lineups/" in each.path]
    actions = [each.fields for each in documents if "/scoring_actions/" in each.path]
    sides = {match["homeTeamId"], match["awayTeamId"]}
    assert {each["teamId"] for each in lineups} == sides
    assert {each["battingTeamId"] for each in actions if "battingTeamId" in each} == sides
    players = {each["playerId"] for each in lineups}
    assert {each["strikerId"] for each in actions if "strikerId" in each} <= players
    assert set(match["awards"]["playerOfMatchIds"]) <= players
    assert len(players) == len(real_log.lineups)


def test_valid_ids_are_imported_unchanged(real_log: MatchLog) -> None:
    for document in list(documents_of_log(real_log))[1:]:
        assert with_our_ids(document.fields) == document.fields
    assert {each.path.split("/")[1] for each in documents_of_log(real_log)} == {"1386111"}


def test_names_of_competition_and_season_are_kept_if_their_ids_are_changed(
    real_log: MatchLog,
) -> None:
    names = {each.path: each.fields["name"] for each in documents_of_names(real_log)}
    assert names == {
        f"competitions/{as_id('Big Bash League')}": "Big Bash League",
        "seasons/2023-24": "2023/24",
    }
    match_with_valid_ids = real_log.match.model_copy(
        update={"competition_id": "bbl", "season_id": "2024"}
    )
    assert list(documents_of_names(replace(real_log, match=match_with_valid_ids))) == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [("2023/24", "2023-24"), ("2023-24", "2023-24"), ("2026", "2026"), ("1999/2000", "1999-2000")],
)
def test_a_season_with_a_slash_has_a_hyphen(text: str, expected: str) -> None:
    assert as_season_id(text) == expected


def test_no_imported_team_id_has_the_dot_of_a_schools_team() -> None:
    assert as_team_id("lions") == "lions"
    assert len({as_team_id(each) for each in ("a.b", "a-b", "a b", "ab")}) == 4
    for text in ("school.first", ".", "a.b.c", "St. Mary's"):
        assert "." not in as_team_id(text)
        assert is_id(as_team_id(text))


def test_the_matches_of_demo_and_seed_count(real_log: MatchLog) -> None:
    seeded = school.fixture_fields("2026", NOW) | dict.fromkeys(
        ("createdAt", "updatedAt", "acceptedAt"), NOW
    )
    demo_match = match_document(real_log, NOW)
    assert is_entered(read_match("demo", demo_match))
    assert is_accepted(read_match("demo", demo_match))
    assert is_accepted(read_match("seed", seeded))
    assert all(is_id(each) for each in ids_in(demo_match))
