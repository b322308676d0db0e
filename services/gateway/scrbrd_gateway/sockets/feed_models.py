"""Makes models of the feed's documents, which are typed dictionaries: Pydantic takes those of
Python 3.11's `typing` for no models."""

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
    """Return a model with the fields of a typed dictionary, and those of its parts."""
    hints = get_type_hints(typed_dict, include_extras=True)
    fields: dict[str, Any] = {name: _field(hint) for name, hint in hints.items()}
    return create_model(typed_dict.__name__, __doc__=typed_dict.__doc__, **fields)


def _field(hint: Any) -> tuple[Any, Any]:
    if get_origin(hint) is NotRequired:
        return _modelled(get_args(hint)[0]), None
    return _modelled(hint), ...


def _modelled(hint: Any) -> Any:
    if is_typeddict(hint):
        return model_of(hint)
    origin, parts = get_origin(hint), get_args(hint)
    if origin is Annotated:
        return _of_annotated(parts[0], parts[1:])
    if origin in (Union, UnionType):
        return Union[tuple(_modelled(each) for each in parts)]  # noqa: UP007
    if origin in (list, dict):
        return origin[tuple(_modelled(each) for each in parts)]
    return hint


def _of_annotated(kind: Any, notes: tuple[Any, ...]) -> Any:
    """Return the narrower type that a note may name, with the words of the others."""
    words = [Field(description=each) for each in notes if isinstance(each, str)]
    kinds = [each for each in notes if not isinstance(each, str)]
    modelled = _modelled(kinds[0] if kinds else kind)
    return Annotated[(modelled, *words)] if words else modelled
