"""Shows what the books of a match dispute, and records what officials decide of it.

A ruling is `matches/{matchId}/rulings/{number}`, numbered without gaps; the security rules say who
may make which (rules/rulings.rules).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from scrbrd.adapters import paths
from scrbrd.domain.actions import Delivery, read_action
from scrbrd.domain.errors import BadDocument
from scrbrd.domain.identifiers import is_id
from scrbrd.domain.json_types import Json
from scrbrd.domain.vocabulary import ActionType, MatchRole
from scrbrd_gateway.encoding import plain
from scrbrd_gateway.problems import Problem
from scrbrd_gateway.scoring.answers import Disputes, Ruled
from scrbrd_gateway.scoring.bodies import Resolution
from scrbrd_gateway.scoring.drafts import Recorder
from scrbrd_gateway.scoring.faults import (
    CONFLICT,
    Fault,
    key_reused,
    overtaken,
    unfit,
    unknown,
    unreadable,
)
from scrbrd_gateway.scoring.firestore import Conflict, Denied, Filter, Write
from scrbrd_gateway.scoring.keys import same_key
from scrbrd_gateway.scoring.log import Head
from scrbrd_gateway.scoring.overruling import overruled, ruled_already
from scrbrd_gateway.scoring.planning import check_kept, own_fields
from scrbrd_gateway.scoring.refusals import check_tier, is_in_force, no_scorer
from scrbrd_gateway.scoring.service import Caller, Scoring

OFFICIALS: Final = (
    MatchRole.MATCH_REFEREE,
    MatchRole.UMPIRE_THIRD,
    MatchRole.UMPIRE_ON_FIELD,
)
"""Who may rule by a role in the match; captains say `decidedAs`."""

SCORE: Final = "score"
BOOKKEEPING: Final = frozenset(
    {"id", "matchId", "inningsNumber", "sequenceNumber", "nonce", "follows", "recordedBy"}
    | {"recordedAs", "source", "timestamp", "createdAt", "updatedAt", "schemaVersion"}
    | {"isVoided", "corrects", "after", "note", "shotData", "bowlingAngle", "review"}
)
"""Fields that a ruling's ball does not have: they come from the entries."""


@dataclass(frozen=True, slots=True)
class Rulings:
    """The rulings of a match, by their numbers."""

    by_number: Mapping[int, Json]

    @property
    def head(self) -> Head | None:
        """Return the last ruling, as the next one follows it."""
        last = max(self.by_number, default=None)
        return None if last is None else Head(str(last), str(self.by_number[last].get("nonce", "")))

    @property
    def last(self) -> Json:
        """Return the last ruling, empty where there is none."""
        return self.by_number[max(self.by_number)] if self.by_number else {}


class Officials:
    """Shows disputes and records rulings, for callers in one project."""

    def __init__(self, scoring: Scoring) -> None:
        self._scoring = scoring
        self._store = scoring.store

    async def disputes(self, match_id: str, token: str | None, status: str | None) -> Disputes:
        """Return the disputes of a match, all or those of a status. Raises Problem for an unknown
        match."""
        if not is_id(match_id):
            raise unknown(f"match {match_id[:100]!r}")
        where = None if status is None else Filter("status", status)
        found = await self._store.query(paths.match(match_id), "disputes", token, where)
        if not found and await self._store.get(paths.match(match_id), token) is None:
            raise unknown(f"match {match_id}")
        told = [plain(each.fields) | {"id": f"{match_id}:{each.id}"} for each in found]
        told.sort(key=lambda each: (each.get("inningsNumber", 0), each.get("place", 0)))
        return Disputes(match=match_id, disputes=told)

    async def resolve(
        self, match_id: str, dispute_id: str, caller: Caller, said: Resolution, nonce: str
    ) -> tuple[Ruled, bool]:
        """Record a ruling on a dispute, and say whether this request made it. Raises Problem,
        Conflict."""
        if not is_id(match_id) or not is_id(dispute_id):
            raise unknown(f"dispute {dispute_id[:40]!r} in the match {match_id[:100]!r}")
        dispute = await self._store.get(paths.dispute(match_id, dispute_id), caller.token)
        match = await self._store.get(paths.match(match_id), caller.token)
        if dispute is None or match is None:
            raise unknown(f"dispute {dispute_id[:40]!r} in the match {match_id}")
        rulings = await self._rulings(match_id, caller)
        known = repeated(match_id, rulings, nonce)
        if known is not None:
            return known, False
        check_tier(match.fields, in_books=True)
        if dispute.fields.get("status") != "open":
            raise Problem(CONFLICT, "resolved", f"the dispute {dispute_id} is resolved already")
        role = said.decided_as or await self._role(match_id, caller)
        recorder = Recorder(caller.person_id, role, nonce, self._scoring.now())
        seats = await self._seats(match_id, caller)
        document = plan_ruling(match_id, dispute.fields, said, recorder, rulings, seats)
        before = ruled_already(document["entries"], rulings.by_number.values(), dispute.fields)
        if before is not None:
            raise already_ruled(before)
        document |= overruled(document, rulings.last)
        write = Write(paths.ruling(match_id, document["number"]), document, ("createdAt",))
        try:
            moment = await self._store.commit([write], caller.token)
        except (Denied, Conflict) as error:
            return await self._not_done(match_id, caller, recorder, rulings, match.fields, error)
        return ruled(match_id, {**document, "createdAt": moment}), True

    async def _not_done(
        self,
        match_id: str,
        caller: Caller,
        recorder: Recorder,
        before: Rulings,
        match: Json,
        error: Denied | Conflict,
    ) -> tuple[Ruled, bool]:
        rulings = await self._rulings(match_id, caller)
        known = repeated(match_id, rulings, recorder.nonce)
        if known is not None:
            return known, error.tries > 1
        if rulings.head != before.head:
            raise overtaken(rulings.head)
        if isinstance(error, Conflict):
            raise error
        raise await self._scoring.refused(match_id, caller, recorder.role, match)

    async def _rulings(self, match_id: str, caller: Caller) -> Rulings:
        found = await self._store.query(paths.match(match_id), paths.RULINGS, caller.token)
        return Rulings({int(each.id): each.fields for each in found if each.id.isdecimal()})

    async def _seats(self, match_id: str, caller: Caller) -> list[str]:
        consensus = await self._store.get(paths.live_consensus(match_id), caller.token)
        return sorted((consensus.fields.get("seats") or {}) if consensus else ())

    async def _role(self, match_id: str, caller: Caller) -> str:
        for role in OFFICIALS:
            if is_in_force(await self._scoring.asked(match_id, caller, role)):
                return str(role)
        if caller.identity.is_admin:
            return "admin"
        raise no_scorer(match_id, caller.person_id, OFFICIALS)


def plan_ruling(
    match_id: str,
    dispute: Mapping[str, Any],
    said: Resolution,
    recorder: Recorder,
    rulings: Rulings,
    seats: list[str],
) -> Json:
    """Return the document of a ruling on a dispute, without the server's time. Raises Problem."""
    claims: Mapping[str, Any] = dispute.get("claims") or {}
    about = [str(seat) for seat in said.about] or list(claims)
    check_about(claims, about, said)
    innings = dispute["inningsNumber"]
    ball = {"action": ball_ruled(match_id, innings, said)} if said.accepts == "action" else {}
    head = rulings.head
    number = 1 if head is None else int(head.action_id) + 1
    document = {
        "id": str(number),
        "matchId": match_id,
        "number": number,
        "nonce": recorder.nonce,
        "follows": "" if head is None else head.nonce,
        "kind": "dispute",
        "method": str(said.method),
        "disputeId": f"{innings}_{dispute['place']}",
        "entries": {seat: claims[seat]["entryId"] for seat in about},
        "persons": {seat: claims[seat]["personId"] for seat in about},
        "accepts": str(said.accepts),
        "reason": said.reason,
        "decidedBy": recorder.person_id,
        "decidedAs": recorder.role,
    }
    is_next_ball = dispute.get("kind") == SCORE and said.accepts in claims
    missed = [str(seat) for seat in said.missed] or [each for each in seats if each not in about]
    return document | {
        **({"evidence": said.evidence} if said.evidence else {}),
        **ball,
        **({"missed": missed} if missed and is_next_ball else {}),
    }


def already_ruled(by: Mapping[str, Any]) -> Problem:
    """Return the problem of a dispute that an official has ruled on since it came up: of two at
    once the first to come counts."""
    number = by.get("number")
    why = f"{by.get('decidedAs')} has ruled on it already, in ruling {number}"
    return Problem(CONFLICT, "ruled", why, ruling=number)


def check_about(claims: Mapping[str, Any], about: list[str], said: Resolution) -> None:
    """Raise Problem for a decision that does not go with the claims of a dispute."""
    if not claims:
        raise Problem(CONFLICT, "not_spoken", "the scorers have not all spoken yet")
    strangers = [seat for seat in about if seat not in claims]
    if strangers:
        why = f"{strangers[0]} claims nothing in it; {', '.join(claims)} do"
        raise unfit([Fault("about", why)])
    if said.accepts not in ("neither", "action") and said.accepts not in about:
        raise unfit([Fault("accepts", f"{said.accepts} claims nothing in it or is not in about")])
    if said.method == "abandon" and said.accepts != "neither":
        raise unfit([Fault("accepts", "abandon gives the ball up: it accepts neither")])
    if (said.accepts == "action") != (said.action is not None):
        raise unfit([Fault("action", "state the ball, where accepts is action, and only there")])


def ball_ruled(match_id: str, innings: int, said: Resolution) -> Json:
    """Return the ball that a ruling states, its totals filled in. Raises Problem."""
    stated = dict(said.action or {})
    own = own_fields(str(stated.get("type", ActionType.DELIVERY)))
    wrong = sorted(stated.keys() - (own or stated.keys()) | stated.keys() & BOOKKEEPING)
    if wrong:
        raise unfit([Fault(f"action.{name}", "a ruling states nothing of that") for name in wrong])
    identity = {"id": f"{innings}_1", "matchId": match_id, "inningsNumber": innings}
    try:
        action = read_action({**stated, **identity, "sequenceNumber": 1})
    except BadDocument as error:
        raise unreadable(error, "action.") from None
    check_kept(stated, "action.")
    if not isinstance(action, Delivery):
        return stated
    derived = action.to_document()
    totals = ("runsOffBat", "extras", "totalRuns", "isLegalDelivery", "isWicket")
    has_wicket = "wicket" in stated
    return stated | {name: derived[name] for name in totals} | {
        "type": "delivery", "isWicket": bool(stated.get("isWicket", has_wicket)),
    }  # fmt: skip


def repeated(match_id: str, rulings: Rulings, nonce: str) -> Ruled | None:
    """Return the ruling that was made under the same key. Raises Problem where that was another
    request's."""
    numbers = {str(each.get("nonce", "")): number for number, each in rulings.by_number.items()}
    found = nonce if nonce in numbers else same_key(numbers, nonce)
    if found is None:
        return None
    if found != nonce:
        raise key_reused(f"ruling {numbers[found]}")
    return ruled(match_id, rulings.by_number[numbers[found]])


def ruled(match_id: str, document: Mapping[str, Any]) -> Ruled:
    """Return a ruling as it is answered."""
    return Ruled(id=f"{match_id}:{document['number']}", ruling=plain(document))
