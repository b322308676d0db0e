"""Who may rule in a match, and notices, as Firestore has them."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from google.cloud.firestore import Client

from scrbrd.adapters import paths
from scrbrd.adapters.notices import read_may_rule, read_notices
from scrbrd.handlers.books.reconcile import reconcile_notices
from tests.adapters.test_books_store import RealGround
from tests.consensus.scribes import AWAY, HOME, Scribe
from tests.handlers.books.playing import MATCH_ID

NOW = datetime(2026, 5, 2, 14, tzinfo=UTC)
EARLIER = datetime(2026, 5, 1, tzinfo=UTC)
LATER = datetime(2026, 5, 3, tzinfo=UTC)


def grant(client: Client, person: str, role: str, **changes: Any) -> None:
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
        grant(firestore_client, person, role)
    grant(firestore_client, "fay", "umpire_on_field", endDate=NOW)
    grant(firestore_client, "gus", "umpire_on_field", startDate=LATER)
    grant(firestore_client, "hal", "umpire_on_field", revokedAt=EARLIER)
    grant(firestore_client, "ida", "umpire_on_field", status="no_show")
    grant(firestore_client, "joe", "umpire_on_field", personId="somebody-else")
    grant(firestore_client, "kim", "umpire_on_field", startDate="2026-05-01")
    grant(firestore_client, "lou", "umpire_on_field", matchId="another")
    assert read_may_rule(firestore_client, MATCH_ID, NOW) == {"ann", "bob", "cyd"}
    assert read_may_rule(firestore_client, "nowhere", NOW) == set()


def test_whoever_names_many_captains_silences_nobody(firestore_client: Client) -> None:
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
    grant(firestore_client, "umpire", "umpire_on_field")
    assert read_may_rule(firestore_client, MATCH_ID, NOW) == {"umpire", "own", "their"}


def test_the_captains_of_the_line_ups_are_told_too(firestore_client: Client) -> None:
    for player, is_captain in (("cap", True), ("fay", False), ("", True), (7, True)):
        path = paths.lineup(MATCH_ID, "lions", f"p{player}")
        firestore_client.document(path).set({"playerId": player, "isCaptain": is_captain})
    grant(firestore_client, "ann", "umpire_on_field")
    assert read_may_rule(firestore_client, MATCH_ID, NOW) == {"ann", "cap"}


@pytest.mark.parametrize("damage", ["deleted", "changed", "of foreign values"])
def test_a_damaged_notice_is_written_again(firestore_client: Client, damage: str) -> None:
    grant(firestore_client, "ann", "umpire_on_field")
    ground = RealGround(firestore_client)
    ground.arrive(Scribe(HOME, "1 4=6 1"), Scribe(AWAY, "1 4 1"))
    notices = read_notices(firestore_client, MATCH_ID)
    assert {person: each.count for person, each in notices.items()} == {
        "ann": 1,
        "scorer_home": 1,
        "scorer_away": 1,
    }
    assert not reconcile_notices(ground.books)
    ref = firestore_client.document(paths.notice(MATCH_ID, "ann"))
    wanted = ref.get().to_dict() or {}
    if damage == "deleted":
        ref.delete()
    else:
        ref.update({"disputes": [] if damage == "changed" else [{"asked": b"?"}]})
    assert reconcile_notices(ground.books)
    found = ref.get().to_dict() or {}
    assert {**found, "revision": 0, "lastUpdated": 0} == {**wanted, "revision": 0, "lastUpdated": 0}
    assert found["revision"] > wanted["revision"]
    assert not reconcile_notices(ground.books)


def test_a_resolved_dispute_leaves_empty_notices(firestore_client: Client) -> None:
    ground = RealGround(firestore_client)
    home = Scribe(HOME, "1 4=6 1")
    ground.arrive(home, Scribe(AWAY, "1 4 1"))
    ground.arrive(home.mend(2))
    assert [each.count for each in read_notices(firestore_client, MATCH_ID).values()] == [0, 0]
