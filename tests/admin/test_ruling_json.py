"""`scrbrd rule` and `tier` with `--json`: one line for machines of what came of it."""

from __future__ import annotations

import json
from typing import Any

from google.cloud.firestore import Client

from scrbrd.adapters import paths
from scrbrd.domain.vocabulary import RoleScope
from tests.adapters.test_books_store import RealGround
from tests.admin.administration import done
from tests.consensus.scribes import AWAY, HOME, Scribe
from tests.fakes.small_match import MATCH_ID

RULE = ("rule", MATCH_ID, "1_3", "--accept", "away", "--method", "umpire", "--reason", "it carried")


def disputed(client: Client) -> RealGround:
    """Home says four where away says six, and both go on."""
    ground = RealGround(client)
    ground.arrive(Scribe(HOME, "1 4 1"), Scribe(AWAY, "1 4=6 1"))
    return ground


def report(*arguments: str) -> dict[str, Any]:
    """What a verb prints: one line of JSON and nothing else."""
    [line] = done(*arguments, "--json").splitlines()
    found: dict[str, Any] = json.loads(line)
    return found


def test_a_preview_in_json_says_what_the_log_would_become(firestore_client: Client) -> None:
    disputed(firestore_client)
    fields = report(*RULE)
    assert (fields["matchId"], fields["isApplied"], fields["changed"]) == (MATCH_ID, False, None)
    assert fields["ruling"]["entries"] == {"home": "1_3", "away": "1_3"}
    assert [each["actionId"] for each in fields["operations"]] == ["1_3", "1_4"]
    total = {each["what"]: (each["before"], each["after"]) for each in fields["effect"]}
    assert total["innings 1 total"] == ("1/0 (0.1 ov)", "8/0 (0.3 ov)")
    assert (fields["tier"], fields["votes"], fields["disputed"]) == ("DUAL", ["home", "away"], [])
    assert fields["notes"][0].startswith("home says: 0.2")
    assert not firestore_client.document(paths.ruling(MATCH_ID, 1)).get().exists


def test_an_applied_ruling_in_json_says_what_changed(firestore_client: Client) -> None:
    disputed(firestore_client)
    fields = report(*RULE, "--apply")
    assert (fields["isApplied"], fields["changed"]) == (True, ["1_3", "1_4"])
    stored = firestore_client.document(paths.ruling(MATCH_ID, 1)).get().to_dict() or {}
    assert fields["ruling"] == {name: stored[name] for name in stored if name != "createdAt"}


def test_a_change_of_the_tier_is_told_in_json(firestore_client: Client) -> None:
    disputed(firestore_client)
    role = {"matchId": MATCH_ID, "personId": "scorer_home", "role": "scorer_home"}
    path = paths.role_assignment(RoleScope.MATCH, MATCH_ID, "scorer_home", "scorer_home")
    firestore_client.document(path).set({**role, "status": "assigned"})
    seat = ("--seat", "home=scorer_home")
    fields = report("tier", MATCH_ID, "SINGLE", *seat, "--reason", "alone", "--apply")
    assert (fields["ruling"]["fromEntry"], fields["tier"], fields["votes"]) == (
        "1_3",
        "SINGLE",
        ["home"],
    )
    assert fields["changed"] == ["1_3", "1_4"]
