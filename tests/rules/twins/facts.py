"""Defines hostile actions of the types other than delivery."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from tests.rules.cast import MATCH, SCORER
from tests.rules.documents import FACTS, REQUIRED_FIELDS, fact
from tests.rules.twins.commit import Commit, Twin
from tests.rules.world import Create, Fields


def append_fact(kind: str, **fields: Any) -> Commit:
    """Return the commit of the next action of a match, of a type other than delivery."""
    action = fact(MATCH, 1, 4, SCORER, kind, **fields)
    return Commit(SCORER, (Create(f"matches/{MATCH}/scoring_actions/1_4", action),))


WRONG_VALUES: Final[dict[str, Any]] = {
    "battingTeamId": "",
    "bowlingTeamId": "north-1",
    "superOver": "yes",
    "target": -1,
    "oversLimit": 0,
    "powerplays": "first six",
    "reason": 1,
    "absentIds": "all",
    "wicketType": "bored",
    "fielderIds": "f",
    "substituteIds": ["s"] * 8,
    "end": "pavilion",
    "as": "bored",
    "consent": "yes",
    "scope": "for ever",
    "toTeamId": 5,
    "runs": 21,
    "law": 28,
    "method": 1,
    "par": -1,
    "teamId": "",
    "outPlayerId": 1,
    "inPlayerId": "",
    "role": "umpire",
    "outcome": "moral victory",
    "winnerTeamId": 1,
    "playerId": "",
    "strikerId": "",
    "nonStrikerId": "",
    "bowlerId": "",
}
"""For each field, a value that is wrong in every type with this field."""

WRONG_TEXTS: Final[dict[str, Fields]] = {
    "a short nonce": {"nonce": "1234567"},
    "an unknown source": {"source": "hearsay"},
    "an overlong note": {"note": "n" * 501},
    "a note with a bidi character": {"note": "bored \u202eside"},
    "a note that is true": {"note": True},
    "a note that is false": {"note": False},
    "a version below 0": {"schemaVersion": -1},
}
"""Wrong values of the fields that every action has."""


def fact_twins() -> Iterator[Twin]:
    """Yield each field of each type wrong or missing, and actions with an extra field."""
    source = "scoring_actions"
    for kind, fields in FACTS.items():
        good = append_fact(kind, **fields)
        for name in fields:
            bad = good.having(**{name: WRONG_VALUES[name]})
            yield Twin(f"{kind}: wrong {name}", source, good, bad)
        for name in REQUIRED_FIELDS[kind]:
            yield Twin(f"{kind}: no {name}", source, good, good.without(name))
        yield Twin(f"{kind}: an extra field", source, good, good.having(runsOffBat=1))
        yield Twin(f"{kind}: of an unknown type", source, good, good.having(type="streaker"))
        required_only = append_fact(kind, **{name: fields[name] for name in REQUIRED_FIELDS[kind]})
        yield Twin(
            f"{kind}: required fields only, an extra field",
            source,
            required_only,
            required_only.having(extra=1),
        )
    started = append_fact("innings_started", **FACTS["innings_started"])
    nobody = started.having(bowlingTeamId="")
    yield Twin("innings_started: nobody bowls", source, started, nobody)
    for what, texts in WRONG_TEXTS.items():
        yield Twin(f"innings_started: {what}", source, started, started.having(**texts))
    penalty = append_fact("penalty_awarded", **FACTS["penalty_awarded"])
    yield Twin("penalty_awarded: no runs at all", source, penalty, penalty.having(runs=0))
    yield Twin("penalty_awarded: half a run", source, penalty, penalty.having(runs=2.5))
    closed = append_fact("innings_closed", **FACTS["innings_closed"])
    yield Twin("innings_closed: bored", source, closed, closed.having(reason="bored"))
    replaced = append_fact("player_replaced", **FACTS["player_replaced"])
    yield Twin("player_replaced: bored", source, replaced, replaced.having(reason="bored"))
