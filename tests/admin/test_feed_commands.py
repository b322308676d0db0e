"""`scrbrd feed` on a real Firestore: whose ids are whose, who writes, what is missing."""

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
from tests.admin.administration import done, refused
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
def match(firestore_client: Client) -> Client:
    """A match with line-ups that no provider has yet."""
    batch = firestore_client.batch()
    batch.set(firestore_client.document(paths.match(MATCH_ID)), match_document())
    for name, fields in lineup_documents().items():
        batch.set(firestore_client.document(f"{paths.lineups(MATCH_ID)}/{name}"), fields)
    batch.commit()
    return firestore_client


def csv_file(folder: Path, rows: Iterable[tuple[str, ...]]) -> Path:
    file = folder / "people.csv"
    lines = [("kind", "providerId", "id"), *rows]
    file.write_text("".join(",".join(row) + "\n" for row in lines))
    return file


def mapped(client: Client) -> dict[str, str]:
    """Our ids by the mappings' keys."""
    found = client.collection(paths.PROVIDER_MAPPINGS).stream()
    return {snap.id: snap.get("id") for snap in found}


def arguments(file: Path, *more: str, at: str = "sr:match:7") -> tuple[str, ...]:
    options = ("--provider", "acme", "--match", at, "--file", str(file))
    return ("feed", "map", MATCH_ID, *options, *more)


def test_a_file_is_shown_and_written_as_a_whole(match: Client, tmp_path: Path) -> None:
    file = csv_file(tmp_path, PEOPLE)
    output = done(*arguments(file))
    assert "acme, match m1 as sr:match:7: 9 new, 0 there already" in output
    assert PREVIEW in output
    assert mapped(match) == {}
    assert "Written" in done(*arguments(file, "--apply"))
    key = "acme:team:t%2F1"
    assert match.document(paths.provider_mapping(key)).get().to_dict() == {
        "provider": "acme",
        "kind": "team",
        "providerId": "t/1",
        "id": "lions",
    }
    assert mapped(match)["acme:match:sr:match:7"] == MATCH_ID
    assert len(mapped(match)) == 9
    again = done(*arguments(file, "--apply"))
    assert "0 new, 9 there already" in again
    assert again.endswith("Nothing to do: all of it is there already.\n")


def test_json_lines_are_read_the_same(match: Client, tmp_path: Path) -> None:
    file = tmp_path / "people.jsonl"
    rows = [dict(zip(("kind", "providerId", "id"), row, strict=True)) for row in PEOPLE]
    file.write_text("\n".join(map(json.dumps, rows)))
    assert "9 new" in done(*arguments(file, "--apply"))
    assert mapped(match)["acme:player:l3"] == "lions-3"


def test_ids_that_the_match_does_not_know_and_doubles_are_all_named(
    match: Client, tmp_path: Path
) -> None:
    wrong = [("player", "x", "nobody"), ("team", "y", "bears"), ("player", "l1", "lions-2"),
             ("player", "z", "tigers-1")]  # fmt: skip
    output = refused(BAD_INPUT, *arguments(csv_file(tmp_path, [*PEOPLE, *wrong]), "--apply"))
    assert "line 10: player nobody is in no line-up of this match" in output
    assert "line 11: team bears plays in no side of this match" in output
    assert "lines 4 and 12 both map player l1" in output
    assert "lines 7 and 13 both lead to player tigers-1" in output
    assert "nothing was written" in output
    assert mapped(match) == {}


def test_who_is_left_out_is_named_until_somebody_maps_them(match: Client, tmp_path: Path) -> None:
    withdrawn = f"{paths.lineups(MATCH_ID)}/lions_lions-2"
    match.document(withdrawn).update({"role": "withdrawn"})
    some = [each for each in PEOPLE if each[2] not in ("lions-1", "lions-2", "tigers")]
    output = done(*arguments(csv_file(tmp_path, some), "--apply"))
    assert "left out, teams: tigers (Tigers); a ball that names one waits" in output
    assert "left out, players: lions-1 (Lions 1); a ball" in output
    assert "left out" not in done(*arguments(csv_file(tmp_path, PEOPLE), "--apply"))
    assert "left out" not in done(*arguments(csv_file(tmp_path, some)))


def test_a_mapping_that_says_something_else_is_replaced_on_demand_alone(
    match: Client, tmp_path: Path
) -> None:
    done(*arguments(csv_file(tmp_path, PEOPLE), "--apply"))
    swapped = [
        ("player", "l1", "lions-2"),
        ("player", "l2", "lions-1"),
        ("player", "new", "lions-3"),
    ]
    file = csv_file(tmp_path, swapped)
    output = refused(REFUSED, *arguments(file, "--apply", at="other"))
    assert "acme:player:l1 is lions-1, not lions-2" in output
    assert "acme:match:sr:match:7 leads to this match too" in output
    assert "acme:player:new" not in mapped(match)
    output = done(*arguments(file, "--overwrite", "--apply", at="other"))
    assert "2 changed, 1 removed" in output
    assert KNOWN_FOR.total_seconds() == 300
    assert "read again within five minutes" in output
    assert "are corrected in the log" in output
    found = mapped(match)
    assert (found["acme:player:l1"], found["acme:player:l2"]) == ("lions-2", "lions-1")
    assert found["acme:match:other"] == MATCH_ID
    assert "acme:match:sr:match:7" not in found


FILES = {
    "another first line": ("who,what\n", "line 1 is 'who,what'"),
    "a cell too many": ("kind,providerId,id\nplayer,a,b,c\n", "line 2: does not have kind"),
    "an empty cell": ("kind,providerId,id\nplayer,,b\n", "line 2: providerId must be text"),
    "another kind": ("kind,providerId,id\nmatch,a,b\n", "line 2: kind 'match' is not player or"),
    "no line": ("kind,providerId,id\n", "holds no mapping"),
    "no JSON": ('{"kind": \n', "line 1 is no JSON"),
    "a number": ('{"kind": "player", "providerId": 7, "id": "a"}', "providerId must be text"),
    "another field": ('{"kind": "player", "providerId": "7", "our": "a"}', "does not have kind"),
    "a long id": (f"kind,providerId,id\nplayer,{'x' * 1500},a\n", "is too long for"),
    "no end of a quote": ('kind,providerId,id\n"player,a,b\n', "line 2"),
}


@pytest.mark.parametrize(("text", "fault"), FILES.values(), ids=FILES)
def test_a_file_that_is_none_is_named_with_its_line(tmp_path: Path, text: str, fault: str) -> None:
    file = tmp_path / "people"
    file.write_text(text)
    with pytest.raises(BadInput, match="kind,providerId,id") as raised:
        read_mappings(file, "acme")
    assert fault in str(raised.value)


def test_what_cannot_be_mapped_is_told(match: Client, tmp_path: Path) -> None:
    missing = refused(BAD_INPUT, *arguments(tmp_path / "none.csv"))
    assert "cannot be read (No such file or directory)" in missing
    file = csv_file(tmp_path, PEOPLE)
    output = refused(BAD_INPUT, "feed", "map", MATCH_ID, "--provider", "a:b", "--match", "7",
                   "--file", str(file))  # fmt: skip
    assert "--provider: 'a:b'" in output
    for name in lineup_documents():
        match.document(f"{paths.lineups(MATCH_ID)}/{name}").delete()
    assert "m1 has no line-ups" in refused(BAD_INPUT, *arguments(file))


def test_how_a_feed_stands_is_shown(match: Client, tmp_path: Path) -> None:
    output = done("feed", "show", MATCH_ID)
    assert "Match m1: people score it (scoredBy: scorers)" in output
    assert "no provider has it" in output
    assert "No provider has told anything of it yet." in output
    done(*arguments(csv_file(tmp_path, PEOPLE), "--apply"))
    match.document(paths.provider_feed(MATCH_ID)).set(FEED | {"acceptedGaps": ["1.3"]})
    match.document(paths.match(MATCH_ID)).update({"scoredBy": "provider"})
    output = done("feed", "show", MATCH_ID)
    assert "a provider writes it" in output
    assert "acme has it as sr:match:7" in output
    assert "acme writes, live; last action 1_40, at 2026-01-02" in output
    assert "4 events wait" in output
    assert "gap 1.7 (ball, unfilled): innings 1, over 7, ball 3" in output
    assert "accepted as they are: 1.3" in output
    assert "gap: innings 1, over 7, ball 3: a ball is missing" in output
    report = json.loads(done("feed", "show", MATCH_ID, "--json"))
    assert (report["scoredBy"], report["mappedAs"]) == ("provider", {"acme": ["sr:match:7"]})
    assert report["feed"]["updatedAt"] == "2026-01-02T03:04:00+00:00"


def test_a_feed_that_compares_and_was_closed_says_why(match: Client) -> None:
    compares = {"mode": "compares", "why": "match m1 is scored by people", "closed": "stale"}
    comparing = {"comparing": {"provider": "acme", "open": [2]}}
    match.document(paths.provider_feed(MATCH_ID)).set(FEED | compares | comparing)
    output = done("feed", "show", MATCH_ID)
    assert "only compares: match m1 is scored by people" in output
    assert "closed (stale)" in output
    assert "acme has another score in innings 2" in output


@pytest.mark.parametrize("path", [paths.provider_feed(MATCH_ID), paths.scoreboard(MATCH_ID)])
@pytest.mark.parametrize("closed", ["stale", "ended"])
def test_a_match_that_was_closed_is_opened_again(match: Client, path: str, closed: str) -> None:
    reopen = ("feed", "reopen", MATCH_ID)
    assert "no provider has told anything" in refused(BAD_INPUT, *reopen, "--apply")
    document = match.document(path)
    document.set(FEED | {"closed": closed, "closedAt": datetime(2026, 5, 1, tzinfo=UTC)})
    assert PREVIEW in done(*reopen)
    assert (document.get().to_dict() or {})["closed"] == closed
    assert "asks within 75 seconds" in done(*reopen, "--apply")
    found = document.get().to_dict() or {}
    assert isinstance(found.pop("reopenedAt"), datetime)
    assert found == FEED | {"closed": None, "closedAt": None}
    assert "Nothing to do" in done(*reopen, "--apply")


def test_a_gap_in_which_nothing_is_missing_is_accepted(match: Client) -> None:
    accept = ("feed", "accept-gap", MATCH_ID, "--over", "1:7")
    feed = match.document(paths.provider_feed(MATCH_ID))
    assert "no provider has told anything" in refused(BAD_INPUT, *accept, "--apply")
    feed.set(FEED)
    wrong = refused(BAD_INPUT, *accept[:-1], "1:8", "--apply")
    assert "no gap in 1:8; gaps: 1:7 (overs from 0)" in wrong
    assert "is no INNINGS:OVER" in refused(BAD_INPUT, *accept[:-1], "1.7", "--apply")
    assert PREVIEW in done(*accept)
    assert feed.get().to_dict() == FEED
    assert "Written: acceptedGaps has 1.7." in done(*accept, "--apply")
    assert feed.get().to_dict() == FEED | {"acceptedGaps": ["1.7"]}
    assert "Nothing to do" in done(*accept, "--apply")


def test_a_match_is_handed_to_a_provider_and_back(match: Client) -> None:
    document = match.document(paths.match(MATCH_ID))
    hand = ("feed", "writer", MATCH_ID, "provider")
    assert PREVIEW in done(*hand)
    assert "scoredBy" not in (document.get().to_dict() or {})
    output = done(*hand, "--apply")
    assert "Match m1: scorers -> provider" in output
    assert "no provider has an id of it" in output
    assert document.get().get("scoredBy") == "provider"
    assert "Nothing to do" in done(*hand, "--apply")
    assert "provider -> scorers" in done("feed", "writer", MATCH_ID, "scorers", "--apply")
    assert document.get().get("scoredBy") == "scorers"
    assert "WRITER: 'both' is not scorers or provider" in refused(
        BAD_INPUT, "feed", "writer", MATCH_ID, "both"
    )
    assert "no match document m2" in refused(BAD_INPUT, "feed", "writer", "m2", "provider")


def test_it_is_told_why_a_provider_would_only_compare(match: Client) -> None:
    document = match.document(paths.match(MATCH_ID))
    document.update({"validationTier": "DUAL", "lockedAt": FEED["updatedAt"]})
    log = match.collection(paths.scoring_actions(MATCH_ID))
    log.document("1_1").set({"recordedBy": "provider:acme"})
    log.document("1_2").set({"recordedBy": "ann"})
    log.document("1_3").set({"recordedBy": "provider:acme", "isVoided": True, "voidedBy": "ann"})
    output = done("feed", "writer", MATCH_ID, "provider")
    assert "the match is locked" in output
    assert "it is kept in books (DUAL)" in output
    assert "2 actions recorded or voided by people, such as 1_2" in output
