"""Decides what of a file of mappings is written: all of it, or nothing. Pure."""

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
    """Who may be named in a match: players and teams by id, with names; `expected` of the players
    are those who are not withdrawn."""

    players: Mapping[str, str]
    teams: Mapping[str, str]
    expected: frozenset[str]

    def named(self, kind: str) -> Mapping[str, str]:
        """Return those of a kind."""
        return self.teams if kind == "team" else self.players


@dataclass(frozen=True, slots=True)
class Plan:
    """What becomes of the documents, by their keys; `conflicts` says which have another id now."""

    new: Mapping[str, Json]
    changed: Mapping[str, Json]
    removed: tuple[str, ...]
    same: int
    conflicts: tuple[str, ...]


def faults(mappings: Sequence[mapping_file.Mapping], people: People) -> Iterator[str]:
    """Yield why a file cannot be of this match: ids that it does not know, and doubles."""
    for each in mappings:
        if each.id not in people.named(each.kind):
            where = "plays in no side" if each.kind == "team" else "is in no line-up"
            yield f"line {each.line}: {each.kind} {each.id} {where} of this match"
    yield from mapping_file.doubles(mappings)


def wanted_documents(
    provider: str, match_id: str, provider_match: str, mappings: Iterable[mapping_file.Mapping]
) -> dict[str, Json]:
    """Return the mappings as documents by their keys, that of the match among them."""
    named = [(each.kind, each.provider_id, each.id) for each in mappings]
    return {
        paths.provider_mapping_key(provider, kind, provider_id): {
            "provider": provider,
            "kind": kind,
            "providerId": provider_id,
            "id": our_id,
        }
        for kind, provider_id, our_id in [(MATCH, provider_match, match_id), *named]
    }


def plan(wanted: Mapping[str, Json], stored: Mapping[str, JsonMap], match_id: str) -> Plan:
    """Return what is to be written; `stored` are the documents of these keys and all that lead to
    the same ids of ours for this provider."""
    new, changed, conflicts, same = dict[str, Json](), dict[str, Json](), list[str](), 0
    for key, fields in wanted.items():
        have = stored.get(key)
        if have is None:
            new[key] = fields
        elif all(have.get(name) == value for name, value in fields.items()):
            same += 1
        else:
            changed[key] = fields
            conflicts.append(f"{key} is {have.get('id')}, not {fields['id']}")
    others = tuple(
        key
        for key, have in stored.items()
        if have.get("kind") == MATCH and have.get("id") == match_id and key not in wanted
    )
    conflicts += [f"{key} leads to this match too" for key in others]
    return Plan(new, changed, others, same, tuple(conflicts))


def left_out(
    wanted: Mapping[str, Json], stored: Mapping[str, JsonMap], people: People
) -> dict[str, list[str]]:
    """Return by kind whom of the match the provider could not name: neither the file has them nor
    an earlier one."""
    known = {(each.get("kind"), each.get("id")) for each in [*stored.values(), *wanted.values()]}
    players = [each for each in people.players if each in people.expected]
    return {
        kind: sorted(each for each in ids if (kind, each) not in known)
        for kind, ids in (("team", people.teams), ("player", players))
    }
