"""Lists the collections of a match that is kept in books: entries, rulings, disputes, notices."""

from __future__ import annotations

from devtools.datamodel.collection import FUNCTIONS, Collection
from devtools.datamodel.shapes.books import Dispute, LiveConsensus, Notice, Ruling

BOOKS = (
    Collection(
        "matches/{matchId}/scorebooks/{personId}/entries/{inningsNumber}_{sequenceNumber}",
        None,
        "under DUAL and TRIPLE its person appends; afterwards only void fields; never deleted",
        "its person, the referee, administrators; everybody once the match is completed",
        "An action as in the log, or one of two further types that never reach the log:"
        " `book_opened` {`runs`, `wickets`, `legalBalls`, `strikerId`, `nonStrikerId`, `bowlerId`;"
        " `afterActionId`, or `takesOverFrom` and `afterEntryId`} and `score_agreed` {`runs`,"
        " `wickets`, `legalBalls`, `at`, `ledgerNumber`, `ledgerHead`}.",
    ),
    Collection(
        "matches/{matchId}/rulings/{number}",
        Ruling,
        "umpires, referee, captains, administrators, scorers who leave; never changed or deleted",
        "everybody",
    ),
    Collection(
        "matches/{matchId}/disputes/{inningsNumber}_{place}",
        Dispute,
        FUNCTIONS,
        "everybody",
        "A difference between books, with the claims of the seats that have recorded it. The id of"
        " a dispute about an entry without a ball in the log ends with `_{seat}_{entryId}`. A"
        " dispute that is raised again continues in the same document.",
    ),
    Collection(
        "matches/{matchId}/notices/{personId}",
        Notice,
        FUNCTIONS,
        "that person, administrators",
        "The open disputes that concern an official: the scorer of a seat, an umpire, the referee."
        " It exists from the first such dispute on; `disputes` is empty when none is open"
        " ([consensus.md](consensus.md)).",
    ),
    Collection(
        "matches/{matchId}/live/consensus",
        LiveConsensus,
        FUNCTIONS,
        "everybody",
        "The voting scorers, the open disputes and the standing of each scorer. It is not written"
        " when only counts of balls have changed, so these may be some balls old.",
    ),
    Collection(
        "matches/{matchId}/live/consensus_state",
        None,
        FUNCTIONS,
        "administrators",
        "The state from which the functions continue: the parts of log, books and rulings that are"
        " still needed, compressed. It guards every commit of the consensus; if it is deleted, it"
        " is built again.",
        fields=(
            ("version", "integer", "of its format"),
            ("packed", "bytes", "null if it would be too large: then everything is read"),
            ("holdUntil", "timestamp", "a job holds the match until then; triggers skip it"),
            ("lastUpdated", "timestamp", ""),
        ),
    ),
)
