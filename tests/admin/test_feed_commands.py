"""Tests `scrbrd feed` on a real Firestore: id mappings, the writer of a match, and gaps."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from google.cloud.firestore import Client

from admin.feeds.mapping_file import read_mappings
from admin.options import BAD_INPUT, REFUSED
from scrbrd.adapters import paths
from scrbrd.domain.errors import BadInput
from scrbrd_ingest.known_names import KNOWN_FOR
from tests.admin.administration import run_failing, run_ok
from tests.fakes.small_match import MATCH_ID, lineup_documents, match_document

PREVIEW = "Preview: nothing was written. Add --apply to write it."
PEOPLE = [
    ("team", "t/1", "lions"),
    ("team", "t/2", "tigers"),
    *(
        ("player", f"{team[0]}{number}", f"{team}-{number}")
        for team in ("lions", "tigers")
        for number in (1, 2, 3)
    ),
]
FEED: dict[str, Any] = {
    "matchId": MATCH_ID,
    "provider": "acme",
    "fence": 7,
    "mode": "writes",
    "why": "",
    "phase": "live",
    "lastActionId": "1_40",
    "gaps": [
        {
            "key": "1.7",
            "kind": "ball",
            "place": {"innings": 1, "over": 7, "ball": 3, "part": 0},
            "state": "unfilled",
        }
    ],
    "waiting": 4,
    "problems": [{"code": "gap", "message": "innings 1, over 7, ball 3: a ball is missing"}],
    "comparing": None,
    "closed": None,
    "updatedAt": datetime(2026, 1, 2, 3, 4, tzinfo=UTC),
}


@pytest.fixture
def database(firestore_client: Client) -> Client:
    """Return a client of a database with a match and line-ups, without mappings."""
    batch = firestore_client.batch()
    batch.set(firestore_client.document(paths.match(MATCH_ID)), match_document())
    for name, fields in lineup_documents().items():
        batch.set(firestore_client.document(f"{paths.lineups(MATCH_ID)}/{name}"), fields)
    batch.commit()
    return firestore_client


def csv_file(folder: Path, rows: Iterable[tuple[str, ...]]) -> Path:
    """Write a mapping file of these rows and return its path."""
    file = folder / "people.csv"
    lines = [("kind", "providerId", "id"), *rows]
    file.write_text("".join(",".join(row) + "\n" for row in lines))
    return file


def mapped_ids(client: Client) -> dict[str, str]:
    """Return our ids by the keys of the mappings."""
    found = client.collection(paths.PROVIDER_MAPPINGS).stream()
    return {snap.id: snap.get("id") for snap in found}


def map_arguments(file: Path, *more: str, provider_match: str = "sr:match:7") -> tuple[str, ...]:
    """Return the arguments of `feed map` for the match."""
    options = ("--provider", "acme", "--match", provider_match, "--file", str(file))
    return ("feed", "map", MATCH_ID, *options, *more)


def test_a_mapping_file_is_previewed_then_written_whole(database: Client, tmp_path: Path) -> None:
    file = csv_file(tmp_path, PEOPLE)
    output = run_ok(*map_arguments(file))
    assert "acme, match m1 as sr:match:7: 9 new, 0 there already" in output
    assert PREVIEW in output
    assert mapped_ids(database) == {}
    assert "Written" in run_ok(*map_arguments(file, "--apply"))
    key = "acme:team:t%2F1"
    assert database.document(paths.provider_mapping(key)).get().to_dict() == {
        "provider": "acme",
        "kind": "team",
        "providerId": "t/1",
        "id": "lions",
    }
    assert mapped_ids(database)["acme:match:sr:match:7"] == MATCH_ID
    assert len(mapped_ids(database)) == 9
    second_output = run_ok(*map_arguments(file, "--apply"))
    assert "0 new, 9 there already" in second_output
    assert second_output.endswith("Nothing to do: all of it is there already.\n")


def test_a_mapping_file_of_json_lines_is_read_too(database: Client, tmp_path: Path) -> None:
    file = tmp_path / "people.jsonl"
    rows = [dict(zip(("kind", "providerId", "id"), row, strict=True)) for row in PEOPLE]
    file.write_text("\n".join(map(json.dumps, rows)))
    assert "9 new" in run_ok(*map_arguments(file, "--apply"))
    assert mapped_ids(database)["acme:player:l3"] == "lions-3"


def test_ids_unknown_to_the_match_and_duplicates_are_all_named(
    database: Client, tmp_path: Path
) -> None:
    invalid_rows = [("player", "x", "nobody"), ("team", "y", "bears"), ("player", "l1", "lions-2"),
             ("player", "z", "tigers-1")]  # fmt: skip
    output = run_failing(
        BAD_INPUT, *map_arguments(csv_file(tmp_path, [*PEOPLE, *invalid_rows]), "--apply")
    )
    assert "line 10: player nobody is in no line-up of this match" in output
    assert "line 11: team bears plays in no side of this match" in output
    assert "lines 4 and 12 both map player l1" in output
    assert "lines 7 and 13 both lead to player tigers-1" in output
    assert "nothing was written" in output
    assert mapped_ids(database) == {}


def test_teams_and_players_without_a_mapping_are_listed(database: Client, tmp_path: Path) -> None:
    withdrawn = f"{paths.lineups(MATCH_ID)}/lions_lions-2"
    database.document(withdrawn).update({"role": "withdrawn"})
    partial = [each for each in PEOPLE if each[2] not in ("lions-1", "lions-2", "tigers")]
    output = run_ok(*map_arguments(csv_file(tmp_path, partial), "--apply"))
    assert "left out, teams: tigers (Tigers); a ball that names one waits" in output
    assert "left out, players: lions-1 (Lions 1); a ball" in output
    assert "left out" not in run_ok(*map_arguments(csv_file(tmp_path, PEOPLE), "--apply"))
    assert "left out" not in run_ok(*map_arguments(csv_file(tmp_path, partial)))


def test_a_different_mapping_is_replaced_only_with_overwrite(
    database: Client, tmp_path: Path
) -> None:
    run_ok(*map_arguments(csv_file(tmp_path, PEOPLE), "--apply"))
    swapped = [
        ("player", "l1", "lions-2"),
        ("player", "l2", "lions-1"),
        ("player", "new", "lions-3"),
    ]
    file = csv_file(tmp_path, swapped)
    output = run_failing(REFUSED, *map_arguments(file, "--apply", provider_match="other"))
    assert "acme:player:l1 is lions-1, not lions-2" in output
    assert "acme:match:sr:match:7 leads to this match too" in output
    assert "acme:player:new" not in mapped_ids(database)
    output = run_ok(*map_arguments(file, "--overwrite", "--apply", provider_match="other"))
    assert "2 changed, 1 removed" in output
    assert KNOWN_FOR.total_seconds() == 300
    assert "read again within five minutes" in output
    assert "are corrected in the log" in output
    found = mapped_ids(database)
    assert (found["acme:player:l1"], found["acme:player:l2"]) == ("lions-2", "lions-1")
    assert found["acme:match:other"] == MATCH_ID
    assert "acme:match:sr:match:7" not in found


BAD_FILES = {
    "another first line": ("who,what\n", "line 1 is 'who,what'"),
    "one cell too many": ("kind,providerId,id\nplayer,a,b,c\n", "line 2: does not have kind"),
    "an empty cell": ("kind,providerId,id\nplayer,,b\n", "line 2: providerId must be text"),
    "an unknown kind": ("kind,providerId,id\nmatch,a,b\n", "line 2: kind 'match' is not player or"),
    "no mapping": ("kind,providerId,id\n", "holds no mapping"),
    "no JSON": ('{"kind": \n', "line 1 is no JSON"),
    "a number": ('{"kind": "player", "providerId": 7, "id": "a"}', "providerId must be text"),
    "an unknown field": ('{"kind": "player", "providerId": "7", "our": "a"}', "does not have kind"),
    "a long id": (f"kind,providerId,id\nplayer,{'x' * 1500},a\n", "is too long for"),
    "an unclosed quote": ('kind,providerId,id\n"player,a,b\n', "line 2"),
}


@pytest.mark.parametrize(("text", "fault"), BAD_FILES.values(), ids=BAD_FILES)
def test_an_invalid_mapping_file_is_refused_with_the_line(
    tmp_path: Path, text: str, fault: str
) -> None:
    file = tmp_path / "people"
    file.write_text(text)
    with pytest.raises(BadInput, match="kind,providerId,id") as error:
        read_mappings(file, "acme")
    assert fault in str(error.value)


def test_a_missing_file_a_bad_provider_and_a_match_without_line_ups_are_refused(
    database: Client, tmp_path: Path
) -> None:
    missing = run_failing(BAD_INPUT, *map_arguments(tmp_path / "none.csv"))
    assert "cannot be read (No such file or directory)" in missing
    file = csv_file(tmp_path, PEOPLE)
    output = run_failing(BAD_INPUT, "feed", "map", MATCH_ID, "--provider", "a:b", "--match", "7",
                   "--file", str(file))  # fmt: skip
    assert "--provider: 'a:b'" in output
    for name in lineup_documents():
        database.document(f"{paths.lineups(MATCH_ID)}/{name}").delete()
    assert "m1 has no line-ups" in run_failing(BAD_INPUT, *map_arguments(file))


def test_feed_show_prints_the_state_of_a_feed(database: Client, tmp_path: Path) -> None:
    output = run_ok("feed", "show", MATCH_ID)
    assert "Match m1: people score it (scoredBy: scorers)" in output
    assert "no provider has it" in output
    assert "No provider has told anything of it yet." in output
    run_ok(*map_arguments(csv_file(tmp_path, PEOPLE), "--apply"))
    database.document(paths.provider_feed(MATCH_ID)).set(FEED | {"acceptedGaps": ["1.3"]})
    database.document(paths.match(MATCH_ID)).update({"scoredBy": "provider"})
    output = run_ok("feed", "show", MATCH_ID)
    assert "a provider writes it" in output
    assert "acme has it as sr:match:7" in output
    assert "acme writes, live; last action 1_40, at 2026-01-02" in output
    assert "4 events wait" in output
    assert "gap 1.7 (ball, unfilled): innings 1, over 7, ball 3" in output
    assert "accepted as they are: 1.3" in output
    assert "gap: innings 1, over 7, ball 3: a ball is missing" in output
    report = json.loads(run_ok("feed", "show", MATCH_ID, "--json"))
    assert (report["scoredBy"], report["mappedAs"]) == ("provider", {"acme": ["sr:match:7"]})
    assert report["feed"]["updatedAt"] == "2026-01-02T03:04:00+00:00"


def test_feed_show_prints_why_a_feed_only_compares_and_why_it_closed(database: Client) -> None:
    compares = {"mode": "compares", "why": "match m1 is scored by people", "closed": "stale"}
    comparing = {"comparing": {"provider": "acme", "open": [2]}}
    database.document(paths.provider_feed(MATCH_ID)).set(FEED | compares | comparing)
    output = run_ok("feed", "show", MATCH_ID)
    assert "only compares: match m1 is scored by people" in output
    assert "closed (stale)" in output
    assert "acme has another score in innings 2" in output


@pytest.mark.parametrize("path", [paths.provider_feed(MATCH_ID), paths.scoreboard(MATCH_ID)])
@pytest.mark.parametrize("closed", ["stale", "ended"])
def test_a_closed_match_can_be_reopened(database: Client, path: str, closed: str) -> None:
    reopen = ("feed", "reopen", MATCH_ID)
    assert "no provider has told anything" in run_failing(BAD_INPUT, *reopen, "--apply")
    document = database.document(path)
    document.set(FEED | {"closed": closed, "closedAt": datetime(2026, 5, 1, tzinfo=UTC)})
    assert PREVIEW in run_ok(*reopen)
    assert (document.get().to_dict() or {})["closed"] == closed
    assert "asks within 75 seconds" in run_ok(*reopen, "--apply")
    found = document.get().to_dict() or {}
    assert isinstance(found.pop("reopenedAt"), datetime)
    assert found == FEED | {"closed": None, "closedAt": None}
    assert "Nothing to do" in run_ok(*reopen, "--apply")


def test_a_gap_in_a_feed_can_be_accepted(database: Client) -> None:
    accept = ("feed", "accept-gap", MATCH_ID, "--over", "1:7")
    feed = database.document(paths.provider_feed(MATCH_ID))
    assert "no provider has told anything" in run_failing(BAD_INPUT, *accept, "--apply")
    feed.set(FEED)
    other_over_output = run_failing(BAD_INPUT, *accept[:-1], "1:8", "--apply")
    assert "no gap in 1:8; gaps: 1:7 (overs from 0)" in other_over_output
    assert "is no INNINGS:OVER" in run_failing(BAD_INPUT, *accept[:-1], "1.7", "--apply")
    assert PREVIEW in run_ok(*accept)
    assert feed.get().to_dict() == FEED
    assert "Written: acceptedGaps has 1.7." in run_ok(*accept, "--apply")
    assert feed.get().to_dict() == FEED | {"acceptedGaps": ["1.7"]}
    assert "Nothing to do" in run_ok(*accept, "--apply")


def test_a_match_can_be_handed_to_a_provider_and_back(database: Client) -> None:
    document = database.document(paths.match(MATCH_ID))
    hand_over = ("feed", "writer", MATCH_ID, "provider")
    assert PREVIEW in run_ok(*hand_over)
    assert "scoredBy" not in (document.get().to_dict() or {})
    output = run_ok(*hand_over, "--apply")
    assert "Match m1: scorers -> provider" in output
    assert "no provider has an id of it" in output
    assert document.get().get("scoredBy") == "provider"
    assert "Nothing to do" in run_ok(*hand_over, "--apply")
    assert "provider -> scorers" in run_ok("feed", "writer", MATCH_ID, "scorers", "--apply")
    assert document.get().get("scoredBy") == "scorers"
    assert "WRITER: 'both' is not scorers or provider" in run_failing(
        BAD_INPUT, "feed", "writer", MATCH_ID, "both"
    )
    assert "no match document m2" in run_failing(BAD_INPUT, "feed", "writer", "m2", "provider")


def test_the_reasons_why_a_provider_would_only_compare_are_listed(database: Client) -> None:
    document = database.document(paths.match(MATCH_ID))
    document.update({"validationTier": "DUAL", "lockedAt": FEED["updatedAt"]})
    log = database.collection(paths.scoring_actions(MATCH_ID))
    log.document("1_1").set({"recordedBy": "provider:acme"})
    log.document("1_2").set({"recordedBy": "ann"})
    log.document("1_3").set({"recordedBy": "provider:acme", "isVoided": True, "voidedBy": "ann"})
    output = run_ok("feed", "writer", MATCH_ID, "provider")
    assert "the match is locked" in output
    assert "it is kept in books (DUAL)" in output
    assert "2 actions recorded or voided by people, such as 1_2" in output
