"""Changes of a legal document: one or several fields get another value, vanish, or are added.

Which of the results are legal is for the rules to say.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final

from scrbrd.domain import vocabulary
from scrbrd.domain.json_types import Json
from tests.hostile import values
from tests.hostile.parts import Path, at, parts_of, paths_below, there, told
from tests.hostile.values import Chance
from tests.rules.world import NOW

IN_TURN: Final = 0.2
"""How often the table of fields and types says what is changed."""
ENOUGH_TRIES, ENOUGH_REFUSALS = 12, 2
"""By chance, another change is tried so often where its sort was refused so often."""
ANY_TYPE: Final = 0.2
"""How often a value gets one of any type, beside the table that has them all in turn."""
ABSENT: Final = "absent"
UNKNOWN: Final = "extra"
HOW_MANY: Final = (1, 1, 1, 1, 2, 2, 3)
"""Changes of one document."""
SPARED: Final = 0.96
"""How likely a field that the rules compare with the request is left alone: any other value of it
is refused, which the rules' own tests show."""
SIGNATURES: Final = frozenset((
    "id", "matchId", "inningsNumber", "sequenceNumber", "type", "follows", "recordedBy",
    "recordedAs", "isVoided", "teamId", "playerId", "personId", "role", "status", "selectedBy",
    "createdBy", "updatedBy", "assignedBy", "voidedBy", "confirmedBy", "lockedBy", "homeTeamId",
    "awayTeamId", "schoolId", "ratedBy",
))  # fmt: skip
WORDS: Final[Mapping[str, Sequence[str]]] = {
    str(word): [str(each) for each in kind]
    for kind in vars(vocabulary).values()
    if isinstance(kind, type) and issubclass(kind, StrEnum) and kind is not StrEnum
    for word in kind
}
"""The words that may stand instead of a word."""


@dataclass(frozen=True, slots=True)
class Difference:
    """One change as people read it, and of what sort it is: the field and what it has got."""

    told: str
    sort: str

    def __str__(self) -> str:
        return self.told


@dataclass(frozen=True, slots=True)
class Changed:
    """A document with its changes."""

    fields: Json
    changes: tuple[Difference, ...]


NOTHING: Final = Difference("nothing", "nothing")


class Mutator:
    """Changes documents: by chance, and now and then the next field and type of a table in turn.

    By chance, it seldom makes changes of a sort that the rules have always refused; in turn, all.
    """

    def __init__(self, chance: Chance) -> None:
        self.chance = chance
        self._turns: dict[str, list[Turn]] = {}
        self._refused: Counter[tuple[str, str]] = Counter()
        self._accepted: set[tuple[str, str]] = set()

    def changed(self, kind: str, document: Mapping[str, Any], more: Mapping[str, Any]) -> Changed:
        """A document with changes; `more` are fields that it could have besides.

        `kind` names the table: every field of such a document gets a value of every type in turn.
        """
        fields = deepcopy_of(document)
        if self.chance.random() < IN_TURN:
            return Changed(fields, (self._in_turn(kind, fields, more),))
        fields, change = self._by_chance(kind, fields, more)
        changes = [change]
        for _ in range(1, self.chance.choice(HOW_MANY)):
            trial, change = self._by_chance(kind, fields, more)
            # One that may be refused would hide what the first one does.
            if (source_of(kind), change.sort) in self._accepted:
                fields = trial
                changes.append(change)
        return Changed(fields, tuple(changes))

    def learn(self, source: str, changes: Sequence[Difference], *, accepted: bool) -> None:
        """Remember what the rules of a collection said to a document with such changes.

        A refusal is of the one change that was never accepted.
        """
        sorts = {(source, change.sort) for change in changes}
        if accepted:
            self._accepted |= sorts
        elif len(sorts - self._accepted) == 1:
            self._refused.update(sorts - self._accepted)

    def _by_chance(
        self, kind: str, fields: Json, more: Mapping[str, Any]
    ) -> tuple[Json, Difference]:
        for _ in range(ENOUGH_TRIES):
            trial = deepcopy_of(fields)
            change = self.chance.choices(CHANGES, WEIGHTS)[0](trial, self.chance, more)
            if not self._is_hopeless((source_of(kind), change.sort)):
                break
        return trial, change

    def _is_hopeless(self, sort: tuple[str, str]) -> bool:
        return sort not in self._accepted and self._refused[sort] >= ENOUGH_REFUSALS

    def _in_turn(self, kind: str, fields: Json, more: Mapping[str, Any]) -> Difference:
        turns = self._turns.setdefault(kind, [])
        if not turns:
            turns += table(deepcopy_of(more) | fields)
            self.chance.shuffle(turns)
        path, name = turns.pop()
        first = str(path[0])
        if first not in fields and first in more:
            fields[first] = deepcopy(more[first])
        if name == ABSENT:
            return take(fields, path)
        return put(fields, path, values.TYPES[name](self.chance))


def source_of(kind: str) -> str:
    """The collection that a table is of."""
    return kind.partition(" ")[0]


Turn = tuple[Path, str]
"""A field, or a part of one, and the type of the value that it gets."""


def table(fields: Mapping[str, Any]) -> list[Turn]:
    """Every field with every part of it, but what is compared with the request; and every type."""
    whole: Json = {
        name: value for name, value in fields.items() if value is not NOW and name not in SIGNATURES
    }
    paths = paths_below(whole) or [(UNKNOWN,)]
    return [(path, name) for path in paths for name in (*values.TYPES, ABSENT)]


def put(fields: Json, path: Path, value: Any) -> Difference:
    """Set what lies at the end of a path, as far as the path is there."""
    path = there(fields, path)
    at(fields, path[:-1])[path[-1]] = value
    return difference(path, value)


def take(fields: Json, path: Path) -> Difference:
    """Take away what lies at the end of a path, as far as the path is there."""
    path = there(fields, path)
    parent = at(fields, path[:-1])
    if path[-1] in parts_of(parent):
        del parent[path[-1]]
    return missing(path)


def deepcopy_of(document: Mapping[str, Any]) -> Json:
    """A copy whose maps and lists may be changed; the mark of the server's time stays itself."""
    return {name: value if value is NOW else deepcopy(value) for name, value in document.items()}


def replace_value(fields: Json, chance: Chance, _: Mapping[str, Any]) -> Difference:
    """Give one field, or a part of it, another value: of its own type more often than not."""
    path = some_path(fields, chance)
    if path is None:
        return NOTHING
    parent, name = at(fields, path[:-1]), path[-1]
    parent[name] = another(parent[name], chance)
    return difference(path, parent[name])


def drop(fields: Json, chance: Chance, _: Mapping[str, Any]) -> Difference:
    """Take a field, or a part of one, away."""
    path = some_path(fields, chance)
    if path is None:
        return NOTHING
    del at(fields, path[:-1])[path[-1]]
    return missing(path)


def add_known(fields: Json, chance: Chance, more: Mapping[str, Any]) -> Difference:
    """Add a field that such a document may have, with a value of its type or of any."""
    absent = sorted(more.keys() - fields.keys())
    if not absent:
        return replace_value(fields, chance, more)
    name = chance.choice(absent)
    fields[name] = another(deepcopy(more[name]), chance)
    return difference((name,), fields[name])


def add_unknown(fields: Json, chance: Chance, _: Mapping[str, Any]) -> Difference:
    """Add a field that no such document has."""
    name = chance.choice(("extra", "score", "__x", "a.b", "ü", "failed", "version", "battedAt"))
    fields[name] = values.anything(chance)
    return difference((name,), fields[name])


Change = Callable[[Json, Chance, Mapping[str, Any]], Difference]
CHANGES: Final[tuple[Change, ...]] = (replace_value, drop, add_known, add_unknown)
WEIGHTS: Final = (70, 8, 20, 2)


def some_path(fields: Json, chance: Chance) -> Path | None:
    """The way to a field, or to something within it; None where nothing may be changed."""
    names = [
        name
        for name, value in fields.items()
        if value is not NOW and (name not in SIGNATURES or chance.random() > SPARED)
    ]
    if not names:
        return None
    path: Path = (chance.choice(names),)
    while (parts := parts_of(at(fields, path))) and chance.random() < 0.7:
        path = (*path, chance.choice(parts))
    return path


def another(value: Any, chance: Chance) -> Any:
    """A value instead of another: of its type, or a word of its kind, or anything."""
    if chance.random() < ANY_TYPE:
        return values.anything(chance)
    if isinstance(value, str) and str(value) in WORDS and chance.random() < 0.7:
        return chance.choice(WORDS[str(value)])
    if isinstance(value, list) and value and chance.random() < 0.7:
        return more_of(value, chance)
    if isinstance(value, int) and not isinstance(value, bool) and chance.random() < 0.7:
        return chance.choice((0, 1, 2, 3, 5, 6, 7, 11, 20))
    return values.TYPES[values.type_of(value)](chance)


def more_of(items: list[Any], chance: Chance) -> list[Any]:
    """A list of such items, some of them changed."""
    many = [deepcopy(chance.choice(items)) for _ in range(chance.choice(values.COUNTS))]
    if many and chance.random() < 0.5:
        place = chance.randrange(len(many))
        many[place] = another(many[place], chance)
    return values.small(many)


def difference(path: Path, value: Any) -> Difference:
    """That something has got a value."""
    return Difference(f"{told(path)} = {shown(value)}", f"{told(path)} {sort_of(value)}")


def missing(path: Path) -> Difference:
    """That something is not there."""
    return Difference(f"no {told(path)}", f"no {told(path)}")


def sort_of(value: Any) -> str:
    """What the rules may ask of a value: its type, and of a text whether it is plain, or long."""
    kind = values.type_of(value)
    if not isinstance(value, str):
        return kind
    return f"{kind} {len(value).bit_length()}" if value.isascii() and value.isprintable() else "odd"


def shown(value: Any) -> str:
    """A value, cut short."""
    text = ascii(value)
    size = f" ({len(value)} long)" if isinstance(value, str | list | bytes) else ""
    return text if len(text) <= 80 else f"{text[:60]}...{size}"
