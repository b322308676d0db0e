"""Tests cards of finished innings: equal to the live score, with names, and none before."""

from __future__ import annotations

from typing import Any

from hypothesis import given

from scrbrd.domain.fold import fold
from scrbrd.domain.json_types import Json
from scrbrd.domain.match import Inputs
from scrbrd.domain.state import MatchState
from scrbrd.projections.live.documents import INNINGS_NAMES, as_document
from scrbrd.projections.live.innings_card import innings_cards
from scrbrd.projections.live.live_score import live_score
from tests.domain.notation import AWAY, HOME, Book, player
from tests.domain.strategies import LegalLog, legal_logs
from tests.projections.archives import NAMES

WITH_NAMES: Json = {"player_names": NAMES, "team_names": {HOME: "Home", AWAY: "Away"}}
ADDED_FIELDS = {"matchId", "bowlingTeamId", "bowlingTeam"}


def cards(book: Book) -> dict[str, Json]:
    """Return the cards of a book's finished innings, as they are stored."""
    found = innings_cards(book.state, Inputs(book.setup, **WITH_NAMES))
    return {name: as_document(card) for name, card in found.items()}


def is_within(part: Any, whole: Any) -> bool:
    """Whether `whole` contains every value of `part`."""
    if isinstance(part, dict):
        return all(name in whole and is_within(each, whole[name]) for name, each in part.items())
    if isinstance(part, list):
        return len(part) == len(whole) and all(map(is_within, part, whole))
    return bool(part == whole)


@given(legal_logs())
def test_a_card_contains_all_that_the_live_score_has_of_the_innings(log: LegalLog) -> None:
    state, inputs = fold(MatchState(log.setup), log.actions), Inputs(log.setup, **WITH_NAMES)
    score = as_document(live_score(state, inputs, None))
    cards = [score[name] for name in INNINGS_NAMES if name in score] + score.get("superOvers", [])
    stored_cards = {name: as_document(card) for name, card in innings_cards(state, inputs).items()}
    closed = [each for each in cards if "closed" in each]
    assert set(stored_cards) == {f"innings_{each['inningsNumber']}" for each in closed}
    for each in closed:
        card = stored_cards[f"innings_{each['inningsNumber']}"]
        assert is_within(each, card)
        assert card.keys() - each.keys() <= ADDED_FIELDS


@given(legal_logs())
def test_balls_of_a_later_innings_do_not_change_a_card(log: LegalLog) -> None:
    number = min(2, log.actions[-1].innings_number)
    first = [each for each in log.actions if each.innings_number < number]
    later = [
        each
        for each in log.actions
        if each.innings_number < number or str(each.type) in ("innings_started", "delivery")
    ]
    inputs = Inputs(log.setup, **WITH_NAMES)
    before = innings_cards(fold(MatchState(log.setup), first), inputs)
    after = innings_cards(fold(MatchState(log.setup), later), inputs)
    assert {name: after[name] for name in before} == before


def test_a_card_has_names_with_its_ids() -> None:
    [card] = cards(Book().innings(balls="4 W 1").close("declared")).values()
    assert (card["matchId"], card["battingTeam"], card["bowlingTeam"]) == ("m1", "Home", "Away")
    assert card["fallOfWickets"] == [
        {
            "wicketNumber": 1,
            "score": 4,
            "over": "0.2",
            "batsmanOutId": "home1",
            "batsmanOutName": "H1",
            "bowlerId": "away11",
            "bowlerName": "A11",
        }
    ]
    stands = [(each["batsmanAName"], each["batsmanBName"]) for each in card["partnerships"]]
    assert stands == [("H1", "H2"), ("H3", "H2")]


def test_an_innings_has_a_card_only_once_it_is_closed() -> None:
    book = Book().innings(balls="4")
    assert cards(book) == {}
    assert cards(book.close("declared")).keys() == {"innings_1"}


def test_later_penalty_runs_change_the_card() -> None:
    book = Book().innings(balls="4").close("declared").innings(AWAY, ".")
    before = cards(book)["innings_1"]
    after = cards(book.fact("penalty_awarded", to_team_id=HOME, runs=5))["innings_1"]
    assert (before["runs"], after["runs"]) == (4, 9)


def test_a_missing_partner_is_null() -> None:
    book = Book().innings(striker_id=player(HOME, 1), non_striker_id=None).close("declared")
    [card] = cards(book).values()
    assert [each["batsmanBId"] for each in card["partnerships"]] == [None]
    assert "batsmanBName" not in card["partnerships"][0]
