"""Removes the fields of a document that name erased people; their ids stay. Pure.

A person's own documents and a member's entry keep only known fields. Elsewhere, naming fields are
removed from every map that has the id of an erased person.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any, Final

from admin.transfer.batch_writes import Document
from migrate import places
from migrate.old.values import id_of, normalised, person_of
from scrbrd.adapters import paths
from scrbrd.domain.json_types import Json

ERASED_NAME: Final = "Player"
"""Replaces a name, as stated in docs/data-protection.md."""

NAME_FIELDS: Final = ("displayName", "playerName", "personName", "fullName", "name")
"""Fields whose value is replaced by ERASED_NAME."""

TIMES: Final = ("createdAt", "updatedAt")
PERSON_FIELDS_KEPT: Final = frozenset({"id", *TIMES})
"""The fields of `people/{id}` that stay, with the replaced name."""

MEMBER_FIELDS_KEPT: Final = frozenset(
    {"id", "playerId", "personId", "userId", "uid", "teamId", "schoolId", "squadId", "seasonId"}
    | {"role", "position", "status", "jerseyNumber", "number", "battingPosition", "isActive"}
    | {"isCaptain", "isViceCaptain", "isWicketkeeper", "isPrimary"}
    | {"startDate", "joinedAt", "assignedAt", "from", "endDate", "leftAt", "until", *TIMES}
)
"""The fields of a member of a squad or a roster that stay."""

IDENTIFYING_FIELDS: Final = frozenset(
    {"name", "playername", "personname", "displayname", "fullname", "firstname", "middlename"}
    | {"lastname", "surname", "givenname", "familyname", "nickname", "knownas", "username"}
    | {"shortname", "initials", "email", "mail", "emailaddress", "phone", "phonenumber", "mobile"}
    | {"cell", "cellphone", "photo", "photourl", "avatar", "avatarurl", "image", "imageurl"}
    | {"picture", "dateofbirth", "birthdate", "birthday", "dob", "address", "contact", "guardian"}
    | {"guardianname", "guardianphone", "guardianemail", "parentname", "medicalnotes", "idnumber"}
)
"""Fields that identify a person, in lower case and without punctuation."""

COLLECTIONS_OF_THINGS: Final = frozenset(
    {paths.MATCHES, places.TEAMS, places.SCHOOLS, "squads", paths.SEASONS, paths.COMPETITIONS}
)
"""Collections whose documents are not about a person: an id there is that of their author."""

SOURCE_FACTS: Final = "sourceFacts"
ROSTER: Final = places.ROSTER
VERIFIED_COLLECTIONS: Final = frozenset(
    {"scoring_actions", "ledger", paths.RULINGS, paths.DISPUTES, paths.ENTRIES}
    | {paths.PROVIDER_EVENTS}
)
"""Collections whose documents name people by id alone, and are verified or compared as written."""


def ids_of_subject(document: Document) -> frozenset[str]:
    """Return the ids of the person that a whole document is about; empty for others."""
    fields, parts = document.fields, document.path.split("/")
    ids: tuple[Any, ...] = ()
    match parts:
        case [places.PEOPLE, person_id, *_]:
            ids = (person_id,)
        case ["squads", _, "players", name] | [places.TEAMS, _, places.ROSTER, name]:
            ids = (name, person_of(fields))
        case [places.ROSTER, name]:
            ids = (name, person_of(fields))
        case [paths.MATCHES, _, "lineups", _]:
            ids = (fields.get("playerId"),)
        case [paths.PROVIDER_MAPPINGS, _]:
            ids = (fields.get("id"),) if fields.get("kind") == "player" else ()
    return frozenset(each for name in ids if (each := id_of(name)) is not None)


def without_names(document: Document, erased: Collection[str]) -> Document | None:
    """Return a document without the data that name erased people; None if nothing is left.

    `erased` are ids as returned by `id_of`.
    """
    parts = document.path.split("/")
    if not ids_of_subject(document).isdisjoint(erased):
        return without_person(document)
    if len(parts) > 1 and parts[-2] in VERIFIED_COLLECTIONS:
        return document
    is_thing = len(parts) == 2 and parts[0] in COLLECTIONS_OF_THINGS
    remove_names = without_named_below if is_thing else without_named
    fields = remove_names(document.fields, erased)
    if parts[0] == places.TEAMS and ROSTER in fields:
        fields[ROSTER] = clean_members(document.fields[ROSTER], erased)
    if mentions(fields.get(SOURCE_FACTS), erased):
        del fields[SOURCE_FACTS]
    return Document(document.path, fields)


def without_person(document: Document) -> Document | None:
    """Return the rest of a document that is about an erased person; None if nothing is left."""
    fields = document.fields
    match document.path.split("/"):
        case [places.PEOPLE, _]:
            kept_fields = {
                name: each for name, each in fields.items() if name in PERSON_FIELDS_KEPT
            }
            return Document(document.path, kept_fields | {"displayName": ERASED_NAME})
        case [places.PEOPLE, *_] | [paths.PROVIDER_MAPPINGS, _]:
            return None
        case [paths.MATCHES, *_]:
            return Document(document.path, without_identifying_fields(fields))
    return Document(document.path, clean_member(fields))


def without_named(value: Mapping[str, Any], erased: Collection[str]) -> Json:
    """Return a map without data that name erased people, at any depth."""
    fields = without_named_below(value, erased)
    return without_identifying_fields(fields) if person_of(value) in erased else fields


def without_named_below(value: Mapping[str, Any], erased: Collection[str]) -> Json:
    """Return the same for a map that is not about an erased person itself, whatever its ids."""
    fields: Json = {name: without_names_in(each, erased) for name, each in value.items()}
    for name in value:
        holder = name.removesuffix("Name")
        if holder != name and id_of(value.get(f"{holder}Id")) in erased:
            fields[name] = ERASED_NAME
    return fields


def without_names_in(value: Any, erased: Collection[str]) -> Any:
    """Return any value without data that name erased people."""
    match value:
        case Mapping():
            return without_named(value, erased)
        case list():
            return [without_names_in(each, erased) for each in value]
    return value


def without_identifying_fields(fields: Mapping[str, Any]) -> Json:
    """Return the fields about an erased person without those that identify them."""
    kept_fields = {
        name: each for name, each in fields.items() if normalised(name) not in IDENTIFYING_FIELDS
    }
    return kept_fields | dict.fromkeys(
        (name for name in NAME_FIELDS if name in fields), ERASED_NAME
    )


def clean_members(roster: Any, erased: Collection[str]) -> Any:
    """Return the members in a team's document, cleaned of erased people.

    They are in a list or a map.
    """
    match roster:
        case list():
            return [clean_members(each, erased) for each in roster]
        case Mapping() if person_of(roster) in erased:
            return clean_member(roster)
        case Mapping():
            return {name: clean_members(each, erased) for name, each in roster.items()}
    return roster


def clean_member(fields: Mapping[str, Any]) -> Json:
    """Return the fields of an erased member of a squad or a roster that stay."""
    kept_fields = {name: each for name, each in fields.items() if name in MEMBER_FIELDS_KEPT}
    return kept_fields | dict.fromkeys(
        (name for name in NAME_FIELDS if name in fields), ERASED_NAME
    )


def mentions(value: Any, erased: Collection[str]) -> bool:
    """Return True if an erased person's id occurs anywhere in a value."""
    match value:
        case Mapping():
            return any(mentions(each, erased) for each in value.values())
        case list():
            return any(mentions(each, erased) for each in value)
        case str():
            return value in erased
    return False
