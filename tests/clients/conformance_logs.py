"""Generates random logs for the conformance kit: corrected, slipped, junk and invalid ones."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import Any

from hypothesis import strategies as st

from admin.logfile import load_match
from admin.simulation.slips import CLUB, Slip, with_slip
from devtools.conformance.cases import Case, case_of, document_of
from scrbrd.adapters.codec import cached_inputs
from scrbrd.domain.actions import Action, Delivery, action_id
from scrbrd.domain.effective import LogEntry
from scrbrd.domain.json_types import Json
from scrbrd.domain.vocabulary import PlayerId
from tests.admin.committed_matches import committed_logs
from tests.domain.junk import DOCUMENTS, PLACES, SETUPS
from tests.domain.strategies import legal_logs

LONG, WIDE, ODD = "x" * 250, "é日" * 60, 'it\'s "odd"\n\x7f\u200b'
ODD_VALUES = st.sampled_from(
    (
        *(
            None,
            "",
            LONG,
            WIDE,
            ODD,
            "a/b",
            "__x__",
            -1,
            0,
            21,
            100_000,
            True,
            1.5,
            2.5e-07,
            [],
            {},
        ),
        *([1, "a"], [[1]], {"b": 1, "a": ODD}, [""] * 9, ["p"] * 31, [{"fromOver": 1}] * 3),
        *("2026-01-01", "0999-01-01", "1_1", "9_9", "1_01", "caught", "2030-01-01T00:00:00Z"),
    )
)
"""Values that no field, or only few fields, may have."""

FIELDS = (
    *("matchId", "inningsNumber", "nonce", "follows", "recordedBy", "source", "timestamp"),
    *("schemaVersion", "isVoided", "voidReason", "corrects", "after", "note", "type", "as"),
    *("overNumber", "ballInOver", "strikerId", "nonStrikerId", "bowlerId", "runsOffBat"),
    *("extras", "totalRuns", "isLegalDelivery", "isWicket", "wicket", "shotData", "boundary"),
    *("runsRun", "notCounted", "overBalls", "bowlingAngle", "battingTeamId", "superOver"),
    *("target", "oversLimit", "powerplays", "reason", "absentIds", "fielderIds", "law", "method"),
)
PARTS = {
    "wicket": ("type", "dismissedPlayerId", "fielderIds", "substituteIds", "end", "crossed"),
    "extras": ("wide", "noBall", "no_ball", "bye", "legBye", "penalty"),
}
VERSIONS = st.sampled_from((0, 1, 2, 3, 4, 99))


def document(entry: LogEntry) -> Json:
    """Return an entry's document; that of an unreadable entry has an unknown type."""
    if isinstance(entry, Action):
        return document_of(entry)
    place = {"inningsNumber": entry.innings_number, "sequenceNumber": entry.sequence_number}
    return {"id": entry.id, **place, "type": entry.message}


@st.composite
def mended_cases(draw: st.DrawFn) -> Case:
    """Draw a legal match of any format with voids, corrections and late balls, in any order."""
    log = draw(legal_logs())
    documents = [document(entry) for entry in log.messy]
    if draw(st.booleans()):
        documents = draw(st.permutations(documents))
    return Case("mended", log.setup, documents)


@st.composite
def junk_cases(draw: st.DrawFn) -> Case:
    """Draw actions of every type in random order, many of them impossible."""
    placed = draw(st.lists(st.tuples(PLACES, DOCUMENTS), max_size=40))
    documents = [
        fields | {"id": action_id(*place), "inningsNumber": place[0], "sequenceNumber": place[1]}
        for place, fields in placed
    ]
    return Case("junk", draw(SETUPS), documents)


@st.composite
def spoilt_cases(draw: st.DrawFn) -> Case:
    """Draw a corrected match whose documents have invalid values."""
    case = draw(mended_cases())
    return Case("spoilt", case.setup, [with_invalid_fields(draw, each) for each in case.log])


def with_invalid_fields(draw: st.DrawFn, document: Json) -> Json:
    """Return a document in which a few fields may have an invalid value."""
    if draw(st.integers(0, 3)):
        return document
    changed = dict(document)
    for _ in range(draw(st.integers(1, 3))):
        name, value = draw(st.sampled_from(FIELDS)), draw(ODD_VALUES)
        previous = changed.get(name)
        if name in PARTS and isinstance(previous, dict):
            value = previous | {draw(st.sampled_from(PARTS[name])): value}
        changed[name] = value
    if not draw(st.integers(0, 4)):
        changed["schemaVersion"] = draw(VERSIONS)
    return changed


@cache
def real_cases() -> tuple[tuple[Case, tuple[Action, ...]], ...]:
    """Return the committed matches, each with its actions."""
    logs = [(path.stem, load_match(path)) for path in committed_logs()]
    return tuple((case_of(name, log), log.actions) for name, log in logs)


@st.composite
def slipped_cases(draw: st.DrawFn) -> Case:
    """Draw the beginning of a real match with a scorer's slips, some of them corrected later."""
    case, actions = draw(st.sampled_from(real_cases()))
    first = [each for each in actions if each.innings_number == 1]
    first_innings = SlippingScorer(draw, first[: draw(st.integers(10, 90))]).record()
    rest = [each for each in actions if each.innings_number == 2][: draw(st.integers(0, 20))]
    log = [*first_innings, *(document_of(each) for each in rest)]
    return Case(f"slipped {case.name}", case.setup, log, case.elevens, case.match, case.lineups)


class SlippingScorer:
    """Records one innings with slips: balls wrong, missed, doubled or swapped, and corrections."""

    def __init__(self, draw: st.DrawFn, actions: Sequence[Action]) -> None:
        self.actions, self.draw = actions, draw
        self.rng = draw(st.randoms(use_true_random=False))
        self.entries: list[Json] = []

    def append(self, action: Action, **fields: Any) -> str:
        """Append an action at the next place and return its id."""
        sequence = len(self.entries) + 1
        place = action_id(action.innings_number, sequence)
        self.entries.append(
            document_of(action) | {"id": place, "sequenceNumber": sequence} | fields
        )
        return place

    def record(self) -> list[Json]:
        """Record the innings and return its raw log."""
        bowlers = sorted({each.bowler_id for each in self.actions if isinstance(each, Delivery)})
        waiting: list[tuple[str, Action, Slip]] = []
        place = ""
        for action in self.actions:
            slip = self.draw_slip() if isinstance(action, Delivery) and place else None
            if slip is Slip.MISSED:
                waiting.append((place, action, slip))
                continue
            place = self.append(with_slip(action, slip, list[PlayerId](bowlers), self.rng))
            if slip is not None:
                waiting.append((place, action, slip))
            if slip is Slip.DOUBLED:
                self.append(action, isVoided=self.rng.random() < 0.5)
            if waiting and self.rng.random() < 0.2:
                self.correct(*waiting.pop())
        for each in waiting:
            if self.rng.random() < 0.7:
                self.correct(*each)
        return self.entries

    def draw_slip(self) -> Slip | None:
        """Draw the slip of a ball: every second one of a scorer worse than in the simulation."""
        return CLUB.draw(self.rng) if self.rng.random() < 0.5 else self.draw_frequent_slip()

    def draw_frequent_slip(self) -> Slip | None:
        """Draw a slip with a probability of one in six."""
        return self.rng.choice(list(Slip)) if self.rng.random() < 1 / 6 else None

    def correct(self, place: str, action: Action, slip: Slip) -> None:
        """Insert a missed ball, or correct a wrong one."""
        if slip is Slip.MISSED:
            self.append(action, after=place)
        else:
            self.append(action, corrects=place)


CONDITIONS = {
    "ballsPerOver": 5, "oversPerInnings": 2, "inningsPerSide": 2, "playersPerSide": 8,
    "noBallRuns": 2, "wideRuns": 2, "freeHit": True, "maxOversPerBowler": 1, "g50": 245,
    "lastManStands": True, "lawsEdition": "2000", "graceMinutes": 0, "minimumOvers": 5,
    "rainMethod": "vjd", "powerplays": [{"fromOver": 0, "toOver": 1}], "superOverOvers": 3,
    "followOnLead": 100,
}  # fmt: skip
MATCH_FIELDS = ("homeTeamId", "awayTeamId", "format", "scheduledAt", "toss", "conditions", "away")
LINEUP_FIELDS = (
    "teamId", "playerId", "role", "isWicketkeeper", "isGuest", "battingPosition", "confirmedAt"
)  # fmt: skip
FORMATS = st.sampled_from(("T20", "ODI", "Test", "Hundred", "Custom"))
DAYS = st.sampled_from(("2001-05-05", "2017-10-01", "2019-03-31", "2023-01-01T10:00:00Z", "2027"))


@st.composite
def document_cases(draw: st.DrawFn) -> Case:
    """Draw the first balls of a real match whose document and lineups have invalid values."""
    case, _ = draw(st.sampled_from(real_cases()))
    names = draw(st.lists(st.sampled_from(list(CONDITIONS)), max_size=6, unique=True))
    conditions = {name: CONDITIONS[name] for name in names}
    for name in draw(st.lists(st.sampled_from(list(CONDITIONS)), max_size=1)):
        conditions[name] = draw(ODD_VALUES)
    match = {
        **(case.match or {}),
        "conditions": conditions,
        "format": draw(FORMATS),
        "scheduledAt": draw(DAYS),
    }
    for name in draw(st.lists(st.sampled_from(MATCH_FIELDS), max_size=2)):
        match[name] = draw(ODD_VALUES)
    lineups = [
        lineup_with_invalid_field(draw, number, each) for number, each in enumerate(case.lineups)
    ]
    inputs = cached_inputs(
        case.setup.match_id, match, {str(each["id"]): each for each in lineups}
    ).inputs
    elevens = {team: tuple(players) for team, players in inputs.eleven_ids.items()}
    return Case("documents", inputs.setup, case.log[:5], elevens, match, lineups)


def lineup_with_invalid_field(draw: st.DrawFn, number: int, lineup: Json) -> Json:
    """Return a lineup with an id, and sometimes with an invalid field."""
    changed = {**lineup, "id": f"{number:02}"}
    if draw(st.integers(0, 5)) == 0:
        changed[draw(st.sampled_from(LINEUP_FIELDS))] = draw(ODD_VALUES)
    if draw(st.integers(0, 9)) == 0:
        changed |= {
            "playerId": "twice",
            "confirmedAt": draw(st.sampled_from((None, "2026"))),
            "isGuest": draw(st.booleans()),
            "role": draw(st.sampled_from(("playing_xi", "withdrawn"))),
        }
    return changed


CASES = st.one_of(mended_cases(), slipped_cases(), junk_cases(), spoilt_cases(), document_cases())
