"""Creates models of the documents that functions write as plain maps.

`shape` reads a TypedDict of `scrbrd.projections`. The models are the source of the data model's
page and of the TypeScript types, and tests check every written document against them: every field
is named, and no other field is allowed.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from functools import cache, reduce
from operator import or_
from types import GenericAlias, UnionType
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

from pydantic import ConfigDict, Field, RootModel, create_model

from scrbrd.domain.document import Document
from scrbrd.projections.archive.documents import ReplayLine
from scrbrd.projections.feed.documents import FeedEvent
from scrbrd.projections.feed.event_data import (
    InningsComplete,
    MilestoneAchieved,
    PlayerChanged,
    WicketFallen,
)
from scrbrd.projections.feed.text import PLAYER_NAME_FIELDS, TEAM_NAME_FIELDS

NAMES: Mapping[str, str] = {**PLAYER_NAME_FIELDS, **TEAM_NAME_FIELDS}
"""The field of the name that accompanies each id in a written document of the feed."""

WORDS: Mapping[Any, str] = {
    WicketFallen: "description",
    InningsComplete: "text",
    **dict.fromkeys(get_args(MilestoneAchieved), "text"),
}
"""The field of the text that is added to some events of the feed when they are written."""

UNIONS: Mapping[Any, tuple[str, str, str]] = {
    FeedEvent: ("FeedEvent", "type", "An event of the feed, by `type`."),
    PlayerChanged: ("PlayerChanged", "change", "A change of who plays, by `change`."),
    MilestoneAchieved: (
        "MilestoneAchieved",
        "milestone",
        "A milestone, by `milestone`; super overs have none.",
    ),
    ReplayLine: ("ReplayLine", "type", "A line of the replay, by `type`."),
}
"""Unions with a name: the name, the tag that distinguishes the parts, and the description."""


class Shape(Document):
    """A document or a part of one, as the functions write it."""

    model_config = ConfigDict(extra="forbid")


@cache
def shape(source: Any, *, is_fed: bool = False, stamp: str = "") -> type[Shape]:
    """Return the model of a TypedDict, with the same name.

    `is_fed`: the document is written to the feed, so names are added to ids, and texts to events.
    `stamp` is the field of a time that the writer adds.
    """
    fields: dict[str, Any] = {}
    for name, hint in get_type_hints(source, include_extras=True).items():
        is_given = name in source.__required_keys__
        fields[snake(name)] = field(hint, is_given=is_given, is_fed=is_fed)
        if is_fed and name in NAMES:
            plain = without_notes(hint)
            fields[snake(NAMES[name])] = field(plain, is_given=is_given, is_fed=is_fed)
    if is_fed and source in WORDS:
        fields[WORDS[source]] = (str, ...)
    if stamp:
        fields[stamp] = (datetime, ...)
    return create_model(source.__name__, __base__=Shape, __doc__=source.__doc__, **fields)


@cache
def union(source: Any, *, is_fed: bool = False) -> type[RootModel[Any]]:
    """Return the model of a union in UNIONS."""
    name, tag, doc = UNIONS[source]
    parts = reduce(or_, (shape(part, is_fed=is_fed) for part in get_args(source)))
    root: Any = (parts, Field(discriminator=tag))
    return create_model(name, __base__=RootModel[Any], __doc__=doc, root=root)


def snake(name: str) -> str:
    """Return a name in snake case: `batsman_a_id` for `batsmanAId`."""
    return "".join(f"_{each.lower()}" if each.isupper() else each for each in name)


def field(hint: Any, *, is_given: bool, is_fed: bool) -> tuple[Any, Any]:
    """Return a field's type and default; an optional field is None by default."""
    if get_origin(hint) is NotRequired:
        [hint] = get_args(hint)
    note = next((each for each in notes(hint) if isinstance(each, str)), None)
    kind = model_of(without_notes(hint), is_fed=is_fed)
    if is_given:
        return kind, Field(description=note)
    return kind | None, Field(None, description=note)


def notes(hint: Any) -> tuple[Any, ...]:
    """Return the metadata of a type in `Annotated`."""
    return hint.__metadata__ if get_origin(hint) is Annotated else ()


def without_notes(hint: Any) -> Any:
    """Return a type without its notes; for a string with a closed set in its notes, that set."""
    if get_origin(hint) is NotRequired:
        return without_notes(get_args(hint)[0])
    if get_origin(hint) is not Annotated:
        return hint
    return next((each for each in notes(hint) if not isinstance(each, str)), hint.__origin__)


def model_of(hint: Any, *, is_fed: bool) -> Any:
    """Return a type with models in place of TypedDicts, also within lists, maps and unions."""
    hint, origin, args = without_notes(hint), get_origin(without_notes(hint)), get_args(hint)
    if is_typeddict(hint):
        return shape(hint, is_fed=is_fed)
    if hint in UNIONS:
        return union(hint, is_fed=is_fed)
    if origin in (Union, UnionType):
        return reduce(or_, (model_of(each, is_fed=is_fed) for each in args))
    if origin is list:
        return GenericAlias(tuple, (model_of(args[0], is_fed=is_fed), ...))
    if origin is dict:
        return GenericAlias(dict, (args[0], model_of(args[1], is_fed=is_fed)))
    return hint
