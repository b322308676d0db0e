"""Verifies and rebuilds a season: contributions by the logs, figures by the contributions.

A player's or team's figures are looked at whole, other seasons' too: that is how they are computed.
What cannot be done for one match, player or team is told, and the others are gone on with.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any, Final

from google.cloud.firestore import Client

from admin.in_parallel import in_parallel
from admin.maintenance.run import Outcome, outcome_of_differences
from admin.maintenance.select_matches import with_progress
from admin.options import Refusal
from admin.stats.season import Season, matches_of, subjects_of
from scrbrd.adapters.failures import may_pass
from scrbrd.adapters.runtime import utc_now
from scrbrd.adapters.stats_store import FirestoreStatsStore
from scrbrd.adapters.store import FirestoreMatchStore
from scrbrd.domain.errors import ScrbrdError
from scrbrd.domain.json_types import Json
from scrbrd.engine.contention import ContendedError
from scrbrd.engine.digests import Document
from scrbrd.handlers.catch_up import CaughtUp, Route, rebuild
from scrbrd.handlers.limits import LIMITS
from scrbrd.handlers.snapshot.model import Snapshot
from scrbrd.handlers.statistics import (
    MISSHAPEN,
    Subject,
    figures_of,
    recompute_all,
    rules_for,
)
from scrbrd.handlers.verify import Difference, afresh, left_differences, many_compared

AT_ONCE: Final = 8
"""Matches, players or teams that are worked on at a time: nearly all of it is waiting."""

MATCH: Final = "match"
REASON: Final = "its archive or contributions differed from the log"
AS_LOGGED: Final = "as the log says"
AS_CONTRIBUTED: Final = "as its matches contributed"
HELD: Final = "held by an import, which rebuilds it; run this again then"
NEWER: Final = "left alone: a newer version of the functions goes on with it; use its tools"


@dataclass(frozen=True, slots=True)
class Finding:
    """A match, player or team that was looked at, and what was found or done.

    `is_news` where people want to read of it; machines are told of each.
    """

    kind: str
    id: str
    outcome: Outcome
    is_news: bool = False

    def as_json(self) -> dict[str, Any]:
        """Return one line for machines: `matchId`, `playerId` or `teamId`, and the outcome."""
        told_of = {"differs": self.outcome.differs, "said": self.outcome.said}
        return {f"{self.kind}Id": self.id, **told_of, **self.outcome.fields}


@dataclass(frozen=True, slots=True)
class Verb:
    """What is done to each match and to each player or team."""

    to_match: Callable[[FirestoreMatchStore, str], Outcome]
    to_subject: Callable[[FirestoreStatsStore, Subject], Outcome]


def check_season(client: Client, season: Season, verb: Verb) -> Iterator[Finding]:
    """Yield a finding for every match of a season, then for every player and team."""
    matches, figures = FirestoreMatchStore(client), FirestoreStatsStore(client)

    def of_match(match_id: str) -> Finding:
        return attempt(MATCH, match_id, partial(verb.to_match, matches, match_id))

    def of_subject(subject: Subject) -> Finding:
        return attempt(subject.kind, subject.id, partial(verb.to_subject, figures, subject))

    match_ids = list(matches_of(client, season))
    done = in_parallel(of_match, match_ids, AT_ONCE)
    yield from with_progress(done, "matches", len(match_ids))
    subjects = [*{each.name: each for each in subjects_of(client, season.id)}.values()]
    computed = in_parallel(of_subject, subjects, AT_ONCE)
    yield from with_progress(computed, "players and teams", len(subjects))


def attempt(kind: str, name: str, one: Callable[[], Outcome]) -> Finding:
    """Return the finding; an error of ours becomes one, and what lies in a match, player or team,
    so that the others are still checked."""
    try:
        outcome = one()
    except (ScrbrdError, ContendedError) as error:
        outcome = Outcome(name, f"failed: {error}", differs=True, fields={"failed": str(error)})
    except Exception as error:
        if may_pass(error):
            raise
        outcome = Outcome(name, f"failed: {error!r}", differs=True, fields={"failed": repr(error)})
    return Finding(kind, name, outcome, outcome.differs or outcome.fields.get("wrote", False))


def verify_match(store: FirestoreMatchStore, match_id: str) -> Outcome:
    """Compare a match's archive and contributions with its log."""
    return outcome_of_differences(match_id, match_differences(store, match_id), AS_LOGGED)


def rebuild_match(store: FirestoreMatchStore, match_id: str) -> Outcome:
    """Rebuild a match whose archive or contributions differ from its log; no hold is ended."""
    found = match_differences(store, match_id)
    if not found:
        return Outcome(match_id, AS_LOGGED, fields={"wrote": False})
    done = rebuild(store, utc_now, match_id, REASON)
    if done.path in (Route.HELD, Route.NEWER):
        said = HELD if done.path is Route.HELD else NEWER
        return Outcome(match_id, said, differs=True, fields={"wrote": False})
    return after_rebuild(store, match_id, done, len(found))


def after_rebuild(store: FirestoreMatchStore, match_id: str, done: CaughtUp, found: int) -> Outcome:
    """Return what a rebuild has mended, and what still differs."""
    fields = {"wrote": True, "found": found, "actions": done.actions}
    rest = outcome_of_differences(match_id, match_differences(store, match_id), "")
    if rest.differs:
        said = f"rebuilt, and still {rest.said}"
        return Outcome(match_id, said, True, rest.details, fields | rest.fields)
    said = f"rebuilt from {done.actions} actions, {found} differences mended"
    return Outcome(match_id, said, fields=fields)


def verify_subject(store: FirestoreStatsStore, subject: Subject) -> Outcome:
    """Compare all figures of a player or team with the contributions."""
    return outcome_of_differences(subject.name, figure_differences(store, subject), AS_CONTRIBUTED)


def rebuild_subject(store: FirestoreStatsStore, subject: Subject) -> Outcome:
    """Compute the figures that differ, or of which a contribution is pending."""
    found = figure_differences(store, subject)
    if not found and not store.read_guard(subject).owed:
        return Outcome(subject.name, AS_CONTRIBUTED, fields={"wrote": False})
    done = recompute_all(store, utc_now, subject)
    said = f"{done.written} documents written, {done.deleted} deleted"
    counts = {"written": done.written, "deleted": done.deleted}
    return Outcome(
        subject.name, said, fields={"wrote": bool(done.written + done.deleted), **counts}
    )


VERIFY: Final = Verb(verify_match, verify_subject)
REBUILD: Final = Verb(rebuild_match, rebuild_subject)


def match_differences(store: FirestoreMatchStore, match_id: str) -> list[Difference]:
    """Return where a match's archive and contributions differ from its log."""

    def look() -> list[Difference]:
        if store.count_log(match_id).actions or isinstance(
            store.read_state(match_id).snapshot, Snapshot
        ):
            return list(left_differences(store, match_id, afresh(store, utc_now(), match_id)))
        return list(many_compared("", store.read_match_end(match_id), {}))

    return read_until_stable(f"match {match_id}", lambda: store.read_state(match_id).token, look)


def figure_differences(store: FirestoreStatsStore, subject: Subject) -> list[Difference]:
    """Return where the figures of a player or team are not as the contributions say."""

    def look() -> list[Difference]:
        return list(many_compared("", store.read_figures(subject), wanted_figures(store, subject)))

    return read_until_stable(subject.name, lambda: store.read_guard(subject).token, look)


def wanted_figures(store: FirestoreStatsStore, subject: Subject) -> Mapping[str, Document]:
    """Return the figures by the contributions. Raises Refusal where one of those is misshapen."""
    contributions = store.read_contributions(subject)
    try:
        rules = rules_for(store, subject, contributions)
        return figures_of(subject, contributions, rules)
    except MISSHAPEN as error:
        broken = [each for each in contributions if not is_complete(subject, each)]
        matches = ", ".join(str(each.get("matchId")) for each in broken or contributions)
        raise Refusal(
            f"what match {matches} contributed is not whole ({error!r}); rebuild it first"
        ) from None


def is_complete(subject: Subject, contribution: Json) -> bool:
    """Return whether figures can be computed of a contribution alone."""
    try:
        figures_of(subject, [contribution], {})
    except MISSHAPEN:
        return False
    return True


def read_until_stable(
    name: str, token: Callable[[], object], look: Callable[[], list[Difference]]
) -> list[Difference]:
    """Return what is found while nothing moves. Raises ContendedError after `looks` (Limits)."""
    for _ in range(LIMITS.looks):
        before = token()
        found = look()
        if not found or token() == before:
            return found
    raise ContendedError(f"{name}: it moved at each of {LIMITS.looks} looks")
