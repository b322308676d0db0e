"""Tests for whom a match counts. One that an app created counts in a competition once it is
entered, for the other side once that side has accepted it, and for players of their own side; a
match that no app created always counts."""

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
from tests.fakes.small_match import MATCH_ID, lineup_documents, match_document, one_over
from tests.handlers.test_feed_reader import Clock

BY_APP: Json = {"createdBy": "coach", "competitionId": "cup", "seasonId": "2026"}
ENTERED: Json = {"countsFor": "cup"}
ACCEPTED: Json = {"acceptedBy": "other-coach", "acceptedAt": NOON}
LIONS = {"lions-1", "lions-2", "lions-3"}
TIGERS = {"tigers-1", "tigers-2", "tigers-3"}


def play_match(lineups: Json | None = None, **fields: Any) -> MemoryMatchStore:
    """Return the small match, completed; `lineups` override three of each side, {} removes one."""
    store = MemoryMatchStore()
    store.match = match_document() | {"competitionId": "cup", "seasonId": "2026"} | fields
    lineup_by_id = lineup_documents() | (lineups or {})
    store.lineups = {name: each for name, each in lineup_by_id.items() if each}
    for name, document in (one_over(1) | one_over(2)).items():
        catch_up(store, Clock(), MATCH_ID, [store.put(name, document)])
    return store


def change_match(store: MemoryMatchStore, **fields: Any) -> None:
    """Change the match document; None removes a field."""
    whole = (store.match or {}) | fields
    store.match = {name: value for name, value in whole.items() if value is not None}
    refresh_inputs(store, Clock(), MATCH_ID)


def counted_players(store: MemoryMatchStore) -> set[str]:
    """Return the ids of the players for whom the match counts."""
    return {each["personId"] for key, each in store.match_end.items() if key.startswith("player_m")}


def counted_teams(store: MemoryMatchStore) -> dict[str, Any]:
    """Return the competition in which the match counts, by team for which it counts."""
    return {
        each["teamId"]: each["competitionId"]
        for key, each in store.match_end.items()
        if key.startswith("team_m")
    }


def friendly_flags(store: MemoryMatchStore) -> set[bool]:
    """Return the values of `isFriendly` in the contributions and the archive."""
    contributions = [each for key, each in store.match_end.items() if "_match_stats/" in key]
    return {each["isFriendly"] for each in [*contributions, store.match_end["archive/summary"]]}


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
def test_a_match_counts_for_the_right_teams_and_players(
    fields: Json, in_teams: Json, in_players: set[str]
) -> None:
    store = play_match(**fields)
    assert counted_teams(store) == in_teams
    assert counted_players(store) == in_players
    assert friendly_flags(store) == {in_teams["lions"] is None}


@pytest.mark.parametrize(("fields", "in_teams", "in_players"), CASES)
def test_a_later_decision_changes_the_contributions_of_the_match(
    fields: Json, in_teams: Json, in_players: set[str]
) -> None:
    store = play_match(**BY_APP)
    unset = dict.fromkeys(("createdBy", "countsFor", "acceptedBy", "acceptedAt"))
    change_match(store, **unset | fields)
    assert (counted_teams(store), counted_players(store)) == (in_teams, in_players)
    change_match(store, **unset | BY_APP)
    assert (counted_teams(store), counted_players(store)) == ({"lions": None}, LIONS)
    assert verify(store, Clock(), MATCH_ID) == []


def test_a_withdrawn_acceptance_marks_the_other_sides_figures_as_owed() -> None:
    store = play_match(**BY_APP | ENTERED | ACCEPTED)
    stats = MemoryStatsStore([store])
    change_match(store, acceptedAt=None, acceptedBy=None)
    assert {subject.id for subject, _ in stats.read_owed()} >= TIGERS | {"tigers"}
    assert counted_players(store) == LIONS


def test_no_figures_show_a_bowler_for_whom_the_match_does_not_count() -> None:
    store = play_match(**BY_APP)
    facing = [each["facing"] for key, each in store.match_end.items() if key.startswith("player_m")]
    assert facing == [{}, {}, {}]
    change_match(store, **ACCEPTED)
    assert any("tigers-3" in each.get("facing", {}) for each in store.match_end.values())


GUEST = lineup_documents()["lions_lions-1"] | {"isGuest": True}


def test_a_guest_counts_once_confirmed() -> None:
    store = play_match({"lions_lions-1": GUEST}, **BY_APP)
    assert counted_players(store) == LIONS - {"lions-1"}
    store.lineups["lions_lions-1"] = GUEST | {"confirmedAt": NOON}
    refresh_inputs(store, Clock(), MATCH_ID)
    assert counted_players(store) == LIONS


@pytest.mark.parametrize(
    ("fields", "is_counted"),
    [({}, True), (BY_APP, False), (BY_APP | ACCEPTED, False), (BY_APP | ACCEPTED | ENTERED, True)],
    ids=["by no app", "by an app", "accepted", "accepted and entered"],
)
def test_a_player_without_a_lineup_counts_only_if_the_match_counts_fully(
    fields: Json, is_counted: bool
) -> None:
    store = play_match({"lions_lions-1": {}}, **fields)
    assert ("lions-1" in counted_players(store)) is is_counted


def test_a_confirmed_lineup_wins_over_an_unconfirmed_one_of_the_other_side() -> None:
    claim = {"teamId": "lions", "playerId": "tigers-1", "role": "playing_xi"}
    own_lineup = lineup_documents()["tigers_tigers-1"] | {"confirmedAt": NOON}
    for place in (None, 1, 30):
        their_lineup = claim | {"playerName": "Anybody", "battingPosition": place}
        store = play_match({"lions_tigers-1": their_lineup, "tigers_tigers-1": own_lineup})
        inputs = store.read_inputs(MATCH_ID).inputs
        assert inputs.setup.sides["tigers-1"] == "tigers"  # type: ignore[index]
        assert inputs.player_name("tigers-1") == "Tigers 1"  # type: ignore[arg-type]
        assert "tigers-1" not in inputs.eleven_ids["lions"]  # type: ignore[index]
        [own] = [each for each in store.match_end.values() if each.get("personId") == "tigers-1"]
        assert own["teamId"] == "tigers"


OPPONENT_AS_GUEST = {"teamId": "lions", "role": "reserve", "isGuest": True, "battingPosition": 30}


@pytest.mark.parametrize("is_confirmed", [True, False])
@pytest.mark.parametrize("is_own_confirmed", [True, False])
def test_no_side_can_take_a_player_of_the_other_side_as_a_guest(
    *, is_confirmed: bool, is_own_confirmed: bool
) -> None:
    claims = {
        f"lions_{name}": OPPONENT_AS_GUEST | {"playerId": name, "playerName": "Nobody"}
        | ({"confirmedAt": NOON} if is_confirmed else {})
        for name in TIGERS
    }  # fmt: skip
    own_lineup = {
        key: each | ({"confirmedAt": NOON} if is_own_confirmed else {})
        for key, each in lineup_documents().items()
    }
    store = play_match(own_lineup | claims)
    inputs = store.read_inputs(MATCH_ID).inputs
    for name in TIGERS:
        assert inputs.setup.sides[PlayerId(name)] == "tigers"
        assert inputs.player_name(PlayerId(name)) != "Nobody"
    sides = {
        each["personId"]: each["teamId"] for each in store.match_end.values() if "personId" in each
    }
    assert {name: sides.get(name) for name in TIGERS} == dict.fromkeys(TIGERS, "tigers")


def test_a_guest_who_plays_for_a_side_counts_for_it_once_confirmed() -> None:
    guest = lineup_documents()["lions_lions-1"] | {"isGuest": True, "confirmedAt": NOON}
    other_lineup = {"teamId": "tigers", "playerId": "lions-1", "role": "playing_xi"}
    store = play_match({"lions_lions-1": guest, "tigers_lions-1": other_lineup})
    [own] = [each for each in store.match_end.values() if each.get("personId") == "lions-1"]
    assert own["teamId"] == "lions"


def test_many_guests_of_one_side_do_not_crowd_out_players_of_the_other() -> None:
    guests = {
        f"lions_{name}": OPPONENT_AS_GUEST | {"playerId": name, "playerName": "N" * 200}
        for name in (f"a-{number:03}-{'x' * 90}" for number in range(150))
    }
    store = play_match(guests)
    sides = store.read_inputs(MATCH_ID).inputs.setup.sides
    assert {str(name) for name, team in sides.items() if team == "tigers"} >= TIGERS
    assert {str(name) for name, team in sides.items() if team == "lions"} >= LIONS
    found = codec.player_ids([*guests.values(), *lineup_documents().values()])
    assert len(found) == codec.MOST_PEOPLE
    assert set(found) >= TIGERS | LIONS


# -- names -------------------------------------------------------------------------------------


def public_names(store: MemoryMatchStore) -> str:
    """Return the text of the score and the archive, which contain the names."""
    return str(store.score) + str(store.match_end["archive/summary"])


def test_a_players_name_is_the_one_in_the_people_collection() -> None:
    store = play_match()
    store.people = {"lions-1": {"displayName": "Ann Own"}}
    rebuild(store, Clock(), MATCH_ID, "names")
    assert "Ann Own" in public_names(store)
    assert "Lions 1" not in public_names(store)
    assert "Lions 2" in public_names(store), "people has no other name"
    store.people["lions-1"] = {"displayName": "Ann New"}
    refresh_inputs(store, Clock(), MATCH_ID)
    assert "Ann New" in public_names(store)


@pytest.mark.parametrize("name", [None, "", 7, ["x"], {"a": 1}, "x" * 201, b"x"])
def test_an_invalid_name_in_people_leaves_the_lineups_name(name: Any) -> None:
    store = play_match()
    store.people = {"lions-1": {"displayName": name}}
    rebuild(store, Clock(), MATCH_ID, "names")
    assert "Lions 1" in public_names(store)


def test_names_are_read_for_a_limited_number_of_players_and_not_for_each_ball() -> None:
    lineups: Json = {
        f"lions_p{number}": {"teamId": "lions", "playerId": f"p{number}", "role": "reserve"}
        for number in range(400)
    }
    odd: Json = {"a": {"playerId": 7}, "b": {}, "c": {"playerId": "a/b"}}
    assert len(codec.player_ids((lineups | odd).values())) == codec.MOST_PEOPLE
    store = play_match(lineups)
    reads = store.reads
    catch_up(store, Clock(), MATCH_ID, [store.touch("2_7")])
    assert store.reads - reads < 5


# -- Problems of the selection -----------------------------------------------------------------


def problems(store: MemoryMatchStore) -> dict[str, str]:
    """Return the messages of the match's problems, by code."""
    listed: list[Json] = (store.health or {})["problems"]
    return {each["code"]: each["message"] for each in listed}


def test_the_problem_of_a_twelfth_player_names_the_player() -> None:
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
    store = play_match(eleven)
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
def test_the_problem_of_two_captains_or_keepers_of_a_side_names_them(field: str, code: str) -> None:
    lineup_by_id = lineup_documents()
    first, second = (lineup_by_id[f"lions_lions-{n}"] | {field: True} for n in (1, 2))
    captain_of_others = lineup_by_id["tigers_tigers-1"] | {field: True}
    store = play_match({"lions_lions-1": first, "tigers_tigers-1": captain_of_others})
    assert code not in problems(store), "one of each side"
    store.lineups["lions_lions-2"] = second
    refresh_inputs(store, Clock(), MATCH_ID)
    assert "Lions 1 (lions-1), Lions 2 (lions-2)" in problems(store)[code]
    store.lineups["lions_lions-2"] = second | {"role": "withdrawn"}
    refresh_inputs(store, Clock(), MATCH_ID)
    assert code not in problems(store)
