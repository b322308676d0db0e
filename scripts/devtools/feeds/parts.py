"""Shared parts of the renderers of a match: names, running totals, facts in a feed's own fields."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from devtools.feeds.broadcast import ShownEvent, View
from devtools.feeds.faults import Untidiness, make_untidy
from devtools.feeds.ids import ProviderIds
from scrbrd.domain.json_types import Json
from scrbrd_ingest.feeds.facts import FACT_FIELDS, SPAN_FIELDS, Facts, Kind


@dataclass(frozen=True)
class Totals:
    """The totals of an innings after an event; `counted` are balls that count in an over."""

    runs: int
    wickets: int
    counted: int


@dataclass
class RenderContext:
    """Everything needed to render a view in a feed's format: ids, names and untidiness."""

    view: View
    ids: ProviderIds
    untidiness: Untidiness

    @cached_property
    def names(self) -> dict[str, str]:
        """The names of players by the provider's ids."""
        lineups = self.view.broadcast.log.lineups
        return {self.ids.players[str(each.player_id)]: each.player_name or "" for each in lineups}

    def action(self, event: ShownEvent) -> Json:
        """Return the action of an event with the provider's ids."""
        return self.ids.to_provider_ids(event.action)

    def person(self, player: str) -> Json:
        """Return a player as `{id, name}`."""
        return {"id": player, "name": self.names.get(player, "")}

    def make_untidy(self, items: list[Any], name: str) -> list[Any]:
        """Return the items of an answer with the untidiness of this moment."""
        return make_untidy(items, self.untidiness, f"{name}/{self.view.at.isoformat()}")

    def events_with_totals(self) -> Iterator[tuple[ShownEvent, Totals]]:
        """Yield each event with the totals of its innings after it."""
        innings, totals = 0, Totals(0, 0, 0)
        for event in self.view.events:
            if event.place.innings != innings:
                innings, totals = event.place.innings, Totals(0, 0, 0)
            if event.is_ball:
                totals = totals_after(totals, event.action)
            yield event, totals

    def innings_totals(self) -> list[tuple[int, Totals]]:
        """Return (number, totals) of each innings, as the fold counts them."""
        return [
            (each.number, Totals(each.runs, each.wickets, each.legal_balls))
            for each in self.view.state.innings
        ]


def totals_after(totals: Totals, action: Json) -> Totals:
    """Return the totals of an innings after a ball."""
    extras = action["extras"]
    is_counted = not (extras.get("wide") or extras.get("noBall") or action.get("notCounted"))
    return Totals(
        totals.runs + action["runsOffBat"] + sum(extras.values()),
        totals.wickets + ("wicket" in action),
        totals.counted + is_counted,
    )


def fact_fields(
    facts: Facts, action: Json, person: Callable[[str], Any], team: Callable[[str], Any]
) -> Json:
    """Return the fields of an action other than a delivery, under a feed's own names."""
    found: Json = {}
    for ours, kind in FACT_FIELDS.items():
        if ours in action:
            found[facts.name(ours)] = field_value(facts, kind, action[ours], person, team)
    return found


def field_value(
    facts: Facts,
    kind: Kind,
    value: Any,
    person: Callable[[str], Any],
    team: Callable[[str], Any],
) -> Any:
    """Return a field's value in a feed's format."""
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
    """Return a powerplay under a feed's own field names."""
    given = {facts.name(ours): span[ours] for ours in SPAN_FIELDS if span.get(ours) is not None}
    return {"type": span["type"], **given}


def fielders_of(wicket: Json) -> Iterator[tuple[str, bool, bool]]:
    """Yield each fielder as (id, whether a substitute, whether an assistant)."""
    substitutes = wicket.get("substituteIds", ())
    for name, is_assist in (("fielderIds", False), ("assistFielderIds", True)):
        for player in wicket.get(name, ()):
            yield player, player in substitutes, is_assist


def words_of(our_words: Mapping[str, Any]) -> dict[str, str]:
    """Invert a mapping from a feed's words to ours; of several words the first one is used."""
    found: dict[str, str] = {}
    for theirs, ours in our_words.items():
        found.setdefault(str(ours), theirs)
    return found


def page_of(items: Sequence[Any], page: int, size: int) -> list[Any]:
    """Return page `page` (1-based) of the items."""
    return list(items[(page - 1) * size : page * size])
