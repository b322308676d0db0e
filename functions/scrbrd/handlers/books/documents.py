"""Builds the documents of the consensus: disputes and `live/consensus`. Pure.

`matches/{matchId}/disputes/{disputeId}` is merged, never replaced: one that is raised again goes on
in the same document.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from pydantic.alias_generators import to_camel

from scrbrd.consensus.agreement import Cited, Logged
from scrbrd.consensus.dispute import Claim, Dispute
from scrbrd.consensus.entries import BookEntry, Entry, Said, Seat
from scrbrd.consensus.fold import Consensus
from scrbrd.consensus.over_check import CheckedBall, OverCheck
from scrbrd.consensus.rulings import Panel, Ruling
from scrbrd.consensus.standings import Standing
from scrbrd.domain.actions import Action, Delivery, parse_action_id
from scrbrd.domain.json_types import Json
from scrbrd.domain.vocabulary import ActionId
from scrbrd.engine.digests import digest
from scrbrd.handlers.books.model import Kept, OpenDispute
from scrbrd.handlers.books.scores import ShownScores
from scrbrd.projections.feed.disputes import SAID

SILENT = 6
"""Balls behind the log from which a seat is shown as silent."""

NO_SCORES = ShownScores()

MOST_SHOWN = 500
"""Disputes that `live/consensus` names; `openDisputes` counts them all."""

NOT_OF_A_BALL = frozenset(to_camel(name) for name in Action.model_fields) - {"type", "note"}
"""Fields of an action that say who recorded it where and when, and nothing of the ball."""

RESOLVED_FIELDS = ("resolvedAt", "method", "rulingNumber")


def ball_of(action: Action) -> Json:
    """Return what an action says of the ball, as its document has it."""
    document = {**action.to_document(), "type": str(action.type)}
    return {name: value for name, value in document.items() if name not in NOT_OF_A_BALL}


# -- disputes -------------------------------------------------------------------------------------


def dispute_body(dispute: Dispute) -> Json:
    """Return what the books say of a dispute, every field of it: None removes one."""
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
    """Return whose entry it is that the log has no ball for, or whose statement; None where a
    dispute is about a ball."""
    if dispute.seat is None:
        return None
    seat, person = str(dispute.seat), dispute.person_id
    return {"seat": seat, "personId": person, "entryId": dispute.entry_id}


def suggestion_body(dispute: Dispute) -> Json | None:
    """Return the likely cause of a dispute; None where none is likely enough to be shown."""
    suggestion = dispute.suggestion
    if suggestion is None:
        return None
    seat = None if suggestion.seat is None else str(suggestion.seat)
    return {"cause": str(suggestion.cause), "seat": seat}


def claim_body(claim: Claim) -> Json:
    """Return what a seat claims."""
    return {
        "personId": claim.person_id,
        "entryId": claim.entry_id,
        "versionId": claim.version_id,
        "ball": ball_of(claim.action),
    }


def digest_of(document: Mapping[str, Any]) -> str:
    """Return the digest of what the books say of a dispute."""
    return digest({name: document.get(name) for name in SAID})


def open_dispute(document: Mapping[str, Any]) -> OpenDispute:
    """Return a dispute as its document has it, without claims that cannot be read: such a document
    has another digest than what the books say, and is written anew."""
    raised_at = document.get("raisedAt")
    return OpenDispute(
        digest_of(document),
        dict(claims_in(document.get("claims"))),
        document.get("blocks") is True,
        raised_at if isinstance(raised_at, datetime) else None,
    )


def claims_in(stored: object) -> Iterator[tuple[Seat, Cited]]:
    """Yield what each seat claims, by the field of a dispute's document; what is no claim is left
    out."""
    for name, each in stored.items() if isinstance(stored, Mapping) else ():
        try:
            yield Seat(name), Cited(each["personId"], each["entryId"], each["versionId"])
        except (KeyError, TypeError, ValueError):
            continue


def dispute_changes(
    match_id: str, kept: Kept, disputes: Iterable[Dispute], now: datetime
) -> tuple[dict[str, Json], dict[str, OpenDispute]]:
    """Return the fields to write of each dispute that came, changed or went, and what is open."""
    written: dict[str, Json] = {}
    opened: dict[str, OpenDispute] = {}
    for dispute in disputes:
        body = dispute_body(dispute)
        known = kept.disputes.get(dispute.id)
        raised_at = now if known is None else known.raised_at
        opened[dispute.id] = each = replace(open_dispute(body), raised_at=raised_at)
        if known is None:
            written[dispute.id] = body | raised(match_id, dispute.id, now)
        elif known.digest != each.digest:
            written[dispute.id] = body | {"updatedAt": now}
    for name in kept.disputes.keys() - opened.keys():
        written[name] = resolved(kept, kept.disputes[name], now)
    return written, opened


def raised(match_id: str, name: str, now: datetime) -> Json:
    """Return what is written of a dispute that is raised, or raised again."""
    return {
        "id": name,
        "matchId": match_id,
        "status": "open",
        "raisedAt": now,
        "updatedAt": now,
        **dict.fromkeys(RESOLVED_FIELDS),
    }


def resolved(kept: Kept, dispute: OpenDispute, now: datetime) -> Json:
    """Return what is written of a dispute that is no more: by whom or what it was resolved."""
    return {"status": "resolved", "resolvedAt": now, "updatedAt": now, **way_of(kept, dispute)}


def way_of(kept: Kept, dispute: OpenDispute) -> Json:
    """Return how a dispute was resolved: by a ruling on its entries, by an amendment of one, by a
    majority that put one into the log; `gone` where none of that is to be seen."""
    cited = {(each.person_id, each.entry_id) for each in dispute.claims.values()}
    rulings = [each for each in kept.rulings.values() if isinstance(each, Ruling)]
    for ruling in sorted(rulings, key=lambda each: -each.number):
        keys = {seat: each.key for seat, each in dispute.claims.items()}
        if any(seat in keys and each.is_key(keys[seat]) for seat, each in ruling.named.items()):
            return {"method": str(ruling.method), "rulingNumber": ruling.number}
    if any(is_amended(kept, each) for each in dispute.claims.values()):
        return {"method": "amended"}
    found = in_log(kept.log.actions.values(), cited)
    return {"method": "gone"} if found is None else {"method": "majority", "actionId": found}


def is_amended(kept: Kept, cited: Cited) -> bool:
    """Return whether an entry says another thing now, or nothing, than it was disputed for."""
    book = kept.books.get(cited.person_id)
    if book is None:
        return False
    held = book.entries.get(parse_action_id(cited.version_id))
    if held is None or not isinstance(held.entry, Entry):
        return False
    return held.entry.action.is_voided or any(
        corrects(each.entry, cited) for each in book.entries.values()
    )


def corrects(entry: BookEntry | None, cited: Cited) -> bool:
    """Return whether an entry is a later word on the one cited."""
    if not isinstance(entry, Entry) or entry.action.is_voided:
        return False
    later = entry.action.sequence_number > parse_action_id(cited.version_id)[1]
    return later and entry.action.corrects in (cited.entry_id, cited.version_id)


def in_log(log: Iterable[Logged], cited: set[tuple[str, ActionId]]) -> str | None:
    """Return the last action of the log that stands on one of these entries."""
    found = [
        each.action.id
        for each in log
        if each.agreement is not None
        and any((one.person_id, one.entry_id) in cited for one in each.agreement.entries.values())
    ]
    return found[-1] if found else None


# -- live/consensus -------------------------------------------------------------------------------


def shown_of(found: Consensus, scores: ShownScores = NO_SCORES) -> Json:
    """Return what `live/consensus` shows: who votes, what is disputed, how each seat stands, the
    last over in all books side by side, scores beside that of the log."""
    panel = found.panel
    blocking = [each for each in found.disputes if each.blocks]
    return {
        "tier": None if panel is None else str(panel.tier),
        "seats": {
            str(seat): standing_body(each, panel, seat) for seat, each in found.standings.items()
        },
        "blockedAt": None if not blocking else place_of(blocking[0]),
        "openDisputes": len(found.disputes),
        "disputes": [each.id for each in found.disputes[:MOST_SHOWN]],
        "lastOver": None if found.check is None else over_body(found.check),
        "provisional": scores.provisional,
        "agreed": scores.agreed,
        "scoreDifferences": list(scores.differences),
    }


def place_of(dispute: Dispute) -> str:
    """Return the id that the disputed ball would have in the log."""
    return f"{dispute.innings_number}_{dispute.place}"


def standing_body(standing: Standing, panel: Panel | None, seat: Seat) -> Json:
    """Return how a seat stands."""
    rate = standing.agreement_rate
    return {
        "personId": standing.person_id,
        "votes": panel is not None and seat in panel.seats,
        "isSilent": standing.behind >= SILENT,
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


def key_of(shown: Json) -> str:
    """Return a digest of `live/consensus` without the counts that grow with every ball: it is
    written when more than they has changed."""
    seats = {
        seat: {name: each[name] for name in ("personId", "votes", "isSilent", "dissents")}
        for seat, each in shown["seats"].items()
    }
    return digest(shown | {"seats": seats})


def over_body(check: OverCheck) -> Json:
    """Return the last complete over with each book's word on every ball; overs are 0-based."""
    return {
        "inningsNumber": check.innings_number,
        "overNumber": check.over_number,
        "isIdentical": check.is_identical,
        "balls": [ball_body(each) for each in check.balls],
    }


def ball_body(checked: CheckedBall) -> Json:
    """Return one ball: in the log, and in each book; None for one that lacks it."""
    return {
        "actionId": checked.action_id,
        "isIdentical": checked.is_identical,
        "log": summary_of(checked.action),
        "books": {
            str(seat): None if said is None else said_body(said)
            for seat, said in checked.said.items()
        },
    }


def said_body(said: Said) -> Json:
    """Return an entry in short."""
    return {"entryId": said.root, **summary_of(said.entry.action)}


def summary_of(action: Action) -> Json:
    """Return what scorers compare at the end of an over: players, runs, wicket, fielders."""
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


def disputed_of(shown: Json) -> Json:
    """Return what `live/score` says of disputes."""
    return {"openDisputes": shown["openDisputes"], "blockedAt": shown["blockedAt"]}
