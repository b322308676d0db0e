"""Gives back what the file of an imported match said that no other field of the match holds.

Each is written only while the match says what it said at the import: see `kept`.
"""

import json
from collections.abc import Collection, Iterator
from typing import Any

from admin.cricsheet.delivery import is_legal
from admin.cricsheet.delivery_said import PLACES, Place
from admin.cricsheet.exporter_names import Names
from admin.cricsheet.facts import NAME
from admin.cricsheet.kept import as_stated, still_said
from scrbrd.domain.json_types import Json
from scrbrd.domain.match import Match

AROUND = (("replacements", "replaced_by"), ("wickets", "wickets_by"))
"""What a ball tells of actions around it, and the field of their ids."""


class StoredFacts:
    """The facts of one match; `told` are the ids of actions that a ball of the file tells whole,
    `blank` those of players whose name in the file shows nothing."""

    def __init__(self, facts: Json, rest: Json, *, is_there: bool) -> None:
        self.facts, self.rest, self.is_there = facts, rest, is_there
        self.file: Json = dict(rest.get("file") or {})
        self.digests: Json = dict(rest.get("digests") or {})
        blank = rest.get("blank")
        self.blank = frozenset(map(str, blank)) if isinstance(blank, list) else frozenset()
        self.told: set[str] = set()
        self.whole: set[tuple[str, str]] = set()
        self.stated: set[str] = set()

    @classmethod
    def of(cls, match: Match) -> "StoredFacts":
        """Return the facts of a match; of one that came from no such file, none."""
        source = match.source_facts
        if source is None or source.name != NAME:
            return cls({}, {}, is_there=False)
        try:
            rest = json.loads(source.rest or "{}")
        except json.JSONDecodeError:  # somebody mended it by hand: the facts beside it still hold
            rest = {}
        facts = source.facts if isinstance(source.facts, dict) else {}
        return cls(facts, rest if isinstance(rest, dict) else {}, is_there=True)

    def hold_for(self, names: Names, counting: Collection[str]) -> None:
        """Find which replacements and departures are told as the file told them: those of which
        every action still counts and every name is still one of the match."""
        known = set(names.players.values())
        for ball, facts in (self.rest.get("deliveries") or {}).items():
            for part, made_by in AROUND:
                made = facts.get(made_by, ())
                is_as_it_was = part in facts and {ball, *made} <= set(counting)
                if is_as_it_was and set(names_in(facts[part])) <= known:
                    self.told |= set(made)
                    self.whole.add((ball, part))

    def info(self, ours: Json) -> Json:
        """Return what the file says of the match as a whole."""
        values = self.facts | (self.rest.get("info") or {})
        self.stated = set(still_said(ours, self.digests))
        unknown = {name: value for name, value in values.items() if name not in self.digests}
        return as_stated(ours, values, self.digests) | unknown

    def tells(self, unsaid: str) -> bool:
        """Return whether what a match of ours cannot say, `name: why`, is as the file had it."""
        return unsaid.partition(":")[0] in self.stated

    def innings(self, place: int, said: Json, overs: list[Json]) -> Json:
        """Return an innings (0-based) of the file: what is said of it, and its overs."""
        kept = (self.rest.get("innings") or [])[place : place + 1]
        facts: Json = kept[0] if kept else {}
        merged = as_stated(said, facts.get("values", {}), facts.get("digests", {}))
        for name, rule in facts.get("each", {}).items():
            tell_places(overs, name, rule)
        if "overs" not in facts:
            return {"team": merged["team"], "overs": overs} | merged
        if facts["overs"] is None:
            return merged if not overs else merged | {"overs": overs}
        return merged | {"overs": with_heads(overs, facts["overs"])}

    def delivery(self, action_id: str, ours: Json) -> Json:
        """Return a ball as the file had it."""
        facts = (self.rest.get("deliveries") or {}).get(action_id)
        if facts is None:
            return ours
        merged: Json = ours | facts.get("values", {})
        for name in facts.get("gone", ()):
            merged.pop(name, None)
        for part, _ in AROUND:
            if (action_id, part) in self.whole:
                merged[part] = json.loads(json.dumps(facts[part]))
        return merged


def names_in(value: Any, field: str = "") -> Iterator[str]:
    """Yield the names of players in replacements or wickets."""
    if isinstance(value, dict):
        for name, each in value.items():
            yield from names_in(each, name)
    elif isinstance(value, list):
        for each in value:
            yield from names_in(each, field)
    elif field in ("in", "out", "player_out", "name") and isinstance(value, str):
        yield value


def tell_places(overs: list[Json], name: str, rule: str) -> None:
    """Give every ball a field that follows from its place."""
    for over in overs:
        ball = 1
        for number, delivery in enumerate(over["deliveries"], start=1):
            delivery[name] = PLACES[rule](Place(over["over"], number, ball))
            ball += is_legal(delivery)


def with_heads(overs: list[Json], heads: list[Json]) -> list[Json]:
    """Return the overs under the numbers that the file gave them, with those without a ball; ours
    where they have other balls by now."""
    counts = [head["deliveries"] for head in heads if head["deliveries"]]
    if counts != [len(over["deliveries"]) for over in overs]:
        return overs
    balls = iter(overs)
    return [
        head | {"deliveries": next(balls)["deliveries"] if head["deliveries"] else []}
        for head in heads
    ]
