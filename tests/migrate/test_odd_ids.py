"""Old ids that are not valid: the same id replaces each of them wherever it is written."""

from __future__ import annotations

import json
from typing import Any

import pytest
from google.cloud.firestore import Client

from migrate.engine import renaming
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
from tests.migrate.old_world import OldMatchOf, school, school_documents
from tests.migrate.test_ball_history_e2e import run, score_of, totals, truth
from tests.migrate.test_whole_school_e2e import everything

ODD = {
    "first": "Erste Élf",
    "hill": "Hügel/Schule",
    "person-00": "Jürgen Müller",
    "person-05": "p 5",
    "person-38": "scorer@hill",
}
"""Texts that are no ids, by the ids that the made-up school has in their place."""
COLLECTIONS = ("matches", "people", "teams", "schools", *(
    f"{scope}_role_assignments" for scope in ("match", "team", "school")
))  # fmt: skip


def with_odd_ids(plain: Json) -> Json:
    """The documents with odd texts for some ids, in their paths where a document can have them."""
    text = json.dumps(plain, default=str, ensure_ascii=False)
    for an_id, odd in ODD.items():
        text = text.replace(f'"{an_id}"', f'"{odd}"')
    found = json.loads(text)
    return {path_of(path): fields for path, fields in found.items()}


def path_of(path: str) -> str:
    """The path of a document, an odd id in it."""
    collection, _, name = path.partition("/")
    return f"{collection}/{ODD[name].replace('/', '-') if name in ODD else name}"


def an_id(name: str) -> str:
    return as_id(ODD[name])


@pytest.fixture
def match(firestore_client: Client) -> OldMatchOf:
    """A whole match of a school with odd ids."""
    match = next(m for m in school() if m.dirt == "clean" and m.match["homeTeamId"] == "first")
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
def test_an_old_id_is_an_id_or_the_one_that_stands_for_it(value: Any, expected: str | None) -> None:
    found = id_of(value)
    assert found == expected
    assert found is None or is_id(found)
    assert isinstance(found, MappedId) == (
        expected is not None and expected.strip() != str(value).strip()
    )


def test_what_was_mapped_is_told_once_in_the_order_of_its_texts() -> None:
    made = {"a": id_of("ü"), "b": [id_of("x y"), {"c": id_of("ü")}], "d": id_of("plain"), "e": "ö"}
    assert mapped_ids(made) == {as_id("ü"), as_id("x y")}
    assert mapped_id_remarks(made) == (
        f"'x y' is no id: {as_id('x y')} stands for it",
        f"'ü' is no id: {as_id('ü')} stands for it",
    )


def test_a_match_document_is_renamed_only_where_it_names_no_ids() -> None:
    match = {
        "homeTeamId": "Erste Élf",
        "awayTeamId": "second",
        "seasonId": "2023/24",
        "competitionId": "Big Bash League",
        "toss": {"winnerTeamId": "Erste Élf", "decision": "bat"},
        "awards": {"playerOfMatchIds": ["p 5", "ann"]},
        "venue": "Groß Ground",
    }
    new = renaming.renamed_fields(match)
    assert new == {
        "homeTeamId": as_id("Erste Élf"),
        "seasonId": "2023-24",
        "toss": {"winnerTeamId": as_id("Erste Élf"), "decision": "bat"},
        "awards": {"playerOfMatchIds": [as_id("p 5"), "ann"]},
    }
    assert renaming.renamed_fields(match | new) == {}


def test_a_match_keeps_an_id_that_is_none_and_it_is_told(firestore_client: Client) -> None:
    old = next(m for m in school() if m.dirt == "clean")
    put(firestore_client, school_documents())
    put(firestore_client, {
        path.replace(old.match_id, "spiel-münchen"): fields
        for path, fields in documents_of([old]).items() if path.startswith("matches/")
    })  # fmt: skip
    output = run("run", "ball_history", "--match", "spiel-münchen", "--apply")
    assert "'spiel-münchen' is no id; it stays" in output
    assert totals(score_of(firestore_client, "spiel-münchen")) == truth(old)
    assert "done before" in run("run", "ball_history", "--match", "spiel-münchen", "--apply")


@pytest.mark.slow
def test_every_migration_writes_the_same_id(firestore_client: Client, match: OldMatchOf) -> None:
    dry = run("run", "--all", code=1)
    for text in ("Erste Élf", "Jürgen Müller", "p 5", "scorer@hill"):
        assert f"{text!r} is no id: {as_id(text)} stands for it" in dry
    run("run", "--all", "--apply", code=1)
    found = everything(firestore_client, *COLLECTIONS)
    name = match.match_id
    assert found[f"matches/{name}"]["homeTeamId"] == an_id("first")
    lineups = [f for p, f in found.items() if f"matches/{name}/lineups/" in p]
    log = [f for p, f in found.items() if f"matches/{name}/scoring_actions/" in p]
    mine = {an_id("person-00"), an_id("person-05")}
    assert mine <= {each["playerId"] for each in lineups}
    assert {each["teamId"] for each in lineups} <= {an_id("first"), "second", "third"}
    for each in (*lineups, *log):
        assert not set(ODD.values()) & set(
            json.dumps(each, default=str, ensure_ascii=False).split('"')
        )
    assert found[f"people/{an_id('person-00')}"]["displayName"] == "Player 0"
    profile = found[f"people/{an_id('person-00')}/private/profile"]
    assert (profile["email"], "assignedAt" in profile) == ("j@hill", False)
    assert found["people/Jürgen Müller"]["displayName"] == "Player 0", "what was there stays"
    role = found[f"team_role_assignments/{an_id('first')}_{an_id('person-00')}_player"]
    assert (role["teamId"], role["personId"]) == (an_id("first"), an_id("person-00"))
    assert f"match_role_assignments/{name}_{an_id('person-38')}_scorer_neutral" in found
    assert totals(score_of(firestore_client, name)) == truth(match)
    assert score_of(firestore_client, name)["innings1"]["battingTeamId"] in (
        an_id("first"),
        "second",
        "third",
    )
    assert verify(FirestoreMatchStore(firestore_client), utc_now, name) == []
    problems = firestore_client.document(paths.live_health(name)).get().to_dict() or {}
    assert not [each for each in problems["problems"] if each["code"] == "bad_id"]
    run("run", "--all", "--apply")
    assert everything(firestore_client, *COLLECTIONS) == found
    run("diff", code=1)


@pytest.mark.parametrize("nonce", ["of-an-app", None])
def test_lineups_name_people_as_a_log_does_that_is_there_already(
    firestore_client: Client, match: OldMatchOf, nonce: str | None
) -> None:
    path = paths.scoring_action(match.match_id, "1_1")
    first = documents.document(match.match_id, 1, 1, ActionType.INNINGS_STARTED, {})
    action = {**first, "battingTeamId": "Erste Élf", "bowlingTeamId": "second"}
    put(firestore_client, {path: action | ({"nonce": nonce} if nonce else {})})
    run("run", "team_selection", "--apply")
    found = everything(firestore_client, paths.lineups(match.match_id))
    assert {each["teamId"] for each in found.values()} <= {"Erste Élf", "second", "third"}
    assert "Jürgen Müller" in {each["playerId"] for each in found.values()}
    stored = firestore_client.document(paths.match(match.match_id)).get().to_dict() or {}
    assert stored["homeTeamId"] == "Erste Élf"


def test_what_was_mapped_is_taken_back(firestore_client: Client, match: OldMatchOf) -> None:
    before = everything(firestore_client, *COLLECTIONS)
    run("run", "--all", "--apply", code=1)
    for name in ("roles", "team_selection", "ball_history"):
        run("undo", name, "--apply")
    after = everything(firestore_client, *COLLECTIONS)
    path = f"matches/{match.match_id}"
    assert after[path]["homeTeamId"] == before[path]["homeTeamId"] == "Erste Élf"
    kept = {p: fields for p, fields in after.items() if not p.startswith(path)}
    assert kept == {p: fields for p, fields in before.items() if not p.startswith(path)}
