"""Verifies and rebuilds a season: contributions from logs, figures from contributions.

A player's or team's figures are checked for all seasons, because they are computed together. An
error for one match, player or team is reported, and the others are still checked.
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
    MALFORMED,
    Subject,
    figures_of,
    recompute_all,
    rules_for,
)
from scrbrd.handlers.verify import Difference, compare_many, match_end_differences, rebuilt_commit

AT_ONCE: Final = 8
"""Matches, players or teams processed in parallel: nearly all of the time is waiting."""

MATCH: Final = "match"
REASON: Final = "its archive or contributions differed from the log"
AS_LOGGED: Final = "as the log says"
AS_CONTRIBUTED: Final = "as its matches contributed"
HELD: Final = "held by an import, which rebuilds it; run this again then"
NEWER: Final = "left alone: a newer version of the functions goes on with it; use its tools"


@dataclass(frozen=True, slots=True)
class Finding:
    """A match, player or team that was checked, and the outcome.

    `has_news` if the text output includes it; JSON output includes all.
    """

    kind: str
    id: str
    outcome: Outcome
    has_news: bool = False

    def as_json(self) -> dict[str, Any]:
        """Return the finding as JSON: `matchId`, `playerId` or `teamId`, and the outcome."""
        common_fields = {"differs": self.outcome.differs, "said": self.outcome.summary}
        return {f"{self.kind}Id": self.id, **common_fields, **self.outcome.fields}


@dataclass(frozen=True, slots=True)
class Verb:
    """The functions that a verb applies to each match and to each player or team."""

    to_match: Callable[[FirestoreMatchStore, str], Outcome]
    to_subject: Callable[[FirestoreStatsStore, Subject], Outcome]


def check_season(client: Client, season: Season, verb: Verb) -> Iterator[Finding]:
    """Yield a finding for every match of a season, then for every player and team."""
    matches, figures = FirestoreMatchStore(client), FirestoreStatsStore(client)

    def check_match(match_id: str) -> Finding:
        return attempt(MATCH, match_id, partial(verb.to_match, matches, match_id))

    def check_subject(subject: Subject) -> Finding:
        return attempt(subject.kind, subject.id, partial(verb.to_subject, figures, subject))

    match_ids = list(matches_of(client, season))
    match_findings = in_parallel(check_match, match_ids, AT_ONCE)
    yield from with_progress(match_findings, "matches", len(match_ids))
    subjects = [*{each.name: each for each in subjects_of(client, season.id)}.values()]
    subject_findings = in_parallel(check_subject, subjects, AT_ONCE)
    yield from with_progress(subject_findings, "players and teams", len(subjects))


def attempt(kind: str, name: str, work: Callable[[], Outcome]) -> Finding:
    """Return the finding of one call.

    Our errors, and errors caused by the data of a match, player or team, become findings, so that
    the others are still checked.
    """
    try:
        outcome = work()
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
    """Rebuild a match whose archive or contributions differ from its log; a hold is respected."""
    differences = match_differences(store, match_id)
    if not differences:
        return Outcome(match_id, AS_LOGGED, fields={"wrote": False})
    rebuilt = rebuild(store, utc_now, match_id, REASON)
    if rebuilt.path in (Route.HELD, Route.NEWER):
        summary = HELD if rebuilt.path is Route.HELD else NEWER
        return Outcome(match_id, summary, differs=True, fields={"wrote": False})
    return after_rebuild(store, match_id, rebuilt, len(differences))


def after_rebuild(
    store: FirestoreMatchStore, match_id: str, rebuilt: CaughtUp, difference_count: int
) -> Outcome:
    """Return what a rebuild has repaired, and what still differs."""
    fields = {"wrote": True, "found": difference_count, "actions": rebuilt.actions}
    remaining = outcome_of_differences(match_id, match_differences(store, match_id), "")
    if remaining.differs:
        summary = f"rebuilt, and still {remaining.summary}"
        return Outcome(match_id, summary, True, remaining.details, fields | remaining.fields)
    summary = f"rebuilt from {rebuilt.actions} actions, {difference_count} differences mended"
    return Outcome(match_id, summary, fields=fields)


def verify_subject(store: FirestoreStatsStore, subject: Subject) -> Outcome:
    """Compare all figures of a player or team with the contributions."""
    return outcome_of_differences(subject.name, figure_differences(store, subject), AS_CONTRIBUTED)


def rebuild_subject(store: FirestoreStatsStore, subject: Subject) -> Outcome:
    """Compute the figures that differ, or for which a contribution is pending."""
    differences = figure_differences(store, subject)
    if not differences and not store.read_guard(subject).owed:
        return Outcome(subject.name, AS_CONTRIBUTED, fields={"wrote": False})
    recomputed = recompute_all(store, utc_now, subject)
    summary = f"{recomputed.written} documents written, {recomputed.deleted} deleted"
    counts = {"written": recomputed.written, "deleted": recomputed.deleted}
    return Outcome(
        subject.name,
        summary,
        fields={"wrote": bool(recomputed.written + recomputed.deleted), **counts},
    )


VERIFY: Final = Verb(verify_match, verify_subject)
REBUILD: Final = Verb(rebuild_match, rebuild_subject)


def match_differences(store: FirestoreMatchStore, match_id: str) -> list[Difference]:
    """Return where a match's archive and contributions differ from its log."""

    def compare() -> list[Difference]:
        if store.count_log(match_id).actions or isinstance(
            store.read_state(match_id).snapshot, Snapshot
        ):
            commit = rebuilt_commit(store, utc_now(), match_id)
            return list(match_end_differences(store, match_id, commit))
        return list(compare_many("", store.read_match_end(match_id), {}))

    return read_until_stable(f"match {match_id}", lambda: store.read_state(match_id).token, compare)


def figure_differences(store: FirestoreStatsStore, subject: Subject) -> list[Difference]:
    """Return where the figures of a player or team differ from the contributions."""

    def compare() -> list[Difference]:
        return list(compare_many("", store.read_figures(subject), wanted_figures(store, subject)))

    return read_until_stable(subject.name, lambda: store.read_guard(subject).token, compare)


def wanted_figures(store: FirestoreStatsStore, subject: Subject) -> Mapping[str, Document]:
    """Return the figures computed from the contributions.

    Raises Refusal if one of these is malformed.
    """
    contributions = store.read_contributions(subject)
    try:
        rules = rules_for(store, subject, contributions)
        return figures_of(subject, contributions, rules)
    except MALFORMED as error:
        broken = [each for each in contributions if not is_complete(subject, each)]
        matches = ", ".join(str(each.get("matchId")) for each in broken or contributions)
        raise Refusal(
            f"what match {matches} contributed is not whole ({error!r}); rebuild it first"
        ) from None


def is_complete(subject: Subject, contribution: Json) -> bool:
    """Return True if figures can be computed from a contribution alone."""
    try:
        figures_of(subject, [contribution], {})
    except MALFORMED:
        return False
    return True


def read_until_stable(
    name: str, token: Callable[[], object], compare: Callable[[], list[Difference]]
) -> list[Difference]:
    """Return the differences found while the data did not change.

    Raises ContendedError after `Limits.whole_reads` attempts.
    """
    for _ in range(LIMITS.whole_reads):
        before = token()
        differences = compare()
        if not differences or token() == before:
            return differences
    raise ContendedError(f"{name}: it changed during each of {LIMITS.whole_reads} reads")
