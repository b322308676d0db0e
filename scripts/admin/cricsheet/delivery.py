"""Converts one Cricsheet delivery to the fields of ours, its wickets among them."""

from typing import Any

from admin.cricsheet.kinds import WICKET_TYPES
from admin.cricsheet.people import People
from scrbrd.domain.json_types import Json
from scrbrd.domain.vocabulary import End, LawsEdition, WicketType

EXTRA_NAMES = {
    "wides": "wide",
    "noballs": "no_ball",
    "byes": "bye",
    "legbyes": "leg_bye",
    "penalty": "penalty",
}

MOVES_BATTERS = frozenset({WicketType.RUN_OUT, WicketType.OBSTRUCTING_FIELD, WicketType.CAUGHT})

Fields = dict[str, Any]


def wicket_type(wicket: Json) -> WicketType:
    """Return our kind of a Cricsheet wicket; raises KeyError for an unknown one."""
    return WICKET_TYPES[wicket["kind"]]


def extras_of(delivery: Json) -> dict[str, int]:
    """Return the extras in our names, those that are zero left out."""
    given = delivery.get("extras", {})
    return {ours: given[theirs] for theirs, ours in EXTRA_NAMES.items() if given.get(theirs)}


def is_legal(delivery: Json) -> bool:
    """Return whether the ball counts in the over."""
    extras = delivery.get("extras")
    return not extras or ("wides" not in extras and "noballs" not in extras)


def runs_of(delivery: Json) -> Fields:
    """Return runs, extras, total and legality; a four or six all run has `boundary` false."""
    off_bat, extras = delivery["runs"]["batter"], extras_of(delivery)
    fields: Fields = {
        "runs_off_bat": off_bat,
        "extras": extras,
        "total_runs": off_bat + sum(extras.values()),
        "is_legal_delivery": is_legal(delivery),
    }
    if delivery["runs"].get("non_boundary"):
        fields["boundary"] = False
    return fields


def fielders_of(people: People, team: str, wicket: Json) -> tuple[list[str], list[str]]:
    """Return (all fielders in order, those of them who are substitutes) of the fielding side."""
    fielders: list[str] = []
    substitutes: list[str] = []
    for fielder in wicket.get("fielders", []):
        player_id, is_substitute = people.fielder_id(team, fielder)
        fielders.append(player_id)
        if is_substitute:
            substitutes.append(player_id)
    return fielders, substitutes


def wicket_of(
    people: People,
    batting: str,
    delivery: Json,
    wicket: Json,
    following: Json | None,
    edition: LawsEdition,
) -> Fields:
    """Return a wicket that fell to the ball; `following` is the next delivery of the innings."""
    fielding = people.other(batting)
    kind = wicket_type(wicket)
    fielders, substitutes = fielders_of(people, fielding, wicket)
    if wicket["kind"] == "caught and bowled":
        fielders = [people.player_id(fielding, delivery["bowler"])]
    fields: Fields = {
        "type": kind,
        "dismissed_player_id": people.player_id(batting, wicket["player_out"]),
        "fielder_ids": tuple(fielders),
        "substitute_ids": tuple(substitutes),
    }
    if kind is WicketType.STUMPED and not substitutes:
        people.keepers |= {(fielding, each["name"]) for each in wicket.get("fielders", [])}
    if following is not None and kind in MOVES_BATTERS:
        fields |= where_the_batters_were(delivery, wicket, following, kind, edition)
    return fields


def where_the_batters_were(
    delivery: Json, wicket: Json, following: Json, kind: WicketType, edition: LawsEdition
) -> Fields:
    """Return the end or the crossing that follows from who faced the next ball."""
    pair = {delivery["batter"], delivery["non_striker"]}
    stayed = pair - {wicket["player_out"]}
    then = (following["batter"], following["non_striker"])
    if len(stayed) != 1 or not stayed & set(then):
        return {}
    at_striker = then[0] in stayed
    if following["ends_changed"]:
        at_striker = not at_striker
    if kind is not WicketType.CAUGHT:
        return {"end": End.BOWLER if at_striker else End.STRIKER}
    crossing_mattered = edition < LawsEdition.THIRD_2022
    return {"crossed": True} if at_striker and crossing_mattered else {}


def review_of(delivery: Json) -> Fields:
    """Return the review as Cricsheet has it, in our spelling of names, for the record."""
    review = delivery.get("review")
    if review is None:
        return {}
    names = {"umpires_call": "umpiresCall"}
    return {"review": {names.get(name, name): value for name, value in review.items()}}
