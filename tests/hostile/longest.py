"""The longest action of each type that the rules let in, found by asking them."""

from __future__ import annotations

from copy import deepcopy
from dataclasses import replace
from typing import Any, Final

from scrbrd.domain.json_types import Json
from tests.hostile.attempt import Attempt
from tests.hostile.log import Log
from tests.hostile.mutation import SIGNATURES, deepcopy_of
from tests.hostile.parts import Path, at, paths_below
from tests.rules.twins.ask import Ask
from tests.rules.world import NOW, Create, World, was_allowed

SIZES: Final = (20_000, 5000, 2000, 1000, 500, 200, 100, 60, 40)
"""Lengths of texts that are tried, the longest first."""
COUNTS: Final = (1000, 100, 30, 22, 20, 11, 5)
"""Lengths of lists that are tried, the longest first."""
WIDEST: Final = ("\U0001f3cf", "n")
"""What texts are made of: four bytes each where the rules let it."""


class Longest:
    """Makes the longest legal actions of a log's next place; nothing of it stays."""

    def __init__(self, world: World, log: Log) -> None:
        self.world, self.log = world, log

    def of(self, kind: str) -> Json:
        """The fields of the longest action of a type, each as long as the others leave it."""
        attempt = self.log.fullest(kind)
        assert self._is_legal(attempt.fields), attempt
        fields = deepcopy_of(attempt.fields)
        for path in paths_below({k: v for k, v in fields.items() if self._may_grow(k, v)}):
            self._grow(fields, path)
        return fields

    def _may_grow(self, name: str, value: Any) -> bool:
        return value is not NOW and name not in SIGNATURES

    def _grow(self, fields: Json, path: Path) -> None:
        """Make what lies at the end of a path as long as the rules allow."""
        parent, name = at(fields, path[:-1]), path[-1]
        for longer in longer_than(parent[name]):
            before, parent[name] = parent[name], longer
            if self._is_legal(fields):
                return
            parent[name] = before

    def _is_legal(self, fields: Any) -> bool:
        """Ask the rules, and take the action away again."""
        path = self.log.path((self.log.innings, self.log.sequence))
        answer = self.world.commit(self.log.actor.bearer, Create(path, fields))
        if answer.status_code == 400 or not was_allowed(answer):
            return False
        self.world.remove([path])
        return True


def longer_than(value: Any) -> list[Any]:
    """Longer values of the same type, the longest first."""
    if isinstance(value, str):
        return [made * size for size in SIZES for made in WIDEST if size > len(value)]
    if isinstance(value, list) and value:
        return [[deepcopy(value[0]) for _ in range(size)] for size in COUNTS if size > len(value)]
    return []


def numbered(attempt: Attempt, longest: Json, number: int) -> Attempt:
    """The attempt with the long values, every long text with a number of its own at its end."""
    [write] = attempt.ask.writes
    assert isinstance(write, Create)
    own = {name: write.fields[name] for name in PLACE_FIELDS & write.fields.keys()}
    fields = {name: marked(value, number) for name, value in longest.items()} | own
    fields["nonce"] = f"nonce-{number:08}"
    return replace(attempt, ask=Ask(attempt.ask.actor, (replace(write, fields=fields),)))


PLACE_FIELDS: Final = {"id", "matchId", "inningsNumber", "sequenceNumber", "type", "follows"}


def marked(value: Any, number: int) -> Any:
    """A value whose long texts end in a number, as long as before."""
    mark = f"{number:05}"
    if isinstance(value, str):
        return value[: -len(mark)] + mark if len(value) >= 40 else value
    if isinstance(value, list):
        return [marked(each, number * 100 + place) for place, each in enumerate(value)]
    if isinstance(value, dict):
        return {name: marked(each, number) for name, each in value.items()}
    return value
