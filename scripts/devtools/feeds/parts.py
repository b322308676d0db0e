"""What all renderings of a match need: names, totals so far, facts in a feed's own fields."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from devtools.feeds.broadcast import Told, View
from devtools.feeds.faults import Untidiness, untidied
from devtools.feeds.ids import ProviderIds
from scrbrd.domain.json_types import Json
from scrbrd_ingest.feeds.facts import FACT_FIELDS, SPAN_FIELDS, Facts, Kind


@dataclass(frozen=True)
class Stand:
    """How an innings stands after an event."""

    runs: int
    wickets: int
    counted: int


@dataclass
class Telling:
    """A view on its way into a feed's shape: ids, names and untidiness of the moment."""

    view: View
    ids: ProviderIds
    untidiness: Untidiness

    @cached_property
    def names(self) -> dict[str, str]:
        """Names of people by the provider's ids."""
        lineups = self.view.broadcast.log.lineups
        return {self.ids.players[str(each.player_id)]: each.player_name or "" for each in lineups}

    def action(self, told: Told) -> Json:
        """Return the body of an event in the provider's ids."""
        return self.ids.there(told.action)

    def named(self, player: str) -> Json:
        """Return a person as `{id, name}`."""
        return {"id": player, "name": self.names.get(player, "")}

    def untidied(self, items: list[Any], name: str) -> list[Any]:
        """Return the items of an answer as untidy as the moment has it."""
        return untidied(items, self.untidiness, f"{name}/{self.view.at.isoformat()}")

    def stands(self) -> Iterator[tuple[Told, Stand]]:
        """Yield each event with how its innings stands after it."""
        innings, stand = 0, Stand(0, 0, 0)
        for told in self.view.told:
            if told.place.innings != innings:
                innings, stand = told.place.innings, Stand(0, 0, 0)
            if told.is_ball:
                stand = after(stand, told.action)
            yield told, stand

    def totals(self) -> list[tuple[int, Stand]]:
        """Return the totals of the innings, as the fold counts them."""
        return [
            (each.number, Stand(each.runs, each.wickets, each.legal_balls))
            for each in self.view.state.innings
        ]


def after(stand: Stand, action: Json) -> Stand:
    """Return how an innings stands after a ball."""
    extras = action["extras"]
    is_counted = not (extras.get("wide") or extras.get("noBall") or action.get("notCounted"))
    return Stand(
        stand.runs + action["runsOffBat"] + sum(extras.values()),
        stand.wickets + ("wicket" in action),
        stand.counted + is_counted,
    )


def fact_of(
    facts: Facts, action: Json, person: Callable[[str], Any], team: Callable[[str], Any]
) -> Json:
    """Return what no ball carries in a feed's own fields."""
    found: Json = {}
    for ours, kind in FACT_FIELDS.items():
        if ours in action:
            found[facts.name(ours)] = told_field(facts, kind, action[ours], person, team)
    return found


def told_field(
    facts: Facts,
    kind: Kind,
    value: Any,
    person: Callable[[str], Any],
    team: Callable[[str], Any],
) -> Any:
    """Return one field's value in a feed's shape."""
    match kind:
        case Kind.PLAYER:
            return person(value)
        case Kind.TEAM:
            return team(value)
        case Kind.PLAYERS:
            return [person(each) for each in value]
        case Kind.SPANS:
            return [span_of(facts, each) for each in value]
        case Kind.DISMISSAL:
            return words_of(facts.dismissals)[value]
        case _:
            return value


def span_of(facts: Facts, span: Json) -> Json:
    """Return overs of fielding restrictions in a feed's fields."""
    given = {facts.name(ours): span[ours] for ours in SPAN_FIELDS if span.get(ours) is not None}
    return {"type": span["type"], **given}


def fielders_of(wicket: Json) -> Iterator[tuple[str, bool, bool]]:
    """Yield each fielder with whether a substitute, and whether one who assisted."""
    substitutes = wicket.get("substituteIds", ())
    for name, is_assist in (("fielderIds", False), ("assistFielderIds", True)):
        for player in wicket.get(name, ()):
            yield player, player in substitutes, is_assist


def words_of(known: Mapping[str, Any]) -> dict[str, str]:
    """Return a feed's word for each of ours: the first it has."""
    found: dict[str, str] = {}
    for theirs, ours in known.items():
        found.setdefault(str(ours), theirs)
    return found


def page_of(items: Sequence[Any], page: int, size: int) -> list[Any]:
    """Return a page of items, 1-based."""
    return list(items[(page - 1) * size : page * size])
