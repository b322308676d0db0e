"""Builds the feed: `matches/{matchId}/events/{actionId}`, one document for each action of the log.

A pure function of the log, like the score. A later action can make an earlier event untrue (the
new batter becomes known, an over that seemed complete goes on); the documents that this can happen
to are remembered, so that the next ball needs no other. Every action has its document, if only an
empty one: a document that came and went would be missed by whoever reads what is newer.
"""

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, time, timedelta

from scrbrd.domain.actions import Action, BatterResumed, Delivery
from scrbrd.domain.effective import LogEntry, Reference, place_of
from scrbrd.domain.match import Inputs, iso_text
from scrbrd.domain.places import Place
from scrbrd.domain.state import Innings, MatchState
from scrbrd.domain.vocabulary import PlayerId, WicketType
from scrbrd.projections.feed import ends, events
from scrbrd.projections.feed.documents import (
    BallBowledEvent,
    EventType,
    FeedBody,
    FeedEvent,
    FeedState,
    error_last,
    id_of,
    is_maiden,
    is_of_over_end,
    wicket_numbers,
    with_one_less,
    with_successor,
    without,
)
from scrbrd.projections.feed.event_data import WicketFallen
from scrbrd.projections.feed.milestones import milestones
from scrbrd.projections.projection import Projection
from scrbrd.projections.steps import Step

FEED_LIFETIME = timedelta(days=730)
"""How long after the day of the match the feed is kept; `archive/` and the log stay for good."""

WIDTH = 4


class FeedBuilder(Projection[FeedBody]):
    """Builds the documents of the feed, step by step.

    `bodies` are the documents of the actions seen, and earlier ones that they changed; `written`
    names those that were made since it was last emptied, `names` are those of the memory after the
    last step.
    """

    def __init__(
        self, inputs: Inputs, memory: FeedState, references: Sequence[Reference] = ()
    ) -> None:
        self.inputs = inputs
        self.memory = memory
        self.names = memory.names()
        self.bodies: dict[str, FeedBody] = dict(memory.held)
        self.written: set[str] = set()
        self.use_references(references)

    def use_references(self, references: Sequence[Reference]) -> None:
        """Place entries by these references from now on."""
        self.references = references
        self.keys = order_keys(references)

    def documents(self) -> dict[str, FeedBody]:
        """Return the documents by action; the next step changes them."""
        return self.bodies

    def see(self, step: Step) -> None:
        """Build the document of an action that stands in the effective log."""
        action = step.action
        if step.refused is None:
            feed_events = self.happenings(step)
            if step.problems:
                feed_events += events.errors(step)
            self.bodies[action.id] = body = self.body(action, feed_events)
            self.written.add(action.id)
            if isinstance(action, Delivery):
                self.memory.last_ball = body
            else:
                body["fact"] = events.fact_data(action)
            self.ends(step)
        else:
            self.bodies[action.id] = self.body(action, list(events.errors(step)))
            self.written.add(action.id)
        names = self.memory.names()
        if names != self.names:
            self.names = names
            self.memory.keep(self.bodies)

    def add_not_in_play(self, entry: LogEntry, event: FeedEvent, *, is_retracted: bool) -> None:
        """The document of an entry that does not count."""
        self.bodies[entry.id] = self.body(entry, [event], is_retracted=is_retracted)
        self.written.add(entry.id)

    def body(
        self, entry: LogEntry, feed_events: list[FeedEvent], *, is_retracted: bool = False
    ) -> FeedBody:
        """A document without what only the commit knows."""
        body: FeedBody = {
            "matchId": self.inputs.setup.match_id,
            "inningsNumber": entry.innings_number,
            "sequenceNumber": entry.sequence_number,
            "orderKey": self.order_key(entry),
            "events": feed_events,
            "isRetracted": is_retracted,
        }
        if isinstance(entry, Action) and entry.timestamp is not None:
            body["timestamp"] = iso_text(entry.timestamp)
        return body

    def order_key(self, entry: LogEntry) -> str:
        """An entry's place in its innings' effective log, as text that sorts."""
        key = self.keys.get(place_of(entry)) if self.keys else None
        return key or padded(entry.sequence_number)

    def happenings(self, step: Step) -> list[FeedEvent]:
        """What an action that counts brought about, in the order a listener expects."""
        action, maidens, streak = step.action, step.start.bowler_maidens, 0
        feed_events = [] if self.is_uneventful(step) else self.changes_before(step)
        if isinstance(action, Delivery):
            feed_events.append(self.ball_bowled(step, action))
            maidens -= self.reopened(step)
            streak = self.streak(step, action)
        if step.after.falls != step.start.falls:
            wickets = list(events.wickets_fallen(step))
            feed_events += wickets
            for each in wickets:
                self.note_wicket(step, each["data"])
        if isinstance(action, BatterResumed):
            self.take_back_wicket(action)
        feed_events += milestones(step, streak, maidens)
        if step.innings is not None and is_over_end(step):
            length = self.inputs.setup.conditions.balls_per_over
            feed_events.append(ends.over_complete(step.innings, length))
            self.memory.over = action.id
        return feed_events

    def is_uneventful(self, step: Step) -> bool:
        """Whether an action is a ball as most are: by two who were in, nobody awaited and nobody
        out, of the over in progress or, where that was complete, of the next one."""
        action, start, after = step.action, step.start, step.after
        if not isinstance(action, Delivery) or action.wicket is not None or self.memory.vacancies:
            return False
        there = start.at_crease
        if action.striker_id not in there or action.non_striker_id not in there:
            return False
        if start.is_over_complete:
            return after.over != start.over
        return after.whole_over is start.whole_over

    def changes_before(self, step: Step) -> list[FeedEvent]:
        """What stands before a ball, or instead of one: an over that ended short, who came and
        who went."""
        action, before, over = step.action, step.before, step.before.whole_over
        newcomers, length = events.newcomers(step), self.inputs.setup.conditions.balls_per_over
        feed_events: list[FeedEvent] = []
        is_ended = over is not None and over.is_complete and not before.is_over_complete
        if is_ended and not (isinstance(action, Delivery) and before.innings is step.after.innings):
            feed_events += ends.last_over_complete(before, length)
        feed_events += events.players_changed(step, newcomers)
        self.fill_vacancies(step, newcomers)
        if isinstance(action, Delivery):
            feed_events += ends.short_over_complete(step, action, length)
        return feed_events

    def ball_bowled(self, step: Step, action: Delivery) -> BallBowledEvent:
        """The event of a ball, which is noted among those of its over."""
        innings = step.state.innings[-1]
        event = events.ball_bowled(action, innings, self.inputs.setup.conditions)
        before = self.memory.over_balls if len(innings.over.balls) > 1 else ()
        self.memory.over_balls = (*before, (action.id, action.bowler_id, event["data"]["over"]))
        return event

    def note_wicket(self, step: Step, data: WicketFallen) -> None:
        """Remember a wicket until its place is filled; one retired out may come back (25.4.3). Who
        is timed out should have filled the place that is open: the next man in fills both."""
        memory, player_id = self.memory, PlayerId(data["dismissedPlayerId"])
        if events.vacates(step, player_id):
            memory.vacancies += ((step.action.id,),)
        elif data["type"] == WicketType.TIMED_OUT:
            *others, last = memory.vacancies or ((),)  # none: somebody retired
            memory.vacancies = (*others, (*last, step.action.id))
        if memory.retired:
            memory.later += (step.action.id,)
        if data["type"] == WicketType.RETIRED_OUT:
            memory.retired[player_id] = step.action.id

    def fill_vacancies(self, step: Step, newcomers: list[PlayerId]) -> None:
        """Name the new batter where the wicket that brought them in was in the feed already."""
        memory = self.memory
        if step.before.innings is not step.after.innings:
            memory.vacancies, memory.over, memory.retired = (), None, {}
            memory.later, memory.over_balls = (), ()
        if memory.vacancies and is_to_last_man(step):
            memory.vacancies = ()
        for player_id in newcomers[: len(memory.vacancies)]:
            place, *rest = memory.vacancies
            memory.vacancies = tuple(rest)
            for wicket_id in place:
                feed_events = self.events_of(wicket_id)
                self.put(wicket_id, with_successor(feed_events, player_id))

    def reopened(self, step: Step) -> int:
        """Withdraw the end of an over that went on (17.5); return how many maidens of this bowler
        are withdrawn with it."""
        start, memory = step.start, self.memory
        went_on = start.is_over_complete and step.innings is not None
        if not (went_on and step.innings and step.innings.over.number == start.over):
            return 0
        if memory.over is None or not isinstance(step.action, Delivery):
            return 0
        action_id, memory.over = memory.over, None
        before = self.events_of(action_id)
        self.put(action_id, [each for each in before if not is_of_over_end(each)])
        return sum(is_maiden(each, step.action.bowler_id) for each in before)

    def streak(self, step: Step, action: Delivery) -> int:
        """The bowler's wickets with consecutive balls in this match, this one included."""
        if step.innings is None or step.innings.is_super_over:
            return 0
        streaks = self.memory.streaks
        if step.after.bowler_wickets > step.start.bowler_wickets:
            streaks[action.bowler_id] = streaks.get(action.bowler_id, 0) + 1
        else:
            streaks.pop(action.bowler_id, None)
        return streaks.get(action.bowler_id, 0)

    def take_back_wicket(self, action: BatterResumed) -> None:
        """A batter retired out came back with consent: the wicket never fell (Law 25.4.3), and
        those after it were one less."""
        memory = self.memory
        action_id = memory.retired.pop(action.player_id, None)
        if action_id is None:
            return
        before = self.events_of(action_id)
        self.put(action_id, without(before, EventType.WICKET_FALLEN))
        for removed in wicket_numbers(before):
            for later_id in memory.later:
                self.put(later_id, with_one_less(self.events_of(later_id), removed))
        kept = memory.later if memory.retired else ()
        memory.later = tuple(each for each in kept if each != action_id)

    def ends(self, step: Step) -> None:
        """Add each end of an innings, and of the match, to the document of the action that made it
        what it is; withdraw one of before that is no longer so."""
        memory, length = self.memory, self.inputs.setup.conditions.balls_per_over
        for innings in innings_concerned(step):
            holder_id, before = memory.innings.get(innings.number, (None, None))
            now = ends.closing(innings)
            if before == now:
                continue
            if holder_id is not None:
                kept = without(self.events_of(holder_id), EventType.INNINGS_COMPLETE)
                self.put(holder_id, kept)
                del memory.innings[innings.number]
            if now is not None:
                self.put_more(step.action.id, ends.innings_complete(innings, length))
                memory.innings[innings.number] = (step.action.id, now)
        self.match_end(step.state, step.action.id)

    def match_end(self, state: MatchState, action_id: str) -> None:
        """Add the end of the match where it is new or has changed; withdraw the one of before."""
        memory, end = self.memory, ends.match_complete(state, self.inputs)
        if memory.match is not None and end in self.bodies[memory.match]["events"]:
            return
        if memory.match is not None:
            self.put(memory.match, without(self.events_of(memory.match), EventType.MATCH_COMPLETE))
            memory.match = None
        if end is not None:
            self.put_more(action_id, end)
            memory.match = action_id

    def refresh(self, state: MatchState) -> None:
        """Write the end of the match anew where names or awards have changed since."""
        end = ends.match_complete(state, self.inputs)
        if self.memory.match is not None and end is not None:
            before = self.events_of(self.memory.match)
            anew = [end if each["type"] == "MATCH_COMPLETE" else each for each in before]
            self.put(self.memory.match, anew)

    def events_of(self, action_id: str) -> list[FeedEvent]:
        """The events of a document that is held."""
        return self.bodies[action_id]["events"]

    def put_more(self, action_id: str, event: FeedEvent) -> None:
        """One more event; errors stay last."""
        self.put(action_id, error_last(self.events_of(action_id), event))

    def put(self, action_id: str, feed_events: list[FeedEvent]) -> None:
        """Replace the events of a document."""
        body: FeedBody = {**self.bodies[action_id], "events": feed_events}
        self.bodies[action_id] = body
        self.written.add(action_id)
        if action_id in self.memory.held:
            self.memory.held[action_id] = body
        if self.memory.last_ball is not None and id_of(self.memory.last_ball) == action_id:
            self.memory.last_ball = body


def innings_concerned(step: Step) -> Sequence[Innings]:
    """Return the innings that an action may have changed: a ball is of the last one, or begins
    another."""
    played = step.state.innings
    is_ball = isinstance(step.action, Delivery) and step.before.innings is step.after.innings
    return played[-1:] if is_ball else played


def is_to_last_man(step: Step) -> bool:
    """Whether a ball was bowled to a batter alone: nobody came in for who was out before."""
    innings = step.after.innings
    if innings is None or not isinstance(step.action, Delivery):
        return False
    may_stand = step.state.setup.conditions.last_man_stands and not innings.is_super_over
    return may_stand and innings.partnerships[-1].batter_b_id is None


def is_over_end(step: Step) -> bool:
    """Whether the action completed an over, for the first time or again after it had gone on."""
    innings = step.innings
    if innings is None or not isinstance(step.action, Delivery):
        return False
    return innings.over.is_complete


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
    text = str(sequence).zfill(WIDTH)
    return text if len(text) == WIDTH else f"~{text}"


def expires_at(inputs: Inputs) -> datetime | None:
    """When the database may delete the feed of a match; never where its day is not known."""
    if inputs.match_date is None:
        return None
    return datetime.combine(inputs.match_date, time(), UTC) + FEED_LIFETIME
