"""Tests `scrbrd rule` and `tier` with `--json`: one line with the result."""

from __future__ import annotations

import json
from typing import Any

from google.cloud.firestore import Client

from scrbrd.adapters import paths
from scrbrd.domain.vocabulary import RoleScope
from tests.adapters.test_books_store import FirestoreBookMatch
from tests.admin.administration import run_ok
from tests.consensus.scribes import AWAY, HOME, Scribe
from tests.fakes.small_match import MATCH_ID

RULE = ("rule", MATCH_ID, "1_3", "--accept", "away", "--method", "umpire", "--reason", "it carried")


def arrange_dispute(client: Client) -> FirestoreBookMatch:
    """Write two books: four in home's is six in away's, and both have later balls."""
    match = FirestoreBookMatch(client)
    match.deliver(Scribe(HOME, "1 4 1"), Scribe(AWAY, "1 4=6 1"))
    return match


def json_output(*arguments: str) -> dict[str, Any]:
    """Run a verb that must print one line of JSON; return it parsed."""
    [line] = run_ok(*arguments, "--json").splitlines()
    fields: dict[str, Any] = json.loads(line)
    return fields


def test_a_preview_in_json_has_the_operations_and_their_effect(firestore_client: Client) -> None:
    arrange_dispute(firestore_client)
    fields = json_output(*RULE)
    assert (fields["matchId"], fields["isApplied"], fields["changed"]) == (MATCH_ID, False, None)
    assert fields["ruling"]["entries"] == {"home": "1_3", "away": "1_3"}
    assert [each["actionId"] for each in fields["operations"]] == ["1_3", "1_4"]
    total = {each["what"]: (each["before"], each["after"]) for each in fields["effect"]}
    assert total["innings 1 total"] == ("1/0 (0.1 ov)", "8/0 (0.3 ov)")
    assert (fields["tier"], fields["votes"], fields["disputed"]) == ("DUAL", ["home", "away"], [])
    assert fields["notes"][0].startswith("home says: 0.2")
    assert not firestore_client.document(paths.ruling(MATCH_ID, 1)).get().exists


def test_an_applied_ruling_in_json_lists_the_changed_actions(firestore_client: Client) -> None:
    arrange_dispute(firestore_client)
    fields = json_output(*RULE, "--apply")
    assert (fields["isApplied"], fields["changed"]) == (True, ["1_3", "1_4"])
    stored = firestore_client.document(paths.ruling(MATCH_ID, 1)).get().to_dict() or {}
    assert fields["ruling"] == {name: stored[name] for name in stored if name != "createdAt"}


def test_a_change_of_the_tier_in_json_lists_the_changed_actions(firestore_client: Client) -> None:
    arrange_dispute(firestore_client)
    role = {"matchId": MATCH_ID, "personId": "scorer_home", "role": "scorer_home"}
    path = paths.role_assignment(RoleScope.MATCH, MATCH_ID, "scorer_home", "scorer_home")
    firestore_client.document(path).set({**role, "status": "assigned"})
    seat = ("--seat", "home=scorer_home")
    fields = json_output("tier", MATCH_ID, "SINGLE", *seat, "--reason", "alone", "--apply")
    assert (fields["ruling"]["fromEntry"], fields["tier"], fields["votes"]) == (
        "1_3",
        "SINGLE",
        ["home"],
    )
    assert fields["changed"] == ["1_3", "1_4"]
