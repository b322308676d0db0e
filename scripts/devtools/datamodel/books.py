"""Lists the documents of a match that is kept in books: entries, rulings, disputes."""

from __future__ import annotations

from devtools.datamodel.collection import FUNCTIONS, Collection

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
        None,
        "umpires, referee, captains, administrators, scorers who leave; nobody changes or deletes",
        "everybody",
        "Of kind `dispute`, or of kind `tier`.",
        fields=(
            ("id", "string", "the number"),
            ("matchId", "match id", ""),
            ("number", "integer", "1, 2, ...; without gaps"),
            ("nonce", "string", "8 to 100 characters"),
            ("follows", "string", "the nonce of the ruling before; empty for the first"),
            ("kind", "`dispute`, `tier`", ""),
            ("reason", "string", "1 to 500 characters"),
            ("evidence", "string", "up to 500 characters; may be missing"),
            ("decidedBy", "person id", "the caller"),
            (
                "decidedAs",
                "role",
                "`umpire_on_field`, `umpire_third`, `match_referee`, `captain_home`,"
                " `captain_away`, `admin`; of a scorer who leaves theirs",
            ),
            ("createdAt", "timestamp", "the server's"),
            ("method", "`umpire`, `video`, `captains`, `abandon`", "on a dispute"),
            ("disputeId", "string", "on a dispute: `{inningsNumber}_{place}`"),
            ("entries", "map", "on a dispute: of seats to the entries it is about and uses up"),
            ("accepts", "string", "on a dispute: a seat of `entries`, `action` or `neither`"),
            ("action", "map", "with `accepts: action`: the ball, without ornaments"),
            ("tier", "`SINGLE`, `DUAL`, `TRIPLE`", "on the tier"),
            ("seats", "map", "on the tier: of `home`, `away`, `neutral`, `umpire` to persons"),
            ("fromSeat", "seat", "on the tier: one of `seats`"),
            ("fromEntry", "entry id", "on the tier: the first entry of that seat that it is for"),
        ),
    ),
    Collection(
        "matches/{matchId}/disputes/{inningsNumber}_{place}",
        None,
        FUNCTIONS,
        "everybody",
        "Where books differ, with the claims of those who have spoken. Not written yet.",
    ),
    Collection(
        "matches/{matchId}/live/consensus",
        None,
        FUNCTIONS,
        "everybody",
        "The tier, the seats and their persons (`tier`, `seats` {seat: {`personId`}}). Not written"
        " yet.",
    ),
    Collection(
        "matches/{matchId}/live/consensus_state",
        None,
        FUNCTIONS,
        "administrators",
        "What the functions go on from. Not written yet.",
    ),
)
