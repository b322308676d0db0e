"""Tests old ids that are not valid: the same valid id replaces each of them everywhere."""

from __future__ import annotations

import json
from typing import Any

import pytest
from google.cloud.firestore import Client

from migrate.engine import replace_ids
from migrate.log import documents
from migrate.old.values import MappedId, id_of, mapped_id_remarks, mapped_ids
from scrbrd.adapters import paths
from scrbrd.adapters.runtime import utc_now
from scrbrd.adapters.store import FirestoreMatchStore
from scrbrd.domain.identifiers import as_id, is_id
from scrbrd.domain.json_types import Json
from scrbrd.domain.vocabulary import ActionType
from scrbrd.handlers.verify import verify
from tests.migrate.conftest import documents_of, put
from tests.migrate.old_world import SchoolMatch, school_documents, school_matches
from tests.migrate.test_ball_history_e2e import run, score_of, totals, true_totals
from tests.migrate.test_whole_school_e2e import all_documents

ODD = {
    "first": "Erste Élf",
    "hill": "Hügel/Schule",
    "person-00": "Jürgen Müller",
    "person-05": "p 5",
    "person-38": "scorer@hill",
}
"""Invalid ids, by the ids of the fictional school that they replace."""
COLLECTIONS = ("matches", "people", "teams", "schools", *(
    f"{scope}_role_assignments" for scope in ("match", "team", "school")
))  # fmt: skip


def with_odd_ids(documents_by_path: Json) -> Json:
    """Return the documents with invalid ids in their fields and, where Firestore allows, paths."""
    text = json.dumps(documents_by_path, default=str, ensure_ascii=False)
    for valid_id, odd_id in ODD.items():
        text = text.replace(f'"{valid_id}"', f'"{odd_id}"')
    found = json.loads(text)
    return {path_with_odd_id(path): fields for path, fields in found.items()}


def path_with_odd_id(path: str) -> str:
    """Return the path of a document with its invalid id."""
    collection, _, name = path.partition("/")
    return f"{collection}/{ODD[name].replace('/', '-') if name in ODD else name}"


def valid_id(name: str) -> str:
    """Return the valid id that replaces the invalid one."""
    return as_id(ODD[name])


@pytest.fixture
def match(firestore_client: Client) -> SchoolMatch:
    """Return a stored match of a school with invalid ids."""
    match = next(
        m for m in school_matches() if m.dirt == "clean" and m.match["homeTeamId"] == "first"
    )
    put(firestore_client, with_odd_ids(school_documents()))
    put(firestore_client, with_odd_ids(documents_of([match])))
    profile = "people/Jürgen Müller/private/profile"
    put(firestore_client, {profile: {"email": "j@hill"}})
    return match


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("ann", "ann"),
        (" ann ", "ann"),
        (7, "7"),
        ("spiel-münchen", as_id("spiel-münchen")),
        ("a/b", as_id("a/b")),
        ("..", as_id("..")),
        ("x" * 201, as_id("x" * 201)),
        ("", None),
        ({"a": 1}, None),
        (True, None),
    ],
)
def test_an_old_id_is_kept_or_replaced_by_a_valid_one(value: Any, expected: str | None) -> None:
    found = id_of(value)
    assert found == expected
    assert found is None or is_id(found)
    assert isinstance(found, MappedId) == (
        expected is not None and expected.strip() != str(value).strip()
    )


def test_each_replaced_id_is_reported_once_in_order_of_the_old_ids() -> None:
    result = {
        "a": id_of("ü"),
        "b": [id_of("x y"), {"c": id_of("ü")}],
        "d": id_of("plain"),
        "e": "ö",
    }
    assert mapped_ids(result) == {as_id("ü"), as_id("x y")}
    assert mapped_id_remarks(result) == (
        f"'x y' is no id: {as_id('x y')} stands for it",
        f"'ü' is no id: {as_id('ü')} stands for it",
    )


def test_only_invalid_ids_of_a_match_document_are_replaced() -> None:
    match = {
        "homeTeamId": "Erste Élf",
        "awayTeamId": "second",
        "seasonId": "2023/24",
        "competitionId": "Big Bash League",
        "toss": {"winnerTeamId": "Erste Élf", "decision": "bat"},
        "awards": {"playerOfMatchIds": ["p 5", "ann"]},
        "venue": "Groß Ground",
    }
    changes = replace_ids.renamed_fields(match)
    assert changes == {
        "homeTeamId": as_id("Erste Élf"),
        "seasonId": "2023-24",
        "toss": {"winnerTeamId": as_id("Erste Élf"), "decision": "bat"},
        "awards": {"playerOfMatchIds": [as_id("p 5"), "ann"]},
    }
    assert replace_ids.renamed_fields(match | changes) == {}


def test_a_match_keeps_its_invalid_id_and_the_run_reports_it(firestore_client: Client) -> None:
    match = next(m for m in school_matches() if m.dirt == "clean")
    put(firestore_client, school_documents())
    put(firestore_client, {
        path.replace(match.match_id, "spiel-münchen"): fields
        for path, fields in documents_of([match]).items() if path.startswith("matches/")
    })  # fmt: skip
    output = run("run", "ball_history", "--match", "spiel-münchen", "--apply")
    assert "'spiel-münchen' is no id; it stays" in output
    assert totals(score_of(firestore_client, "spiel-münchen")) == true_totals(match)
    assert "done before" in run("run", "ball_history", "--match", "spiel-münchen", "--apply")


@pytest.mark.slow
def test_all_migrations_write_the_same_valid_id(
    firestore_client: Client, match: SchoolMatch
) -> None:
    dry_run_output = run("run", "--all", code=1)
    for text in ("Erste Élf", "Jürgen Müller", "p 5", "scorer@hill"):
        assert f"{text!r} is no id: {as_id(text)} stands for it" in dry_run_output
    run("run", "--all", "--apply", code=1)
    found = all_documents(firestore_client, *COLLECTIONS)
    name = match.match_id
    assert found[f"matches/{name}"]["homeTeamId"] == valid_id("first")
    lineups = [f for p, f in found.items() if f"matches/{name}/lineups/" in p]
    log = [f for p, f in found.items() if f"matches/{name}/scoring_actions/" in p]
    expected_players = {valid_id("person-00"), valid_id("person-05")}
    assert expected_players <= {each["playerId"] for each in lineups}
    assert {each["teamId"] for each in lineups} <= {valid_id("first"), "second", "third"}
    for each in (*lineups, *log):
        assert not set(ODD.values()) & set(
            json.dumps(each, default=str, ensure_ascii=False).split('"')
        )
    assert found[f"people/{valid_id('person-00')}"]["displayName"] == "Player 0"
    profile = found[f"people/{valid_id('person-00')}/private/profile"]
    assert (profile["email"], "assignedAt" in profile) == ("j@hill", False)
    assert found["people/Jürgen Müller"]["displayName"] == "Player 0", "what was there stays"
    role = found[f"team_role_assignments/{valid_id('first')}_{valid_id('person-00')}_player"]
    assert (role["teamId"], role["personId"]) == (valid_id("first"), valid_id("person-00"))
    assert f"match_role_assignments/{name}_{valid_id('person-38')}_scorer_neutral" in found
    assert totals(score_of(firestore_client, name)) == true_totals(match)
    assert score_of(firestore_client, name)["innings1"]["battingTeamId"] in (
        valid_id("first"),
        "second",
        "third",
    )
    assert verify(FirestoreMatchStore(firestore_client), utc_now, name) == []
    problems = firestore_client.document(paths.live_health(name)).get().to_dict() or {}
    assert not [each for each in problems["problems"] if each["code"] == "bad_id"]
    run("run", "--all", "--apply")
    assert all_documents(firestore_client, *COLLECTIONS) == found
    run("diff", code=1)


@pytest.mark.parametrize("nonce", ["of-an-app", None])
def test_lineups_use_the_ids_of_an_existing_log(
    firestore_client: Client, match: SchoolMatch, nonce: str | None
) -> None:
    path = paths.scoring_action(match.match_id, "1_1")
    first = documents.document(match.match_id, 1, 1, ActionType.INNINGS_STARTED, {})
    action = {**first, "battingTeamId": "Erste Élf", "bowlingTeamId": "second"}
    put(firestore_client, {path: action | ({"nonce": nonce} if nonce else {})})
    run("run", "team_selection", "--apply")
    found = all_documents(firestore_client, paths.lineups(match.match_id))
    assert {each["teamId"] for each in found.values()} <= {"Erste Élf", "second", "third"}
    assert "Jürgen Müller" in {each["playerId"] for each in found.values()}
    stored = firestore_client.document(paths.match(match.match_id)).get().to_dict() or {}
    assert stored["homeTeamId"] == "Erste Élf"


def test_undo_restores_the_invalid_ids(firestore_client: Client, match: SchoolMatch) -> None:
    before = all_documents(firestore_client, *COLLECTIONS)
    run("run", "--all", "--apply", code=1)
    for name in ("roles", "team_selection", "ball_history"):
        run("undo", name, "--apply")
    after = all_documents(firestore_client, *COLLECTIONS)
    path = f"matches/{match.match_id}"
    assert after[path]["homeTeamId"] == before[path]["homeTeamId"] == "Erste Élf"
    other_documents = {p: fields for p, fields in after.items() if not p.startswith(path)}
    assert other_documents == {p: fields for p, fields in before.items() if not p.startswith(path)}
