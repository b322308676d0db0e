"""Builds Pydantic models of the feed's documents, which are typed dictionaries: Pydantic does not
support those of Python 3.11's `typing`."""

from __future__ import annotations

from functools import cache
from types import UnionType
from typing import (
    Annotated,
    Any,
    NotRequired,
    Union,
    get_args,
    get_origin,
    get_type_hints,
    is_typeddict,
)

from pydantic import BaseModel, Field, create_model


@cache
def model_of(typed_dict: Any) -> type[BaseModel]:
    """Return a model with the fields of a typed dictionary; its parts become models too."""
    hints = get_type_hints(typed_dict, include_extras=True)
    fields: dict[str, Any] = {name: _field(hint) for name, hint in hints.items()}
    return create_model(typed_dict.__name__, __doc__=typed_dict.__doc__, **fields)


def _field(hint: Any) -> tuple[Any, Any]:
    if get_origin(hint) is NotRequired:
        return _type_of(get_args(hint)[0]), None
    return _type_of(hint), ...


def _type_of(hint: Any) -> Any:
    if is_typeddict(hint):
        return model_of(hint)
    origin, parts = get_origin(hint), get_args(hint)
    if origin is Annotated:
        return _annotated_type(parts[0], parts[1:])
    if origin in (Union, UnionType):
        return Union[tuple(_type_of(each) for each in parts)]  # noqa: UP007
    if origin in (list, dict):
        return origin[tuple(_type_of(each) for each in parts)]
    return hint


def _annotated_type(kind: Any, notes: tuple[Any, ...]) -> Any:
    """Return the type of an annotation: a narrower type if one of its notes is a type, with the
    texts among them as descriptions."""
    words = [Field(description=each) for each in notes if isinstance(each, str)]
    kinds = [each for each in notes if not isinstance(each, str)]
    modelled = _type_of(kinds[0] if kinds else kind)
    return Annotated[(modelled, *words)] if words else modelled
