"""Converts a state of the fold to plain JSON, to compare fold engines in any language.

Fields are in camelCase, sets are sorted lists. Batters and bowlers are lists in their order,
because JSON does not define an order of names in an object. No trigger imports this module.
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
"""Maps that become lists of their values in the order they were added; each value has its id."""


def plain_state(state: MatchState) -> Json:
    """Return a whole state, including its setup."""
    return plain_fields(state)


def plain_fields(value: Any) -> Json:
    """Return the fields of a dataclass or a document by their camelCase names."""
    return {
        camel_name(name): plain_value(getattr(value, name), is_in_order=name in IN_ORDER)
        for name in names_of(value)
    }


def names_of(value: Any) -> list[str]:
    """Return the names of the fields of a dataclass or a document."""
    if isinstance(value, Document):
        return list(type(value).model_fields)
    return [each.name for each in fields(value)]


@cache
def camel_name(name: str) -> str:
    """Return a field's camelCase name. Cached, because a state has few names, each many times."""
    return to_camel(name)


def plain_value(value: Any, *, is_in_order: bool = False) -> Any:
    """Return a value as plain JSON."""
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
    """Return a map as an object, or as the list of its values if these are `is_in_order`."""
    if is_in_order:
        return [plain_value(each) for each in value.values()]
    return {str(name): plain_value(each) for name, each in value.items()}
