"""Defines what every step receives: the project, its store, the options, and who exists."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from google.cloud.firestore import Client

from admin.maintenance.select_matches import require_match_id
from admin.whole import stream_whole
from migrate import places
from migrate.engine import export
from migrate.old.values import id_of, is_listed, normalised
from migrate.people.grants import find_person
from scrbrd.adapters.store import FirestoreMatchStore


@dataclass(frozen=True)
class RunOptions:
    """The options of the command line, apart from the names of migration and match."""

    apply: bool = False
    accept_mismatch: bool = False
    export: Path | None = None
    in_play: bool = False
    refused: tuple[str, ...] = ()
    set_aside: bool = False

    def is_refused(self, name: str) -> bool:
        """Return True if the operator listed this name of the old data as not to be moved."""
        return is_listed(name, self.refused)

    def set_aside_of(self, path: str) -> frozenset[str]:
        """Return the names that are listed for one document, without the document's path."""
        start = f"{path} "
        return frozenset(each[len(start) :] for each in self.refused if each.startswith(start))


class RunContext:
    """One project during one run. Collections are read once, at their first use."""

    def __init__(self, client: Client, options: RunOptions) -> None:
        self.client, self.options = client, options
        self.store = FirestoreMatchStore(client)

    @cached_property
    def exported(self) -> export.Offsets:
        """The offsets of each subject's lines in the export file.

        Empty without `--export`. Raises BadInput if the file is not an export.
        """
        return {} if self.options.export is None else export.line_offsets(self.options.export)

    @cached_property
    def people(self) -> dict[str, str]:
        """The public names of all people, by person id; old document ids are mapped to valid
        ids."""
        query = self.client.collection(places.PEOPLE).select(["displayName"])
        return {
            id_of(snap.id) or snap.id: name if isinstance(name, str) else ""
            for snap in stream_whole(self.client, query)
            for name in [(snap.to_dict() or {}).get("displayName")]
        }

    @cached_property
    def teams(self) -> dict[str, str]:
        """The names of all teams that have a document, by team id; old ids are mapped to valid
        ids."""
        query = self.client.collection(places.TEAMS).select(["name"])
        return {
            id_of(snap.id) or snap.id: name.strip() if isinstance(name, str) else ""
            for snap in stream_whole(self.client, query)
            for name in [(snap.to_dict() or {}).get("name")]
        }

    @cached_property
    def schools(self) -> frozenset[str]:
        """The ids of all schools that have a document, mapped to valid ids."""
        query = self.client.collection(places.SCHOOLS).select([])
        return frozenset(id_of(snap.id) or snap.id for snap in stream_whole(self.client, query))

    @cached_property
    def directory(self) -> dict[str, str]:
        """Person ids by e-mail address and by name.

        Addresses and names that several people share are left out.
        """
        found: dict[str, set[str]] = {}
        for person, name in self.people.items():
            found.setdefault(normalised(name), set()).add(person)
        own = self.client.collection(places.PEOPLE).select(["email"])
        private = self.client.collection_group("private").select(["email"])
        for snap in (*stream_whole(self.client, own), *stream_whole(self.client, private)):
            email = (snap.to_dict() or {}).get("email")
            person = snap.reference.path.split("/")[1]
            if isinstance(email, str) and snap.reference.path.startswith(f"{places.PEOPLE}/"):
                found.setdefault(email.strip().lower(), set()).add(id_of(person) or person)
        return {name: next(iter(ids)) for name, ids in found.items() if name and len(ids) == 1}

    def person(self, named: str | None) -> str | None:
        """Return the id of the person whom an old document names by id, e-mail address or name.

        A name that is not found is returned as it is.
        """
        if named is None or named in self.people:
            return named
        return find_person(named, self.directory) or named

    def matches(self, named: str | None) -> list[str]:
        """Return the named match, or all matches in the order of their ids.

        Raises BadInput for a bad id.
        """
        if named is not None:
            require_match_id(named)
        return [named] if named is not None else sorted(self.store.all_matches())
