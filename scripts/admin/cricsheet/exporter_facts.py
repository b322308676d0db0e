"""Restores facts of an imported file that no other field of the match holds.

Each is written only while the match still has the value it had at the import; see `stated_values`.
"""

import json
from collections.abc import Collection, Iterator
from typing import Any

from admin.cricsheet.delivery import is_legal
from admin.cricsheet.exporter_delivery_fields import PLACE_FORMATS, Place
from admin.cricsheet.exporter_names import Names
from admin.cricsheet.facts import NAME
from admin.cricsheet.stated_values import as_stated, unchanged_names
from scrbrd.domain.json_types import Json
from scrbrd.domain.match import Match

PARTS_AROUND_BALL = (("replacements", "replaced_by"), ("wickets", "wickets_by"))
"""Parts of a ball that describe actions around it, with the field that holds their ids."""


class StoredFacts:
    """The stored facts of one match.

    `covered_actions` are the ids of actions that a ball of the file fully describes, `blank` the
    ids of players whose name in the file has no visible character.
    """

    def __init__(self, facts: Json, other_facts: Json, *, is_there: bool) -> None:
        self.facts, self.other_facts, self.is_there = facts, other_facts, is_there
        self.file: Json = dict(other_facts.get("file") or {})
        self.digests: Json = dict(other_facts.get("digests") or {})
        blank = other_facts.get("blank")
        self.blank = frozenset(map(str, blank)) if isinstance(blank, list) else frozenset()
        self.covered_actions: set[str] = set()
        self.whole_parts: set[tuple[str, str]] = set()
        self.restored_names: set[str] = set()

    @classmethod
    def of(cls, match: Match) -> "StoredFacts":
        """Return the facts of a match; empty for a match that was not imported from such a file."""
        source = match.source_facts
        if source is None or source.name != NAME:
            return cls({}, {}, is_there=False)
        try:
            other_facts = json.loads(source.rest or "{}")
        except json.JSONDecodeError:  # edited by hand: the other facts are still valid
            other_facts = {}
        facts = source.facts if isinstance(source.facts, dict) else {}
        return cls(facts, other_facts if isinstance(other_facts, dict) else {}, is_there=True)

    def select_whole_parts(self, names: Names, counting: Collection[str]) -> None:
        """Find the replacements and departures that can be exported as the file had them.

        Every action of theirs must still count, and every name must still be one of the match.
        """
        player_names = set(names.players.values())
        for ball, facts in (self.other_facts.get("deliveries") or {}).items():
            for part, ids_field in PARTS_AROUND_BALL:
                action_ids = facts.get(ids_field, ())
                is_unchanged = part in facts and {ball, *action_ids} <= set(counting)
                if is_unchanged and set(names_in(facts[part])) <= player_names:
                    self.covered_actions |= set(action_ids)
                    self.whole_parts.add((ball, part))

    def info(self, own_values: Json) -> Json:
        """Return the file's `info` object, with stated values where the match still agrees."""
        values = self.facts | (self.other_facts.get("info") or {})
        self.restored_names = set(unchanged_names(own_values, self.digests))
        unknown = {name: value for name, value in values.items() if name not in self.digests}
        return as_stated(own_values, values, self.digests) | unknown

    def is_as_stated(self, omitted: str) -> bool:
        """Return True if the omitted fact `name: reason` is restored from the file's own value."""
        return omitted.partition(":")[0] in self.restored_names

    def innings(self, place: int, fields: Json, overs: list[Json]) -> Json:
        """Return an innings (0-based) of the file: its own fields and its overs."""
        stored_innings = (self.other_facts.get("innings") or [])[place : place + 1]
        facts: Json = stored_innings[0] if stored_innings else {}
        merged = as_stated(fields, facts.get("values", {}), facts.get("digests", {}))
        for name, rule in facts.get("each", {}).items():
            set_place_field(overs, name, rule)
        if "overs" not in facts:
            return {"team": merged["team"], "overs": overs} | merged
        if facts["overs"] is None:
            return merged if not overs else merged | {"overs": overs}
        return merged | {"overs": with_over_headers(overs, facts["overs"])}

    def delivery(self, action_id: str, own_values: Json) -> Json:
        """Return a ball as the file had it."""
        facts = (self.other_facts.get("deliveries") or {}).get(action_id)
        if facts is None:
            return own_values
        merged: Json = own_values | facts.get("values", {})
        for name in facts.get("gone", ()):
            merged.pop(name, None)
        for part, _ in PARTS_AROUND_BALL:
            if (action_id, part) in self.whole_parts:
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


def set_place_field(overs: list[Json], name: str, rule: str) -> None:
    """Set a field of every ball that follows from its place."""
    for over in overs:
        ball = 1
        for number, delivery in enumerate(over["deliveries"], start=1):
            delivery[name] = PLACE_FORMATS[rule](Place(over["over"], number, ball))
            ball += is_legal(delivery)


def with_over_headers(overs: list[Json], headers: list[Json]) -> list[Json]:
    """Return the overs with the numbers that the file gave them, and with its empty overs.

    If the balls differ by now, our own overs are returned.
    """
    counts = [header["deliveries"] for header in headers if header["deliveries"]]
    if counts != [len(over["deliveries"]) for over in overs]:
        return overs
    balls = iter(overs)
    return [
        header | {"deliveries": next(balls)["deliveries"] if header["deliveries"] else []}
        for header in headers
    ]
