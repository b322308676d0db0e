"""Takes out of a document what names erased people; their ids stay. Pure.

Of a person's own documents and of a member's entry only known fields stay; elsewhere the fields
that name somebody go from every map that says by id whom it is about.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any, Final

from admin.transfer.writing import Document
from migrate import places
from migrate.old.values import id_of, person_of, word
from scrbrd.adapters import paths
from scrbrd.domain.json_types import Json

NOBODY: Final = "Player"
"""Stands for a name, as the page of data protection says."""

NAMES: Final = ("displayName", "playerName", "personName", "fullName", "name")
"""Fields in which NOBODY stands for what was there."""

TIMES: Final = ("createdAt", "updatedAt")
OF_PERSON: Final = frozenset({"id", *TIMES})
"""What of `people/{id}` stays beside the name that stands for nobody."""

OF_MEMBER: Final = frozenset(
    {"id", "playerId", "personId", "userId", "uid", "teamId", "schoolId", "squadId", "seasonId"}
    | {"role", "position", "status", "jerseyNumber", "number", "battingPosition", "isActive"}
    | {"isCaptain", "isViceCaptain", "isWicketkeeper", "isPrimary"}
    | {"startDate", "joinedAt", "assignedAt", "from", "endDate", "leftAt", "until", *TIMES}
)
"""What of a member of a squad or a roster stays."""

WHO: Final = frozenset(
    {"name", "playername", "personname", "displayname", "fullname", "firstname", "middlename"}
    | {"lastname", "surname", "givenname", "familyname", "nickname", "knownas", "username"}
    | {"shortname", "initials", "email", "mail", "emailaddress", "phone", "phonenumber", "mobile"}
    | {"cell", "cellphone", "photo", "photourl", "avatar", "avatarurl", "image", "imageurl"}
    | {"picture", "dateofbirth", "birthdate", "birthday", "dob", "address", "contact", "guardian"}
    | {"guardianname", "guardianphone", "guardianemail", "parentname", "medicalnotes", "idnumber"}
)
"""Fields that say who somebody is, without case and signs."""

THINGS: Final = frozenset(
    {paths.MATCHES, places.TEAMS, places.SCHOOLS, "squads", paths.SEASONS, paths.COMPETITIONS}
)
"""Collections whose documents are about no person: an id of one there is of who made them."""

SOURCE_FACTS: Final = "sourceFacts"
ROSTER: Final = places.ROSTER
SIGNED: Final = frozenset(
    {"scoring_actions", "ledger", paths.RULINGS, paths.DISPUTES, paths.ENTRIES}
    | {paths.PROVIDER_EVENTS}
)
"""Collections whose documents name people by id alone, and are proved or compared as written."""


def people_of(document: Document) -> frozenset[str]:
    """Return the ids of the person whom a document is about as a whole; none for others."""
    fields, parts = document.fields, document.path.split("/")
    found: tuple[Any, ...] = ()
    match parts:
        case [places.PEOPLE, person_id, *_]:
            found = (person_id,)
        case ["squads", _, "players", name] | [places.TEAMS, _, places.ROSTER, name]:
            found = (name, person_of(fields))
        case [places.ROSTER, name]:
            found = (name, person_of(fields))
        case [paths.MATCHES, _, "lineups", _]:
            found = (fields.get("playerId"),)
        case [paths.PROVIDER_MAPPINGS, _]:
            found = (fields.get("id"),) if fields.get("kind") == "player" else ()
    return frozenset(each for name in found if (each := id_of(name)) is not None)


def without_names(document: Document, erased: Collection[str]) -> Document | None:
    """Return a document without what names erased people, whose ids are those of `id_of`; None
    where nothing is left of it."""
    parts = document.path.split("/")
    if not people_of(document).isdisjoint(erased):
        return without_person(document)
    if len(parts) > 1 and parts[-2] in SIGNED:
        return document
    is_thing = len(parts) == 2 and parts[0] in THINGS
    clean = without_named_below if is_thing else without_named
    fields = clean(document.fields, erased)
    if parts[0] == places.TEAMS and ROSTER in fields:
        fields[ROSTER] = members_left(document.fields[ROSTER], erased)
    if mentions(fields.get(SOURCE_FACTS), erased):
        del fields[SOURCE_FACTS]
    return Document(document.path, fields)


def without_person(document: Document) -> Document | None:
    """Return a document that is about an erased person without what names them."""
    fields = document.fields
    match document.path.split("/"):
        case [places.PEOPLE, _]:
            left = {name: each for name, each in fields.items() if name in OF_PERSON}
            return Document(document.path, left | {"displayName": NOBODY})
        case [places.PEOPLE, *_] | [paths.PROVIDER_MAPPINGS, _]:
            return None
        case [paths.MATCHES, *_]:
            return Document(document.path, nameless(fields))
    return Document(document.path, member_left(fields))


def without_named(value: Mapping[str, Any], erased: Collection[str]) -> Json:
    """Return a map, at any depth, without what names erased people beside their ids."""
    fields = without_named_below(value, erased)
    return nameless(fields) if person_of(value) in erased else fields


def without_named_below(value: Mapping[str, Any], erased: Collection[str]) -> Json:
    """Return the same of a map that is about none of them, whatever id it has."""
    fields: Json = {name: without_names_in(each, erased) for name, each in value.items()}
    for name in value:
        holder = name.removesuffix("Name")
        if holder != name and id_of(value.get(f"{holder}Id")) in erased:
            fields[name] = NOBODY
    return fields


def without_names_in(value: Any, erased: Collection[str]) -> Any:
    """Return any value without what names erased people."""
    match value:
        case Mapping():
            return without_named(value, erased)
        case list():
            return [without_names_in(each, erased) for each in value]
    return value


def nameless(fields: Mapping[str, Any]) -> Json:
    """Return what is about an erased person without the fields that say who they are."""
    left = {name: each for name, each in fields.items() if word(name) not in WHO}
    return left | dict.fromkeys((name for name in NAMES if name in fields), NOBODY)


def members_left(roster: Any, erased: Collection[str]) -> Any:
    """Return the members that a team's document lists, be it in a list or by number."""
    match roster:
        case list():
            return [members_left(each, erased) for each in roster]
        case Mapping() if person_of(roster) in erased:
            return member_left(roster)
        case Mapping():
            return {name: members_left(each, erased) for name, each in roster.items()}
    return roster


def member_left(fields: Mapping[str, Any]) -> Json:
    """Return what stays of an erased member of a squad or a roster."""
    left = {name: each for name, each in fields.items() if name in OF_MEMBER}
    return left | dict.fromkeys((name for name in NAMES if name in fields), NOBODY)


def mentions(value: Any, erased: Collection[str]) -> bool:
    """Return whether an erased person's id stands anywhere in a value."""
    match value:
        case Mapping():
            return any(mentions(each, erased) for each in value.values())
        case list():
            return any(mentions(each, erased) for each in value)
        case str():
            return value in erased
    return False
