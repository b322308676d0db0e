"""Changes a legal document: one or several fields get another value, are removed, or are added.

The security rules decide which of the results are legal.
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
from tests.hostile.parts import Path, existing_part, parts_of, path_text, paths_below, value_at
from tests.hostile.values import Chance
from tests.rules.world import NOW

TABLE_SHARE: Final = 0.2
"""Share of changes taken from the table of fields and types; the others are random."""
ENOUGH_TRIES, ENOUGH_REFUSALS = 12, 2
"""Tries of random changes, and refusals after which a category of changes is hopeless."""
ANY_TYPE: Final = 0.2
"""Probability that a random change gives a value of any type."""
ABSENT: Final = "absent"
UNKNOWN: Final = "extra"
CHANGE_COUNTS: Final = (1, 1, 1, 1, 2, 2, 3)
"""Numbers of changes of one document."""
SIGNATURE_SPARED: Final = 0.96
"""Probability that a field that the rules compare with the request is not changed: any other value
is refused, as the rules' own tests show."""
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
"""The words of the vocabulary that may replace each word."""


@dataclass(frozen=True, slots=True)
class Difference:
    """One change as text, and its category: the field and the kind of its new value."""

    text: str
    category: str

    def __str__(self) -> str:
        return self.text


@dataclass(frozen=True, slots=True)
class Mutation:
    """A changed document, and its changes."""

    fields: Json
    changes: tuple[Difference, ...]


NO_CHANGE: Final = Difference("nothing", "nothing")


class Mutator:
    """Changes documents at random, or by the next field and type of a table.

    Random changes seldom are of a category that the rules have always refused; the table has all.
    """

    def __init__(self, chance: Chance) -> None:
        self.chance = chance
        self._rows: dict[str, list[TableRow]] = {}
        self._refused: Counter[tuple[str, str]] = Counter()
        self._accepted: set[tuple[str, str]] = set()

    def mutate(
        self, kind: str, document: Mapping[str, Any], optional: Mapping[str, Any]
    ) -> Mutation:
        """Return a document with changes; `optional` has further fields that it may have.

        `kind` is the name of the table, by which every field gets a value of every type in turn.
        """
        fields = deepcopy_of(document)
        if self.chance.random() < TABLE_SHARE:
            return Mutation(fields, (self._from_table(kind, fields, optional),))
        fields, change = self._random_change(kind, fields, optional)
        changes = [change]
        for _ in range(1, self.chance.choice(CHANGE_COUNTS)):
            trial, change = self._random_change(kind, fields, optional)
            # A change that may be refused would hide the effect of the first one.
            if (source_of(kind), change.category) in self._accepted:
                fields = trial
                changes.append(change)
        return Mutation(fields, tuple(changes))

    def learn(self, source: str, changes: Sequence[Difference], *, accepted: bool) -> None:
        """Remember whether the rules of a collection accepted a document with some changes.

        A refusal counts only if exactly one of the categories was never accepted.
        """
        categories = {(source, change.category) for change in changes}
        if accepted:
            self._accepted |= categories
        elif len(categories - self._accepted) == 1:
            self._refused.update(categories - self._accepted)

    def _random_change(
        self, kind: str, fields: Json, optional: Mapping[str, Any]
    ) -> tuple[Json, Difference]:
        for _ in range(ENOUGH_TRIES):
            trial = deepcopy_of(fields)
            change = self.chance.choices(CHANGES, WEIGHTS)[0](trial, self.chance, optional)
            if not self._is_hopeless((source_of(kind), change.category)):
                break
        return trial, change

    def _is_hopeless(self, category: tuple[str, str]) -> bool:
        return category not in self._accepted and self._refused[category] >= ENOUGH_REFUSALS

    def _from_table(self, kind: str, fields: Json, optional: Mapping[str, Any]) -> Difference:
        rows = self._rows.setdefault(kind, [])
        if not rows:
            rows += table_rows(deepcopy_of(optional) | fields)
            self.chance.shuffle(rows)
        path, name = rows.pop()
        first = str(path[0])
        if first not in fields and first in optional:
            fields[first] = deepcopy(optional[first])
        if name == ABSENT:
            return remove_value(fields, path)
        return set_value(fields, path, values.TYPES[name](self.chance))


def source_of(kind: str) -> str:
    """Return the collection of a table."""
    return kind.partition(" ")[0]


TableRow = tuple[Path, str]
"""The path of a field or a part of one, and the type of its new value."""


def table_rows(fields: Mapping[str, Any]) -> list[TableRow]:
    """Return all pairs of a type and a field or part, except fields compared with the request."""
    changeable: Json = {
        name: value for name, value in fields.items() if value is not NOW and name not in SIGNATURES
    }
    paths = paths_below(changeable) or [(UNKNOWN,)]
    return [(path, name) for path in paths for name in (*values.TYPES, ABSENT)]


def set_value(fields: Json, path: Path, value: Any) -> Difference:
    """Set the value at the end of a path, or at the longest existing part of the path."""
    path = existing_part(fields, path)
    value_at(fields, path[:-1])[path[-1]] = value
    return difference(path, value)


def remove_value(fields: Json, path: Path) -> Difference:
    """Remove the value at the end of a path, or at the longest existing part of the path."""
    path = existing_part(fields, path)
    parent = value_at(fields, path[:-1])
    if path[-1] in parts_of(parent):
        del parent[path[-1]]
    return removal(path)


def deepcopy_of(document: Mapping[str, Any]) -> Json:
    """Return a copy whose maps and lists may be changed; the server-time marker is not copied."""
    return {name: value if value is NOW else deepcopy(value) for name, value in document.items()}


def replace_value(fields: Json, chance: Chance, _: Mapping[str, Any]) -> Difference:
    """Give a field, or a part of one, another value, usually of its own type."""
    path = random_path(fields, chance)
    if path is None:
        return NO_CHANGE
    parent, name = value_at(fields, path[:-1]), path[-1]
    parent[name] = other_value(parent[name], chance)
    return difference(path, parent[name])


def remove_field(fields: Json, chance: Chance, _: Mapping[str, Any]) -> Difference:
    """Remove a field, or a part of one."""
    path = random_path(fields, chance)
    if path is None:
        return NO_CHANGE
    del value_at(fields, path[:-1])[path[-1]]
    return removal(path)


def add_known(fields: Json, chance: Chance, optional: Mapping[str, Any]) -> Difference:
    """Add an optional field, with a value of its type or of any type."""
    absent = sorted(optional.keys() - fields.keys())
    if not absent:
        return replace_value(fields, chance, optional)
    name = chance.choice(absent)
    fields[name] = other_value(deepcopy(optional[name]), chance)
    return difference((name,), fields[name])


def add_unknown(fields: Json, chance: Chance, _: Mapping[str, Any]) -> Difference:
    """Add a field that no such document has, with a value of any type."""
    name = chance.choice(("extra", "score", "__x", "a.b", "ü", "failed", "version", "battedAt"))
    fields[name] = values.random_value(chance)
    return difference((name,), fields[name])


Change = Callable[[Json, Chance, Mapping[str, Any]], Difference]
CHANGES: Final[tuple[Change, ...]] = (replace_value, remove_field, add_known, add_unknown)
WEIGHTS: Final = (70, 8, 20, 2)


def random_path(fields: Json, chance: Chance) -> Path | None:
    """Return the path of a random field or a part of it; None if nothing may be changed."""
    names = [
        name
        for name, value in fields.items()
        if value is not NOW and (name not in SIGNATURES or chance.random() > SIGNATURE_SPARED)
    ]
    if not names:
        return None
    path: Path = (chance.choice(names),)
    while (parts := parts_of(value_at(fields, path))) and chance.random() < 0.7:
        path = (*path, chance.choice(parts))
    return path


def other_value(value: Any, chance: Chance) -> Any:
    """Return a replacement for a value: of its type, a word of its kind, or any value."""
    if chance.random() < ANY_TYPE:
        return values.random_value(chance)
    if isinstance(value, str) and str(value) in WORDS and chance.random() < 0.7:
        return chance.choice(WORDS[str(value)])
    if isinstance(value, list) and value and chance.random() < 0.7:
        return similar_list(value, chance)
    if isinstance(value, int) and not isinstance(value, bool) and chance.random() < 0.7:
        return chance.choice((0, 1, 2, 3, 5, 6, 7, 11, 20))
    return values.TYPES[values.firestore_type(value)](chance)


def similar_list(items: list[Any], chance: Chance) -> list[Any]:
    """Return a list of such items, one of them sometimes changed."""
    items_copy = [deepcopy(chance.choice(items)) for _ in range(chance.choice(values.COUNTS))]
    if items_copy and chance.random() < 0.5:
        place = chance.randrange(len(items_copy))
        items_copy[place] = other_value(items_copy[place], chance)
    return values.without_long_texts(items_copy)


def difference(path: Path, value: Any) -> Difference:
    """Return the difference of a changed value."""
    return Difference(
        f"{path_text(path)} = {short_text(value)}", f"{path_text(path)} {category_of(value)}"
    )


def removal(path: Path) -> Difference:
    """Return the difference of a removed value."""
    return Difference(f"no {path_text(path)}", f"no {path_text(path)}")


def category_of(value: Any) -> str:
    """Return the category of a value: its type, and for a text its length, or whether it is odd."""
    kind = values.firestore_type(value)
    if not isinstance(value, str):
        return kind
    return f"{kind} {len(value).bit_length()}" if value.isascii() and value.isprintable() else "odd"


def short_text(value: Any) -> str:
    """Return a value as text, shortened."""
    text = ascii(value)
    size = f" ({len(value)} long)" if isinstance(value, str | list | bytes) else ""
    return text if len(text) <= 80 else f"{text[:60]}...{size}"
