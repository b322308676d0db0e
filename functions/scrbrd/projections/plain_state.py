"""Gives a state of the fold as plain JSON, so that engines in any language can be compared with it.

Fields in camelCase; sets as sorted lists; batters and bowlers as lists in their order, since the
order of the names in a JSON object is nobody's promise. No trigger imports it.
"""

from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from functools import cache
from typing import Any, Final

from pydantic.alias_generators import to_camel

from scrbrd.domain.document import Document
from scrbrd.domain.json_types import Json
from scrbrd.domain.state import MatchState

IN_ORDER: Final = frozenset({"batters", "bowlers"})
"""Maps whose values stand in the order in which they were added, each with its own id."""


def plain_state(state: MatchState) -> Json:
    """Return a whole state, its setup among it."""
    return plain_fields(state)


def plain_fields(value: Any) -> Json:
    """Return the fields of a dataclass or a document by their names in camelCase."""
    return {
        camel(name): plain_value(getattr(value, name), is_in_order=name in IN_ORDER)
        for name in names_of(value)
    }


def names_of(value: Any) -> list[str]:
    """Return the names of the fields of a dataclass or a document."""
    if isinstance(value, Document):
        return list(type(value).model_fields)
    return [each.name for each in fields(value)]


@cache
def camel(name: str) -> str:
    """Return a field's name as documents have it. Remembered: a state has few, many times."""
    return to_camel(name)


def plain_value(value: Any, *, is_in_order: bool = False) -> Any:
    """Return a value as JSON has it."""
    if value is None or isinstance(value, bool | int):
        return value
    if isinstance(value, str):
        return str(value)
    if isinstance(value, Document) or is_dataclass(value):
        return plain_fields(value)
    if isinstance(value, Mapping):
        return plain_map(value, is_in_order=is_in_order)
    if isinstance(value, set | frozenset):
        return sorted(str(each) for each in value)
    return [plain_value(each) for each in value]


def plain_map(value: Mapping[str, Any], *, is_in_order: bool) -> Any:
    """Return a map: its values where they know their own ids, else an object."""
    if is_in_order:
        return [plain_value(each) for each in value.values()]
    return {str(name): plain_value(each) for name, each in value.items()}
