"""Tests reading the persons who may rule in a match, and notices, on Firestore."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from google.cloud.firestore import Client

from scrbrd.adapters import paths
from scrbrd.adapters.notices import read_may_rule, read_notices
from scrbrd.handlers.books.reconcile import reconcile_notices
from tests.adapters.test_books_store import FirestoreBookMatch
from tests.consensus.scribes import AWAY, HOME, Scribe
from tests.handlers.books.playing import MATCH_ID

NOW = datetime(2026, 5, 2, 14, tzinfo=UTC)
EARLIER = datetime(2026, 5, 1, tzinfo=UTC)
LATER = datetime(2026, 5, 3, tzinfo=UTC)


def grant_role(client: Client, person: str, role: str, **changes: Any) -> None:
    """Write a role in the match."""
    fields = {
        "matchId": MATCH_ID,
        "personId": person,
        "role": role,
        "status": "confirmed",
        "startDate": EARLIER,
        "endDate": None,
    }
    client.document(paths.match_role(MATCH_ID, person, role)).set(fields | changes)


def test_umpires_and_the_referee_in_force_may_rule(firestore_client: Client) -> None:
    for person, role in (
        ("ann", "umpire_on_field"),
        ("bob", "umpire_third"),
        ("cyd", "match_referee"),
        ("dan", "umpire_reserve"),
        ("eve", "scorer_neutral"),
    ):
        grant_role(firestore_client, person, role)
    grant_role(firestore_client, "fay", "umpire_on_field", endDate=NOW)
    grant_role(firestore_client, "gus", "umpire_on_field", startDate=LATER)
    grant_role(firestore_client, "hal", "umpire_on_field", revokedAt=EARLIER)
    grant_role(firestore_client, "ida", "umpire_on_field", status="no_show")
    grant_role(firestore_client, "joe", "umpire_on_field", personId="somebody-else")
    grant_role(firestore_client, "kim", "umpire_on_field", startDate="2026-05-01")
    grant_role(firestore_client, "lou", "umpire_on_field", matchId="another")
    assert read_may_rule(firestore_client, MATCH_ID, NOW) == {"ann", "bob", "cyd"}
    assert read_may_rule(firestore_client, "nowhere", NOW) == set()


def test_an_umpire_may_rule_whatever_is_wrong_in_fields_that_authority_does_not_need(
    firestore_client: Client,
) -> None:
    grant_role(firestore_client, "ann", "umpire_on_field", assignedAt="2026-05-01", assignedBy=7)
    grant_role(firestore_client, "bob", "umpire_third", seasonId=2026, confirmedAt="yes")
    assert read_may_rule(firestore_client, MATCH_ID, NOW) == {"ann", "bob"}


def test_many_captains_of_one_side_do_not_displace_other_persons_who_may_rule(
    firestore_client: Client,
) -> None:
    for number in range(60):
        document = {"teamId": "lions", "playerId": f"a{number}", "isCaptain": True, "isGuest": True}
        path = paths.lineup(MATCH_ID, "lions", f"a{number}")
        firestore_client.document(path).set(document)
    for name, fields in (
        ("lions_own", {"confirmedAt": EARLIER}), ("lions_also", {}), ("tigers_their", {}),
    ):  # fmt: skip
        team, player = name.split("_")
        document = {"teamId": team, "playerId": player, "isCaptain": True, **fields}
        firestore_client.document(paths.lineup(MATCH_ID, team, player)).set(document)
    grant_role(firestore_client, "umpire", "umpire_on_field")
    assert read_may_rule(firestore_client, MATCH_ID, NOW) == {"umpire", "own", "their"}


def test_captains_in_the_lineups_may_rule_too(firestore_client: Client) -> None:
    for player, is_captain in (("cap", True), ("fay", False), ("", True), (7, True)):
        path = paths.lineup(MATCH_ID, "lions", f"p{player}")
        firestore_client.document(path).set({"playerId": player, "isCaptain": is_captain})
    grant_role(firestore_client, "ann", "umpire_on_field")
    assert read_may_rule(firestore_client, MATCH_ID, NOW) == {"ann", "cap"}


@pytest.mark.parametrize("damage", ["deleted", "changed", "with foreign values"])
def test_a_damaged_notice_is_written_again(firestore_client: Client, damage: str) -> None:
    grant_role(firestore_client, "ann", "umpire_on_field")
    match = FirestoreBookMatch(firestore_client)
    match.deliver(Scribe(HOME, "1 4=6 1"), Scribe(AWAY, "1 4 1"))
    notices = read_notices(firestore_client, MATCH_ID)
    assert {person: each.count for person, each in notices.items()} == {
        "ann": 1,
        "scorer_home": 1,
        "scorer_away": 1,
    }
    assert not reconcile_notices(match.books)
    ref = firestore_client.document(paths.notice(MATCH_ID, "ann"))
    expected = ref.get().to_dict() or {}
    if damage == "deleted":
        ref.delete()
    else:
        ref.update({"disputes": [] if damage == "changed" else [{"asked": b"?"}]})
    assert reconcile_notices(match.books)
    found = ref.get().to_dict() or {}
    assert {**found, "revision": 0, "lastUpdated": 0} == {
        **expected,
        "revision": 0,
        "lastUpdated": 0,
    }
    assert found["revision"] > expected["revision"]
    assert not reconcile_notices(match.books)


def test_a_resolved_dispute_leaves_empty_notices(firestore_client: Client) -> None:
    match = FirestoreBookMatch(firestore_client)
    home = Scribe(HOME, "1 4=6 1")
    match.deliver(home, Scribe(AWAY, "1 4 1"))
    match.deliver(home.correct_to_actual(2))
    assert [each.count for each in read_notices(firestore_client, MATCH_ID).values()] == [0, 0]
