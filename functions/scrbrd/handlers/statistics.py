"""Recomputes the season figures of players and teams from the contributions of matches.

A changed contribution marks the figures that it affects as owed. Figures are never patched by
differences, because a best score or a form cannot be subtracted from a sum. One document for each
player and team guards its figures: contributions are read after it, and everything is written under
its guard.
"""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Protocol, cast

from scrbrd.domain.identifiers import SEPARATOR, as_id, from_key, joined_id
from scrbrd.domain.json_types import Json
from scrbrd.engine.contention import retry_contended
from scrbrd.engine.digests import Document
from scrbrd.handlers.ports import Clock
from scrbrd.projections.stats.documents import Figures, PlayerMatchStats, TeamMatchStats
from scrbrd.projections.stats.player_stats import head_to_head_documents, player_season_documents
from scrbrd.projections.stats.team_stats import PointsByOutcome, team_season_documents, usable_rules

TRIES = 15
TRIGGER_GRACE = timedelta(minutes=2)
"""The trigger of a contribution this recent may still be on its way."""

PLAYER, TEAM = "player", "team"

MALFORMED = (LookupError, TypeError, ValueError, AttributeError)
"""Exceptions that the computation raises for a malformed contribution."""


@dataclass(frozen=True, slots=True)
class Subject:
    """A player or a team whose figures are computed.

    An `id` that is not a valid id is replaced by the id that `as_id` makes of it. `former_ids` are
    texts under which figures of earlier releases name the subject, and `former_guard` is the id of
    the document that guarded those. Both are deleted when all figures are recomputed.
    """

    kind: str
    id: str
    former_ids: tuple[str, ...] = field(default=(), compare=False)
    former_guard: str | None = field(default=None, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "id", as_id(self.id))

    @property
    def name(self) -> str:
        """`player_{id}` or `team_{id}`: the id of the document that guards the figures."""
        return joined_id(self.kind, self.id)

    @classmethod
    def from_name(cls, name: str) -> "Subject":
        """Return the subject with a name.

        Also for a name that an earlier release made from the raw id.
        """
        kind, _, part = name.partition(SEPARATOR)
        subject = cls(kind, from_key(part))
        return subject if subject.name == name else replace(subject, former_guard=name)


@dataclass(frozen=True, slots=True)
class Recomputed:
    """The outcome of a computation: documents written and deleted, contributions read, tries from
    1.

    `problems` are table rules that could not be read; their matches brought no points.
    """

    subject: Subject
    contributions: int
    written: int
    deleted: int
    tries: int = 1
    problems: tuple[str, ...] = ()


OutstandingChanges = Mapping[str, Sequence[datetime]]


@dataclass(frozen=True, slots=True)
class Guard:
    """The document that guards the figures. `token` is None if it does not exist.

    `owed` holds, by match id, the times of changed contributions that the figures do not include
    yet.
    """

    token: object | None = None
    owed: OutstandingChanges = field(default_factory=dict)


class StatsStore(Protocol):
    """The contributions and the figures of players and teams."""

    def read_guard(self, subject: Subject) -> Guard:
        """Return the guard of a subject. It is always read before anything else."""
        ...

    def read_contributions(self, subject: Subject) -> list[Json]:
        """Return the contributions of all matches."""
        ...

    def read_figures(self, subject: Subject) -> Mapping[str, Json]:
        """Return every document of figures by its key: `player_season_stats/{id}` and so on."""
        ...

    def read_rules(self, competition_ids: Collection[str]) -> Mapping[str, Json | None]:
        """Return competitions by id; None for one that does not exist."""
        ...

    def write_figures(
        self,
        subject: Subject,
        guard: Guard,
        figures: Mapping[str, Document | None],
        owed: OutstandingChanges,
    ) -> None:
        """Write all figures (None deletes one), and what is still `owed` afterwards.

        Raises ContendedError unless the guard is as it was read.
        """
        ...

    def team_ids_in(self, competition_id: str) -> Collection[str]:
        """Return the teams whose figures include a match of the competition."""
        ...

    def delete_guard(self, name: str) -> None:
        """Delete the guard that an earlier release stored under the name `name`."""
        ...

    def read_owed(self) -> Iterable[tuple[Subject, datetime]]:
        """Return the subjects whose figures are owed, and since when; the longest owed first."""
        ...


@dataclass(frozen=True, slots=True)
class ContributionChange:
    """A change of one match's contribution.

    `before` is None if the contribution is new, `after` is None if it was deleted.
    """

    match_id: str
    before: Json | None
    after: Json | None

    def affected_keys(self, subject: Subject) -> set[str]:
        """Return the keys of the figures that the contribution affects."""
        moved = [each for each in (self.before, self.after) if each is not None]
        return {key for each in moved for key in figures_of(subject, [each], {})}

    def is_only_outstanding(self, outstanding: Sequence[datetime]) -> bool:
        """Return True if this is the only change of the match that the figures do not include."""
        return self.after is not None and list(outstanding) == [self.after["lastUpdated"]]


def recompute(
    store: StatsStore, now: Clock, subject: Subject, change: ContributionChange
) -> Recomputed:
    """Recompute the figures that a match's changed contribution affects.

    Raises ContendedError after 15 tries against other matches of the same player.
    """
    return retry_recompute(lambda: recompute_once(store, now, subject, change), TRIES)


def recompute_all(
    store: StatsStore, now: Clock, subject: Subject, tries: int = TRIES
) -> Recomputed:
    """Recompute all figures of a player or team, and delete those without a contribution.

    Raises ContendedError after `tries` tries.
    """
    outcome = retry_recompute(lambda: recompute_once(store, now, subject, None), tries)
    if subject.former_guard is not None:
        store.delete_guard(subject.former_guard)
    return outcome


def recompute_table(
    store: StatsStore, now: Clock, competition_id: str, report: Callable[[Recomputed], None]
) -> list[tuple[Subject, Exception]]:
    """Recompute the figures of a competition's teams after a change of its table rules.

    Returns the teams that failed, with their error.
    """
    teams = sorted(store.team_ids_in(competition_id))
    return recompute_each(store, now, [Subject(TEAM, team_id) for team_id in teams], report)


def reconcile_figures(
    store: StatsStore, now: Clock, report: Callable[[Recomputed], None]
) -> list[tuple[Subject, Exception]]:
    """Recompute the figures that a dropped trigger left owed.

    Return the failed ones with their error.
    """
    begun = now()
    owed = [subject for subject, since in store.read_owed() if begun - since >= TRIGGER_GRACE]
    return recompute_each(store, now, owed, report)


def recompute_each(
    store: StatsStore,
    now: Clock,
    subjects: Iterable[Subject],
    report: Callable[[Recomputed], None],
) -> list[tuple[Subject, Exception]]:
    """Recompute all figures of players and teams; a failure of one does not stop the others."""
    failed: list[tuple[Subject, Exception]] = []
    for subject in subjects:
        try:
            report(recompute_all(store, now, subject))
        except Exception as error:
            failed.append((subject, error))
    return failed


def recompute_once(
    store: StatsStore, now: Clock, subject: Subject, change: ContributionChange | None
) -> Recomputed:
    """Make one attempt: read the guard first, then the contributions.

    A `change` of None means that any contribution may have changed.
    """
    guard = store.read_guard(subject)
    contributions = store.read_contributions(subject)
    rules = rules_for(store, subject, contributions)
    wanted = figures_of(subject, contributions, rules)
    outstanding = guard.owed.get(change.match_id, ()) if change is not None else ()
    if change is None or has_unknown_changes(change, outstanding):
        stored, owed = store.read_figures(subject), {}
        keys = {
            key for key in stored.keys() | wanted.keys() if not is_same_figure(stored, wanted, key)
        }
    else:
        keys, owed = change.affected_keys(subject), dict(guard.owed)
        if change.is_only_outstanding(outstanding):
            del owed[change.match_id]
    if not keys and not guard.owed:
        return Recomputed(subject, len(contributions), 0, 0)
    stamp = {"lastUpdated": now()}
    figures: dict[str, Document | None] = {
        key: {**wanted[key], **stamp} if key in wanted else None for key in sorted(keys)
    }
    store.write_figures(subject, guard, figures, owed)
    deleted = sum(figure is None for figure in figures.values())
    problems = tuple(sorted(each.problem for each in rules.values() if each.problem))
    written = len(figures) - deleted
    return Recomputed(subject, len(contributions), written, deleted, problems=problems)


def has_unknown_changes(change: ContributionChange, outstanding: Sequence[datetime]) -> bool:
    """Return True if an earlier change of the match, unknown to this event, is owed too.

    The figures that it affected can only be found by comparing all of them.
    """
    return len(outstanding) > 1 or (change.after is None and bool(outstanding))


def is_same_figure(
    stored: Mapping[str, Document], wanted: Mapping[str, Document], key: str
) -> bool:
    """Return True if a stored document equals the wanted one, apart from its time of writing."""
    if key not in stored or key not in wanted:
        return False
    return {name: value for name, value in stored[key].items() if name != "lastUpdated"} == wanted[
        key
    ]


def figures_of(
    subject: Subject, contributions: list[Json], rules: Mapping[str, PointsByOutcome]
) -> dict[str, Figures]:
    """Return every document of figures that the contributions make, by its key. Pure.

    The contributions are not validated; a malformed one raises an exception in MALFORMED.
    """
    if subject.kind == TEAM:
        teams = cast(list[TeamMatchStats], contributions)
        seasons = team_season_documents(teams, rules)
        return {f"team_season_stats/{name}": each for name, each in seasons.items()}
    players = cast(list[PlayerMatchStats], contributions)
    own, met = player_season_documents(players), head_to_head_documents(players)
    return {
        **{f"player_season_stats/{name}": each for name, each in own.items()},
        **{f"player_h2h_stats/{name}": each for name, each in met.items()},
    }


def rules_for(
    store: StatsStore, subject: Subject, contributions: list[Json]
) -> dict[str, PointsByOutcome]:
    """Return the table rules of the competitions that a team played in.

    Rules that cannot be read bring no points and a problem in the figures; all else is computed.
    """
    if subject.kind != TEAM:
        return {}
    wanted = {each["competitionId"] for each in contributions if each["competitionId"]}
    found = store.read_rules(wanted) if wanted else {}
    return {name: usable_rules(document, name) for name, document in found.items()}


def retry_recompute(attempt: Callable[[], Recomputed], most: int) -> Recomputed:
    """Retry after a random wait while another match of the same player commits first."""
    outcome, tries = retry_contended(attempt, most)
    return replace(outcome, tries=tries)
