"""Plans which mappings of a file are written: all of them, or nothing. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from admin.feeds import mapping_file
from scrbrd.adapters import paths
from scrbrd.domain.json_types import Json, JsonMap

MATCH: Final = "match"


@dataclass(frozen=True, slots=True)
class People:
    """The players and teams that a match may name: names by id.

    `expected` are the ids of the players who are not withdrawn.
    """

    players: Mapping[str, str]
    teams: Mapping[str, str]
    expected: frozenset[str]

    def names_of_kind(self, kind: str) -> Mapping[str, str]:
        """Return the names of one kind, by id."""
        return self.teams if kind == "team" else self.players


@dataclass(frozen=True, slots=True)
class Plan:
    """The planned changes of documents, by key.

    `same` is the number of documents that are already as wanted. `conflicts` describes the
    documents that map to another id now.
    """

    new: Mapping[str, Json]
    changed: Mapping[str, Json]
    removed: tuple[str, ...]
    same: int
    conflicts: tuple[str, ...]


def faults(mappings: Sequence[mapping_file.Mapping], people: People) -> Iterator[str]:
    """Yield the reasons why a file does not fit the match: unknown ids, and duplicates."""
    for each in mappings:
        if each.id not in people.names_of_kind(each.kind):
            problem = "plays in no side" if each.kind == "team" else "is in no line-up"
            yield f"line {each.line}: {each.kind} {each.id} {problem} of this match"
    yield from mapping_file.duplicates(mappings)


def wanted_documents(
    provider: str, match_id: str, provider_match: str, mappings: Iterable[mapping_file.Mapping]
) -> dict[str, Json]:
    """Return the mappings as documents by key, including that of the match."""
    entries = [(each.kind, each.provider_id, each.id) for each in mappings]
    return {
        paths.provider_mapping_key(provider, kind, provider_id): {
            "provider": provider,
            "kind": kind,
            "providerId": provider_id,
            "id": our_id,
        }
        for kind, provider_id, our_id in [(MATCH, provider_match, match_id), *entries]
    }


def plan(wanted: Mapping[str, Json], stored: Mapping[str, JsonMap], match_id: str) -> Plan:
    """Return the changes to write.

    `stored` are the documents with these keys, and all of this provider that map to the same ids of
    ours.
    """
    new, changed, conflicts, same = dict[str, Json](), dict[str, Json](), list[str](), 0
    for key, fields in wanted.items():
        document = stored.get(key)
        if document is None:
            new[key] = fields
        elif all(document.get(name) == value for name, value in fields.items()):
            same += 1
        else:
            changed[key] = fields
            conflicts.append(f"{key} is {document.get('id')}, not {fields['id']}")
    others = tuple(
        key
        for key, document in stored.items()
        if document.get("kind") == MATCH and document.get("id") == match_id and key not in wanted
    )
    conflicts += [f"{key} leads to this match too" for key in others]
    return Plan(new, changed, others, same, tuple(conflicts))


def unmapped_ids(
    wanted: Mapping[str, Json], stored: Mapping[str, JsonMap], people: People
) -> dict[str, list[str]]:
    """Return, by kind, the ids in the match that the provider could not name.

    Neither the file nor an earlier mapping has them.
    """
    mapped = {(each.get("kind"), each.get("id")) for each in [*stored.values(), *wanted.values()]}
    players = [each for each in people.players if each in people.expected]
    return {
        kind: sorted(each for each in ids if (kind, each) not in mapped)
        for kind, ids in (("team", people.teams), ("player", players))
    }
