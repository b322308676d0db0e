"""Builds documents of `matches/{matchId}/rulings/{number}` from options. Pure.

They have the fields that rules/rulings.rules lets officials write, and also `missed`.
"""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from admin.corrections.plan import content_fields, with_totals
from scrbrd.consensus.dispute import Dispute, DisputeKind
from scrbrd.consensus.entries import Seat
from scrbrd.consensus.rulings import Method
from scrbrd.domain.actions import ACTION_MODELS, Delivery, parse_action_id
from scrbrd.domain.document import MAX_INNINGS, MAX_SEQUENCE
from scrbrd.domain.errors import BadInput
from scrbrd.domain.identifiers import is_id, utf8_length
from scrbrd.domain.json_types import Json
from scrbrd.domain.vocabulary import ActionType, ValidationTier

ADMIN = "admin"
OFFICIALS = ("umpire_on_field", "umpire_third", "match_referee")
CAPTAINS = ("captain_home", "captain_away")
OF_OFFICIALS = frozenset({Method.UMPIRE, Method.VIDEO, Method.ABANDON})
OF_CAPTAINS = frozenset({Method.CAPTAINS, Method.ABANDON})
ENTRY_ID = re.compile(r"(?:0|[1-9][0-9]*)_(?:0|[1-9][0-9]*)")
NEITHER, ACTION = "neither", "action"
MAX_TEXT = 500
DETAIL_FIELDS = frozenset({"note", "shotData", "bowlingAngle", "review"})
"""Fields of a ball that are taken from the entries, never from a ruling."""

SEATS_OF_TIER = {ValidationTier.SINGLE: 1, ValidationTier.DUAL: 2, ValidationTier.TRIPLE: 3}
"""The number of seats of each tier."""


@dataclass(frozen=True, slots=True)
class Decider:
    """The person who decides, their role, the reason and the evidence."""

    reason: str
    evidence: str | None
    by: str
    role: str

    def check(self) -> None:
        """Raise BadInput for a text, person or role that a ruling cannot have."""
        require_text("--reason", self.reason, least=1)
        require_text("--evidence", self.evidence or "", least=0)
        if not is_id(self.by):
            raise BadInput(f"--by: {self.by!r:.40} is no person's id")
        known_roles = (ADMIN, *OFFICIALS, *CAPTAINS)
        if self.role not in known_roles:
            raise BadInput(
                f"--as: {self.role!r:.40} rules on nothing; one of {', '.join(known_roles)}"
            )

    def check_method(self, method: Method) -> None:
        """Raise BadInput for a method that the role may not use."""
        allowed = OF_OFFICIALS if self.role in OFFICIALS else OF_CAPTAINS
        if self.role != ADMIN and method not in allowed:
            raise BadInput(
                f"--method {method}: not {self.role}'s to use; one of {', '.join(sorted(allowed))}"
            )

    def fields(self) -> Json:
        """Return the fields of a ruling that describe the decider."""
        evidence = {"evidence": self.evidence} if self.evidence else {}
        return {"reason": self.reason, **evidence, "decidedBy": self.by, "decidedAs": self.role}


def require_text(option: str, text: str, *, least: int) -> None:
    """Raise BadInput for a text that the security rules would reject."""
    if text and not utf8_length(text):
        raise BadInput(f"{option}: {text!r:.60} is no text in UTF-8; type it again")
    if not least <= len(text) <= MAX_TEXT or text != text.lstrip() or "\r" in text:
        raise BadInput(
            f"{option}: {len(text)} characters; {least} to {MAX_TEXT} fit, the first no space"
        )


def identity_fields(match_id: str, number: int, follows: str, nonce: str) -> Json:
    """Return the fields that identify a ruling."""
    own = {"id": str(number), "matchId": match_id, "number": number}
    return {**own, "nonce": nonce, "follows": follows}


# -- disputes -------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Decision:
    """The decision on a dispute: a seat's claim, a ball, or (both None) that there was no ball.

    `about` are the seats whose claims the decision covers and uses up; if empty, all of the
    dispute's seats.
    """

    method: Method
    accepts: Seat | None = None
    ball: Json | None = None
    about: tuple[Seat, ...] = ()


def parse_decision(
    method: str, accept: str | None, ball: Path | None, is_none: bool, about: Sequence[str]
) -> Decision:
    """Return the decision that the options state. Raises BadInput."""
    if [accept is not None, ball is not None, is_none].count(True) != 1:
        raise BadInput("--accept SEAT, --ball FILE, --none: give one of them")
    if method not in list(Method):
        raise BadInput(f"--method: {method!r:.40} is none; one of {', '.join(Method)}")
    if method == Method.ABANDON and not is_none:
        raise BadInput("--method abandon: gives the ball up, so it goes with --none")
    seats = tuple(parse_seat("--about", each) for each in about)
    accepted = None if accept is None else parse_seat("--accept", accept)
    return Decision(Method(method), accepted, None if ball is None else read_ball(ball), seats)


def parse_seat(option: str, text: str) -> Seat:
    """Parse a seat. Raises BadInput for an unknown one."""
    if text not in list(Seat):
        raise BadInput(f"{option}: {text!r:.40} is no seat; one of {', '.join(Seat)}")
    return Seat(text)


def read_ball(path: Path) -> Json:
    """Return the ball in a JSON file, with its totals filled in. Raises BadInput."""
    try:
        fields = json.loads(path.read_text(encoding="utf-8-sig"))
    except (OSError, ValueError) as error:
        raise BadInput(f"--ball {path}: cannot be read as JSON ({error})") from None
    except RecursionError:
        raise BadInput(f"--ball {path}: cannot be read as JSON (too deep)") from None
    if not isinstance(fields, dict):
        raise BadInput(f"--ball {path}: is no JSON object with the fields of an action")
    kind = fields.get("type", ActionType.DELIVERY)
    model = ACTION_MODELS.get(kind) if isinstance(kind, str) else None
    if model is None:
        raise BadInput(f"--ball {path}: type: {kind!r:.40} is no type of action")
    allowed = content_fields(model) - DETAIL_FIELDS
    wrong = sorted(set(fields) - allowed)
    if wrong:
        raise BadInput(
            f"--ball {path}: {wrong[0]}: a ruling states nothing of that; it may have"
            f" {', '.join(sorted(allowed))}"
        )
    content = {**fields, "type": str(kind)}
    return with_totals(content, content) if model is Delivery else content


def dispute_fields(dispute: Dispute, decision: Decision, panel: Collection[Seat]) -> Json:
    """Return the fields of a ruling on a dispute, without those of its decider. Raises BadInput.

    If a claim of the next ball is accepted, a seat that votes and whose claim is not covered is
    listed in `missed`: its book is not searched for the ball.
    """
    about = decision.about or tuple(dispute.claims)
    for seat in (*about, *((decision.accepts,) if decision.accepts else ())):
        if seat not in dispute.claims:
            claimed = ", ".join(dispute.claims)
            raise BadInput(f"DISPUTE {dispute.id}: {seat} claims nothing in it; {claimed} do")
    if decision.accepts is not None and decision.accepts not in about:
        raise BadInput(f"--accept {decision.accepts}: its claim must be among those of --about")
    entries = {str(seat): dispute.claims[seat].entry_id for seat in about}
    persons = {str(seat): dispute.claims[seat].person_id for seat in about}
    is_next_ball = dispute.kind is DisputeKind.SCORE and decision.accepts is not None
    missed = [str(seat) for seat in panel if seat not in about] if is_next_ball else []
    return {
        "kind": "dispute",
        "method": str(decision.method),
        "disputeId": dispute.id,
        "entries": entries,
        "persons": persons,
        **accepts_fields(decision),
        **({"missed": missed} if missed else {}),
    }


def accepts_fields(decision: Decision) -> Json:
    """Return the fields that state what a ruling accepts."""
    if decision.ball is not None:
        return {"accepts": ACTION, "action": decision.ball}
    return {"accepts": NEITHER if decision.accepts is None else str(decision.accepts)}


# -- the tier -------------------------------------------------------------------------------------


def parse_tier(text: str) -> ValidationTier:
    """Return the tier with a name, one under which books are possible. Raises BadInput."""
    if text not in list(SEATS_OF_TIER):
        raise BadInput(f"TIER: {text!r:.40} is none of {', '.join(SEATS_OF_TIER)}")
    return ValidationTier(text)


def parse_seats(tier: ValidationTier, texts: Sequence[str]) -> dict[Seat, str]:
    """Return the person in each seat, parsed from `SEAT=PERSON` texts. Raises BadInput."""
    seats: dict[Seat, str] = {}
    for text in texts:
        name, equals, person = text.partition("=")
        if not equals or not is_id(person):
            raise BadInput(f"--seat: {text!r:.60} is no SEAT=PERSON such as home=ann")
        seats[parse_seat("--seat", name)] = person
    if not len(texts) == len(seats) == len(set(seats.values())) == SEATS_OF_TIER[tier]:
        raise BadInput(
            f"--seat: {tier} takes {SEATS_OF_TIER[tier]} different persons, each in a seat"
            f" of their own"
        )
    return seats


def parse_from(text: str, seats: Mapping[Seat, str]) -> tuple[Seat, str]:
    """Return the seat and the entry from which a tier applies. Raises BadInput."""
    name, colon, entry = text.partition(":")
    if not colon or not ENTRY_ID.fullmatch(entry):
        raise BadInput(f"--from: {text!r:.40} is no SEAT:ENTRY such as home:1_57")
    seat = parse_seat("--from", name)
    if seat not in seats:
        raise BadInput(f"--from: {seat} is not among the seats; one of {', '.join(seats)}")
    try:
        parse_action_id(entry)
    except ValueError:
        raise BadInput(
            f"--from: {entry:.40} is no entry's id; innings count from 1 to {MAX_INNINGS}, the"
            f" entries of each from 1 to {MAX_SEQUENCE}"
        ) from None
    return seat, entry


def tier_fields(tier: ValidationTier, seats: Mapping[Seat, str], start: tuple[Seat, str]) -> Json:
    """Return the fields of a ruling on the tier, without those of its decider."""
    persons = {str(seat): person for seat, person in seats.items()}
    from_seat, from_entry = str(start[0]), start[1]
    of_tier = {"kind": "tier", "tier": str(tier), "seats": persons}
    return {**of_tier, "fromSeat": from_seat, "fromEntry": from_entry}
