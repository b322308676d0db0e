"""Simulates scorers on running emulators: they write through the rules, and triggers make the log.

Every scorer has an account, and so has the umpire who rules. After each write, the simulation waits
for the deployed functions; disputes are read from the state that they store.
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
from scrbrd.consensus.entries import AgreedScore, BookEntry, Entry, Seat
from scrbrd.consensus.rulings import Ruling
from scrbrd.domain.actions import Action, parse_action_id
from scrbrd.domain.errors import BadInput
from scrbrd.domain.places import Place
from scrbrd.domain.vocabulary import ValidationTier
from scrbrd.handlers.books.agree import Books
from scrbrd.handlers.books.decide import fold_kept
from scrbrd.handlers.books.documents import ball_of
from scrbrd.handlers.books.model import KeptConsensus

CREATED = ("createdAt", "updatedAt")
VOIDED = ("voidedAt", "updatedAt")
WAIT_SECONDS, POLL_SECONDS = 60.0, 0.02
UMPIRE_ROLE = "match_referee"
DETAIL_FIELDS = frozenset({"shotData", "review", "note", "bowlingAngle"})
"""Fields of a ball that a ruling does not state."""


@dataclass
class EmulatedMatch:
    """A match on running emulators, with an account for every seat and for the referee."""

    client: Client
    match_id: str
    tier: ValidationTier
    persons: Mapping[Seat, RestClient]
    uids: Mapping[Seat, str]
    referee: RestClient
    referee_uid: str
    rulings_written: int = 0
    last_dispute_id: str = ""
    written: dict[tuple[Seat, Place], bool] = field(default_factory=dict)

    @property
    def books(self) -> Books:
        """The state of the match that the functions store."""
        stores = FirestoreBookStore(self.client), FirestoreMatchStore(self.client)
        return Books(*stores, utc_now, self.match_id)

    def close(self) -> None:
        """Close the connections."""
        for each in (*self.persons.values(), self.referee):
            each.close()


def prepare_match(
    client: Client, hosts: tuple[str, str], log: MatchLog, match_id: str, tier: str
) -> EmulatedMatch:
    """Write the match, its lineups and the roles as an administrator, bypassing the rules."""
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

    def rest_client(account: Account) -> RestClient:
        return RestClient(firestore_host, client.project, account)

    return EmulatedMatch(
        client,
        match_id,
        ValidationTier(tier),
        {seat: rest_client(account) for seat, account in accounts.items()},
        {seat: account.uid for seat, account in accounts.items()},
        rest_client(referee),
        referee.uid,
    )


def grant(client: Client, match_id: str, account: Account, role: str, now: datetime) -> None:
    """Grant a role in a match, valid since an hour ago."""
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
    """A server whose log is kept by the deployed functions."""

    emulated_match: EmulatedMatch | None = None
    written_rulings: list[int] = field(default_factory=list)

    @property
    def match(self) -> EmulatedMatch:
        """The match on the emulators."""
        assert self.emulated_match is not None
        return self.emulated_match

    def arrive(self, seat: Seat, entry: BookEntry) -> None:
        """Write what a scorer's device sends: a new entry, or the void of one."""
        emulated_match, place = self.match, place_of(entry)
        path = paths.book_entry(
            emulated_match.match_id, emulated_match.uids[seat], f"{place[0]}_{place[1]}"
        )
        if (seat, place) in emulated_match.written:
            fields = {
                "isVoided": True,
                "voidedBy": emulated_match.uids[seat],
                "voidReason": "a slip",
            }
            emulated_match.persons[seat].update(path, fields, VOIDED)
        else:
            fields = entry_fields(
                emulated_match.match_id,
                emulated_match.uids[seat],
                ROLES[seat],
                entry,
                self.last_nonce(seat),
            )
            emulated_match.persons[seat].create(path, fields, CREATED)
        emulated_match.written[seat, place] = isinstance(entry, Entry) and entry.action.is_voided

    def last_nonce(self, seat: Seat) -> str:
        """Return the nonce of a seat's last entry in the innings; empty before the first."""
        places = [
            place for one, place in self.match.written if (one, place[0]) == (seat, self.number)
        ]
        return nonce_of(seat, max(places)) if places else ""

    def run(self) -> list[Dispute]:
        """Wait for the functions; return the new disputes."""
        self.write_rulings()
        stored = self.wait_for_functions()
        consensus = fold_kept(stored, self.tier, self.laws)
        if consensus.operations:
            raise BadInput(f"match {self.match.match_id}: the functions left something to do")
        self.log.update(
            (name, each)
            for name, each in stored.log.actions.items()
            if each.action.innings_number == self.number
        )
        of_innings = [each for each in consensus.disputes if each.innings_number == self.number]
        new = [each for each in of_innings if each.id not in self.disputes]
        self.disputes = {each.id: each for each in of_innings}
        self.blocked |= {each.place for each in of_innings if each.blocks}
        return new

    def write_rulings(self) -> None:
        """Write the rulings made since the last call, as the referee."""
        emulated_match = self.match
        for ruling in self.rulings:
            if isinstance(ruling, Ruling) and ruling.number > len(self.written_rulings):
                emulated_match.rulings_written += 1
                fields = ruling_fields(emulated_match, ruling, self.number)
                path = paths.ruling(emulated_match.match_id, emulated_match.rulings_written)
                emulated_match.referee.create(path, fields, ("createdAt",))
                emulated_match.last_dispute_id = fields["disputeId"]
                self.written_rulings.append(emulated_match.rulings_written)

    def wait_for_functions(self) -> KeptConsensus:
        """Return the stored state once it includes all that was written.

        Raises BadInput after a timeout.
        """
        emulated_match, deadline = self.match, time.monotonic() + WAIT_SECONDS
        while time.monotonic() < deadline:
            stored = emulated_match.books.store.read_books(emulated_match.match_id).kept
            if stored is not None and is_processed(stored, emulated_match):
                return stored
            time.sleep(POLL_SECONDS)
        raise BadInput(
            f"match {emulated_match.match_id}: the functions did not take in what was"
            f" written within {WAIT_SECONDS:.0f} s; are they running on these emulators?"
            f" (scripts/demo --keep)"
        )


def is_processed(stored: KeptConsensus, emulated_match: EmulatedMatch) -> bool:
    """Return True if the functions have processed everything that was written."""
    if len(stored.rulings) < emulated_match.rulings_written or stored.is_unfinished:
        return False
    for (seat, place), is_voided in emulated_match.written.items():
        book = stored.books.get(emulated_match.uids[seat])
        if book is None or book.last.get(place[0], 0) < place[1]:
            return False
        kept_entry = book.entries.get(place)
        entry = None if kept_entry is None else kept_entry.entry
        if isinstance(entry, Entry) and entry.action.is_voided != is_voided:
            return False
    return True


def place_of(entry: BookEntry) -> Place:
    """Return the place of an entry in its book."""
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
    if isinstance(entry, AgreedScore):
        totals = entry.totals
        score = {"runs": totals.runs, "wickets": totals.wickets, "legalBalls": totals.legal_balls}
        return {"type": "score_agreed", "at": str(entry.at), **score, **identity}
    assert isinstance(entry, Entry)
    action = entry.action
    references = {"corrects": action.corrects, "after": action.after}
    given_references = {name: each for name, each in references.items() if each is not None}
    return {**ball_fields(action), **identity, **given_references}


def ball_fields(action: Action) -> dict[str, Any]:
    """Return the content of an entry."""
    fields: dict[str, Any] = plain_data(ball_of(action))
    return fields


def ruling_fields(emulated_match: EmulatedMatch, ruling: Ruling, innings: int) -> dict[str, Any]:
    """Return a ruling as the referee's device writes it."""
    accepts: dict[str, Any] = {"accepts": "neither"}
    if isinstance(ruling.accepts, Seat):
        accepts = {"accepts": str(ruling.accepts)}
    elif ruling.accepts is not None:
        ball = ball_fields(ruling.accepts.action)
        plain = {name: each for name, each in ball.items() if name not in DETAIL_FIELDS}
        accepts = {"accepts": "action", "action": plain}
    first = next(iter(ruling.entries.values()))
    dispute_id = f"{innings}_{parse_action_id(first)[1]}"
    return {
        "id": str(emulated_match.rulings_written),
        "matchId": emulated_match.match_id,
        "number": emulated_match.rulings_written,
        "nonce": f"ruling-{emulated_match.rulings_written:04d}",
        "follows": f"ruling-{emulated_match.rulings_written - 1:04d}"
        if emulated_match.rulings_written > 1
        else "",
        "kind": "dispute",
        "reason": "by somebody who saw it",
        "decidedBy": emulated_match.referee_uid,
        "decidedAs": UMPIRE_ROLE,
        "method": str(ruling.method),
        "disputeId": dispute_id,
        "entries": {str(seat): name for seat, name in ruling.entries.items()},
        "persons": {str(seat): emulated_match.uids[seat] for seat in ruling.entries},
        **accepts,
        **({"missed": sorted(map(str, ruling.missed))} if ruling.missed else {}),
        **(
            {"overrules": emulated_match.rulings_written - 1}
            if dispute_id == emulated_match.last_dispute_id
            else {}
        ),
    }
