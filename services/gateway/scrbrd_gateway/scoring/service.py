"""Records what callers say: once for each key, behind what they have seen, as the rules allow.

Every write is one commit with the caller's own token. Knows no HTTP of its clients.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final, NamedTuple

from scrbrd.adapters import paths
from scrbrd.consensus.entries import SEAT_OF_ROLE
from scrbrd.domain.actions import Action, action_id, parse_action_id
from scrbrd.domain.effective import LogEntry
from scrbrd.domain.places import Place as LogPlace
from scrbrd.domain.vocabulary import MatchRole
from scrbrd_gateway.identity import Identity
from scrbrd_gateway.problems import Problem
from scrbrd_gateway.scoring.answers import Recorded, recorded, told
from scrbrd_gateway.scoring.bodies import SCORERS, Said, Undo
from scrbrd_gateway.scoring.drafts import Planned, Recorder, with_times
from scrbrd_gateway.scoring.faults import FORBIDDEN, key_reused, overtaken, unknown
from scrbrd_gateway.scoring.firestore import Conflict, Denied, FirestoreError, FirestoreRest, Write
from scrbrd_gateway.scoring.keys import same_key
from scrbrd_gateway.scoring.log import Head, Log, place_or_none
from scrbrd_gateway.scoring.reading import Matches, MatchNow
from scrbrd_gateway.scoring.refusals import (
    Asked,
    check_tier,
    is_in_force,
    no_scorer,
    why_refused,
)

SERVER_TIMES: Final = ("createdAt", "updatedAt")
KEEPERS: Final = (*SCORERS, MatchRole.UMPIRE_ON_FIELD)
"""Who may keep a book, in the order in which a role is looked for."""

assert set(SEAT_OF_ROLE) == set(KEEPERS)

TRIES: Final = 2
"""How often a void is tried while other devices change the action."""


@dataclass(frozen=True, slots=True)
class Caller:
    """Who asks, and the token that goes to Firestore with all that is done for them."""

    identity: Identity
    token: str

    @property
    def person_id(self) -> str:
        """Return the person whom roles are given to."""
        return self.identity.person_id


class Place(NamedTuple):
    """Where a record goes: a match, and the caller's own book of it or the log."""

    match_id: str
    in_books: bool = False


class Done(NamedTuple):
    """A record, and whether this request made it."""

    answer: Recorded
    is_new: bool


Plan = Callable[[Log, Recorder], Planned]
Stands = Callable[[Log], LogPlace | None]
"""Finds the record that says already what a client says; may raise Problem."""


def nothing_stands(_log: Log) -> None:
    """Return None: a ball that is said again is another ball."""


class Scoring:
    """Records for callers in one project."""

    def __init__(
        self,
        store: FirestoreRest,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
        matches: Matches | None = None,
    ) -> None:
        self.store = store
        self.matches = matches or Matches(store)
        self.now = now

    async def read(
        self,
        place: Place,
        caller: Caller,
        innings_number: int | None = None,
        *,
        anew: bool = False,
    ) -> MatchNow:
        """Return a match with the log, or the caller's own book, that a record goes to."""
        if not place.in_books:
            return await self.matches.read(place.match_id, caller.token, anew=anew)
        return await self.matches.read_book(
            place.match_id, caller.person_id, caller.token, innings_number, anew=anew
        )

    async def append(
        self,
        place: Place,
        caller: Caller,
        said: Said,
        nonce: str,
        plan: Plan,
        innings_number: int | None = None,
        stands: Stands = nothing_stands,
    ) -> Done:
        """Plan a record, and commit it unless it is there already. Raises Problem."""
        now = await self.read(place, caller, innings_number)
        known = repeated(now.log, nonce, stands)
        if known is not None:
            return known
        check_tier(now.document, in_books=place.in_books)
        if innings_number is not None:
            check_seen(now.log, innings_number, said.follows)
        role = said.recorded_as or await self.role(place, caller, now)
        planned = plan(now.log, Recorder(caller.person_id, role, nonce, self.now()))
        if innings_number is None:
            check_seen(now.log, planned.innings_number, said.follows)
        writes = writes_of(planned, self.path(place, caller))
        try:
            moment = await self.store.commit(writes, caller.token)
        except (Denied, Conflict) as error:
            return await self._not_done(place, caller, planned, now, stands, error)
        document = with_times(planned.document, moment)
        return Done(recorded(now.log, document, planned.verdicts, planned.state), True)

    async def set_voided(
        self, place: Place, caller: Caller, name: str, undo: Undo, *, is_voided: bool
    ) -> Done:
        """Let an action count no longer, or again; what is so already is left as it is.

        Where another device changed the action meanwhile, it is tried once more as it is then.
        Raises Problem.
        """
        path = self.path(place, caller)
        now = await self.read(place, caller)
        for _ in range(TRIES):
            entry, document = entry_of(now.log, name)
            if bool(document.get("isVoided")) == is_voided:
                return Done(changed(now.log, entry), False)
            check_tier(now.document, in_books=place.in_books)
            fields = {
                "isVoided": is_voided, "voidReason": undo.reason, "voidedBy": caller.person_id,
            }  # fmt: skip
            seen = self.matches.update_time(path, name)
            write = Write(f"{path}/{name}", fields, ("voidedAt", "updatedAt"), False, seen)
            try:
                await self.store.commit([write], caller.token)
            except (Denied, Conflict) as error:
                now = await self.read(place, caller, anew=True)
                is_as_seen = self.matches.update_time(path, name) == seen
                if isinstance(error, Denied) and is_as_seen:
                    role = latest_role(now.log, caller.person_id)
                    role = role or await self.role(place, caller, now)
                    raise await self.refused(place.match_id, caller, role, now.document) from error
                continue
            now = await self.read(place, caller)
            return Done(changed(now.log, entry_of(now.log, name)[0]), True)
        entry, document = entry_of(now.log, name)
        if bool(document.get("isVoided")) == is_voided:
            return Done(changed(now.log, entry), False)
        raise overtaken(now.log.head(entry.innings_number))

    def path(self, place: Place, caller: Caller) -> str:
        """Return the collection that a record goes to."""
        if place.in_books:
            return paths.book_entries(place.match_id, caller.person_id)
        return paths.scoring_actions(place.match_id)

    async def role(self, place: Place, caller: Caller, now: MatchNow) -> str:
        """Return the role that a caller records in: that of their last record, or else the first
        that they hold. Raises Problem where they hold none."""
        latest = latest_role(now.log, caller.person_id)
        if latest is not None:
            return latest
        roles = KEEPERS if place.in_books else SCORERS
        for role in roles:
            if is_in_force(await self.asked(place.match_id, caller, role)):
                return str(role)
        if caller.identity.is_admin and not place.in_books:
            return "admin"
        raise no_scorer(place.match_id, caller.person_id, roles)

    async def asked(self, match_id: str, caller: Caller, role: str) -> Asked:
        """Return who asks, with their role document as far as they may read it."""
        grant = None
        if role in set(MatchRole):
            try:
                path = paths.match_role(match_id, caller.person_id, role)
                grant = await self.matches.get(path, caller.token)
            except Denied:
                grant = None  # the rules let nobody read a grant that is not there
        identity = caller.identity
        return Asked(match_id, caller.person_id, role, grant, identity.is_admin, self.now())

    async def refused(
        self, match_id: str, caller: Caller, role: str, match: Mapping[str, Any]
    ) -> Problem:
        """Return why the rules refused a write of a caller in a role."""
        return why_refused(await self.asked(match_id, caller, role), match)

    async def _not_done(
        self,
        place: Place,
        caller: Caller,
        planned: Planned,
        before: MatchNow,
        stands: Stands,
        error: FirestoreError,
    ) -> Done:
        """Find out what kept a record from the log: it is there already, another one is, or the
        rules refused it. Raises Problem."""
        number = planned.innings_number
        now = await self.read(place, caller, number, anew=True)
        known = repeated(now.log, str(planned.document["nonce"]), stands)
        if known is not None:
            return known
        head = now.log.head(number)
        if head != before.log.head(number) or isinstance(error, Conflict):
            raise overtaken(head)
        check_tier(now.document, in_books=place.in_books)
        role = str(planned.document["recordedAs"])
        if place.in_books:
            check_seat(now.log, caller.person_id, role)
        raise await self.refused(place.match_id, caller, role, now.document)


def repeated(log: Log, nonce: str, stands: Stands) -> Done | None:
    """Return the record that was made under the same key, or that says the same; None where there
    is none. Raises Problem where the key was another request's."""
    places = {str(each.get("nonce", "")): place for place, each in log.documents.items()}
    found = nonce if nonce in places else same_key(places, nonce)
    if found is None:
        standing = stands(log)
        return None if standing is None else Done(told(log, standing), False)
    place = places[found]
    if found != nonce:
        raise key_reused(action_id(*place))
    return Done(told(log, place), False)


def check_seen(log: Log, innings_number: int, follows: str | None) -> None:
    """Raise Problem where the log has an action that the caller has not seen."""
    head: Head | None = log.head(innings_number)
    if follows is not None and follows != ("" if head is None else head.nonce):
        raise overtaken(head)


def check_seat(book: Log, person_id: str, role: str) -> None:
    """Raise Problem for an entry in another role than those before it: a person has one seat."""
    before = latest_role(book, person_id)
    if before not in (None, role):
        why = f"the book is kept as {before}: a person has one seat in a match"
        raise Problem(FORBIDDEN, "one_seat", why, recordedAs=role)


def entry_of(log: Log, name: str) -> tuple[LogEntry, Mapping[str, Any]]:
    """Return an action, a book's statement or what cannot be read in the place of one, with its
    document. Raises Problem where there is nothing."""
    place = place_or_none(name)
    entry = None if place is None else log.entries.get(place)
    if place is None or entry is None:
        raise unknown(f"action {name[:20]!r} in the match {log.match_id}")
    return entry, log.documents[place]


def changed(log: Log, entry: LogEntry) -> Recorded:
    """Return a record that was voided or counts again, with the whole log's state after that; what
    is no action has none."""
    state = log.state() if isinstance(entry, Action) else None
    return recorded(log, log.documents[parse_action_id(entry.id)], (), state)


def latest_role(log: Log, person_id: str) -> str | None:
    """Return the role in which a person recorded last; None where they have not."""
    for place in sorted(log.documents, reverse=True):
        document = log.documents[place]
        if document.get("recordedBy") == person_id and isinstance(document.get("recordedAs"), str):
            return str(document["recordedAs"])
    return None


def writes_of(planned: Planned, collection: str) -> Sequence[Write]:
    """Return the writes of an action: the new document, and the stamp on what it corrects."""
    path = f"{collection}/{planned.id}"
    created = Write(path, planned.document, SERVER_TIMES)
    if planned.corrects is None:
        return [created]
    stamp = {"correctedBy": planned.id}
    corrected = Write(f"{collection}/{planned.corrects}", stamp, ("updatedAt",), False)
    return [created, corrected]
