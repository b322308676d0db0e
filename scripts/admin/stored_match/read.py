"""Reads one match of a project: its documents, its log, its score."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Final

from google.cloud.firestore import Client
from pydantic import ValidationError

from admin.maintenance.select_matches import require_match
from admin.matchlog import MatchLog
from admin.options import Refusal
from scrbrd.adapters import paths
from scrbrd.adapters.codec import lineup_names, match_names, read_lineups
from scrbrd.adapters.rpc import read_document, read_query
from scrbrd.adapters.store import FirestoreMatchStore
from scrbrd.domain.actions import Action, action_id, parse_action_id
from scrbrd.domain.effective import LogEntry, place_of
from scrbrd.domain.errors import BadDocument, BadInput
from scrbrd.domain.identifiers import can_name_document
from scrbrd.domain.lineup import Lineup
from scrbrd.domain.match import Inputs, Match, inputs_of, read_match
from scrbrd.domain.places import Place
from scrbrd.projections.live.documents import LiveScore

ATTRIBUTION: Final = "attribution"
"""The field of an imported match's document with the attribution that its source requires."""

NULLABLE_FIELDS: Final = ("bowlerId", "bowlingTeamId")
"""Fields of `live/score.currentInnings` that are missing instead of null."""


@dataclass(frozen=True, slots=True)
class StoredMatch:
    """The readable match document and lineups of a match.

    `attribution` must be displayed with data from another source. The names of season and
    competition are those of their documents, if these exist.
    """

    match_id: str
    match: Match
    lineups: tuple[Lineup, ...]
    attribution: str | None = None
    season_name: str | None = None
    competition_name: str | None = None

    @property
    def inputs(self) -> Inputs:
        """The inputs of fold and projections, other than the log."""
        return inputs_of(self.match_id, self.match, self.lineups)

    def log(self, entries: Sequence[LogEntry] = ()) -> MatchLog:
        """Return the match with its readable actions."""
        actions = tuple(entry for entry in entries if isinstance(entry, Action))
        return MatchLog(
            self.match_id,
            self.match,
            self.lineups,
            actions,
            self.attribution,
            season_name=self.season_name,
            competition_name=self.competition_name,
        )


def stored_match(store: FirestoreMatchStore, match_id: str) -> StoredMatch:
    """Return `matches/{matchId}` and its lineups.

    Raises BadInput if there is no such match, and Refusal if its document cannot be read.
    """
    require_match(store, match_id)
    client = store.client
    document = read_document(
        client, client.document(paths.match(match_id)), match_names()
    ).to_dict()
    if document is None:
        raise Refusal(f"match {match_id}: {paths.match(match_id)} is missing; restore it first")
    try:
        match = read_match(match_id, document)
    except BadDocument as error:
        raise Refusal(f"{error}; mend the match document first") from None
    snaps = read_query(client, client.collection(paths.lineups(match_id)), lineup_names())
    lineups, _ = read_lineups(match_id, ((snap.id, snap.to_dict() or {}) for snap in snaps))
    notice = document.get(ATTRIBUTION)
    attribution = notice if isinstance(notice, str) else None
    return StoredMatch(
        match_id,
        match,
        tuple(lineups.values()),
        attribution,
        stored_name(store.client, paths.season, match.season_id),
        stored_name(store.client, paths.competition, match.competition_id),
    )


def stored_name(client: Client, path: Callable[[str], str], an_id: str | None) -> str | None:
    """Return the `name` of a season or competition; None if its document has none."""
    if an_id is None or not can_name_document(an_id):
        return None
    document = read_document(client, client.document(path(an_id)), ("name",)).to_dict() or {}
    name = document.get("name")
    return name if isinstance(name, str) and name else None


def stored_score(store: FirestoreMatchStore, match_id: str) -> tuple[dict[str, Any], LiveScore]:
    """Return `live/score` as stored and as parsed.

    Raises Refusal if there is none, or if it is malformed.
    """
    document = store.read_public(match_id).score
    if document is None:
        if store.count_log(match_id).actions == 0:
            raise Refusal(
                f"match {match_id}: its log is empty; there is a scorecard from the first action on"
            )
        raise Refusal(
            f"match {match_id}: live/score is not there yet; `scrbrd rebuild {match_id}` makes it"
        )
    try:
        return document, LiveScore.model_validate(with_nulls(document))
    except ValidationError as error:
        fault = error.errors()[0]
        field = ".".join(str(part) for part in fault["loc"])
        raise Refusal(
            f"match {match_id}: live/score {field}: {fault['msg']}; `scrbrd rebuild {match_id}`"
            f" mends it"
        ) from None


def with_nulls(document: dict[str, Any]) -> dict[str, Any]:
    """Return a live score with null for the fields in NULLABLE_FIELDS that it lacks.

    The document leaves them out, for example the bowler before the first ball of an innings.
    """
    innings = document.get("currentInnings")
    if not isinstance(innings, dict):
        return document
    return {**document, "currentInnings": {**dict.fromkeys(NULLABLE_FIELDS), **innings}}


def log_entries(store: FirestoreMatchStore, match_id: str) -> dict[Place, LogEntry]:
    """Return the log by place, in order; documents without an action id are left out."""
    found_entries = [each.entry for each in store.read_log(match_id) if each.entry is not None]
    return {place_of(entry): entry for entry in sorted(found_entries, key=place_of)}


def require_place(
    match_id: str, entries: dict[Place, LogEntry], action_text: str, option: str
) -> Place:
    """Return the place of an action named on the command line. Raises BadInput if there is none."""
    try:
        place = parse_action_id(action_text)
    except ValueError:
        raise BadInput(f"{option}: {action_text!r:.40} is no action id such as 1_37") from None
    if place not in entries:
        last = f"its log ends at {action_id(*max(entries))}" if entries else "its log is empty"
        raise BadInput(f"{option}: match {match_id} has no action {action_text}; {last}")
    return place
