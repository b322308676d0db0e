"""Converts one Cricsheet delivery, with its wickets, to the fields of our action."""

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
    """Return our type of a Cricsheet wicket. Raises KeyError for an unknown kind."""
    return WICKET_TYPES[wicket["kind"]]


def extras_of(delivery: Json) -> dict[str, int]:
    """Return the extras under our names, without zeros."""
    stated_extras = delivery.get("extras", {})
    return {
        ours: stated_extras[theirs]
        for theirs, ours in EXTRA_NAMES.items()
        if stated_extras.get(theirs)
    }


def is_legal(delivery: Json) -> bool:
    """Return True if the ball counts in the over."""
    extras = delivery.get("extras")
    return not extras or ("wides" not in extras and "noballs" not in extras)


def runs_of(delivery: Json) -> Fields:
    """Return runs, extras, total and legality; an all-run four or six has `boundary` false."""
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
    """Return (all fielders of a wicket in order, the substitutes among them)."""
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
    fielding = people.opponents_of(batting)
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
        fields |= end_or_crossing(delivery, wicket, following, kind, edition)
    return fields


def end_or_crossing(
    delivery: Json, wicket: Json, following: Json, kind: WicketType, edition: LawsEdition
) -> Fields:
    """Return the end of the wicket, or whether the batters crossed, if the next ball shows it."""
    pair = {delivery["batter"], delivery["non_striker"]}
    remaining = pair - {wicket["player_out"]}
    next_pair = (following["batter"], following["non_striker"])
    if len(remaining) != 1 or not remaining & set(next_pair):
        return {}
    at_striker = next_pair[0] in remaining
    if following["ends_changed"]:
        at_striker = not at_striker
    if kind is not WicketType.CAUGHT:
        return {"end": End.BOWLER if at_striker else End.STRIKER}
    crossing_mattered = edition < LawsEdition.THIRD_2022
    return {"crossed": True} if at_striker and crossing_mattered else {}


def review_of(delivery: Json) -> Fields:
    """Return the review with our spelling of field names, for the record."""
    review = delivery.get("review")
    if review is None:
        return {}
    names = {"umpires_call": "umpiresCall"}
    return {"review": {names.get(name, name): value for name, value in review.items()}}
