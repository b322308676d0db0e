"""Returns the disputes between the books of a match, and records officials' rulings on them.

A ruling is `matches/{matchId}/rulings/{number}`, numbered without gaps. The security rules decide
who may make which (rules/rulings.rules).
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
from scrbrd_gateway.encoding import json_value
from scrbrd_gateway.problems import Problem
from scrbrd_gateway.scoring.answers import DisputesAnswer, RulingAnswer
from scrbrd_gateway.scoring.bodies import Resolution
from scrbrd_gateway.scoring.drafts import Recorder
from scrbrd_gateway.scoring.earlier_rulings import overrule_fields, settling_ruling
from scrbrd_gateway.scoring.faults import (
    CONFLICT,
    Fault,
    bad_fields,
    key_reused,
    not_found,
    overtaken_request,
    unreadable_action,
)
from scrbrd_gateway.scoring.firestore import Conflict, Denied, Filter, Write
from scrbrd_gateway.scoring.keys import nonce_of_same_key
from scrbrd_gateway.scoring.log import Head
from scrbrd_gateway.scoring.planning import check_lines_and_targets, own_fields
from scrbrd_gateway.scoring.refusals import check_tier, is_in_force, no_scorer
from scrbrd_gateway.scoring.service import Caller, Scoring

OFFICIALS: Final = (
    MatchRole.MATCH_REFEREE,
    MatchRole.UMPIRE_THIRD,
    MatchRole.UMPIRE_ON_FIELD,
)
"""Roles in the match that may rule; captains send `decidedAs`."""

SCORE: Final = "score"
NOT_IN_STATED_BALL: Final = frozenset(
    {"id", "matchId", "inningsNumber", "sequenceNumber", "nonce", "follows", "recordedBy"}
    | {"recordedAs", "source", "timestamp", "createdAt", "updatedAt", "schemaVersion"}
    | {"isVoided", "corrects", "after", "note", "shotData", "bowlingAngle", "review"}
)
"""Fields that a ruling's ball must not have, because they come from the entries."""


@dataclass(frozen=True, slots=True)
class Rulings:
    """The rulings of a match, by number."""

    by_number: Mapping[int, Json]

    @property
    def head(self) -> Head | None:
        """Return the last ruling, which the next one follows."""
        last = max(self.by_number, default=None)
        return None if last is None else Head(str(last), str(self.by_number[last].get("nonce", "")))

    @property
    def last(self) -> Json:
        """Return the last ruling; empty if there is none."""
        return self.by_number[max(self.by_number)] if self.by_number else {}


class Officials:
    """Returns disputes and records rulings, for callers in one project."""

    def __init__(self, scoring: Scoring) -> None:
        self._scoring = scoring
        self._store = scoring.store

    async def disputes(
        self, match_id: str, token: str | None, status: str | None
    ) -> DisputesAnswer:
        """Return the disputes of a match, all or those with a status. Raises Problem for an unknown
        match."""
        if not is_id(match_id):
            raise not_found(f"match {match_id[:100]!r}")
        where = None if status is None else Filter("status", status)
        found = await self._store.query(paths.match(match_id), "disputes", token, where)
        if not found and await self._store.get(paths.match(match_id), token) is None:
            raise not_found(f"match {match_id}")
        disputes = [json_value(each.fields) | {"id": f"{match_id}:{each.id}"} for each in found]
        disputes.sort(key=lambda each: (each.get("inningsNumber", 0), each.get("place", 0)))
        return DisputesAnswer(match=match_id, disputes=disputes)

    async def resolve(
        self, match_id: str, dispute_id: str, caller: Caller, body: Resolution, nonce: str
    ) -> tuple[RulingAnswer, bool]:
        """Record a ruling on a dispute. Return it, and True if this request created it. Raises
        Problem, Conflict."""
        if not is_id(match_id) or not is_id(dispute_id):
            raise not_found(f"dispute {dispute_id[:40]!r} in the match {match_id[:100]!r}")
        dispute = await self._store.get(paths.dispute(match_id, dispute_id), caller.token)
        match = await self._store.get(paths.match(match_id), caller.token)
        if dispute is None or match is None:
            raise not_found(f"dispute {dispute_id[:40]!r} in the match {match_id}")
        rulings = await self._rulings(match_id, caller)
        existing = existing_ruling(match_id, rulings, nonce)
        if existing is not None:
            return existing, False
        check_tier(match.fields, in_books=True)
        if dispute.fields.get("status") != "open":
            raise Problem(CONFLICT, "resolved", f"the dispute {dispute_id} is resolved already")
        role = body.decided_as or await self._role(match_id, caller)
        recorder = Recorder(caller.person_id, role, nonce, self._scoring.clock())
        seats = await self._seats(match_id, caller)
        document = plan_ruling(match_id, dispute.fields, body, recorder, rulings, seats)
        before = settling_ruling(document["entries"], rulings.by_number.values(), dispute.fields)
        if before is not None:
            raise already_ruled_problem(before)
        document |= overrule_fields(document, rulings.last)
        write = Write(paths.ruling(match_id, document["number"]), document, ("createdAt",))
        try:
            moment = await self._store.commit([write], caller.token)
        except (Denied, Conflict) as error:
            return await self._explain_failure(
                match_id, caller, recorder, rulings, match.fields, error
            )
        return ruling_answer(match_id, {**document, "createdAt": moment}), True

    async def _explain_failure(
        self,
        match_id: str,
        caller: Caller,
        recorder: Recorder,
        before: Rulings,
        match: Json,
        error: Denied | Conflict,
    ) -> tuple[RulingAnswer, bool]:
        rulings = await self._rulings(match_id, caller)
        existing = existing_ruling(match_id, rulings, recorder.nonce)
        if existing is not None:
            return existing, error.tries > 1
        if rulings.head != before.head:
            raise overtaken_request(rulings.head)
        if isinstance(error, Conflict):
            raise error
        raise await self._scoring.refusal(match_id, caller, recorder.role, match)

    async def _rulings(self, match_id: str, caller: Caller) -> Rulings:
        found = await self._store.query(paths.match(match_id), paths.RULINGS, caller.token)
        return Rulings({int(each.id): each.fields for each in found if each.id.isdecimal()})

    async def _seats(self, match_id: str, caller: Caller) -> list[str]:
        consensus = await self._store.get(paths.live_consensus(match_id), caller.token)
        return sorted((consensus.fields.get("seats") or {}) if consensus else ())

    async def _role(self, match_id: str, caller: Caller) -> str:
        for role in OFFICIALS:
            if is_in_force(await self._scoring.write_attempt(match_id, caller, role)):
                return str(role)
        if caller.identity.is_admin:
            return "admin"
        raise no_scorer(match_id, caller.person_id, OFFICIALS)


def plan_ruling(
    match_id: str,
    dispute: Mapping[str, Any],
    body: Resolution,
    recorder: Recorder,
    rulings: Rulings,
    seats: list[str],
) -> Json:
    """Return the document of a ruling on a dispute, without the server's time. Raises Problem."""
    claims: Mapping[str, Any] = dispute.get("claims") or {}
    about = [str(seat) for seat in body.about] or list(claims)
    check_about(claims, about, body)
    innings = dispute["inningsNumber"]
    ball = {"action": stated_ball(match_id, innings, body)} if body.accepts == "action" else {}
    head = rulings.head
    number = 1 if head is None else int(head.action_id) + 1
    document = {
        "id": str(number),
        "matchId": match_id,
        "number": number,
        "nonce": recorder.nonce,
        "follows": "" if head is None else head.nonce,
        "kind": "dispute",
        "method": str(body.method),
        "disputeId": f"{innings}_{dispute['place']}",
        "entries": {seat: claims[seat]["entryId"] for seat in about},
        "persons": {seat: claims[seat]["personId"] for seat in about},
        "accepts": str(body.accepts),
        "reason": body.reason,
        "decidedBy": recorder.person_id,
        "decidedAs": recorder.role,
    }
    is_next_ball = dispute.get("kind") == SCORE and body.accepts in claims
    missed = [str(seat) for seat in body.missed] or [each for each in seats if each not in about]
    return document | {
        **({"evidence": body.evidence} if body.evidence else {}),
        **ball,
        **({"missed": missed} if missed and is_next_ball else {}),
    }


def already_ruled_problem(by: Mapping[str, Any]) -> Problem:
    """Return the problem of a dispute that an official has ruled on since it was raised: of two
    rulings made at once, the first counts."""
    number = by.get("number")
    why = f"{by.get('decidedAs')} has ruled on it already, in ruling {number}"
    return Problem(CONFLICT, "ruled", why, ruling=number)


def check_about(claims: Mapping[str, Any], about: list[str], body: Resolution) -> None:
    """Raise Problem for a decision that does not fit the claims of a dispute."""
    if not claims:
        raise Problem(CONFLICT, "not_spoken", "not all scorers have recorded the ball yet")
    unclaimed = [seat for seat in about if seat not in claims]
    if unclaimed:
        why = f"{unclaimed[0]} claims nothing in it; {', '.join(claims)} do"
        raise bad_fields([Fault("about", why)])
    if body.accepts not in ("neither", "action") and body.accepts not in about:
        raise bad_fields(
            [Fault("accepts", f"{body.accepts} claims nothing in it or is not in about")]
        )
    if body.method == "abandon" and body.accepts != "neither":
        raise bad_fields([Fault("accepts", "abandon gives the ball up: it accepts neither")])
    if (body.accepts == "action") != (body.action is not None):
        raise bad_fields(
            [Fault("action", "state the ball, where accepts is action, and only there")]
        )


def stated_ball(match_id: str, innings: int, body: Resolution) -> Json:
    """Return the ball that a ruling states, with its totals. Raises Problem."""
    stated = dict(body.action or {})
    own = own_fields(str(stated.get("type", ActionType.DELIVERY)))
    wrong = sorted(stated.keys() - (own or stated.keys()) | stated.keys() & NOT_IN_STATED_BALL)
    if wrong:
        raise bad_fields(
            [Fault(f"action.{name}", "a ruling states nothing of that") for name in wrong]
        )
    identity = {"id": f"{innings}_1", "matchId": match_id, "inningsNumber": innings}
    try:
        action = read_action({**stated, **identity, "sequenceNumber": 1})
    except BadDocument as error:
        raise unreadable_action(error, "action.") from None
    check_lines_and_targets(stated, "action.")
    if not isinstance(action, Delivery):
        return stated
    derived = action.to_document()
    totals = ("runsOffBat", "extras", "totalRuns", "isLegalDelivery", "isWicket")
    has_wicket = "wicket" in stated
    return stated | {name: derived[name] for name in totals} | {
        "type": "delivery", "isWicket": bool(stated.get("isWicket", has_wicket)),
    }  # fmt: skip


def existing_ruling(match_id: str, rulings: Rulings, nonce: str) -> RulingAnswer | None:
    """Return the ruling that was made with the same key. Raises Problem if another request used the
    key."""
    numbers = {str(each.get("nonce", "")): number for number, each in rulings.by_number.items()}
    found = nonce if nonce in numbers else nonce_of_same_key(numbers, nonce)
    if found is None:
        return None
    if found != nonce:
        raise key_reused(f"ruling {numbers[found]}")
    return ruling_answer(match_id, rulings.by_number[numbers[found]])


def ruling_answer(match_id: str, document: Mapping[str, Any]) -> RulingAnswer:
    """Return a ruling as clients get it."""
    return RulingAnswer(id=f"{match_id}:{document['number']}", ruling=json_value(document))
