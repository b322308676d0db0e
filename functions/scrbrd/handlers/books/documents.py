"""Builds the documents of the consensus: disputes and `live/consensus`. Pure.

`matches/{matchId}/disputes/{disputeId}` is merged, never replaced: a dispute that is raised again
continues in the same document.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from pydantic.alias_generators import to_camel

from scrbrd.consensus.agreement import CitedEntry, LoggedAction
from scrbrd.consensus.dispute import Claim, Dispute
from scrbrd.consensus.entries import BookEntry, EffectiveEntry, Entry, Seat
from scrbrd.consensus.fold import Consensus
from scrbrd.consensus.over_check import CheckedBall, OverCheck
from scrbrd.consensus.rulings import Panel, Ruling
from scrbrd.consensus.standings import Standing
from scrbrd.domain.actions import Action, Delivery, parse_action_id
from scrbrd.domain.json_types import Json
from scrbrd.domain.vocabulary import ActionId
from scrbrd.engine.digests import digest
from scrbrd.handlers.books.model import KeptConsensus, OpenDispute
from scrbrd.handlers.books.scores import PublicScores
from scrbrd.projections.feed.disputes import BOOK_FIELDS

SILENT_AFTER = 6
"""A seat this many balls behind the log is shown as silent."""

NO_SCORES = PublicScores()

MOST_LISTED = 500
"""Disputes that `live/consensus` lists; `openDisputes` counts them all."""

NOT_OF_A_BALL = frozenset(to_camel(name) for name in Action.model_fields) - {"type", "note"}
"""Fields of an action that say who recorded it where and when; they do not describe the ball."""

RESOLVED_FIELDS = ("resolvedAt", "method", "rulingNumber")


def ball_of(action: Action) -> Json:
    """Return the fields of an action that describe the ball, as in its document."""
    document = {**action.to_document(), "type": str(action.type)}
    return {name: value for name, value in document.items() if name not in NOT_OF_A_BALL}


# -- disputes -------------------------------------------------------------------------------------


def dispute_body(dispute: Dispute) -> Json:
    """Return the fields of a dispute that follow from the books; None removes a field."""
    return {
        "inningsNumber": dispute.innings_number,
        "place": dispute.place,
        "through": dispute.through,
        "kind": str(dispute.kind),
        "blocks": dispute.blocks,
        "fields": list(dispute.fields),
        "claims": {str(seat): claim_body(each) for seat, each in dispute.claims.items()},
        "entry": entry_body(dispute),
        "suggestion": suggestion_body(dispute),
        "actionId": dispute.action_id,
    }


def entry_body(dispute: Dispute) -> Json | None:
    """Return the seat and the entry that have no ball in the log, or the disputed statement.

    None if the dispute is about a ball.
    """
    if dispute.seat is None:
        return None
    seat, person = str(dispute.seat), dispute.person_id
    return {"seat": seat, "personId": person, "entryId": dispute.entry_id}


def suggestion_body(dispute: Dispute) -> Json | None:
    """Return the likely cause of a dispute; None if none is likely enough to be shown."""
    suggestion = dispute.suggestion
    if suggestion is None:
        return None
    seat = None if suggestion.seat is None else str(suggestion.seat)
    return {"cause": str(suggestion.cause), "seat": seat}


def claim_body(claim: Claim) -> Json:
    """Return the claim of a seat."""
    return {
        "personId": claim.person_id,
        "entryId": claim.entry_id,
        "versionId": claim.version_id,
        "ball": ball_of(claim.action),
    }


def digest_of(document: Mapping[str, Any]) -> str:
    """Return the digest of the fields of a dispute that follow from the books."""
    return digest({name: document.get(name) for name in BOOK_FIELDS})


def open_dispute(document: Mapping[str, Any]) -> OpenDispute:
    """Return a dispute from its document, without claims that cannot be read.

    A document with unreadable claims has another digest than the books give, so it is written
    again.
    """
    raised_at = document.get("raisedAt")
    return OpenDispute(
        digest_of(document),
        dict(claims_in(document.get("claims"))),
        document.get("blocks") is True,
        raised_at if isinstance(raised_at, datetime) else None,
    )


def claims_in(stored: object) -> Iterator[tuple[Seat, CitedEntry]]:
    """Yield the claim of each seat from a dispute's document; malformed claims are skipped."""
    for name, each in stored.items() if isinstance(stored, Mapping) else ():
        try:
            yield Seat(name), CitedEntry(each["personId"], each["entryId"], each["versionId"])
        except (KeyError, TypeError, ValueError):
            continue


def dispute_changes(
    match_id: str, kept: KeptConsensus, disputes: Iterable[Dispute], now: datetime
) -> tuple[dict[str, Json], dict[str, OpenDispute]]:
    """Return the fields to write of each dispute that was added, changed or removed, and the open
    ones.
    """
    written: dict[str, Json] = {}
    opened: dict[str, OpenDispute] = {}
    for dispute in disputes:
        body = dispute_body(dispute)
        known = kept.disputes.get(dispute.id)
        raised_at = now if known is None else known.raised_at
        opened[dispute.id] = each = replace(open_dispute(body), raised_at=raised_at)
        if known is None:
            written[dispute.id] = body | raised_fields(match_id, dispute.id, now)
        elif known.digest != each.digest:
            written[dispute.id] = body | {"updatedAt": now}
    for name in kept.disputes.keys() - opened.keys():
        written[name] = resolved_fields(kept, kept.disputes[name], now)
    return written, opened


def raised_fields(match_id: str, name: str, now: datetime) -> Json:
    """Return the fields to write for a dispute that is raised, or raised again."""
    return {
        "id": name,
        "matchId": match_id,
        "status": "open",
        "raisedAt": now,
        "updatedAt": now,
        **dict.fromkeys(RESOLVED_FIELDS),
    }


def resolved_fields(kept: KeptConsensus, dispute: OpenDispute, now: datetime) -> Json:
    """Return the fields to write for a dispute that no longer exists, with how it was resolved."""
    return {
        "status": "resolved",
        "resolvedAt": now,
        "updatedAt": now,
        **resolution_of(kept, dispute),
    }


def resolution_of(kept: KeptConsensus, dispute: OpenDispute) -> Json:
    """Return how a dispute was resolved.

    By a ruling on its entries, by an amendment of one, or by a majority that put one into the log;
    `gone` if none of these can be found.
    """
    cited = {(each.person_id, each.entry_id) for each in dispute.claims.values()}
    rulings = [each for each in kept.rulings.values() if isinstance(each, Ruling)]
    for ruling in sorted(rulings, key=lambda each: -each.number):
        keys = {seat: each.key for seat, each in dispute.claims.items()}
        if any(
            seat in keys and each.matches(keys[seat]) for seat, each in ruling.named_entries.items()
        ):
            return {"method": str(ruling.method), "rulingNumber": ruling.number}
    if any(is_amended(kept, each) for each in dispute.claims.values()):
        return {"method": "amended"}
    found = logged_action_of(kept.log.actions.values(), cited)
    return {"method": "gone"} if found is None else {"method": "majority", "actionId": found}


def is_amended(kept: KeptConsensus, cited: CitedEntry) -> bool:
    """Return True if an entry was voided or corrected after it was disputed."""
    book = kept.books.get(cited.person_id)
    if book is None:
        return False
    kept_entry = book.entries.get(parse_action_id(cited.version_id))
    if kept_entry is None or not isinstance(kept_entry.entry, Entry):
        return False
    return kept_entry.entry.action.is_voided or any(
        is_correction_of(each.entry, cited) for each in book.entries.values()
    )


def is_correction_of(entry: BookEntry | None, cited: CitedEntry) -> bool:
    """Return True if an entry is a later correction of the cited one."""
    if not isinstance(entry, Entry) or entry.action.is_voided:
        return False
    later = entry.action.sequence_number > parse_action_id(cited.version_id)[1]
    return later and entry.action.corrects in (cited.entry_id, cited.version_id)


def logged_action_of(log: Iterable[LoggedAction], cited: set[tuple[str, ActionId]]) -> str | None:
    """Return the last action of the log that is based on one of these entries."""
    found = [
        each.action.id
        for each in log
        if each.agreement is not None
        and any((one.person_id, one.entry_id) in cited for one in each.agreement.entries.values())
    ]
    return found[-1] if found else None


# -- live/consensus -------------------------------------------------------------------------------


def consensus_body(folded: Consensus, scores: PublicScores = NO_SCORES) -> Json:
    """Return the content of `live/consensus`.

    It has the voters, the disputes, the standing of each seat, the last over in all books side by
    side, and stated scores compared with the log.
    """
    panel = folded.panel
    blocking = [each for each in folded.disputes if each.blocks]
    return {
        "tier": None if panel is None else str(panel.tier),
        "seats": {
            str(seat): standing_body(each, panel, seat) for seat, each in folded.standings.items()
        },
        "blockedAt": None if not blocking else place_of(blocking[0]),
        "openDisputes": len(folded.disputes),
        "disputes": [each.id for each in folded.disputes[:MOST_LISTED]],
        "lastOver": None if folded.check is None else over_body(folded.check),
        "provisional": scores.provisional,
        "agreed": scores.agreed,
        "scoreDifferences": list(scores.differences),
    }


def place_of(dispute: Dispute) -> str:
    """Return the id that the disputed ball would have in the log."""
    return f"{dispute.innings_number}_{dispute.place}"


def standing_body(standing: Standing, panel: Panel | None, seat: Seat) -> Json:
    """Return the standing of a seat."""
    rate = standing.agreement_rate
    return {
        "personId": standing.person_id,
        "votes": panel is not None and seat in panel.seats,
        "isSilent": standing.behind >= SILENT_AFTER,
        "submitted": standing.submitted,
        "agreed": standing.agreed,
        "waiting": standing.waiting,
        "missed": standing.missed,
        "behind": standing.behind,
        "dissents": standing.dissents,
        "extras": standing.extras,
        "late": standing.late,
        "agreementRate": None if rate is None else round(rate, 4),
    }


def consensus_digest(consensus: Json) -> str:
    """Return a digest of `live/consensus` without the counts that grow with every ball.

    The document is written only if this digest changes.
    """
    seats = {
        seat: {name: each[name] for name in ("personId", "votes", "isSilent", "dissents")}
        for seat, each in consensus["seats"].items()
    }
    return digest(consensus | {"seats": seats})


def over_body(check: OverCheck) -> Json:
    """Return the last complete over with each book's version of every ball; overs are 0-based."""
    return {
        "inningsNumber": check.innings_number,
        "overNumber": check.over_number,
        "isIdentical": check.is_identical,
        "balls": [ball_body(each) for each in check.balls],
    }


def ball_body(checked: CheckedBall) -> Json:
    """Return one ball, from the log and from each book; None for a book that lacks it."""
    return {
        "actionId": checked.action_id,
        "isIdentical": checked.is_identical,
        "log": summary_of(checked.action),
        "books": {
            str(seat): None if entry is None else entry_summary(entry)
            for seat, entry in checked.entries.items()
        },
    }


def entry_summary(entry: EffectiveEntry) -> Json:
    """Return the summary of an entry."""
    return {"entryId": entry.root, **summary_of(entry.version.action)}


def summary_of(action: Action) -> Json:
    """Return the fields that scorers compare at the end of an over: players, runs, wicket,
    fielders.
    """
    if not isinstance(action, Delivery):
        return {"type": str(action.type)}
    document = action.to_document()
    wicket = action.wicket
    return {
        "strikerId": action.striker_id,
        "nonStrikerId": action.non_striker_id,
        "bowlerId": action.bowler_id,
        "runsOffBat": action.runs_off_bat,
        "extras": document["extras"],
        "totalRuns": document["totalRuns"],
        "dismissedPlayerId": None if wicket is None else wicket.dismissed_player_id,
        "wicketType": None if wicket is None else str(wicket.type),
        "fielderIds": [] if wicket is None else list(wicket.fielder_ids),
    }


def dispute_summary(consensus: Json) -> Json:
    """Return the fields about disputes in `live/score`."""
    return {"openDisputes": consensus["openDisputes"], "blockedAt": consensus["blockedAt"]}
