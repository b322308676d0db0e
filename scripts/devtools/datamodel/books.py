"""Lists the documents of a match that is kept in books: entries, rulings, disputes."""

from __future__ import annotations

from devtools.datamodel.collection import FUNCTIONS, Collection
from devtools.datamodel.shapes.books import Dispute, LiveConsensus, Notice, Ruling

BOOKS = (
    Collection(
        "matches/{matchId}/scorebooks/{personId}/entries/{inningsNumber}_{sequenceNumber}",
        None,
        "under DUAL and TRIPLE its person appends; void fields only afterwards; nobody deletes",
        "its person, the referee, administrators; everybody once the match is completed",
        "An action as the log has it, and two types besides that never reach the log:"
        " `book_opened` {`runs`, `wickets`, `legalBalls`, `strikerId`, `nonStrikerId`, `bowlerId`;"
        " `afterActionId`, or `takesOverFrom` and `afterEntryId`} and `score_agreed` {`runs`,"
        " `wickets`, `legalBalls`, `at`, `ledgerNumber`, `ledgerHead`}.",
    ),
    Collection(
        "matches/{matchId}/rulings/{number}",
        Ruling,
        "umpires, referee, captains, administrators, scorers who leave; nobody changes or deletes",
        "everybody",
    ),
    Collection(
        "matches/{matchId}/disputes/{inningsNumber}_{place}",
        Dispute,
        FUNCTIONS,
        "everybody",
        "Where books differ, with the claims of those who have spoken. That of an entry which the"
        " log has no ball for has `_{seat}_{entryId}` behind its place. One that is raised again"
        " goes on in the same document.",
    ),
    Collection(
        "matches/{matchId}/notices/{personId}",
        Notice,
        FUNCTIONS,
        "that person, administrators",
        "What is asked of an official: the scorer of a seat, an umpire, the referee. There from"
        " the first dispute on that concerns them; `disputes` is empty when nothing is open"
        " ([consensus.md](consensus.md)).",
    ),
    Collection(
        "matches/{matchId}/live/consensus",
        LiveConsensus,
        FUNCTIONS,
        "everybody",
        "Who votes, what is disputed, how each scorer stands. Written when more than the counts of"
        " balls has changed, so these may be some balls old.",
    ),
    Collection(
        "matches/{matchId}/live/consensus_state",
        None,
        FUNCTIONS,
        "administrators",
        "What the functions go on from: log, books and rulings as far as they are still needed,"
        " compressed. It guards every commit of the consensus; deleted, it is made again.",
        fields=(
            ("version", "integer", "of its form"),
            ("packed", "bytes", "null where it is too much: everything is read then"),
            ("holdUntil", "timestamp", "a job holds the match; the triggers leave it alone"),
            ("lastUpdated", "timestamp", ""),
        ),
    ),
)
