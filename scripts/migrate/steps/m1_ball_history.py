"""1. `ball_history`: old balls -> `matches/{m}/scoring_actions`, under a hold, then one rebuild."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any, ClassVar

from google.cloud.firestore import DELETE_FIELD

from migrate import places
from migrate.engine import copies, renaming, writing
from migrate.engine.plan import Plan
from migrate.engine.quiet import QUIET_AFTER, quiet
from migrate.engine.world import World
from migrate.log.compare import differences
from migrate.log.documents import is_ours
from migrate.log.match import Converted, OldMatch, convert, not_migrated
from migrate.old.chosen import choose
from migrate.old.values import mapping_told
from migrate.steps.old_match import gathered, projections
from scrbrd.adapters import codec, paths
from scrbrd.adapters.runtime import utc_now
from scrbrd.domain.document import MAX_INNINGS
from scrbrd.domain.fold import fold_log
from scrbrd.domain.vocabulary import MatchStatus
from scrbrd.handlers.catch_up import is_held
from scrbrd.projections.lineups import LINEUP_FIELDS
from scrbrd.projections.live_score import match_status
from scrbrd.projections.match_status import MATCH_FIELDS
from scrbrd_admin.whole import stream_whole

Json = dict[str, Any]

PEOPLES = frozenset(
    {"isVoided", "voidReason", "voidedBy", "voidedAt", "correctedBy", *writing.STAMPS}
)
"""What people may change of an action after it was migrated."""


class BallHistory:
    """The first migration."""

    number: ClassVar[int] = 1
    name: ClassVar[str] = "ball_history"
    does: ClassVar[str] = "balls of ballHistory, overHistory and inningsData -> scoring_actions"
    looks_again: ClassVar[bool] = False

    def subjects(self, world: World, match: str | None) -> list[str]:
        """Matches."""
        return world.matches(match)

    def is_match(self, subject: str) -> bool:  # noqa: ARG002
        """Always."""
        return True

    def plan(self, world: World, subject: str) -> Plan:
        """Convert the match and say what of it may be written."""
        documents = copies.read(world.client, subject)
        old = gathered(world, subject, documents)
        log = self.log(world, subject)
        if not old.found.copies or is_mirrored(old, documents, log):
            return Plan(subject, details=tuple(totals_alone(old.found.stated)), is_nothing=True)
        converted = convert(old)
        refused = "; ".join(refusals(world, converted, log))
        if refused:
            converted = not_migrated(converted)
        details = (
            *converted.readings,
            *(str(each) for each in converted.differences),
            *converted.remarks,
            *(f"{count} x {what}" for what, count in sorted(converted.counts.items()) if count),
            *mapping_told((converted.documents, renaming.renamed(old.document))),
            *renaming.own_id_told(subject),
        )
        counts = Counter({f"balls {fate}": count for fate, count in converted.fates.items()})
        return Plan(
            subject,
            {paths.scoring_action(subject, each["id"]): each for each in converted.documents},
            refused,
            differs=bool(converted.differences),
            details=details,
            counts=counts,
            extra=converted,
        )

    def log(self, world: World, match_id: str) -> dict[str, Json]:
        """The log as it is, by id."""
        collection = world.client.collection(paths.scoring_actions(match_id))
        return {snap.id: snap.to_dict() or {} for snap in stream_whole(world.client, collection)}

    def write(self, world: World, plan: Plan) -> int:
        """Hold, create what is missing, rebuild."""
        log = self.log(world, plan.subject)
        missing = {path: fields for path, fields in plan.writes.items() if fields["id"] not in log}
        held = is_held(world.store.read_state(plan.subject), utc_now())
        if not missing and not held:
            return 0
        with quiet(world.store, plan.subject, f"migrated: {self.name}"):
            renaming.rename(world.client, plan.subject)
            writing.create(world.client, missing)
            self.note_completion(world, plan.extra)
        return len(missing)

    def note_completion(self, world: World, converted: Converted) -> None:
        """A match that was over long ago was completed with its last ball, not now.

        Else its scorers could append to it for another grace period.
        """
        times = [each["timestamp"] for each in converted.documents if "timestamp" in each]
        if match_status(converted.state) is not MatchStatus.COMPLETED or not times:
            return
        ref = world.client.document(paths.match(converted.match_id))
        fields = ref.get(["completedAt"]).to_dict()
        if fields is not None and fields.get("completedAt") is None:
            ref.update({"completedAt": max(times)})

    def undo(self, world: World, subject: str, *, apply: bool) -> tuple[int, list[str]]:
        """Delete untouched actions; with nothing left, the old score is put back."""
        ours, stays = self.removable(world, subject)
        if not apply or not ours:
            return len(ours), stays
        with quiet(world.store, subject, f"undone: {self.name}") as holder:
            writing.delete(world.client, reversed(ours))
            if not self.log(world, subject):
                restore(world, subject, holder)
        return len(ours), stays

    def removable(self, world: World, match_id: str) -> tuple[list[str], list[str]]:
        """(paths that may go, in order; a line for each action that stays)."""
        collection = world.client.collection(paths.scoring_actions(match_id))
        found = stream_whole(world.client, collection)
        snaps = sorted(found, key=lambda snap: place_of(snap.to_dict() or {}))
        fields = {snap.id: snap.to_dict() or {} for snap in snaps}
        meant = {
            each.get(name): name
            for each in fields.values()
            for name in ("corrects", "after")
            if each.get(name) is not None and not is_ours(match_id, each)
        }
        ours, stays = [], list[str]()
        for snap in snaps:
            if not is_ours(match_id, fields[snap.id]):
                stays.append(f"{snap.id} stays: somebody else recorded it")
            elif snap.id in meant:
                stays.append(f"{snap.id} stays: another action {meant[snap.id]} it")
            elif snap.create_time != snap.update_time:
                stays.append(f"{snap.id} stays: somebody voided or changed it")
            else:
                ours.append(snap.reference.path)
        return ours, stays

    def differences(self, world: World, subject: str) -> list[str]:
        """Old totals against the log as it is now, person's changes and all."""
        old = gathered(world, subject, copies.read(world.client, subject))
        log = self.log(world, subject)
        innings = choose(old.found)
        if not innings:
            return []
        if not log:
            balls = sum(len(one.balls) for one in innings)
            return [f"not migrated: {balls} balls in the old shape, none in the log"]
        entries = [
            entry
            for name, fields in log.items()
            if (entry := codec.seen(subject, name, fields, None).entry) is not None
        ]
        state, _ = fold_log(old.inputs.setup, entries)
        return [
            str(each)
            for one in innings
            for each in differences(state, one.number, one.totals, untold=0)
        ]


def place_of(fields: Json) -> tuple[int, int]:
    """To sort actions in their order; unreadable ones last."""
    match fields:
        case {"inningsNumber": int(innings), "sequenceNumber": int(sequence)}:
            return innings, sequence
    return MAX_INNINGS + 1, 0


def is_mirrored(old: OldMatch, documents: copies.OldDocuments, log: dict[str, Json]) -> bool:
    """Whether the only history is the one that functions mirror from a log of the new world."""
    ours = tuple(f"{name}." for name in projections(documents))
    has_other = any(not copy.where.startswith(ours) for copy in old.found.copies) if ours else True
    return not has_other and any(not is_ours(old.match_id, each) for each in log.values())


def refusals(world: World, converted: Converted, log: dict[str, Json]) -> Iterator[str]:
    """Why nothing of a match may be written."""
    if not world.asked.accept_mismatch:
        yield from converted.refusals
    strangers = [name for name, each in log.items() if not is_ours(converted.match_id, each)]
    wanted = {each["id"]: each for each in converted.documents}
    missing = [name for name in wanted if name not in log]
    if strangers and missing:
        yield f"the log has {len(strangers)} actions that this migration did not write"
    other = [
        name
        for name, each in log.items()
        if name in wanted and name not in strangers and not same_ball(each, wanted[name])
    ]
    if other:
        yield (
            f"{len(other)} actions of an earlier run read otherwise ({other[0]} first); undo it"
            f" before running it again"
        )


def same_ball(stored: Json, wanted: Json) -> bool:
    """Whether a migrated action says what would be written, people's fields aside."""
    return all(stored.get(name) == value for name, value in wanted.items() if name not in PEOPLES)


def totals_alone(stated: tuple[Any, ...]) -> Iterator[str]:
    """Totals of which no ball was kept."""
    for each in stated:
        if each.runs:
            yield f"innings {each.innings}: {each.where} states a total, and no ball is found"


def restore(world: World, match_id: str, holder: str) -> None:
    """Put the old live score and the match's own fields back; take away what was derived."""
    old = copies.read(world.client, match_id)
    batch = world.client.batch()
    for ref in world.client.collection(paths.live(match_id)).list_documents():
        if ref.id not in ("score", "state"):
            batch.delete(ref)
    state = world.client.document(paths.live_state(match_id))
    batch.set(state, {"holdUntil": utc_now() + QUIET_AFTER, "holdBy": holder})
    score = world.client.document(paths.live_score(match_id))
    if any(each.name == places.SCORE_COPY for each in old.documents):
        batch.set(score, old.fields(places.SCORE_COPY))
    else:
        batch.delete(score)
    match = old.fields(places.MATCH_COPY)
    if world.client.document(paths.match(match_id)).get([]).exists:
        fields = {name: match.get(name, DELETE_FIELD) for name in MATCH_FIELDS}
        batch.update(world.client.document(paths.match(match_id)), fields)
    batch.commit()
    if not list(world.client.collection(paths.lineups(match_id)).list_documents()):
        renaming.rename_back(world.client, match_id, match)
    derived = dict.fromkeys(LINEUP_FIELDS, DELETE_FIELD)
    for ref in world.client.collection(paths.lineups(match_id)).list_documents():
        ref.update(derived)
    token = world.store.read_state(match_id).token
    world.store.take_away(match_id, token, utc_now())
