"""Records what callers state: once for each key, after what they have seen, as the rules allow.

Every write is one commit with the caller's own token. A cached log is enough to plan a record,
because the commit checks it. A repeat or a refusal is decided only on the whole log, read again.
Knows nothing of its clients' HTTP.
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
from scrbrd_gateway.scoring.answers import record_answer
from scrbrd_gateway.scoring.bodies import SCORERS, RecordBody, Undo
from scrbrd_gateway.scoring.drafts import Planned, Recorder, with_times
from scrbrd_gateway.scoring.faults import CONFLICT, UNKNOWN, UNPROCESSABLE, overtaken_request
from scrbrd_gateway.scoring.firestore import Conflict, Denied, FirestoreRest, Write
from scrbrd_gateway.scoring.log import Log
from scrbrd_gateway.scoring.lookup import (
    FindExisting,
    RecordResult,
    changed_record,
    check_follows,
    check_reference,
    check_seat,
    entry_of,
    existing_record,
    find_nothing,
    is_record_of,
    latest_role,
    needs_change,
)
from scrbrd_gateway.scoring.matches import Matches, StoredMatch
from scrbrd_gateway.scoring.refusals import (
    ROLE_CODES,
    WriteAttempt,
    check_tier,
    is_in_force,
    no_scorer,
    why_refused,
)

SERVER_TIMES: Final = ("createdAt", "updatedAt")
BOOK_ROLES: Final = (*SCORERS, MatchRole.UMPIRE_ON_FIELD)
"""Roles that may keep a book, in the order in which a caller's role is looked up."""

assert set(SEAT_OF_ROLE) == set(BOOK_ROLES)

TRIES: Final = 2
"""How often a void is tried while other devices change the action."""

LOG_PROBLEM_STATUSES: Final = frozenset({UNKNOWN, CONFLICT, UNPROCESSABLE})
"""Statuses of problems that another version of the log might not have."""


@dataclass(frozen=True, slots=True)
class Caller:
    """The identity of a caller, and the token that is sent to Firestore with everything done for
    them."""

    identity: Identity
    token: str

    @property
    def person_id(self) -> str:
        """Return the person that roles are granted to."""
        return self.identity.person_id


class Destination(NamedTuple):
    """Where a record goes: a match, and its log or the caller's own book."""

    match_id: str
    in_books: bool = False


Plan = Callable[[Log, Recorder], Planned]


@dataclass(frozen=True, slots=True)
class RecordRequest:
    """A record that a caller wants to make, with its nonce. `innings_number` is None if the plan
    determines it."""

    destination: Destination
    caller: Caller
    body: RecordBody
    nonce: str
    plan: Plan
    innings_number: int | None
    find_existing: FindExisting


class Scoring:
    """Records for the callers of one project."""

    def __init__(
        self,
        store: FirestoreRest,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
        matches: Matches | None = None,
    ) -> None:
        self.store = store
        self.matches = matches or Matches(store)
        self.clock = clock

    async def read(
        self,
        destination: Destination,
        caller: Caller,
        innings_number: int | None = None,
        *,
        whole: bool = False,
    ) -> StoredMatch:
        """Return a match with the log, or the caller's own book, that a record goes to."""
        if not destination.in_books:
            return await self.matches.read(destination.match_id, caller.token, whole=whole)
        return await self.matches.read_book(
            destination.match_id, caller.person_id, caller.token, innings_number, whole=whole
        )

    async def append(
        self,
        destination: Destination,
        caller: Caller,
        body: RecordBody,
        nonce: str,
        plan: Plan,
        innings_number: int | None = None,
        find_existing: FindExisting = find_nothing,
    ) -> RecordResult:
        """Plan a record and commit it, unless it exists already. Raises Problem, Conflict."""
        return await self._append(
            RecordRequest(destination, caller, body, nonce, plan, innings_number, find_existing)
        )

    async def _append(self, request: RecordRequest) -> RecordResult:
        destination, caller = request.destination, request.caller
        stored_match, decided = await self._decide_with_log(request)
        if isinstance(decided, RecordResult):
            return decided
        path = self.path(destination, caller)
        try:
            moment = await self.store.commit(writes_of(decided, path), caller.token)
        except (Denied, Conflict) as error:
            return await self._resolve_failure(request, decided, stored_match, error)
        self.matches.note_scored(destination.match_id, path)
        document = with_times(decided.document, moment)
        answer = record_answer(
            stored_match.log, decided.id, document, decided.verdicts, decided.state
        )
        return RecordResult(answer, True)

    async def set_voided(
        self, destination: Destination, caller: Caller, name: str, undo: Undo, *, is_voided: bool
    ) -> RecordResult:
        """Stop an action from counting, or let it count again; without effect if it is so already.

        If another device changed the action meanwhile, try once more with its new version. Raises
        Problem, Conflict.
        """
        path = self.path(destination, caller)
        stored_match = await self._read_to_change(destination, caller, name, is_voided=is_voided)
        for _ in range(TRIES):
            entry, document = entry_of(stored_match.log, name)
            if bool(document.get("isVoided")) == is_voided:
                return RecordResult(changed_record(stored_match.log, entry), False)
            check_tier(stored_match.document, in_books=destination.in_books)
            fields = {
                "isVoided": is_voided, "voidReason": undo.reason, "voidedBy": caller.person_id,
            }  # fmt: skip
            update_time = self.matches.update_time(path, name)
            write = Write(f"{path}/{name}", fields, ("voidedAt", "updatedAt"), False, update_time)
            try:
                await self.store.commit([write], caller.token)
            except (Denied, Conflict) as error:
                stored_match = await self.read(destination, caller, whole=True)
                if self.matches.update_time(path, name) != update_time:
                    continue
                if isinstance(error, Conflict):
                    raise  # no other device changed it, so Firestore has another reason
                role = latest_role(stored_match.log, caller.person_id)
                role = role or await self.role(destination, caller, stored_match)
                raise await self.refusal(
                    destination.match_id, caller, role, stored_match.document
                ) from error
            self.matches.note_scored(destination.match_id, path)
            stored_match = await self.read(destination, caller)
            return RecordResult(
                changed_record(stored_match.log, entry_of(stored_match.log, name)[0]), True
            )
        entry, document = entry_of(stored_match.log, name)
        if bool(document.get("isVoided")) == is_voided:
            return RecordResult(changed_record(stored_match.log, entry), False)
        raise overtaken_request(stored_match.log.head(entry.innings_number))

    def path(self, destination: Destination, caller: Caller) -> str:
        """Return the path of the collection that a record goes to."""
        if destination.in_books:
            return paths.book_entries(destination.match_id, caller.person_id)
        return paths.scoring_actions(destination.match_id)

    async def role(
        self, destination: Destination, caller: Caller, stored_match: StoredMatch
    ) -> str:
        """Return the role that a caller records in: the role of their last record, or else the
        first that they hold. Raises Problem if they hold none."""
        latest = latest_role(stored_match.log, caller.person_id)
        return latest or await self.held_role(destination, caller)

    async def held_role(self, destination: Destination, caller: Caller) -> str:
        """Return the first role in force that a caller may record in. Raises Problem if there is
        none."""
        roles = recording_roles(destination)
        for role in roles:
            if is_in_force(await self.write_attempt(destination.match_id, caller, role)):
                return str(role)
        if caller.identity.is_admin and not destination.in_books:
            return "admin"
        raise no_scorer(destination.match_id, caller.person_id, roles)

    async def may_record(
        self, destination: Destination, caller: Caller, stored_match: StoredMatch
    ) -> bool:
        """Return True if a caller has recorded here before, or holds a role to record in.

        Anybody who is signed in may send a request. For callers without a role the whole log is not
        read again, and nothing is planned.
        """
        if latest_role(stored_match.log, caller.person_id) is not None:
            return True
        try:
            await self.held_role(destination, caller)
        except Problem:
            return False
        return True

    async def write_attempt(self, match_id: str, caller: Caller, role: str) -> WriteAttempt:
        """Return a caller's attempt to write, with their role document as far as they may read
        it."""
        grant = None
        if role in set(MatchRole):
            try:
                path = paths.match_role(match_id, caller.person_id, role)
                grant = await self.matches.get(path, caller.token)
            except Denied:
                grant = None  # the rules refuse to read a grant that does not exist
        identity = caller.identity
        return WriteAttempt(
            match_id, caller.person_id, role, grant, identity.is_admin, self.clock()
        )

    async def refusal(
        self, match_id: str, caller: Caller, role: str, match: Mapping[str, Any]
    ) -> Problem:
        """Return the reason why the rules refused a caller's write in a role."""
        return why_refused(await self.write_attempt(match_id, caller, role), match)

    async def _decide_with_log(
        self, request: RecordRequest
    ) -> tuple[StoredMatch, RecordResult | Planned]:
        """Return the planned record, or the existing one, with the match that it was decided on.

        The cached log decides only if it gives a plan, or if the caller may not record. Raises
        Problem.
        """
        destination, caller, number = request.destination, request.caller, request.innings_number
        stored_match = await self.read(destination, caller, number)
        if stored_match.is_whole:
            return stored_match, await self._decide(request, stored_match)
        try:
            decided = await self._decide(request, stored_match)
            if isinstance(decided, Planned) or not await self.may_record(
                destination, caller, stored_match
            ):
                return stored_match, decided
        except Problem as problem:
            is_of_log = problem.status in LOG_PROBLEM_STATUSES
            if not is_of_log or not await self.may_record(destination, caller, stored_match):
                raise
        stored_match = await self.read(destination, caller, number, whole=True)
        return stored_match, await self._decide(request, stored_match)

    async def _decide(
        self, request: RecordRequest, stored_match: StoredMatch
    ) -> RecordResult | Planned:
        destination, caller, body = request.destination, request.caller, request.body
        existing = existing_record(stored_match.log, request.nonce, request.find_existing)
        if existing is not None:
            return existing
        check_tier(stored_match.document, in_books=destination.in_books)
        if request.innings_number is not None:
            check_follows(stored_match.log, request.innings_number, body.follows)
        role = await self._role(request, stored_match)
        recorder = Recorder(caller.person_id, role, request.nonce, self.clock())
        planned = request.plan(stored_match.log, recorder)
        if request.innings_number is None:
            check_follows(stored_match.log, planned.innings_number, body.follows)
        return planned

    async def _read_to_change(
        self, destination: Destination, caller: Caller, name: str, *, is_voided: bool
    ) -> StoredMatch:
        """Return a match with an action that is to be voided or to count again.

        The whole log is read if the cached one has nothing to change. Raises Problem for a caller
        who may not record, if there is something to change.
        """
        stored_match = await self.read(destination, caller)
        is_needed = needs_change(stored_match.log, name, is_voided=is_voided)
        if await self.may_record(destination, caller, stored_match):
            has_read = is_needed or stored_match.is_whole
            return stored_match if has_read else await self.read(destination, caller, whole=True)
        if is_needed:
            check_tier(stored_match.document, in_books=destination.in_books)
            raise no_scorer(destination.match_id, caller.person_id, recording_roles(destination))
        return stored_match

    async def _role(self, request: RecordRequest, stored_match: StoredMatch) -> str:
        """Return the role to record in. Raises Problem if the caller has not recorded here yet and
        does not hold it."""
        destination, caller, role = request.destination, request.caller, request.body.recorded_as
        if role is None:
            return await self.role(destination, caller, stored_match)
        if latest_role(stored_match.log, caller.person_id) is None:
            write_attempt = await self.write_attempt(destination.match_id, caller, role)
            if not (write_attempt.is_admin if role == "admin" else is_in_force(write_attempt)):
                raise why_refused(write_attempt, stored_match.document)
        return role

    async def _resolve_failure(
        self,
        request: RecordRequest,
        planned: Planned,
        earlier: StoredMatch,
        error: Denied | Conflict,
    ) -> RecordResult:
        """Find out why a record was not committed: it exists already, its reference is gone,
        another one was first, or the rules refused it. Raises Problem; Conflict for none of these.
        """
        destination, caller, number = request.destination, request.caller, planned.innings_number
        stored_match = await self.read(destination, caller, number, whole=True)
        existing = existing_record(stored_match.log, request.nonce, request.find_existing)
        if existing is not None:
            return existing._replace(
                is_new=error.tries > 1 and is_record_of(stored_match.log, planned)
            )
        check_reference(stored_match.log, planned)
        head = stored_match.log.head(number)
        if head != earlier.log.head(number):
            raise overtaken_request(head)
        if isinstance(error, Conflict):
            raise error
        check_tier(stored_match.document, in_books=destination.in_books)
        role = str(planned.document["recordedAs"])
        if destination.in_books:
            check_seat(stored_match.log, caller.person_id, role)
        refusal = await self.refusal(destination.match_id, caller, role, stored_match.document)
        if destination.in_books or request.body.recorded_as or refusal.code not in ROLE_CODES:
            raise refusal
        return await self._record_in_another_role(request, refusal)

    async def _record_in_another_role(
        self, request: RecordRequest, refusal: Problem
    ) -> RecordResult:
        """Record in another role in force, if the role of the caller's last record is no longer in
        force and the request named none. Raises the refusal of the last role if they hold no other.
        """
        try:
            role = await self.held_role(request.destination, request.caller)
        except Problem:
            raise refusal from None
        body = request.body.model_copy(update={"recorded_as": role})
        return await self._append(replace(request, body=body))


def recording_roles(destination: Destination) -> tuple[MatchRole, ...]:
    """Return the roles that may record in a destination, in the order in which a caller's role is
    looked up."""
    return BOOK_ROLES if destination.in_books else SCORERS


def writes_of(planned: Planned, collection: str) -> Sequence[Write]:
    """Return the writes of an action: the new document, and the stamp on the action that it
    corrects."""
    path = f"{collection}/{planned.id}"
    created = Write(path, planned.document, SERVER_TIMES)
    if planned.corrects is None:
        return [created]
    stamp = {"correctedBy": planned.id}
    corrected = Write(f"{collection}/{planned.corrects}", stamp, ("updatedAt",), False)
    return [created, corrected]
