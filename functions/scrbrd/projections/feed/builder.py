"""Builds the feed: `matches/{matchId}/events/{actionId}`, one document for each action of the log.

Like the score, a pure function of the log. A later action can make an earlier event untrue (the new
batter becomes known, an over that seemed complete continues). Documents that may still change are
kept in the state, so that the next ball needs no others. Every action has a document, even if it is
empty: a client that reads newer documents would not notice that a document was deleted.
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
    id_of,
    is_maiden,
    wicket_numbers,
    with_event_before_errors,
    with_new_batter,
    with_wicket_removed,
    without_innings_end,
    without_over_end,
    without_type,
)
from scrbrd.projections.feed.event_data import WicketFallen
from scrbrd.projections.feed.milestones import milestones
from scrbrd.projections.projection import Projection
from scrbrd.projections.steps import Step

FEED_LIFETIME = timedelta(days=730)
"""How long after the day of the match the feed is kept; `archive/` and the log are kept forever."""

WIDTH = 4


class FeedBuilder(Projection[FeedBody]):
    """Builds the documents of the feed, step by step.

    `bodies` are the documents of the processed actions, and earlier ones that they changed.
    `written` has the ids of documents made since it was last emptied. `names` are those of the
    feed's state after the last step.
    """

    def __init__(
        self, inputs: Inputs, feed_state: FeedState, references: Sequence[Reference] = ()
    ) -> None:
        self.inputs = inputs
        self.feed_state = feed_state
        self.names = feed_state.names()
        self.bodies: dict[str, FeedBody] = dict(feed_state.held)
        self.written: set[str] = set()
        self.use_references(references)

    def use_references(self, references: Sequence[Reference]) -> None:
        """Use these references from now on to place entries."""
        self.references = references
        self.keys = order_keys(references)

    def documents(self) -> dict[str, FeedBody]:
        """Return the documents by action id; the next step changes them."""
        return self.bodies

    def add_step(self, step: Step) -> None:
        """Build the document of an action of the effective log."""
        action = step.action
        if step.refused is None:
            feed_events = self.events_of_step(step)
            if step.problems:
                feed_events += events.error_events(step)
            self.bodies[action.id] = body = self.body(action, feed_events)
            self.written.add(action.id)
            if isinstance(action, Delivery):
                self.feed_state.last_ball = body
            else:
                body["fact"] = events.fact_data(action)
            self.add_ends(step)
        else:
            self.bodies[action.id] = self.body(action, list(events.error_events(step)))
            self.written.add(action.id)
        names = self.feed_state.names()
        if names != self.names:
            self.names = names
            self.feed_state.keep(self.bodies)

    def add_not_in_play(self, entry: LogEntry, event: FeedEvent, *, is_retracted: bool) -> None:
        """Build the document of an entry that does not count."""
        self.bodies[entry.id] = self.body(entry, [event], is_retracted=is_retracted)
        self.written.add(entry.id)

    def body(
        self, entry: LogEntry, feed_events: list[FeedEvent], *, is_retracted: bool = False
    ) -> FeedBody:
        """Return a document without the fields that are set at writing."""
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
        """Return an entry's place in its innings' effective log, as sortable text."""
        key = self.keys.get(place_of(entry)) if self.keys else None
        return key or sortable(entry.sequence_number)

    def events_of_step(self, step: Step) -> list[FeedEvent]:
        """Return the events of an action that counts, in the order that a listener expects."""
        action, maidens, streak = step.action, step.start.bowler_maidens, 0
        feed_events = [] if self.is_uneventful(step) else self.events_before(step)
        if isinstance(action, Delivery):
            feed_events.append(self.ball_bowled(step, action))
            maidens -= self.withdraw_over_end(step)
            streak = self.streak(step, action)
        if step.after.falls != step.start.falls:
            wickets = list(events.wickets_fallen(step))
            feed_events += wickets
            for each in wickets:
                self.keep_wicket(step, each["data"])
        if isinstance(action, BatterResumed):
            self.take_back_wicket(action)
        feed_events += milestones(step, streak, maidens)
        if step.innings is not None and is_over_end(step):
            length = self.inputs.setup.conditions.balls_per_over
            feed_events.append(ends.over_complete(step.innings, length))
            self.feed_state.over = action.id
        return feed_events

    def is_uneventful(self, step: Step) -> bool:
        """Return True if an action is an ordinary ball that needs no events before it.

        Both batters were in, no batter is awaited and none is out, and it belongs to the over in
        progress or, if that was complete, to the next one.
        """
        action, start, after = step.action, step.start, step.after
        if (
            not isinstance(action, Delivery)
            or action.wicket is not None
            or self.feed_state.vacancies
        ):
            return False
        at_crease = start.at_crease
        if action.striker_id not in at_crease or action.non_striker_id not in at_crease:
            return False
        if start.is_over_complete:
            return after.over != start.over
        return after.whole_over is start.whole_over

    def events_before(self, step: Step) -> list[FeedEvent]:
        """Return the events before a ball, or of an action without one: an over that ended short,
        players who came and left.
        """
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
        """Return the event of a ball, and add the ball to those of its over."""
        innings = step.state.innings[-1]
        event = events.ball_bowled(action, innings, self.inputs.setup.conditions)
        before = self.feed_state.over_balls if len(innings.over.balls) > 1 else ()
        self.feed_state.over_balls = (*before, (action.id, action.bowler_id, event["data"]["over"]))
        return event

    def keep_wicket(self, step: Step, data: WicketFallen) -> None:
        """Keep a wicket until its place is filled.

        Also keep a batter retired out, who may come back (25.4.3). A batter who is timed out should
        have filled the open place: the next batter fills both.
        """
        feed_state, player_id = self.feed_state, PlayerId(data["dismissedPlayerId"])
        if events.vacates(step, player_id):
            feed_state.vacancies += ((step.action.id,),)
        elif data["type"] == WicketType.TIMED_OUT:
            *others, last = feed_state.vacancies or ((),)  # no vacancy: a batter had retired
            feed_state.vacancies = (*others, (*last, step.action.id))
        if feed_state.retired:
            feed_state.later += (step.action.id,)
        if data["type"] == WicketType.RETIRED_OUT:
            feed_state.retired[player_id] = step.action.id

    def fill_vacancies(self, step: Step, newcomers: list[PlayerId]) -> None:
        """Set the new batter in the document of the wicket that brought them in."""
        feed_state = self.feed_state
        if step.before.innings is not step.after.innings:
            feed_state.vacancies, feed_state.over, feed_state.retired = (), None, {}
            feed_state.later, feed_state.over_balls = (), ()
        if feed_state.vacancies and is_to_last_man(step):
            feed_state.vacancies = ()
        for player_id in newcomers[: len(feed_state.vacancies)]:
            place, *rest = feed_state.vacancies
            feed_state.vacancies = tuple(rest)
            for wicket_id in place:
                feed_events = self.events_of(wicket_id)
                self.replace_events(wicket_id, with_new_batter(feed_events, player_id))

    def withdraw_over_end(self, step: Step) -> int:
        """Withdraw the end of an over that continues (17.5).

        Return the number of this bowler's maidens withdrawn with it.
        """
        start, feed_state = step.start, self.feed_state
        has_continued = start.is_over_complete and step.innings is not None
        if not (has_continued and step.innings and step.innings.over.number == start.over):
            return 0
        if feed_state.over is None or not isinstance(step.action, Delivery):
            return 0
        action_id, feed_state.over = feed_state.over, None
        kept, withdrawn = without_over_end(self.events_of(action_id))
        self.replace_events(action_id, kept)
        return sum(is_maiden(each, step.action.bowler_id) for each in withdrawn)

    def streak(self, step: Step, action: Delivery) -> int:
        """Return the bowler's wickets with consecutive balls in this match, this one included."""
        if step.innings is None or step.innings.is_super_over:
            return 0
        streaks = self.feed_state.streaks
        if step.after.bowler_wickets > step.start.bowler_wickets:
            streaks[action.bowler_id] = streaks.get(action.bowler_id, 0) + 1
        else:
            streaks.pop(action.bowler_id, None)
        return streaks.get(action.bowler_id, 0)

    def take_back_wicket(self, action: BatterResumed) -> None:
        """Withdraw the wicket of a batter retired out who came back with consent (Law 25.4.3).

        The numbers of later wickets decrease by one.
        """
        feed_state = self.feed_state
        action_id = feed_state.retired.pop(action.player_id, None)
        if action_id is None:
            return
        before = self.events_of(action_id)
        self.replace_events(action_id, without_type(before, EventType.WICKET_FALLEN))
        for removed in wicket_numbers(before):
            for later_id in feed_state.later:
                self.replace_events(
                    later_id, with_wicket_removed(self.events_of(later_id), removed)
                )
        kept = feed_state.later if feed_state.retired else ()
        feed_state.later = tuple(each for each in kept if each != action_id)

    def add_ends(self, step: Step) -> None:
        """Add the end of an innings, and of the match, to the document of the action that caused
        it.

        An earlier end that no longer holds is withdrawn.
        """
        feed_state, length = self.feed_state, self.inputs.setup.conditions.balls_per_over
        for innings in possibly_changed_innings(step):
            holder_id, before = feed_state.innings.get(innings.number, (None, None))
            now = ends.end_figures(innings)
            if before == now:
                continue
            if holder_id is not None:
                self.withdraw_innings_end(innings.number, holder_id)
            if now is not None:
                self.add_event(step.action.id, ends.innings_complete(innings, length))
                feed_state.innings[innings.number] = (step.action.id, now)
        self.update_match_end(step.state, step.action.id)

    def withdraw_innings_end(self, number: int, holder_id: str) -> None:
        """Remove the end of an innings from the document that has it.

        That may also have the end of another innings, added by the same action: penalty runs that
        move the target end the chase again. Ends added by one action are in order of innings.
        """
        held = self.feed_state.innings
        place = sum(other < number and holder == holder_id for other, (holder, _) in held.items())
        del held[number]
        self.replace_events(holder_id, without_innings_end(self.events_of(holder_id), place))

    def update_match_end(self, state: MatchState, action_id: str) -> None:
        """Add the end of the match if it is new or has changed; withdraw the earlier one."""
        feed_state, end = self.feed_state, ends.match_complete(state, self.inputs)
        if feed_state.match is not None and end in self.bodies[feed_state.match]["events"]:
            return
        if feed_state.match is not None:
            self.replace_events(
                feed_state.match,
                without_type(self.events_of(feed_state.match), EventType.MATCH_COMPLETE),
            )
            feed_state.match = None
        if end is not None:
            self.add_event(action_id, end)
            feed_state.match = action_id

    def refresh(self, state: MatchState) -> None:
        """Rewrite the end of the match if names or awards have changed."""
        end = ends.match_complete(state, self.inputs)
        if self.feed_state.match is not None and end is not None:
            before = self.events_of(self.feed_state.match)
            events_after = [end if each["type"] == "MATCH_COMPLETE" else each for each in before]
            self.replace_events(self.feed_state.match, events_after)

    def events_of(self, action_id: str) -> list[FeedEvent]:
        """Return the events of a kept document."""
        return self.bodies[action_id]["events"]

    def add_event(self, action_id: str, event: FeedEvent) -> None:
        """Add an event to a document; errors stay last."""
        self.replace_events(action_id, with_event_before_errors(self.events_of(action_id), event))

    def replace_events(self, action_id: str, feed_events: list[FeedEvent]) -> None:
        """Replace the events of a document."""
        body: FeedBody = {**self.bodies[action_id], "events": feed_events}
        self.bodies[action_id] = body
        self.written.add(action_id)
        if action_id in self.feed_state.held:
            self.feed_state.held[action_id] = body
        if self.feed_state.last_ball is not None and id_of(self.feed_state.last_ball) == action_id:
            self.feed_state.last_ball = body


def possibly_changed_innings(step: Step) -> Sequence[Innings]:
    """Return the innings that an action may have changed.

    A ball changes only the last one, unless it begins another.
    """
    played = step.state.innings
    is_ball = isinstance(step.action, Delivery) and step.before.innings is step.after.innings
    return played[-1:] if is_ball else played


def is_to_last_man(step: Step) -> bool:
    """Return True if a ball was bowled to a lone batter: no one came in for the batter who was
    out.
    """
    innings = step.after.innings
    if innings is None or not isinstance(step.action, Delivery):
        return False
    may_stand = step.state.setup.conditions.last_man_stands and not innings.is_super_over
    return may_stand and innings.partnerships[-1].batter_b_id is None


def is_over_end(step: Step) -> bool:
    """Return True if the action completed an over, for the first time or again after it had
    continued.
    """
    innings = step.innings
    if innings is None or not isinstance(step.action, Delivery):
        return False
    return innings.over.is_complete


def order_keys(references: Iterable[Reference]) -> dict[Place, str]:
    """Return the order keys of entries that refer to another: `0037`, `0037.0052`.

    A correction has the key of the entry it corrects; an inserted action has its anchor's key and
    its own. References are processed in order of places, because a target is always earlier.
    """
    keys: dict[Place, str] = {}
    for reference in sorted(references, key=lambda each: each.place):
        if reference.target is not None:
            anchor = keys.get(reference.target) or sortable(reference.target[1])
            own = "" if reference.corrects else f".{sortable(reference.place[1])}"
            keys[reference.place] = anchor + own
    return keys


def sortable(sequence: int) -> str:
    """Return a sequence as sortable text.

    Longer ones begin with `~`, which sorts after every digit.
    """
    text = str(sequence).zfill(WIDTH)
    return text if len(text) == WIDTH else f"~{text}"


def expires_at(inputs: Inputs) -> datetime | None:
    """Return when the database may delete the feed of a match.

    None if the match's day is unknown.
    """
    if inputs.match_date is None:
        return None
    return datetime.combine(inputs.match_date, time(), UTC) + FEED_LIFETIME
