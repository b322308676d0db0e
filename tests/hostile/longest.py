"""Finds the longest action of each type that the rules accept, by trying."""

from __future__ import annotations

from copy import deepcopy
from dataclasses import replace
from typing import Any, Final

from scrbrd.domain.json_types import Json
from tests.hostile.attempt import Attempt
from tests.hostile.log import Log
from tests.hostile.mutation import SIGNATURES, deepcopy_of
from tests.hostile.parts import Path, paths_below, value_at
from tests.rules.twins.commit import Commit
from tests.rules.world import NOW, Create, World, was_allowed

SIZES: Final = (20_000, 5000, 2000, 1000, 500, 200, 100, 60, 40)
"""Lengths of texts to try, the longest first."""
COUNTS: Final = (1000, 100, 30, 22, 20, 11, 5)
"""Lengths of lists to try, the longest first."""
CHARACTERS: Final = ("\U0001f3cf", "n")
"""Characters of the texts, the longest first: four bytes, if the rules accept them."""


class LongestActions:
    """Makes the longest legal actions at a log's next place; stores none of them."""

    def __init__(self, world: World, log: Log) -> None:
        self.world, self.log = world, log

    def fields_of(self, kind: str) -> Json:
        """Return the fields of the longest action of a type, lengthened one after another."""
        attempt = self.log.complete_action(kind)
        assert self._is_legal(attempt.fields), attempt
        fields = deepcopy_of(attempt.fields)
        for path in paths_below({k: v for k, v in fields.items() if self._may_grow(k, v)}):
            self._grow(fields, path)
        return fields

    def _may_grow(self, name: str, value: Any) -> bool:
        return value is not NOW and name not in SIGNATURES

    def _grow(self, fields: Json, path: Path) -> None:
        """Make the value at the end of a path as long as the rules allow."""
        parent, name = value_at(fields, path[:-1]), path[-1]
        for longer in longer_than(parent[name]):
            before, parent[name] = parent[name], longer
            if self._is_legal(fields):
                return
            parent[name] = before

    def _is_legal(self, fields: Any) -> bool:
        """Return whether the rules accept the action, and delete it again."""
        path = self.log.path((self.log.innings, self.log.sequence))
        answer = self.world.commit(self.log.actor.bearer, Create(path, fields))
        if answer.status_code == 400 or not was_allowed(answer):
            return False
        self.world.remove([path])
        return True


def longer_than(value: Any) -> list[Any]:
    """Return longer values of the same type, the longest first."""
    if isinstance(value, str):
        return [character * size for size in SIZES for character in CHARACTERS if size > len(value)]
    if isinstance(value, list) and value:
        return [[deepcopy(value[0]) for _ in range(size)] for size in COUNTS if size > len(value)]
    return []


def with_longest_values(attempt: Attempt, longest: Json, number: int) -> Attempt:
    """Return the attempt with the long values; every long text ends in a number of its own."""
    [write] = attempt.commit.writes
    assert isinstance(write, Create)
    place_fields = {name: write.fields[name] for name in PLACE_FIELDS & write.fields.keys()}
    fields = {
        name: with_numbered_texts(value, number) for name, value in longest.items()
    } | place_fields
    fields["nonce"] = f"nonce-{number:08}"
    return replace(attempt, commit=Commit(attempt.commit.actor, (replace(write, fields=fields),)))


PLACE_FIELDS: Final = {"id", "matchId", "inningsNumber", "sequenceNumber", "type", "follows"}


def with_numbered_texts(value: Any, number: int) -> Any:
    """Return a value whose long texts end in a number, with their length unchanged."""
    suffix = f"{number:05}"
    if isinstance(value, str):
        return value[: -len(suffix)] + suffix if len(value) >= 40 else value
    if isinstance(value, list):
        return [with_numbered_texts(each, number * 100 + place) for place, each in enumerate(value)]
    if isinstance(value, dict):
        return {name: with_numbered_texts(each, number) for name, each in value.items()}
    return value
