"""Builds the feed: `matches/{matchId}/events/{actionId}`, one document for each action of the log.

A pure function of the log, like the score. A later action can make an earlier event untrue (the
new batter becomes known, an over that seemed complete goes on); the documents that this can happen
to are remembered, so that the next ball needs no other. Every action has its document, if only an
empty one: a document that came and went would be missed by whoever reads what is newer.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, time, timedelta
from typing import Any

from scrbrd.domain.actions import Action, BatterResumed, Delivery, action_id
from scrbrd.domain.effective import LogEntry, Placed, Reference, place_of, turns
from scrbrd.domain.match import Inputs, iso_text
from scrbrd.domain.places import Place
from scrbrd.domain.problems import Problem
from scrbrd.domain.state import Innings, MatchState
from scrbrd.domain.vocabulary import ActionId, PlayerId, WicketType
from scrbrd.projections.feed import ends, events
from scrbrd.projections.feed.events import EventType, Json
from scrbrd.projections.feed.milestones import Milestone, milestones
from scrbrd.projections.steps import Step

FEED_LIFETIME = timedelta(days=730)
"""How long after the day of the match the feed is kept; `archive/` and the log stay for good."""

WIDTH = 4


BowledBall = tuple[str, PlayerId, str]
"""A ball's action, its bowler, and its place in the innings, 12.4: a wide or no-ball has that of
the ball that it would have been."""


@dataclass(slots=True)
class FeedState:
    """What the next action must know of the feed so far.

    `held`: documents that it may make untrue, by action. The others name them: the last over's
    end, each innings' end with the figures told, the match's end, wickets whose new batter is not
    known (together those that left one place), batters retired out. `streaks`: wickets with
    consecutive balls in the match by bowler. `over_balls` are the balls of the innings' last over,
    `last_ball` is the document of the last ball of the match that counts.
    """

    streaks: dict[PlayerId, int] = field(default_factory=dict)
    held: dict[str, dict[str, Any]] = field(default_factory=dict)
    over: str | None = None
    innings: dict[int, tuple[str, str]] = field(default_factory=dict)
    match: str | None = None
    vacancies: tuple[tuple[str, ...], ...] = ()
    retired: dict[PlayerId, str] = field(default_factory=dict)
    over_balls: tuple[BowledBall, ...] = ()
    last_ball: dict[str, Any] | None = None

    def names(self) -> tuple[Any, ...]:
        """What names the documents that must be held."""
        return (
            self.over,
            self.match,
            self.vacancies,
            tuple(self.innings.values()),
            tuple(self.retired.values()),
        )

    def keep(self, documents: Mapping[str, dict[str, Any]]) -> None:
        """Keep just the documents that are named."""
        named = {name for name in (self.over, self.match, *self.retired.values()) if name}
        named.update(action_id for place in self.vacancies for action_id in place)
        named.update(action_id for action_id, _ in self.innings.values())
        self.held = {name: documents[name] for name in sorted(named)}


class FeedBuilder:
    """Builds the documents of the feed, step by step.

    `documents` are those of the actions seen, and earlier ones that they changed.
    """

    def __init__(
        self, inputs: Inputs, memory: FeedState, references: Sequence[Reference] = ()
    ) -> None:
        self.inputs = inputs
        self.memory = memory
        self.documents: dict[str, Json] = dict(memory.held)
        self.use_references(references)

    def use_references(self, references: Sequence[Reference]) -> None:
        """Place entries by these references from now on."""
        self.references = references
        self.keys = order_keys(references)

    def see(self, step: Step) -> None:
        """Build the document of an action that stands in the effective log."""
        action, names = step.action, self.memory.names()
        if step.refused is None:
            told = self.happenings(step)
            if step.problems:
                told += events.errors(step)
            self.documents[action.id] = body = self.body(action, told)
            if isinstance(action, Delivery):
                self.memory.last_ball = body
            else:
                body["fact"] = events.fact_data(action)
            self.ends(step)
        else:
            self.documents[action.id] = self.body(action, list(events.errors(step)))
        if self.memory.names() != names:
            self.memory.keep(self.documents)

    def leave_out(self, entry: LogEntry, told: Json, *, is_retracted: bool) -> None:
        """The document of an entry that does not count."""
        self.documents[entry.id] = self.body(entry, [told], is_retracted=is_retracted)

    def body(self, entry: LogEntry, told: list[Json], *, is_retracted: bool = False) -> Json:
        """A document without what only the commit knows."""
        body: Json = {
            "matchId": self.inputs.setup.match_id,
            "inningsNumber": entry.innings_number,
            "sequenceNumber": entry.sequence_number,
            "orderKey": self.order_key(entry),
            "events": told,
            "isRetracted": is_retracted,
        }
        if isinstance(entry, Action) and entry.timestamp is not None:
            body["timestamp"] = iso_text(entry.timestamp)
        return body

    def order_key(self, entry: LogEntry) -> str:
        """An entry's place in its innings' effective log, as text that sorts."""
        return self.keys.get(place_of(entry)) or padded(entry.sequence_number)

    def happenings(self, step: Step) -> list[Json]:
        """What an action that counts brought about, in the order a listener expects."""
        action, memory = step.action, self.memory
        newcomers = events.newcomers(step)
        told: list[Json] = list(events.players_changed(step, newcomers))
        maidens = step.start.bowler_maidens
        streak = 0
        self.fill_vacancies(step, newcomers)
        if isinstance(action, Delivery):
            length = self.inputs.setup.conditions.balls_per_over
            told += ends.short_over_complete(step, action, length)
            told.append(self.ball_bowled(step, action))
            maidens -= self.reopened(step)
            streak = self.streak(step, action)
        wickets = list(events.wickets_fallen(step))
        told += wickets
        for each in wickets:
            self.note_wicket(step, each["data"])
        if isinstance(action, BatterResumed):
            self.take_back_wicket(action)
        told += milestones(step, streak, maidens)
        if step.innings is not None and is_over_end(step):
            length = self.inputs.setup.conditions.balls_per_over
            told.append(ends.over_complete(step.innings, length))
            memory.over = action.id
        return told

    def ball_bowled(self, step: Step, action: Delivery) -> Json:
        """The event of a ball, which is noted among those of its over."""
        innings = step.state.innings[-1]
        told = events.ball_bowled(action, innings, self.inputs.setup.conditions)
        before = self.memory.over_balls if len(innings.over.balls) > 1 else ()
        self.memory.over_balls = (*before, (action.id, action.bowler_id, told["data"]["over"]))
        return told

    def note_wicket(self, step: Step, data: Json) -> None:
        """Remember a wicket until its place is filled; one retired out may come back (25.4.3). Who
        is timed out should have filled the place that is open: the next man in fills both."""
        memory, player_id = self.memory, data["dismissedPlayerId"]
        if events.vacates(step, player_id):
            memory.vacancies += ((step.action.id,),)
        elif data["type"] == WicketType.TIMED_OUT and memory.vacancies:
            *others, last = memory.vacancies
            memory.vacancies = (*others, (*last, step.action.id))
        if data["type"] == WicketType.RETIRED_OUT:
            memory.retired[player_id] = step.action.id

    def fill_vacancies(self, step: Step, newcomers: list[PlayerId]) -> None:
        """Name the new batter where the wicket was told that brought him in."""
        memory = self.memory
        if step.before.innings is not step.after.innings:
            memory.vacancies, memory.over, memory.retired = (), None, {}
            memory.over_balls = ()
        for player_id in newcomers[: len(memory.vacancies)]:
            place, *rest = memory.vacancies
            memory.vacancies = tuple(rest)
            for wicket_id in place:
                self.change(wicket_id, lambda told, new=player_id: named_successor(told, new))

    def reopened(self, step: Step) -> int:
        """Withdraw the end of an over that went on (17.5); the maidens of this bowler in it."""
        start, memory = step.start, self.memory
        went_on = start.is_over_complete and step.innings is not None
        if not (went_on and step.innings and step.innings.over.number == start.over):
            return 0
        if memory.over is None:
            return 0
        action_id, memory.over = memory.over, None
        before = self.documents[action_id]["events"]
        self.change(action_id, lambda told: [each for each in told if not is_of_over_end(each)])
        bowler_id = step.action.bowler_id if isinstance(step.action, Delivery) else None
        own = [each for each in before if each["data"].get("playerId") == bowler_id]
        return sum(is_maiden(each) for each in own)

    def streak(self, step: Step, action: Delivery) -> int:
        """The bowler's wickets with consecutive balls of his in this match, this one included."""
        if step.innings is None or step.innings.is_super_over:
            return 0
        streaks = self.memory.streaks
        if step.after.bowler_wickets > step.start.bowler_wickets:
            streaks[action.bowler_id] = streaks.get(action.bowler_id, 0) + 1
        else:
            streaks.pop(action.bowler_id, None)
        return streaks.get(action.bowler_id, 0)

    def take_back_wicket(self, action: BatterResumed) -> None:
        """A batter retired out came back with consent: his wicket never fell (Law 25.4.3)."""
        action_id = self.memory.retired.pop(action.player_id, None)
        if action_id is not None:
            self.change(action_id, lambda told: without(told, EventType.WICKET_FALLEN))

    def ends(self, step: Step) -> None:
        """Tell each end of an innings, and of the match, with the action that made it what it is;
        one told before that is no longer so is withdrawn."""
        memory, length = self.memory, self.inputs.setup.conditions.balls_per_over
        for innings in step.state.innings:
            teller, said = memory.innings.get(innings.number, (None, None))
            stands = closing(innings)
            if said == stands:
                continue
            if teller is not None:
                self.change(teller, lambda told: without(told, EventType.INNINGS_COMPLETE))
                del memory.innings[innings.number]
            if stands is not None:
                self.put_more(step.action.id, ends.innings_complete(innings, length))
                memory.innings[innings.number] = (step.action.id, stands)
        self.match_end(step.state, step.action.id)

    def match_end(self, state: MatchState, action_id: str) -> None:
        """Tell the end of the match where it is new or another than was told."""
        memory, end = self.memory, ends.match_complete(state, self.inputs)
        if memory.match is not None and end in self.documents[memory.match]["events"]:
            return
        if memory.match is not None:
            self.change(memory.match, lambda told: without(told, EventType.MATCH_COMPLETE))
            memory.match = None
        if end is not None:
            self.put_more(action_id, end)
            memory.match = action_id

    def refresh(self, state: MatchState) -> None:
        """Tell the end of the match anew where names or awards have changed since."""
        end = ends.match_complete(state, self.inputs)
        if self.memory.match is not None and end is not None:
            self.change(
                self.memory.match,
                lambda told: [
                    end if each["type"] == EventType.MATCH_COMPLETE else each for each in told
                ],
            )

    def change(self, action_id: str, how: Any) -> None:
        """Change the events of a document that is held."""
        self.put(action_id, how(self.documents[action_id]["events"]))

    def put_more(self, action_id: str, told: Json) -> None:
        """One more event; errors stay last."""
        before = self.documents[action_id]["events"]
        wrong = [each for each in before if each["type"] == EventType.ERROR]
        self.put(action_id, [*before[: len(before) - len(wrong)], told, *wrong])

    def put(self, action_id: str, told: list[Json]) -> None:
        """Replace the events of a document."""
        body = self.documents[action_id] | {"events": told}
        self.documents[action_id] = body
        if action_id in self.memory.held:
            self.memory.held[action_id] = body
        if self.memory.last_ball is not None and id_of(self.memory.last_ball) == action_id:
            self.memory.last_ball = body


def id_of(document: Json) -> ActionId:
    """The action that a document of the feed tells of."""
    return action_id(document["inningsNumber"], document["sequenceNumber"])


def named_successor(told: list[Json], player_id: PlayerId) -> list[Json]:
    """The first wicket without a new batter gets this one."""
    for number, each in enumerate(told):
        data = each["data"]
        if each["type"] == EventType.WICKET_FALLEN and data["newBatterId"] is None:
            named = each | {"data": data | {"newBatterId": player_id}}
            return [*told[:number], named, *told[number + 1 :]]
    return told


def is_over_end(step: Step) -> bool:
    """Whether the action completed an over, for the first time or again after it had gone on."""
    innings = step.innings
    if innings is None or not isinstance(step.action, Delivery):
        return False
    return innings.over.is_complete


def is_maiden(told: Json) -> bool:
    """Whether an event is a maiden."""
    return bool(told["data"].get("milestone") == Milestone.MAIDEN)


def is_of_over_end(told: Json) -> bool:
    """Whether an event is true only as long as the over is complete."""
    return told["type"] == EventType.OVER_COMPLETE or is_maiden(told)


def without(told: list[Json], kind: EventType) -> list[Json]:
    """Events but for one type."""
    return [each for each in told if each["type"] != kind]


def closing(innings: Innings) -> str | None:
    """What is told of an innings' end, in short; None while it is open."""
    if innings.closed is None:
        return None
    balls = f"{innings.legal_balls}+{innings.over.deliveries}"
    return f"{innings.closed} {innings.runs}/{innings.wickets} {balls}"


def order_keys(references: Iterable[Reference]) -> dict[Place, str]:
    """The order keys of entries that refer to another: `0037`, `0037.0052`.

    A correction has the key of what it corrects; an inserted action its anchor's and its own. In
    order of places, for what is referred to is always earlier.
    """
    keys: dict[Place, str] = {}
    for reference in sorted(references, key=lambda each: each.place):
        if reference.target is not None:
            anchor = keys.get(reference.target) or padded(reference.target[1])
            own = "" if reference.corrects else f".{padded(reference.place[1])}"
            keys[reference.place] = anchor + own
    return keys


def padded(sequence: int) -> str:
    """A sequence as text that sorts; `~` stands behind every digit, for those that are longer."""
    text = f"{sequence:0{WIDTH}d}"
    return text if len(text) == WIDTH else f"~{text}"


def leave_out_the_rest(
    teller: FeedBuilder,
    log: Mapping[Place, LogEntry],
    placed: list[Placed],
    problems: Mapping[ActionId, Problem],
    first: Place,
) -> None:
    """The documents of entries whose turn is `first` or later and that are not in play.

    `placed` is the effective log from there on, `problems` those of the log as such, by action.
    """
    counting, turn = {action.id for _, action in placed}, turns(teller.references)
    standing = {shared_place(action, teller): action.id for _, action in placed}
    for place, entry in log.items():
        if entry.id in counting or turn.get(place, place) < first:
            continue
        correction = standing.get(shared_place(entry, teller))
        if entry.is_voided:
            teller.leave_out(entry, events.voided(entry), is_retracted=True)
        elif correction is not None and correction != entry.id:
            teller.leave_out(entry, events.corrected(entry, correction), is_retracted=True)
        elif entry.id in problems:
            teller.leave_out(entry, events.error(problems[entry.id]), is_retracted=False)


def shared_place(entry: LogEntry, teller: FeedBuilder) -> tuple[int, str]:
    """Innings and order key: the place that an entry and its corrections share."""
    return entry.innings_number, teller.order_key(entry)


def expires_at(inputs: Inputs) -> datetime | None:
    """When the database may delete the feed of a match; never where its day is not known."""
    if inputs.match_date is None:
        return None
    return datetime.combine(inputs.match_date, time(), UTC) + FEED_LIFETIME
