"""Defines the costliest legal requests: full documents, by those whose right is found out last.

The match is in a grace period of its own length, the away scorer's role is asked for last of all,
the head coach after the director, the captain after the coach.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any, Final

from tests.rules.books import (
    OVER,
    STATEMENTS,
    book,
    consensus,
    entry_of,
    place,
    ruling,
    seat_role,
    tier_ruling,
)
from tests.rules.cast import (
    ADMIN,
    CAPTAIN,
    CAPTAIN_AWAY,
    DIRECTOR,
    HEAD_COACH,
    LEADS_BOTH,
    OWNER,
    PAST,
    PLANNED,
    PLAYER,
    REFEREE,
    SCORER_AWAY,
    SCORER_HOME,
    SEASON,
    UMPIRE,
    UMPIRE_CONFIRMED,
    UMPIRE_NEW,
    match_role,
)
from tests.rules.changes import (
    born,
    confirmed,
    granted,
    locked,
    made_captain,
    new_match,
    redone,
    reselected,
    revoked,
    signed,
    signed_rating,
    voided,
)
from tests.rules.documents import FACTS, delivery, fact, lineup, richest, seeded
from tests.rules.scene import match_document
from tests.rules.twins.ask import LATER, Ask, changed, created
from tests.rules.world import NOW, Actor, Create, Delete, Fields, Update, Write

GENEROUS: Final = "generous-match"
LINEUPS: Final = f"matches/{PLANNED}/lineups"
AGREED: Final = "agreed-match"
"""Planned, with every condition that there is."""
CHOSEN: Final = seeded(lineup(PLANNED, "north-1", "batter-1", PLAYER))
SPANS: Final = [
    {"type": "mandatory", "fromOver": first, "toOver": first + 9, "fromBall": 1, "toBall": 6}
    for first in (0, 10, 20)
]
FULL_LISTS: Final[dict[str, dict[str, Any]]] = {
    "innings_started": {"powerplays": SPANS},
    "innings_closed": {"absentIds": ["b"] * 11},
    "batter_dismissed": {"fielderIds": ["f"] * 7, "substituteIds": ["f"] * 7},
}
"""The lists of each type at their longest."""
NOT_RULED: Final = {"corrects", "timestamp", "note", "shotData", "review", "bowlingAngle"}
BALL: Final = (
    "overNumber",
    "ballInOver",
    "strikerId",
    "nonStrikerId",
    "bowlerId",
    "runsOffBat",
    "totalRuns",
    "isLegalDelivery",
    *(name for name in richest() if name not in NOT_RULED),
)
"""The fields of a delivery that a ruling may say."""
CONDITIONS: Final = {
    "ballsPerOver": 6,
    "oversPerInnings": 20,
    "inningsPerSide": 2,
    "playersPerSide": 11,
    "noBallRuns": 1,
    "wideRuns": 1,
    "freeHit": True,
    "maxOversPerBowler": 4,
    "powerplays": SPANS,
    "lastManStands": False,
    "lawsEdition": "2017",
    "graceMinutes": 240,
    "minimumOvers": 5,
    "g50": 245,
    "rainMethod": "dls_standard",
    "followOnLead": 150,
}
PLAN: Final = {
    "homeTeamName": "North",
    "awayTeamName": "South",
    "competitionId": "cup",
    "format": "T20",
    "conditions": CONDITIONS,
    "venue": "Oval",
    "scheduledAt": LATER,
    "validationTier": "TRIPLE",
}
SEEDS: Final[Mapping[str, Fields]] = {
    f"{LINEUPS}/north-1_batter-1": CHOSEN,
    "people/player": {"id": "player", "displayName": "P", "createdAt": PAST},
    **book(SCORER_AWAY, OVER),
    f"matches/{GENEROUS}/scoring_actions/2_1": {
        **seeded(fact(GENEROUS, 2, 1, SCORER_AWAY, "innings_started", **FACTS["innings_started"])),
        "powerplays": SPANS,
    },
    f"matches/{AGREED}": match_document(conditions=CONDITIONS, competitionId="league"),
    **match_role(AGREED, REFEREE, "match_referee"),
    **match_role(AGREED, SCORER_AWAY, "scorer_away"),
    f"matches/{OVER}/rulings/1": seeded(ruling(UMPIRE, 1)),
    f"matches/{OVER}/live/consensus": consensus("TRIPLE", SCORER_AWAY, SCORER_HOME, UMPIRE),
}
"""What some of the requests find."""

TOSS: Final = {"winnerTeamId": "south-1", "decision": "field"}
SPAN: Final = {"startDate": PAST, "endDate": LATER}
DATES: Final = {**SPAN, "seasonId": None}
FINDINGS: Final = ("pitchInspection", "groundInspection", "weather", "checklist")
LOOKS: Final = {
    "playerName": "A. Player",
    "role": "withdrawn",
    "isCaptain": True,
    "isViceCaptain": False,
    "isWicketkeeper": True,
    "battingPosition": 11,
}
KIT: Final = {"isCaptain": True, "isViceCaptain": False, "jerseyNumber": "7", "notes": "n" * 2000}


def recorded(kind: str) -> Ask:
    """An action of a type with all that it may carry."""
    role = "scorer_away"
    if kind == "delivery":
        full = richest()
        lists = {"fielderIds": ["f"] * 4, "assistFielderIds": ["f"], "substituteIds": ["f"] * 2}
        full["wicket"] = {**full["wicket"], **lists}
        fields = delivery(GENEROUS, 1, 4, SCORER_AWAY, role, **full)
    else:
        more = {"corrects": "1_2", "note": "n" * 500, "timestamp": "2026-11-21T10:00:00Z"}
        full = {**FACTS[kind], **FULL_LISTS.get(kind, {}), **more}
        fields = fact(GENEROUS, 1, 4, SCORER_AWAY, kind, **full)
        fields["recordedAs"] = role
    return created(f"matches/{GENEROUS}/scoring_actions/1_4", SCORER_AWAY, fields)


def log() -> dict[str, Ask]:
    """Appends, void, redo, and a correction with its stamp."""
    second, third = (f"matches/{GENEROUS}/scoring_actions/1_{number}" for number in (2, 3))
    stamp = Update(second, {"correctedBy": "1_4", "updatedAt": NOW})
    reason = {"voidReason": "r" * 500}
    return {
        **{kind: recorded(kind) for kind in ("delivery", *FACTS)},
        "void": changed(second, SCORER_AWAY, {**voided(SCORER_AWAY), **reason}),
        "redo": changed(third, SCORER_AWAY, {**redone(SCORER_AWAY), **reason}),
        "correction with its stamp": Ask(SCORER_AWAY, (stamp, *recorded("delivery").writes)),
    }


def start_undone() -> dict[str, Ask]:
    """A void whose action has powerplays."""
    there = f"matches/{GENEROUS}/scoring_actions/2_1"
    fields = {**voided(SCORER_AWAY), "voidReason": "r" * 500}
    return {"void of an innings' start": changed(there, SCORER_AWAY, fields)}


def in_books() -> dict[str, Ask]:
    """The same in the away scorer's book, and the statements."""
    asks = {f"entry, {name}": _in_book(ask) for name, ask in log().items()}
    for kind, fields in STATEMENTS.items():
        full = {**entry_of(SCORER_AWAY, kind, **fields), "matchId": OVER, "note": "n" * 500}
        full |= {"corrects": "1_2", "timestamp": "2026-11-21T10:00:00Z"}
        asks[f"entry, {kind}"] = created(place(SCORER_AWAY, "1_4", OVER), SCORER_AWAY, full)
    for what, actor in (("of a next innings", SCORER_AWAY), ("by who comes late", SCORER_HOME)):
        first = delivery(OVER, 2, 1, actor, seat_role(actor), **richest())
        del first["corrects"]
        asks[f"first entry {what}"] = created(place(actor, "2_1", OVER), actor, first)
    return asks


def _in_book(ask: Ask) -> Ask:
    """A request to the log as one to a book of the match that is kept in books."""
    return Ask(ask.actor, tuple(_moved(write) for write in ask.writes))


def _moved(write: Write) -> Write:
    assert isinstance(write, Create | Update)
    there = place(SCORER_AWAY, write.path.rpartition("/")[2], OVER)
    matched = {"matchId": OVER} if isinstance(write, Create) else {}
    return replace(write, path=there, fields={**write.fields, **matched})


def rulings() -> dict[str, Ask]:
    """Rulings with a full ball, by who may last; on the tier; by a scorer who leaves."""
    full = delivery(OVER, 1, 4, SCORER_AWAY, **richest())
    ball = {name: full[name] for name in BALL}
    words: dict[str, Any] = {"reason": "r" * 500, "evidence": "e" * 500}
    four = dict.fromkeys(("home", "away", "neutral", "umpire"), "1_57")
    whose = dict.fromkeys(four, SCORER_AWAY.person_id)
    full = {**words, "disputeId": "1_57", "entries": four, "persons": whose}
    full |= {"missed": list(four), "accepts": "action", "action": ball}
    seats = {"home": SCORER_HOME.person_id, "umpire": UMPIRE.person_id}
    left = {**words, "seats": seats, "fromSeat": "home", "fromEntry": "1_57"}
    there = f"matches/{OVER}/rulings/2"
    asks = {}
    for actor in (UMPIRE, CAPTAIN_AWAY, ADMIN):
        asks[f"ruling by {actor.name}"] = created(
            there, actor, ruling(actor, match_id=OVER, **full)
        )
    leaving = tier_ruling(SCORER_AWAY, "DUAL", matchId=OVER, **left)
    asks["ruling by who leaves"] = created(there, SCORER_AWAY, leaving)
    return asks


def matches() -> dict[str, Ask]:
    """Plans, tosses, locks, awards."""
    there = f"matches/{PLANNED}"
    more = {"updatedAt": NOW}
    mended = {
        **{name: value for name, value in PLAN.items() if name != "validationTier"},
        "homeTeamId": "east-1",
        "awayTeamId": "west-1",
        "seasonId": "season-2",
        "toss": {"winnerTeamId": "west-1", "decision": "field"},
        "awards": {"playerOfMatchIds": ["b"] * 11},
        **locked(ADMIN),
    }
    full = {**new_match(HEAD_COACH), **PLAN, "id": "new", "toss": TOSS}
    sealed = {"awards": {"playerOfMatchIds": ["b"] * 11}, **locked(REFEREE)}
    moved = {"validationTier": "TRIPLE", **more}
    return {
        "match, created": created("matches/new", HEAD_COACH, full),
        "match, planned": changed(there, HEAD_COACH, {**PLAN, **more}),
        "match, mended": changed(there, ADMIN, mended),
        "match, moved": changed(f"matches/{OVER}", ADMIN, moved),
        "match, toss": changed(there, SCORER_AWAY, {"toss": TOSS, **more}),
        "match, sealed": changed(there, REFEREE, sealed),
    }


def agreed() -> dict[str, Ask]:
    """What is changed beside the conditions, which are looked at whole."""
    there = f"matches/{AGREED}"
    accepted = {"acceptedAt": NOW, "acceptedBy": LEADS_BOTH.person_id}
    changes: tuple[tuple[str, Actor, Fields], ...] = (
        ("toss", SCORER_AWAY, {"toss": TOSS}),
        ("sealed", REFEREE, {"awards": {"playerOfMatchIds": ["b"] * 11}, **locked(REFEREE)}),
        ("sealed by admin", ADMIN, {"awards": {"playerOfMatchIds": ["b"] * 11}, **locked(ADMIN)}),
        ("accepted", LEADS_BOTH, accepted),
        ("entered", OWNER, {"countsFor": "league"}),
        ("moved", ADMIN, {"validationTier": "TRIPLE"}),
        ("handed over", ADMIN, {"scoredBy": "provider"}),
    )
    return {
        f"match with conditions, {name}": changed(there, actor, {**fields, "updatedAt": NOW})
        for name, actor, fields in changes
    }


def lineups() -> dict[str, Ask]:
    """Selection by the captain, confirmation by the head coach, mending."""
    there, new = f"{LINEUPS}/north-1_batter-1", f"{LINEUPS}/north-1_batter-2"
    mended = {
        **LOOKS,
        **reselected(ADMIN),
        **confirmed(ADMIN),
    }
    return {
        "lineup, selected": created(new, CAPTAIN, _selected(CAPTAIN)),
        "lineup, put by admin": created(new, ADMIN, {**_selected(ADMIN), **mended}),
        "lineup, reselected": changed(there, CAPTAIN, {**LOOKS, **reselected(CAPTAIN)}),
        "lineup, confirmed": changed(there, HEAD_COACH, confirmed(HEAD_COACH)),
        "lineup, mended": changed(there, ADMIN, mended),
        "lineup, deleted": Ask(CAPTAIN, (Delete(there),)),
    }


def _selected(actor: Actor) -> Fields:
    return lineup(PLANNED, "north-1", "batter-2", actor, **LOOKS)


def roles() -> dict[str, Ask]:
    """Grants, their details, their ends."""
    match = f"match_role_assignments/{PLANNED}"
    school, team = "school_role_assignments/north", "team_role_assignments/north-1"
    home = granted("matchId", PLANNED, "scorer_home", status="assigned", **SPAN)
    staff = granted("schoolId", "north", "scorer", isPrimary=True, notes="n" * 2000, **DATES)
    coach = granted("teamId", "north-1", "coach", **KIT, **DATES)
    said = {"status": "confirmed", "confirmedAt": NOW, "updatedAt": NOW}
    here = {"status": "present", "arrivedAt": NOW, "updatedAt": NOW}
    sacked = {**DATES, **revoked(ADMIN), "assignedBy": ADMIN.person_id, "assignedAt": NOW}
    in_match = {name: value for name, value in sacked.items() if name != "seasonId"}
    mended = {"status": "no_show", "confirmedAt": NOW, "arrivedAt": NOW, **in_match}
    rated = {**signed_rating(5)(ADMIN), "performanceNotes": "n" * 2000}
    newcomer = "newcomer"
    return {
        "match role, granted": created(f"{match}_{newcomer}_scorer_home", HEAD_COACH,
                                       home(HEAD_COACH)),
        "match role, mended": changed(f"{match}_scorer-home_scorer_home", ADMIN, mended),
        "match role, revoked": changed(f"{match}_scorer-home_scorer_home", HEAD_COACH,
                                       revoked(HEAD_COACH)),
        "match role, confirmed": changed(f"{match}_umpire-new_umpire_third", UMPIRE_NEW, said),
        "match role, arrived": changed(f"{match}_umpire-confirmed_umpire_third", UMPIRE_CONFIRMED,
                                       here),
        "rating": created(f"{match}_umpire_umpire_on_field/private/performance", ADMIN, rated),
        "school role, granted": created(f"{school}_{newcomer}_scorer", DIRECTOR, staff(DIRECTOR)),
        "school role, mended": changed(f"{school}_head-coach_head_coach", ADMIN,
                                       {**sacked, "isPrimary": False, "notes": "n" * 2000}),
        "school role, revoked": changed(f"{school}_head-coach_head_coach", DIRECTOR,
                                        revoked(DIRECTOR)),
        "team role, granted": created(f"{team}_{newcomer}_coach", HEAD_COACH, coach(HEAD_COACH)),
        "team role, mended": changed(f"{team}_player_player", ADMIN, {**KIT, **sacked}),
        "team role, detailed": changed(f"{team}_player_player", HEAD_COACH,
                                       {**KIT, **made_captain(HEAD_COACH)}),
        "team role, revoked": changed(f"{team}_player_player", HEAD_COACH, revoked(HEAD_COACH)),
    }  # fmt: skip


def places() -> dict[str, Ask]:
    """People, schools, teams, squads, procedures."""
    style = {"photoUrl": "p" * 500, "battingStyle": "b" * 100, "bowlingStyle": "b" * 100}
    profile: dict[str, Any] = {
        "email": "e" * 320,
        "phone": "1" * 40,
        "dateOfBirth": "2010-01-01",
        "address": "a" * 1000,
        "guardianName": "g" * 200,
        "guardianPhone": "1" * 40,
        "medicalNotes": "m" * 5000,
    }
    team = born(
        id="north.2nd", name="N", shortName="N", schoolId="north", ageGroup="u19", colours="red"
    )
    squad = {"teamId": "north-1", "seasonId": SEASON, "competitionId": "cup", "name": "First"}
    player = signed(playerId="p", playerName="P", jerseyNumber="7", role="r" * 100)
    parts = {f"p{number}".ljust(99, "a"): "blue" for number in range(10, 60)}
    found = dict.fromkeys(FINDINGS, parts)
    procedure = signed(matchId=PLANNED, notes="n" * 5000, **found)
    return {
        "person, renamed": changed(
            "people/player", PLAYER, signed(displayName="Q", **style)(PLAYER)
        ),
        "profile": created("people/player/private/profile", PLAYER, signed(**profile)(PLAYER)),
        "school": changed("schools/north", DIRECTOR, signed(name="N", city="C")(DIRECTOR)),
        "team, created": created("teams/north.2nd", HEAD_COACH, team(HEAD_COACH)),
        "team, changed": changed("teams/north-1", HEAD_COACH, signed(name="N")(HEAD_COACH)),
        "squad": created("squads/new", HEAD_COACH, born(id="new", **squad)(HEAD_COACH)),
        "squad, player": created("squads/kept/players/p", HEAD_COACH, player(HEAD_COACH)),
        "procedure": created(
            f"pre_match_procedures/{PLANNED}", SCORER_AWAY, procedure(SCORER_AWAY)
        ),
    }


TABLES: Final[tuple[Callable[[], dict[str, Ask]], ...]] = (
    log,
    start_undone,
    in_books,
    rulings,
    matches,
    agreed,
    lineups,
    roles,
    places,
)


def costliest() -> dict[str, Ask]:
    """The whole table, by what is done."""
    return {name: ask for table in TABLES for name, ask in table().items()}
