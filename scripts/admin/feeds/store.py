"""Reads and writes the documents of the `feed` verbs.

These are mappings, line-ups, `provider_feeds` and the match document.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import Any, Final

from google.cloud.firestore import SERVER_TIMESTAMP, ArrayUnion, Client, FieldFilter

from admin.feeds.mapping_plan import MATCH, People, Plan
from admin.guarded_commit import commit_guarded
from admin.maintenance.select_matches import require_match_id
from admin.whole import read_some_whole, read_whole, stream_whole
from scrbrd.adapters import paths
from scrbrd.domain.errors import BadInput
from scrbrd.domain.json_types import Json
from scrbrd.domain.vocabulary import PROVIDER_ACTOR, LineupRole, ScoredBy

MAX_IN_VALUES: Final = 30
"""Maximum number of values of an `in` filter of a query."""


class FeedStore:
    """The documents of one match and its providers."""

    def __init__(self, client: Client, match_id: str) -> None:
        require_match_id(match_id)
        self.client = client
        self.match_id = match_id

    def match(self) -> Json:
        """Return the match document. Raises BadInput if there is none."""
        snap = read_whole(self.client, paths.match(self.match_id))
        if not snap.exists:
            raise BadInput(
                f"MATCH: there is no match document {self.match_id}; check the id and --project"
            )
        fields: Json = snap.to_dict() or {}
        return fields

    def people(self) -> People:
        """Return the teams and players of the match. Raises BadInput if it has no line-ups."""
        match = self.match()
        sides = {
            match[f"{side}TeamId"]: str(match.get(f"{side}TeamName") or match[f"{side}TeamId"])
            for side in ("home", "away")
            if isinstance(match.get(f"{side}TeamId"), str) and match[f"{side}TeamId"]
        }
        lineups = self.client.collection(paths.lineups(self.match_id))
        lineup_documents = [snap.to_dict() or {} for snap in stream_whole(self.client, lineups)]
        players = {
            each["playerId"]: str(each.get("playerName") or each["playerId"])
            for each in lineup_documents
            if isinstance(each.get("playerId"), str)
        }
        if not players:
            raise BadInput(
                f"MATCH: {self.match_id} has no line-ups to hold the file against; name them first"
            )
        playing = [each for each in lineup_documents if each.get("role") != LineupRole.WITHDRAWN]
        return People(players, sides, frozenset(str(each.get("playerId")) for each in playing))

    def mappings(
        self, provider: str, keys: Collection[str], ids: Collection[str]
    ) -> dict[str, Any]:
        """Return snapshots of mappings by key.

        They are those with the given keys, and the provider's mappings to the given ids of ours.
        """
        references = [self.client.document(paths.provider_mapping(key)) for key in keys]
        snapshots = {
            snap.id: snap for snap in read_some_whole(self.client, references) if snap.exists
        }
        for snap in self._mappings_to(sorted({*ids, self.match_id})):
            if (snap.to_dict() or {}).get("provider") == provider:
                snapshots[snap.id] = snap
        return snapshots

    def mapped_as(self) -> dict[str, list[str]]:
        """Return the ids of the match at the providers, by provider."""
        ids_by_provider = dict[str, list[str]]()
        for snap in self._mappings_to([self.match_id]):
            fields = snap.to_dict() or {}
            if fields.get("kind") == MATCH:
                ids_by_provider.setdefault(str(fields.get("provider")), []).append(
                    str(fields.get("providerId"))
                )
        return {name: sorted(ids) for name, ids in sorted(ids_by_provider.items())}

    def _mappings_to(self, ids: list[str]) -> Iterator[Any]:
        """Yield the mappings of all providers to some ids of ours."""
        collection = self.client.collection(paths.PROVIDER_MAPPINGS)
        for start in range(0, len(ids), MAX_IN_VALUES):
            id_filter = FieldFilter("id", "in", ids[start : start + MAX_IN_VALUES])
            yield from stream_whole(self.client, collection.where(filter=id_filter))

    def write(self, plan: Plan, snapshots: dict[str, Any]) -> None:
        """Write all of a plan or nothing. Raises Refusal if a mapping changed since it was read."""
        batch = self.client.batch()
        for key, fields in plan.new.items():
            batch.create(self.client.document(paths.provider_mapping(key)), fields)
        for key, fields in plan.changed.items():
            guard = self.client.write_option(last_update_time=snapshots[key].update_time)
            batch.update(snapshots[key].reference, fields, option=guard)
        for key in plan.removed:
            guard = self.client.write_option(last_update_time=snapshots[key].update_time)
            batch.delete(snapshots[key].reference, option=guard)
        commit_guarded(
            batch.commit,
            lambda: self._is_written(plan),
            f"match {self.match_id}: a mapping was changed meanwhile, and nothing was written; run"
            f" it again",
        )

    def _is_written(self, plan: Plan) -> bool:
        """Return True if the stored mappings are as the plan wants them."""
        wanted = {**plan.new, **plan.changed, **dict.fromkeys(plan.removed)}
        references = [self.client.document(paths.provider_mapping(key)) for key in wanted]
        stored = read_some_whole(self.client, references)
        return all(snap.to_dict() == wanted[snap.id] for snap in stored)

    def feed(self) -> Json | None:
        """Return `provider_feeds/{m}`; None if no provider was followed yet."""
        fields: Json | None = read_whole(self.client, paths.provider_feed(self.match_id)).to_dict()
        return fields

    def accept_gap(self, key: str) -> None:
        """Add an over to `acceptedGaps`. Raises NotFound if the feed was deleted meanwhile."""
        reference = self.client.document(paths.provider_feed(self.match_id))
        reference.update({"acceptedGaps": ArrayUnion([key])})

    def followed_snapshot(self) -> Any:
        """Return the snapshot of `provider_feeds/{m}` or, for other sports, of `scoreboards/{m}`.

        Raises BadInput if there is neither.
        """
        for path in (paths.provider_feed(self.match_id), paths.scoreboard(self.match_id)):
            snap = read_whole(self.client, path)
            if snap.exists:
                return snap
        raise BadInput(f"MATCH: no provider has told anything of {self.match_id!r} yet")

    def reopen(self, snapshot: Any) -> None:
        """Clear `closed` so that the match is polled again.

        Raises Refusal if the document changed since it was read.
        """
        fields = {"closed": None, "closedAt": None, "reopenedAt": SERVER_TIMESTAMP}
        guard = self.client.write_option(last_update_time=snapshot.update_time)
        commit_guarded(
            lambda: snapshot.reference.update(fields, option=guard),
            lambda: not (self.followed_snapshot().to_dict() or {}).get("closed"),
            f"match {self.match_id}: it was written meanwhile; look again",
        )

    def set_writer(self, writer: ScoredBy) -> None:
        """Set `matches/{m}.scoredBy`. Raises NotFound if the match was deleted meanwhile."""
        reference = self.client.document(paths.match(self.match_id))
        reference.update({"scoredBy": str(writer), "updatedAt": SERVER_TIMESTAMP})

    def actions_of_people(self) -> list[str]:
        """Return the ids of the actions that somebody other than a provider recorded or voided."""
        log = self.client.collection(paths.scoring_actions(self.match_id))
        return [
            snap.id
            for snap in log.select(["recordedBy", "voidedBy"]).stream()
            if not is_by_provider(snap.to_dict() or {})
        ]


def is_by_provider(action: Json) -> bool:
    """Return True if a provider recorded an action and nobody else voided or restored it.

    `voidedBy` is the author of the last void or redo.
    """
    by = [action.get("recordedBy") or "", action.get("voidedBy") or PROVIDER_ACTOR]
    return all(str(each).startswith(PROVIDER_ACTOR) for each in by)
