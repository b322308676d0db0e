"""Computes the figures of players and teams over seasons, anew from what matches contributed.

A contribution that moved says whose figures are owed; they are never patched by differences, for a
best score or a form cannot be taken back from a sum. One document for each player and team guards
their figures: the contributions are read after it, and all is written under it.
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
LEFT_ALONE = timedelta(minutes=2)
"""A contribution this young still has its own trigger on the way."""

PLAYER, TEAM = "player", "team"

MISSHAPEN = (LookupError, TypeError, ValueError, AttributeError)
"""What computing raises of a contribution that is not one."""


@dataclass(frozen=True, slots=True)
class Subject:
    """A player or a team: whose figures they are.

    A text that is no id stands for the one that `as_id` makes of it. `also` are texts under which
    figures of before name it, and `former_guard` the id of the document that guarded them; both are
    cleared away when all figures are computed anew.
    """

    kind: str
    id: str
    also: tuple[str, ...] = field(default=(), compare=False)
    former_guard: str | None = field(default=None, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "id", as_id(self.id))

    @property
    def name(self) -> str:
        """`player_{id}` or `team_{id}`: the id of what guards the figures."""
        return joined_id(self.kind, self.id)

    @classmethod
    def named(cls, name: str) -> "Subject":
        """Return the subject of a name, also of one that was made of the id as it stands."""
        kind, _, part = name.partition(SEPARATOR)
        subject = cls(kind, from_key(part))
        return subject if subject.name == name else replace(subject, former_guard=name)


@dataclass(frozen=True, slots=True)
class Recomputed:
    """What was done: documents written and deleted, contributions read, tries from 1.

    `problems` are table rules that could not be read, so that matches brought no points.
    """

    subject: Subject
    contributions: int
    written: int
    deleted: int
    tries: int = 1
    problems: tuple[str, ...] = ()


Owed = Mapping[str, Sequence[datetime]]


@dataclass(frozen=True, slots=True)
class Guard:
    """What guards the figures: `token` None where there is no such document. `owed`: by match, when
    its contribution moved without the figures having followed."""

    token: object | None = None
    owed: Owed = field(default_factory=dict)


class StatsStore(Protocol):
    """The contributions and figures of players and teams."""

    def read_guard(self, subject: Subject) -> Guard:
        """Always read before anything else."""
        ...

    def read_contributions(self, subject: Subject) -> list[Json]:
        """What all matches contributed."""
        ...

    def read_figures(self, subject: Subject) -> Mapping[str, Json]:
        """Every document of figures by its key: `player_season_stats/{id}` and so on."""
        ...

    def read_rules(self, competition_ids: Collection[str]) -> Mapping[str, Json | None]:
        """Competitions by id; None where there is none."""
        ...

    def write_figures(
        self,
        subject: Subject,
        guard: Guard,
        figures: Mapping[str, Document | None],
        owed: Owed,
    ) -> None:
        """Write all, None deletes, and what is still owed then. Raises ContendedError unless the
        guard is as it was read."""
        ...

    def teams_in(self, competition_id: str) -> Collection[str]:
        """The teams to whose figures a match of the competition contributed."""
        ...

    def forget_guard(self, name: str) -> None:
        """Delete what guarded figures under a name of before."""
        ...

    def owed(self) -> Iterable[tuple[Subject, datetime]]:
        """Whose figures are owed, and since when; longest first."""
        ...


@dataclass(frozen=True, slots=True)
class Move:
    """One match's contribution as it was and as it is; None: it was not, or is no more."""

    match_id: str
    before: Json | None
    after: Json | None

    def keys(self, subject: Subject) -> set[str]:
        """The figures that it goes into."""
        moved = [each for each in (self.before, self.after) if each is not None]
        return {key for each in moved for key in figures_of(subject, [each], {})}

    def is_all(self, outstanding: Sequence[datetime]) -> bool:
        """Whether it is the one move of its match that the figures have not followed."""
        return self.after is not None and list(outstanding) == [self.after["lastUpdated"]]


def recompute(store: StatsStore, now: Clock, subject: Subject, move: Move) -> Recomputed:
    """Bring the figures up to the contributions, as far as a match's goes into them.

    Raises ContendedError after 15 tries against other matches of the same player.
    """
    return retried(lambda: once(store, now, subject, move), TRIES)


def recompute_all(
    store: StatsStore, now: Clock, subject: Subject, tries: int = TRIES
) -> Recomputed:
    """Bring all figures of a player or team up to the contributions, and delete what is no more.

    Raises ContendedError after so many `tries`.
    """
    done = retried(lambda: once(store, now, subject, None), tries)
    if subject.former_guard is not None:
        store.forget_guard(subject.former_guard)
    return done


def recompute_table(
    store: StatsStore, now: Clock, competition_id: str, report: Callable[[Recomputed], None]
) -> list[tuple[Subject, Exception]]:
    """Bring the figures of a competition's teams up to its table rules, which somebody changed;
    the teams that failed, with their error."""
    teams = sorted(store.teams_in(competition_id))
    return recompute_each(store, now, [Subject(TEAM, team_id) for team_id in teams], report)


def reconcile_figures(
    store: StatsStore, now: Clock, report: Callable[[Recomputed], None]
) -> list[tuple[Subject, Exception]]:
    """Compute the figures that a dropped trigger left owed; those that failed, with their error."""
    begun = now()
    owed = [subject for subject, since in store.owed() if begun - since >= LEFT_ALONE]
    return recompute_each(store, now, owed, report)


def recompute_each(
    store: StatsStore,
    now: Clock,
    subjects: Iterable[Subject],
    report: Callable[[Recomputed], None],
) -> list[tuple[Subject, Exception]]:
    """Compute all figures of some players and teams; one that fails keeps no other from theirs."""
    failed: list[tuple[Subject, Exception]] = []
    for subject in subjects:
        try:
            report(recompute_all(store, now, subject))
        except Exception as error:
            failed.append((subject, error))
    return failed


def once(store: StatsStore, now: Clock, subject: Subject, move: Move | None) -> Recomputed:
    """One attempt: the guard first, then the contributions; None: everything may have moved."""
    guard = store.read_guard(subject)
    contributions = store.read_contributions(subject)
    rules = rules_for(store, subject, contributions)
    wanted = figures_of(subject, contributions, rules)
    outstanding = guard.owed.get(move.match_id, ()) if move is not None else ()
    if move is None or is_more_than(move, outstanding):
        stored, owed = store.read_figures(subject), {}
        keys = {key for key in stored.keys() | wanted.keys() if not same(stored, wanted, key)}
    else:
        keys, owed = move.keys(subject), dict(guard.owed)
        if move.is_all(outstanding):
            del owed[move.match_id]
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


def is_more_than(move: Move, outstanding: Sequence[datetime]) -> bool:
    """Whether an earlier move of the match, of which this event knows nothing, is owed too; what
    went into the figures by it can only be found by looking at all of them."""
    return len(outstanding) > 1 or (move.after is None and bool(outstanding))


def same(stored: Mapping[str, Document], wanted: Mapping[str, Document], key: str) -> bool:
    """Whether a stored document says what is wanted, whenever it was written."""
    if key not in stored or key not in wanted:
        return False
    return {name: value for name, value in stored[key].items() if name != "lastUpdated"} == wanted[
        key
    ]


def figures_of(
    subject: Subject, contributions: list[Json], rules: Mapping[str, PointsByOutcome]
) -> dict[str, Figures]:
    """Every document of figures that contributions make, by its key. Pure.

    The contributions are taken for what they should be; of one that is not, MISSHAPEN is raised.
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

    Rules that cannot be read bring no points, and say why in the figures; the rest goes on.
    """
    if subject.kind != TEAM:
        return {}
    wanted = {each["competitionId"] for each in contributions if each["competitionId"]}
    found = store.read_rules(wanted) if wanted else {}
    return {name: usable_rules(document, name) for name, document in found.items()}


def retried(attempt: Callable[[], Recomputed], most: int) -> Recomputed:
    """Try again, after a random wait, whenever another match of the same player was first."""
    done, tries = retry_contended(attempt, most)
    return replace(done, tries=tries)
