"""Tests `scrbrd tier` on a real Firestore: who scores from an entry on, and their roles."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from google.cloud.firestore import Client

from admin.options import BAD_INPUT, REFUSED
from tests.adapters.test_books_store import FirestoreBookMatch
from tests.admin.administration import run_failing, run_ok
from tests.admin.test_ruling_commands import PREVIEW, grant_role, runs_in_log, stored_ruling
from tests.consensus.scribes import AWAY, HOME, Scribe
from tests.fakes.small_match import MATCH_ID


@pytest.fixture
def match(firestore_client: Client) -> FirestoreBookMatch:
    """Return a match of tier DUAL without any entry."""
    return FirestoreBookMatch(firestore_client)


HOME_ALONE = (
    "tier",
    MATCH_ID,
    "SINGLE",
    "--seat",
    "home=scorer_home",
    "--reason",
    "away had to leave",
)


def home_ahead(match: FirestoreBookMatch) -> None:
    """Write two books, home's with three balls more than away's."""
    match.deliver(Scribe(HOME, "1 4 2 . 6"), Scribe(AWAY, "1 4"))


def test_a_scorer_continues_alone_from_the_first_entry_not_in_the_log(
    match: FirestoreBookMatch,
) -> None:
    home_ahead(match)
    grant_role(match, "scorer_home", "scorer_home")
    output = run_ok(*HOME_ALONE)
    assert "From now on SINGLE in match m1: matches/m1/rulings/1" in output
    assert "  fromEntry: 1_4" in output
    assert "  append 1_4: 0.3 away11 to home2, 2 runs" in output
    assert "Then SINGLE, home. Disputed then: nothing." in output
    assert PREVIEW in output
    assert stored_ruling(match) == {}
    assert "The log: 1_4, 1_5, 1_6." in run_ok(*HOME_ALONE, "--apply")
    document = stored_ruling(match)
    assert (document["kind"], document["tier"], document["seats"]) == (
        "tier",
        "SINGLE",
        {"home": "scorer_home"},
    )
    assert (document["fromSeat"], document["fromEntry"], document["follows"]) == ("home", "1_4", "")
    assert runs_in_log(match) == [None, 1, 4, 2, 0, 6]
    assert "In force: SINGLE; home may vote." in run_ok("consensus", MATCH_ID)
    assert "as the books say" in run_ok("verify", MATCH_ID)


def test_both_scorers_can_continue_from_a_future_entry(match: FirestoreBookMatch) -> None:
    home_ahead(match)
    for role in ("scorer_home", "scorer_away"):
        grant_role(match, role, role)
    run_ok(*HOME_ALONE, "--apply")
    both_seats = (
        "tier",
        MATCH_ID,
        "DUAL",
        "--seat",
        "home=scorer_home",
        "--seat",
        "away=scorer_away",
    )
    output = run_failing(REFUSED, *both_seats, "--reason", "back")
    assert "no entry of home, away waits for the log" in output
    assert "such as --from home:1_7, the next that scorer_home will make" in output
    run_ok(*both_seats, "--from", "home:1_7", "--reason", "back", "--apply")
    document = stored_ruling(match, 2)
    assert document["follows"] == stored_ruling(match)["nonce"]
    assert document["seats"] == {"home": "scorer_home", "away": "scorer_away"}


def test_a_person_without_the_role_of_the_seat_is_refused(match: FirestoreBookMatch) -> None:
    home_ahead(match)
    output = run_failing(REFUSED, *HOME_ALONE, "--apply")
    assert "--seat home=scorer_home: scorer_home is not scorer_home of match m1" in output
    assert "`scrbrd grant scorer_home scorer_home --match m1 --apply` makes them" in output
    end_date = datetime(2020, 1, 1, tzinfo=UTC)
    grant_role(match, "scorer_home", "scorer_home", endDate=end_date)
    assert "ended on 2020-01-01" in run_failing(REFUSED, *HOME_ALONE, "--apply")
    assert stored_ruling(match) == {}


HOME_SEAT, AWAY_SEAT = ("--seat", "home=ann"), ("--seat", "away=bob")
INVALID_TIERS: dict[str, tuple[tuple[str, ...], str]] = {
    "no tier": (("HONOR", *HOME_SEAT), "TIER: 'HONOR' is none of SINGLE, DUAL, TRIPLE"),
    "too few": (("DUAL", *HOME_SEAT), "DUAL takes 2 different persons"),
    "too many": (("SINGLE", *HOME_SEAT, *AWAY_SEAT), "SINGLE takes 1 different persons"),
    "one person twice": (("DUAL", *HOME_SEAT, "--seat", "away=ann"), "2 different persons"),
    "no seat": (("SINGLE", "--seat", "ann"), "--seat: 'ann' is no SEAT=PERSON"),
    "another seat": (("SINGLE", "--seat", "left=ann"), "--seat: 'left' is no seat"),
    "from another seat": (
        ("SINGLE", *HOME_SEAT, "--from", "away:1_4"),
        "--from: away is not among the seats",
    ),
    "from without an entry": (
        ("SINGLE", *HOME_SEAT, "--from", "home"),
        "--from: 'home' is no SEAT:ENTRY",
    ),
    "from no entry": (("SINGLE", *HOME_SEAT, "--from", "home:0_1"), "is no entry's id"),
    "from an innings above 40": (
        ("SINGLE", *HOME_SEAT, "--from", "home:41_1"),
        "--from: 41_1 is no entry's id; innings count from 1 to 40",
    ),
    "from an entry number too large": (
        ("SINGLE", *HOME_SEAT, "--from", "home:1_100000"),
        "--from: 1_100000 is no entry's id",
    ),
    "from a number of 5000 digits": (
        ("SINGLE", *HOME_SEAT, "--from", f"home:1_{'9' * 5_000}"),
        "--from: 1_9999",
    ),
    "as a captain": (
        ("SINGLE", *HOME_SEAT, "--as", "captain_home"),
        "--as: captains do not change the tier",
    ),
}


@pytest.mark.parametrize(("arguments", "fault"), INVALID_TIERS.values(), ids=INVALID_TIERS)
def test_an_invalid_tier_seat_or_entry_is_bad_input(
    match: FirestoreBookMatch, arguments: tuple[str, ...], fault: str
) -> None:
    home_ahead(match)
    assert fault in run_failing(BAD_INPUT, "tier", MATCH_ID, *arguments, "--reason", "x")


def test_a_change_of_tier_in_a_match_without_books_is_refused(firestore_client: Client) -> None:
    match = FirestoreBookMatch(firestore_client, "SINGLE")
    assert "it has no books" in run_failing(REFUSED, *HOME_ALONE)
    assert stored_ruling(match) == {}
