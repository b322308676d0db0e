"""`scrbrd tier` on a real Firestore: who scores from an entry on, and whether they may."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from google.cloud.firestore import Client

from admin.options import BAD_INPUT, REFUSED
from tests.adapters.test_books_store import RealGround
from tests.admin.administration import done, refused
from tests.admin.test_ruling_commands import PREVIEW, grant, ruling, runs
from tests.consensus.scribes import AWAY, HOME, Scribe
from tests.fakes.small_match import MATCH_ID


@pytest.fixture
def ground(firestore_client: Client) -> RealGround:
    """A match under DUAL without any entry."""
    return RealGround(firestore_client)


ALONE = ("tier", MATCH_ID, "SINGLE", "--seat", "home=scorer_home", "--reason", "away had to leave")


def one_ahead(ground: RealGround) -> None:
    """Home goes on where away has stopped."""
    ground.arrive(Scribe(HOME, "1 4 2 . 6"), Scribe(AWAY, "1 4"))


def test_a_scorer_goes_on_alone_from_the_first_entry_that_waits(ground: RealGround) -> None:
    one_ahead(ground)
    grant(ground, "scorer_home", "scorer_home")
    output = done(*ALONE)
    assert "From now on SINGLE in match m1: matches/m1/rulings/1" in output
    assert "  fromEntry: 1_4" in output
    assert "  append 1_4: 0.3 away11 to home2, 2 runs" in output
    assert "Then SINGLE, home. Disputed then: nothing." in output
    assert PREVIEW in output
    assert ruling(ground) == {}
    assert "The log: 1_4, 1_5, 1_6." in done(*ALONE, "--apply")
    made = ruling(ground)
    assert (made["kind"], made["tier"], made["seats"]) == (
        "tier",
        "SINGLE",
        {"home": "scorer_home"},
    )
    assert (made["fromSeat"], made["fromEntry"], made["follows"]) == ("home", "1_4", "")
    assert runs(ground) == [None, 1, 4, 2, 0, 6]
    assert "In force: SINGLE; home may vote." in done("consensus", MATCH_ID)
    assert "as the books say" in done("verify", MATCH_ID)


def test_both_go_on_from_an_entry_to_come(ground: RealGround) -> None:
    one_ahead(ground)
    for role in ("scorer_home", "scorer_away"):
        grant(ground, role, role)
    done(*ALONE, "--apply")
    both = ("tier", MATCH_ID, "DUAL", "--seat", "home=scorer_home", "--seat", "away=scorer_away")
    output = refused(REFUSED, *both, "--reason", "back")
    assert "no entry of home, away waits for the log" in output
    assert "such as --from home:1_7, the next that scorer_home will make" in output
    done(*both, "--from", "home:1_7", "--reason", "back", "--apply")
    made = ruling(ground, 2)
    assert made["follows"] == ruling(ground)["nonce"]
    assert made["seats"] == {"home": "scorer_home", "away": "scorer_away"}


def test_who_does_not_hold_the_role_of_the_seat_is_refused(ground: RealGround) -> None:
    one_ahead(ground)
    output = refused(REFUSED, *ALONE, "--apply")
    assert "--seat home=scorer_home: scorer_home is not scorer_home of match m1" in output
    assert "`scrbrd grant scorer_home scorer_home --match m1 --apply` makes them" in output
    ended = datetime(2020, 1, 1, tzinfo=UTC)
    grant(ground, "scorer_home", "scorer_home", endDate=ended)
    assert "ended on 2020-01-01" in refused(REFUSED, *ALONE, "--apply")
    assert ruling(ground) == {}


HOME_SEAT, AWAY_SEAT = ("--seat", "home=ann"), ("--seat", "away=bob")
WRONG_TIERS: dict[str, tuple[tuple[str, ...], str]] = {
    "no tier": (("HONOR", *HOME_SEAT), "TIER: 'HONOR' is none of SINGLE, DUAL, TRIPLE"),
    "too few": (("DUAL", *HOME_SEAT), "DUAL takes 2 different persons"),
    "too many": (("SINGLE", *HOME_SEAT, *AWAY_SEAT), "SINGLE takes 1 different persons"),
    "one twice": (("DUAL", *HOME_SEAT, "--seat", "away=ann"), "2 different persons"),
    "no seat": (("SINGLE", "--seat", "ann"), "--seat: 'ann' is no SEAT=PERSON"),
    "another seat": (("SINGLE", "--seat", "left=ann"), "--seat: 'left' is no seat"),
    "from another seat": (
        ("SINGLE", *HOME_SEAT, "--from", "away:1_4"),
        "--from: away is not among the seats",
    ),
    "from nowhere": (("SINGLE", *HOME_SEAT, "--from", "home"), "--from: 'home' is no SEAT:ENTRY"),
    "from no entry": (("SINGLE", *HOME_SEAT, "--from", "home:0_1"), "is no entry's id"),
    "from beyond every innings": (
        ("SINGLE", *HOME_SEAT, "--from", "home:41_1"),
        "--from: 41_1 is no entry's id; innings count from 1 to 40",
    ),
    "from beyond every entry": (
        ("SINGLE", *HOME_SEAT, "--from", "home:1_100000"),
        "--from: 1_100000 is no entry's id",
    ),
    "from a number without end": (
        ("SINGLE", *HOME_SEAT, "--from", f"home:1_{'9' * 5_000}"),
        "--from: 1_9999",
    ),
    "by captains": (
        ("SINGLE", *HOME_SEAT, "--as", "captain_home"),
        "--as: captains do not change the tier",
    ),
}


@pytest.mark.parametrize(("arguments", "fault"), WRONG_TIERS.values(), ids=WRONG_TIERS)
def test_what_is_no_tier_is_bad_input(
    ground: RealGround, arguments: tuple[str, ...], fault: str
) -> None:
    one_ahead(ground)
    assert fault in refused(BAD_INPUT, "tier", MATCH_ID, *arguments, "--reason", "x")


def test_a_match_without_books_has_no_tier_to_change(firestore_client: Client) -> None:
    ground = RealGround(firestore_client, "SINGLE")
    assert "it has no books" in refused(REFUSED, *ALONE)
    assert ruling(ground) == {}
