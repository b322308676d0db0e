"""A match that an app created counts in a competition once it is entered, for the other side once
that has accepted it, and for players who are of their side; one that no app created always does."""

from __future__ import annotations

from typing import Any

import pytest

from scrbrd.adapters import codec
from scrbrd.domain.json_types import Json
from scrbrd.domain.vocabulary import PlayerId
from scrbrd.handlers.catch_up import catch_up, rebuild
from scrbrd.handlers.refresh import refresh_inputs
from scrbrd.handlers.verify import verify
from tests.fakes.memory_stats import MemoryStatsStore
from tests.fakes.memory_store import NOON, MemoryMatchStore
from tests.fakes.small_match import MATCH_ID, lineup_documents, match_document, over
from tests.handlers.test_feed_reader import Clock

BY_APP: Json = {"createdBy": "coach", "competitionId": "cup", "seasonId": "2026"}
ENTERED: Json = {"countsFor": "cup"}
ACCEPTED: Json = {"acceptedBy": "other-coach", "acceptedAt": NOON}
LIONS = {"lions-1", "lions-2", "lions-3"}
TIGERS = {"tigers-1", "tigers-2", "tigers-3"}


def played(lineups: Json | None = None, **fields: Any) -> MemoryMatchStore:
    """The small match, over; `lineups` are laid over three of each side, empty takes one away."""
    store = MemoryMatchStore()
    store.match = match_document() | {"competitionId": "cup", "seasonId": "2026"} | fields
    chosen = lineup_documents() | (lineups or {})
    store.lineups = {name: each for name, each in chosen.items() if each}
    for name, document in (over(1) | over(2)).items():
        catch_up(store, Clock(), MATCH_ID, [store.put(name, document)])
    return store


def changed(store: MemoryMatchStore, **fields: Any) -> None:
    """Somebody changes the match document; None removes a field."""
    whole = (store.match or {}) | fields
    store.match = {name: value for name, value in whole.items() if value is not None}
    refresh_inputs(store, Clock(), MATCH_ID)


def players(store: MemoryMatchStore) -> set[str]:
    return {each["personId"] for key, each in store.left.items() if key.startswith("player_m")}


def teams(store: MemoryMatchStore) -> dict[str, Any]:
    """Per team for whom it counts the competition that it counts in."""
    return {
        each["teamId"]: each["competitionId"]
        for key, each in store.left.items()
        if key.startswith("team_m")
    }


def friendly(store: MemoryMatchStore) -> set[bool]:
    marked = [each for key, each in store.left.items() if "_match_stats/" in key]
    return {each["isFriendly"] for each in [*marked, store.left["archive/summary"]]}


CASES = [
    pytest.param({}, {"lions": "cup", "tigers": "cup"}, LIONS | TIGERS, id="by no app"),
    pytest.param(BY_APP, {"lions": None}, LIONS, id="by an app"),
    pytest.param(BY_APP | ENTERED, {"lions": "cup"}, LIONS, id="entered"),
    pytest.param(BY_APP | ACCEPTED, {"lions": None, "tigers": None}, LIONS | TIGERS, id="accepted"),
    pytest.param(
        BY_APP | ENTERED | ACCEPTED, {"lions": "cup", "tigers": "cup"}, LIONS | TIGERS, id="both"
    ),
    pytest.param(BY_APP | {"countsFor": "other"}, {"lions": None}, LIONS, id="entered elsewhere"),
    pytest.param(
        {"competitionId": None}, {"lions": None, "tigers": None}, LIONS | TIGERS, id="in none"
    ),
]


@pytest.mark.parametrize(("fields", "in_teams", "in_players"), CASES)
def test_a_match_counts_for_whom_it_may(fields: Json, in_teams: Json, in_players: set[str]) -> None:
    store = played(**fields)
    assert teams(store) == in_teams
    assert players(store) == in_players
    assert friendly(store) == {in_teams["lions"] is None}


@pytest.mark.parametrize(("fields", "in_teams", "in_players"), CASES)
def test_what_is_decided_later_moves_what_a_match_contributed(
    fields: Json, in_teams: Json, in_players: set[str]
) -> None:
    store = played(**BY_APP)
    nothing = dict.fromkeys(("createdBy", "countsFor", "acceptedBy", "acceptedAt"))
    changed(store, **nothing | fields)
    assert (teams(store), players(store)) == (in_teams, in_players)
    changed(store, **nothing | BY_APP)
    assert (teams(store), players(store)) == ({"lions": None}, LIONS)
    assert verify(store, Clock(), MATCH_ID) == []


def test_a_withdrawn_acceptance_is_owed_to_the_figures_of_the_other_side() -> None:
    store = played(**BY_APP | ENTERED | ACCEPTED)
    stats = MemoryStatsStore([store])
    changed(store, acceptedAt=None, acceptedBy=None)
    assert {subject.id for subject, _ in stats.read_owed()} >= TIGERS | {"tigers"}
    assert players(store) == LIONS


def test_nobodys_figures_show_a_bowler_for_whom_the_match_does_not_count() -> None:
    store = played(**BY_APP)
    facing = [each["facing"] for key, each in store.left.items() if key.startswith("player_m")]
    assert facing == [{}, {}, {}]
    changed(store, **ACCEPTED)
    assert any("tigers-3" in each.get("facing", {}) for each in store.left.values())


GUEST = lineup_documents()["lions_lions-1"] | {"isGuest": True}


def test_a_guest_counts_once_confirmed() -> None:
    store = played({"lions_lions-1": GUEST}, **BY_APP)
    assert players(store) == LIONS - {"lions-1"}
    store.lineups["lions_lions-1"] = GUEST | {"confirmedAt": NOON}
    refresh_inputs(store, Clock(), MATCH_ID)
    assert players(store) == LIONS


@pytest.mark.parametrize(
    ("fields", "is_counted"),
    [({}, True), (BY_APP, False), (BY_APP | ACCEPTED, False), (BY_APP | ACCEPTED | ENTERED, True)],
    ids=["by no app", "by an app", "accepted", "accepted and entered"],
)
def test_a_player_without_a_lineup_counts_where_others_stand_for_the_scorers(
    fields: Json, is_counted: bool
) -> None:
    store = played({"lions_lions-1": {}}, **fields)
    assert ("lions-1" in players(store)) is is_counted


def test_a_confirmed_lineup_wins_over_an_unconfirmed_one_of_the_other_side() -> None:
    claimed = {"teamId": "lions", "playerId": "tigers-1", "role": "playing_xi"}
    mine = lineup_documents()["tigers_tigers-1"] | {"confirmedAt": NOON}
    for place in (None, 1, 30):
        theirs = claimed | {"playerName": "Anybody", "battingPosition": place}
        store = played({"lions_tigers-1": theirs, "tigers_tigers-1": mine})
        inputs = store.read_inputs(MATCH_ID).inputs
        assert inputs.setup.sides["tigers-1"] == "tigers"  # type: ignore[index]
        assert inputs.player_name("tigers-1") == "Tigers 1"  # type: ignore[arg-type]
        assert "tigers-1" not in inputs.eleven_ids["lions"]  # type: ignore[index]
        [own] = [each for each in store.left.values() if each.get("personId") == "tigers-1"]
        assert own["teamId"] == "tigers"


TAKEN = {"teamId": "lions", "role": "reserve", "isGuest": True, "battingPosition": 30}


@pytest.mark.parametrize("is_confirmed", [True, False])
@pytest.mark.parametrize("is_mine_confirmed", [True, False])
def test_nobody_takes_a_player_of_the_other_side_as_a_guest(
    *, is_confirmed: bool, is_mine_confirmed: bool
) -> None:
    taken = {
        f"lions_{name}": TAKEN | {"playerId": name, "playerName": "Nobody"}
        | ({"confirmedAt": NOON} if is_confirmed else {})
        for name in TIGERS
    }  # fmt: skip
    mine = {
        key: each | ({"confirmedAt": NOON} if is_mine_confirmed else {})
        for key, each in lineup_documents().items()
    }
    store = played(mine | taken)
    inputs = store.read_inputs(MATCH_ID).inputs
    for name in TIGERS:
        assert inputs.setup.sides[PlayerId(name)] == "tigers"
        assert inputs.player_name(PlayerId(name)) != "Nobody"
    sides = {each["personId"]: each["teamId"] for each in store.left.values() if "personId" in each}
    assert {name: sides.get(name) for name in TIGERS} == dict.fromkeys(TIGERS, "tigers")


def test_a_guest_who_acts_for_a_side_counts_for_it_once_confirmed() -> None:
    lent = lineup_documents()["lions_lions-1"] | {"isGuest": True, "confirmedAt": NOON}
    left = {"teamId": "tigers", "playerId": "lions-1", "role": "playing_xi"}
    store = played({"lions_lions-1": lent, "tigers_lions-1": left})
    [own] = [each for each in store.left.values() if each.get("personId") == "lions-1"]
    assert own["teamId"] == "lions"


def test_guests_of_one_side_take_no_room_of_the_other() -> None:
    guests = {
        f"lions_{name}": TAKEN | {"playerId": name, "playerName": "N" * 200}
        for name in (f"a-{number:03}-{'x' * 90}" for number in range(150))
    }
    store = played(guests)
    sides = store.read_inputs(MATCH_ID).inputs.setup.sides
    assert {str(name) for name, team in sides.items() if team == "tigers"} >= TIGERS
    assert {str(name) for name, team in sides.items() if team == "lions"} >= LIONS
    found = codec.player_ids([*guests.values(), *lineup_documents().values()])
    assert len(found) == codec.MOST_PEOPLE
    assert set(found) >= TIGERS | LIONS


# -- names -------------------------------------------------------------------------------------


def shown_names(store: MemoryMatchStore) -> str:
    return str(store.score) + str(store.left["archive/summary"])


def test_a_players_name_is_the_one_that_people_has() -> None:
    store = played()
    store.people = {"lions-1": {"displayName": "Ann Own"}}
    rebuild(store, Clock(), MATCH_ID, "names")
    assert "Ann Own" in shown_names(store)
    assert "Lions 1" not in shown_names(store)
    assert "Lions 2" in shown_names(store), "people has no other name"
    store.people["lions-1"] = {"displayName": "Ann New"}
    refresh_inputs(store, Clock(), MATCH_ID)
    assert "Ann New" in shown_names(store)


@pytest.mark.parametrize("name", [None, "", 7, ["x"], {"a": 1}, "x" * 201, b"x"])
def test_a_name_that_is_none_leaves_that_of_the_lineup(name: Any) -> None:
    store = played()
    store.people = {"lions-1": {"displayName": name}}
    rebuild(store, Clock(), MATCH_ID, "names")
    assert "Lions 1" in shown_names(store)


def test_names_are_read_for_so_many_players_and_not_for_each_ball() -> None:
    lineups: Json = {
        f"lions_p{number}": {"teamId": "lions", "playerId": f"p{number}", "role": "reserve"}
        for number in range(400)
    }
    odd: Json = {"a": {"playerId": 7}, "b": {}, "c": {"playerId": "a/b"}}
    assert len(codec.player_ids((lineups | odd).values())) == codec.MOST_PEOPLE
    store = played(lineups)
    reads = store.reads
    catch_up(store, Clock(), MATCH_ID, [store.touch("2_7")])
    assert store.reads - reads < 5


# -- Problems of the selection -----------------------------------------------------------------


def problems(store: MemoryMatchStore) -> dict[str, str]:
    listed: list[Json] = (store.health or {})["problems"]
    return {each["code"]: each["message"] for each in listed}


def test_a_twelfth_man_is_told_by_name() -> None:
    later = NOON.replace(hour=15)
    eleven: Json = {
        f"lions_l{number}": {
            "teamId": "lions",
            "playerId": f"l{number}",
            "playerName": f"Ann {number}",
            "role": "playing_xi",
            "confirmedAt": later if number == 3 else NOON,
        }
        for number in range(11)
    }
    store = played(eleven)
    assert "too_many_players" not in problems(store), "three more are not confirmed"
    store.lineups["lions_lions-1"] |= {"confirmedAt": NOON}
    refresh_inputs(store, Clock(), MATCH_ID)
    message = problems(store)["too_many_players"]
    assert "Lions (lions) has 12 confirmed players, 11 may play" in message
    assert "Ann 3 (l3)" in message
    assert "Lions 1" not in message


@pytest.mark.parametrize(
    ("field", "code"), [("isCaptain", "two_captains"), ("isWicketkeeper", "two_keepers")]
)
def test_two_captains_or_keepers_of_a_side_are_told_by_name(field: str, code: str) -> None:
    chosen = lineup_documents()
    one, other = (chosen[f"lions_lions-{n}"] | {field: True} for n in (1, 2))
    their = chosen["tigers_tigers-1"] | {field: True}
    store = played({"lions_lions-1": one, "tigers_tigers-1": their})
    assert code not in problems(store), "one of each side"
    store.lineups["lions_lions-2"] = other
    refresh_inputs(store, Clock(), MATCH_ID)
    assert "Lions 1 (lions-1), Lions 2 (lions-2)" in problems(store)[code]
    store.lineups["lions_lions-2"] = other | {"role": "withdrawn"}
    refresh_inputs(store, Clock(), MATCH_ID)
    assert code not in problems(store)
