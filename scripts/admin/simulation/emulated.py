"""Lets simulated scorers write through the rules of running emulators, whose triggers make the log.

Every scorer and the umpire who rules have an account of their own. After each write the deployed
functions are waited for; what is disputed is read from what they keep.
"""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from google.cloud.firestore import Client

from admin.matchlog import MatchLog, plain_data
from admin.rest_client import Account, RestClient, sign_up
from admin.simulation.scorer import ROLES
from admin.simulation.server import Server
from scrbrd.adapters import paths
from scrbrd.adapters.books_store import FirestoreBookStore
from scrbrd.adapters.runtime import utc_now
from scrbrd.adapters.store import FirestoreMatchStore
from scrbrd.consensus.dispute import Dispute
from scrbrd.consensus.entries import Agreed, BookEntry, Entry, Seat
from scrbrd.consensus.rulings import Ruling
from scrbrd.domain.actions import Action, parse_action_id
from scrbrd.domain.errors import BadInput
from scrbrd.domain.places import Place
from scrbrd.domain.vocabulary import ValidationTier
from scrbrd.handlers.books.agree import Books
from scrbrd.handlers.books.decide import folded
from scrbrd.handlers.books.documents import ball_of
from scrbrd.handlers.books.model import Kept

CREATED = ("createdAt", "updatedAt")
VOIDED = ("voidedAt", "updatedAt")
WAIT_SECONDS, POLL_SECONDS = 60.0, 0.02
UMPIRE_ROLE = "match_referee"
ORNAMENTS = frozenset({"shotData", "review", "note", "bowlingAngle"})
"""What a ruling does not state of a ball."""


@dataclass
class Ground:
    """A match on running emulators, with an account for every seat and one who rules."""

    client: Client
    match_id: str
    tier: ValidationTier
    persons: Mapping[Seat, RestClient]
    uids: Mapping[Seat, str]
    referee: RestClient
    referee_uid: str
    ruled: int = 0
    ruled_on: str = ""
    written: dict[tuple[Seat, Place], bool] = field(default_factory=dict)

    @property
    def books(self) -> Books:
        """What the functions keep of it."""
        stores = FirestoreBookStore(self.client), FirestoreMatchStore(self.client)
        return Books(*stores, utc_now, self.match_id)

    def close(self) -> None:
        """End the connections."""
        for each in (*self.persons.values(), self.referee):
            each.close()


def prepared(
    client: Client, hosts: tuple[str, str], log: MatchLog, match_id: str, tier: str
) -> Ground:
    """Write the match, its lineups and the roles past the rules, as an administrator would."""
    firestore_host, auth_host = hosts
    now = datetime.now(UTC)
    match = plain_data(log.match.to_document()) | {"validationTier": tier, "status": "scheduled"}
    client.document(paths.match(match_id)).set({**match, "createdAt": now, "updatedAt": now})
    for lineup in log.lineups:
        path = paths.lineup(match_id, lineup.team_id, lineup.player_id)
        client.document(path).set(plain_data(lineup.to_document()) | {"matchId": match_id})
    seats = (Seat.HOME, Seat.AWAY) if tier == "DUAL" else (Seat.UMPIRE, Seat.HOME, Seat.AWAY)
    accounts = {seat: sign_up(auth_host, f"{seat}-{match_id}@example.com") for seat in seats}
    referee = sign_up(auth_host, f"referee-{match_id}@example.com")
    for seat, account in accounts.items():
        grant(client, match_id, account, ROLES[seat], now)
    grant(client, match_id, referee, UMPIRE_ROLE, now)

    def rest(account: Account) -> RestClient:
        return RestClient(firestore_host, client.project, account)

    return Ground(
        client,
        match_id,
        ValidationTier(tier),
        {seat: rest(account) for seat, account in accounts.items()},
        {seat: account.uid for seat, account in accounts.items()},
        rest(referee),
        referee.uid,
    )


def grant(client: Client, match_id: str, account: Account, role: str, now: datetime) -> None:
    """Grant a role in a match since an hour ago."""
    document = {
        "matchId": match_id,
        "personId": account.uid,
        "role": role,
        "status": "confirmed",
        "startDate": now - timedelta(hours=1),
        "assignedBy": "simulation",
        "assignedAt": now,
        "createdAt": now,
        "updatedAt": now,
    }
    client.document(paths.match_role(match_id, account.uid, role)).set(document)


@dataclass
class EmulatedServer(Server):
    """The same innings, kept by the deployed functions."""

    ground: Ground | None = None
    written_rulings: list[int] = field(default_factory=list)

    @property
    def there(self) -> Ground:
        """Where the match is."""
        assert self.ground is not None
        return self.ground

    def arrive(self, seat: Seat, entry: BookEntry) -> None:
        """Write what a scorer's device sends: a new entry, or the void of one."""
        ground, place = self.there, place_of(entry)
        path = paths.book_entry(ground.match_id, ground.uids[seat], f"{place[0]}_{place[1]}")
        if (seat, place) in ground.written:
            fields = {"isVoided": True, "voidedBy": ground.uids[seat], "voidReason": "a slip"}
            ground.persons[seat].update(path, fields, VOIDED)
        else:
            fields = entry_fields(
                ground.match_id, ground.uids[seat], ROLES[seat], entry, self.last(seat)
            )
            ground.persons[seat].create(path, fields, CREATED)
        ground.written[seat, place] = isinstance(entry, Entry) and entry.action.is_voided

    def last(self, seat: Seat) -> str:
        """Return the nonce of a seat's last entry in the innings; empty before the first."""
        places = [
            place for one, place in self.there.written if (one, place[0]) == (seat, self.number)
        ]
        return nonce_of(seat, max(places)) if places else ""

    def run(self) -> list[Dispute]:
        """Wait for the functions; return the disputes that are new."""
        self.write_rulings()
        kept = self.awaited()
        found = folded(kept, self.tier, self.laws)
        if found.operations:
            raise BadInput(f"match {self.there.match_id}: the functions left something to do")
        self.log.update(
            (name, each)
            for name, each in kept.log.actions.items()
            if each.action.innings_number == self.number
        )
        of_innings = [each for each in found.disputes if each.innings_number == self.number]
        new = [each for each in of_innings if each.id not in self.disputes]
        self.disputes = {each.id: each for each in of_innings}
        self.blocked |= {each.place for each in of_innings if each.blocks}
        return new

    def write_rulings(self) -> None:
        """Write the rulings that were made since, as the referee."""
        ground = self.there
        for ruling in self.rulings:
            if isinstance(ruling, Ruling) and ruling.number > len(self.written_rulings):
                ground.ruled += 1
                fields = ruling_fields(ground, ruling, self.number)
                path = paths.ruling(ground.match_id, ground.ruled)
                ground.referee.create(path, fields, ("createdAt",))
                ground.ruled_on = fields["disputeId"]
                self.written_rulings.append(ground.ruled)

    def awaited(self) -> Kept:
        """Return what the functions keep, once it has all that was written. Raises BadInput."""
        ground, until = self.there, time.monotonic() + WAIT_SECONDS
        while time.monotonic() < until:
            kept = ground.books.store.read_books(ground.match_id).kept
            if kept is not None and is_all_in(kept, ground):
                return kept
            time.sleep(POLL_SECONDS)
        raise BadInput(
            f"match {ground.match_id}: the functions did not take in what was written within"
            f" {WAIT_SECONDS:.0f} s; are they running on these emulators? (scripts/demo --keep)"
        )


def is_all_in(kept: Kept, ground: Ground) -> bool:
    """Return whether everything that was written is in what the functions keep."""
    if len(kept.rulings) < ground.ruled or kept.is_unfinished:
        return False
    for (seat, place), is_voided in ground.written.items():
        book = kept.books.get(ground.uids[seat])
        if book is None or book.last.get(place[0], 0) < place[1]:
            return False
        held = book.entries.get(place)
        entry = None if held is None else held.entry
        if isinstance(entry, Entry) and entry.action.is_voided != is_voided:
            return False
    return True


def place_of(entry: BookEntry) -> Place:
    """Return where an entry stands in its book."""
    return parse_action_id(entry.action.id) if isinstance(entry, Entry) else entry.place


def nonce_of(seat: Seat, place: Place) -> str:
    """Return the nonce of an entry."""
    return f"nonce-{seat}-{place[0]}-{place[1]:05d}"


def entry_fields(
    match_id: str, uid: str, role: str, entry: BookEntry, follows: str
) -> dict[str, Any]:
    """Return an entry as its scorer's device writes it."""
    place = place_of(entry)
    seat = next(seat for seat, each in ROLES.items() if each == role)
    identity = {
        "id": f"{place[0]}_{place[1]}",
        "matchId": match_id,
        "inningsNumber": place[0],
        "sequenceNumber": place[1],
        "nonce": nonce_of(seat, place),
        "follows": follows,
        "recordedBy": uid,
        "recordedAs": role,
        "source": "live",
        "timestamp": datetime.now(UTC),
        "schemaVersion": 3,
        "isVoided": False,
    }
    if isinstance(entry, Agreed):
        totals = entry.totals
        score = {"runs": totals.runs, "wickets": totals.wickets, "legalBalls": totals.legal_balls}
        return {"type": "score_agreed", "at": str(entry.at), **score, **identity}
    assert isinstance(entry, Entry)
    action = entry.action
    refers = {"corrects": action.corrects, "after": action.after}
    kept = {name: each for name, each in refers.items() if each is not None}
    return {**ball_fields(action), **identity, **kept}


def ball_fields(action: Action) -> dict[str, Any]:
    """Return what an entry says."""
    fields: dict[str, Any] = plain_data(ball_of(action))
    return fields


def ruling_fields(ground: Ground, ruling: Ruling, innings: int) -> dict[str, Any]:
    """Return a ruling as the referee's device writes it."""
    accepts: dict[str, Any] = {"accepts": "neither"}
    if isinstance(ruling.accepts, Seat):
        accepts = {"accepts": str(ruling.accepts)}
    elif ruling.accepts is not None:
        ball = ball_fields(ruling.accepts.action)
        plain = {name: each for name, each in ball.items() if name not in ORNAMENTS}
        accepts = {"accepts": "action", "action": plain}
    first = next(iter(ruling.entries.values()))
    dispute_id = f"{innings}_{parse_action_id(first)[1]}"
    return {
        "id": str(ground.ruled),
        "matchId": ground.match_id,
        "number": ground.ruled,
        "nonce": f"ruling-{ground.ruled:04d}",
        "follows": f"ruling-{ground.ruled - 1:04d}" if ground.ruled > 1 else "",
        "kind": "dispute",
        "reason": "by somebody who saw it",
        "decidedBy": ground.referee_uid,
        "decidedAs": UMPIRE_ROLE,
        "method": str(ruling.method),
        "disputeId": dispute_id,
        "entries": {str(seat): name for seat, name in ruling.entries.items()},
        "persons": {str(seat): ground.uids[seat] for seat in ruling.entries},
        **accepts,
        **({"missed": sorted(map(str, ruling.missed))} if ruling.missed else {}),
        **({"overrules": ground.ruled - 1} if dispute_id == ground.ruled_on else {}),
    }
