"""Records what callers say: once for each key, behind what they have seen, as the rules allow.

Every write is one commit with the caller's own token. A log that is kept is enough to plan a
record, which the commit proves; a repeat or a refusal is found on the whole log alone, read anew.
Knows no HTTP of its clients.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any, Final, NamedTuple

from scrbrd.adapters import paths
from scrbrd.consensus.entries import SEAT_OF_ROLE
from scrbrd.domain.vocabulary import MatchRole
from scrbrd_gateway.identity import Identity
from scrbrd_gateway.problems import Problem
from scrbrd_gateway.scoring.answers import recorded
from scrbrd_gateway.scoring.bodies import SCORERS, Said, Undo
from scrbrd_gateway.scoring.drafts import Planned, Recorder, with_times
from scrbrd_gateway.scoring.faults import CONFLICT, UNKNOWN, UNPROCESSABLE, overtaken
from scrbrd_gateway.scoring.finding import (
    Done,
    Stands,
    changed,
    check_reference,
    check_seat,
    check_seen,
    entry_of,
    is_made_of,
    is_to_change,
    latest_role,
    nothing_stands,
    repeated,
)
from scrbrd_gateway.scoring.firestore import Conflict, Denied, FirestoreRest, Write
from scrbrd_gateway.scoring.log import Log
from scrbrd_gateway.scoring.reading import Matches, MatchNow
from scrbrd_gateway.scoring.refusals import (
    OF_THE_ROLE,
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

OF_THE_LOG: Final = frozenset({UNKNOWN, CONFLICT, UNPROCESSABLE})
"""Problems that another log might not have."""


@dataclass(frozen=True, slots=True)
class Caller:
    """Who asks, and the token that goes to Firestore with all that is done for them."""

    identity: Identity
    token: str

    @property
    def person_id(self) -> str:
        """Return the person whom roles are given to."""
        return self.identity.person_id


class Destination(NamedTuple):
    """Where a record goes: a match, and the caller's own book of it or the log."""

    match_id: str
    in_books: bool = False


Plan = Callable[[Log, Recorder], Planned]


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a caller wants to be recorded, under which name; `innings_number` is None where the
    plan finds it."""

    destination: Destination
    caller: Caller
    said: Said
    nonce: str
    plan: Plan
    innings_number: int | None
    stands: Stands


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
        destination: Destination,
        caller: Caller,
        innings_number: int | None = None,
        *,
        anew: bool = False,
    ) -> MatchNow:
        """Return a match with the log, or the caller's own book, that a record goes to."""
        if not destination.in_books:
            return await self.matches.read(destination.match_id, caller.token, anew=anew)
        return await self.matches.read_book(
            destination.match_id, caller.person_id, caller.token, innings_number, anew=anew
        )

    async def append(
        self,
        destination: Destination,
        caller: Caller,
        said: Said,
        nonce: str,
        plan: Plan,
        innings_number: int | None = None,
        stands: Stands = nothing_stands,
    ) -> Done:
        """Plan a record, and commit it unless it is there already. Raises Problem, Conflict."""
        return await self._append(
            Wanted(destination, caller, said, nonce, plan, innings_number, stands)
        )

    async def _append(self, wanted: Wanted) -> Done:
        destination, caller = wanted.destination, wanted.caller
        now, decided = await self._decided(wanted)
        if isinstance(decided, Done):
            return decided
        path = self.path(destination, caller)
        try:
            moment = await self.store.commit(writes_of(decided, path), caller.token)
        except (Denied, Conflict) as error:
            return await self._not_done(wanted, decided, now, error)
        self.matches.note_scored(destination.match_id, path)
        document = with_times(decided.document, moment)
        told = recorded(now.log, decided.id, document, decided.verdicts, decided.state)
        return Done(told, True)

    async def set_voided(
        self, destination: Destination, caller: Caller, name: str, undo: Undo, *, is_voided: bool
    ) -> Done:
        """Let an action count no longer, or again; what is so already is left as it is.

        Where another device changed the action meanwhile, it is tried once more as it is then.
        Raises Problem, Conflict.
        """
        path = self.path(destination, caller)
        now = await self._read_to_change(destination, caller, name, is_voided=is_voided)
        for _ in range(TRIES):
            entry, document = entry_of(now.log, name)
            if bool(document.get("isVoided")) == is_voided:
                return Done(changed(now.log, entry), False)
            check_tier(now.document, in_books=destination.in_books)
            fields = {
                "isVoided": is_voided, "voidReason": undo.reason, "voidedBy": caller.person_id,
            }  # fmt: skip
            seen = self.matches.update_time(path, name)
            write = Write(f"{path}/{name}", fields, ("voidedAt", "updatedAt"), False, seen)
            try:
                await self.store.commit([write], caller.token)
            except (Denied, Conflict) as error:
                now = await self.read(destination, caller, anew=True)
                if self.matches.update_time(path, name) != seen:
                    continue
                if isinstance(error, Conflict):
                    raise  # no other device changed it: Firestore has a reason of its own
                role = latest_role(now.log, caller.person_id)
                role = role or await self.role(destination, caller, now)
                raise await self.refused(
                    destination.match_id, caller, role, now.document
                ) from error
            self.matches.note_scored(destination.match_id, path)
            now = await self.read(destination, caller)
            return Done(changed(now.log, entry_of(now.log, name)[0]), True)
        entry, document = entry_of(now.log, name)
        if bool(document.get("isVoided")) == is_voided:
            return Done(changed(now.log, entry), False)
        raise overtaken(now.log.head(entry.innings_number))

    def path(self, destination: Destination, caller: Caller) -> str:
        """Return the collection that a record goes to."""
        if destination.in_books:
            return paths.book_entries(destination.match_id, caller.person_id)
        return paths.scoring_actions(destination.match_id)

    async def role(self, destination: Destination, caller: Caller, now: MatchNow) -> str:
        """Return the role that a caller records in: that of their last record, or else the first
        that they hold. Raises Problem where they hold none."""
        latest = latest_role(now.log, caller.person_id)
        return latest or await self.held_role(destination, caller)

    async def held_role(self, destination: Destination, caller: Caller) -> str:
        """Return the first role in force that a caller may record in. Raises Problem if there is
        none."""
        roles = keepers(destination)
        for role in roles:
            if is_in_force(await self.asked(destination.match_id, caller, role)):
                return str(role)
        if caller.identity.is_admin and not destination.in_books:
            return "admin"
        raise no_scorer(destination.match_id, caller.person_id, roles)

    async def may_record(self, destination: Destination, caller: Caller, now: MatchNow) -> bool:
        """Return whether a caller has recorded here before, or holds a role to record in. Anybody
        who is signed in may ask; for others no whole log is read again, and nothing planned."""
        if latest_role(now.log, caller.person_id) is not None:
            return True
        try:
            await self.held_role(destination, caller)
        except Problem:
            return False
        return True

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

    async def _decided(self, wanted: Wanted) -> tuple[MatchNow, Done | Planned]:
        """Return what is to be recorded, or the record that is there, and on what that was decided:
        the log as it is kept only where it gives a plan, or for who may not record. Raises
        Problem."""
        destination, caller, number = wanted.destination, wanted.caller, wanted.innings_number
        now = await self.read(destination, caller, number)
        if now.is_whole:
            return now, await self._decide(wanted, now)
        try:
            decided = await self._decide(wanted, now)
            if isinstance(decided, Planned) or not await self.may_record(destination, caller, now):
                return now, decided
        except Problem as problem:
            is_of_log = problem.status in OF_THE_LOG
            if not is_of_log or not await self.may_record(destination, caller, now):
                raise
        now = await self.read(destination, caller, number, anew=True)
        return now, await self._decide(wanted, now)

    async def _decide(self, wanted: Wanted, now: MatchNow) -> Done | Planned:
        destination, caller, said = wanted.destination, wanted.caller, wanted.said
        known = repeated(now.log, wanted.nonce, wanted.stands)
        if known is not None:
            return known
        check_tier(now.document, in_books=destination.in_books)
        if wanted.innings_number is not None:
            check_seen(now.log, wanted.innings_number, said.follows)
        role = await self._role(wanted, now)
        recorder = Recorder(caller.person_id, role, wanted.nonce, self.now())
        planned = wanted.plan(now.log, recorder)
        if wanted.innings_number is None:
            check_seen(now.log, planned.innings_number, said.follows)
        return planned

    async def _read_to_change(
        self, destination: Destination, caller: Caller, name: str, *, is_voided: bool
    ) -> MatchNow:
        """Return a match of which an action is to be voided, or to count again: with the whole log
        where the kept one has nothing to change. Raises Problem for who may not record and would
        change it."""
        now = await self.read(destination, caller)
        is_needed = is_to_change(now.log, name, is_voided=is_voided)
        if await self.may_record(destination, caller, now):
            has_read = is_needed or now.is_whole
            return now if has_read else await self.read(destination, caller, anew=True)
        if is_needed:
            check_tier(now.document, in_books=destination.in_books)
            raise no_scorer(destination.match_id, caller.person_id, keepers(destination))
        return now

    async def _role(self, wanted: Wanted, now: MatchNow) -> str:
        """Return the role that is recorded in. Raises Problem where the caller has not recorded
        here yet and does not hold it."""
        destination, caller, said = wanted.destination, wanted.caller, wanted.said.recorded_as
        if said is None:
            return await self.role(destination, caller, now)
        if latest_role(now.log, caller.person_id) is None:
            asked = await self.asked(destination.match_id, caller, said)
            if not (asked.is_admin if said == "admin" else is_in_force(asked)):
                raise why_refused(asked, now.document)
        return said

    async def _not_done(
        self, wanted: Wanted, planned: Planned, before: MatchNow, error: Denied | Conflict
    ) -> Done:
        """Find out what kept a record from the log: it is there already, what it refers to is gone,
        another one was first, or the rules refused it. Raises Problem; Conflict for none of these.
        """
        destination, caller, number = wanted.destination, wanted.caller, planned.innings_number
        now = await self.read(destination, caller, number, anew=True)
        known = repeated(now.log, wanted.nonce, wanted.stands)
        if known is not None:
            return known._replace(is_new=error.tries > 1 and is_made_of(now.log, planned))
        check_reference(now.log, planned)
        head = now.log.head(number)
        if head != before.log.head(number):
            raise overtaken(head)
        if isinstance(error, Conflict):
            raise error
        check_tier(now.document, in_books=destination.in_books)
        role = str(planned.document["recordedAs"])
        if destination.in_books:
            check_seat(now.log, caller.person_id, role)
        refused = await self.refused(destination.match_id, caller, role, now.document)
        if destination.in_books or wanted.said.recorded_as or refused.code not in OF_THE_ROLE:
            raise refused
        return await self._recorded_in_another(wanted, refused)

    async def _recorded_in_another(self, wanted: Wanted, refused: Problem) -> Done:
        """Record in a role in force, where that of the caller's last record is so no longer and
        they named none. Raises Problem: that of the last role where they hold no other."""
        try:
            role = await self.held_role(wanted.destination, wanted.caller)
        except Problem:
            raise refused from None
        said = wanted.said.model_copy(update={"recorded_as": role})
        return await self._append(replace(wanted, said=said))


def keepers(destination: Destination) -> tuple[MatchRole, ...]:
    """Return who may record in a destination, in the order in which a role is looked for."""
    return KEEPERS if destination.in_books else SCORERS


def writes_of(planned: Planned, collection: str) -> Sequence[Write]:
    """Return the writes of an action: the new document, and the stamp on what it corrects."""
    path = f"{collection}/{planned.id}"
    created = Write(path, planned.document, SERVER_TIMES)
    if planned.corrects is None:
        return [created]
    stamp = {"correctedBy": planned.id}
    corrected = Write(f"{collection}/{planned.corrects}", stamp, ("updatedAt",), False)
    return [created, corrected]
