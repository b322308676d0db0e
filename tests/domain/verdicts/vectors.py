"""Writes clients/verdict-vectors.jsonl: the scenes as cases for clients that compute verdicts.

One line for each scene: the log before, the action, the conditions that differ from the Laws, and
the verdicts. `python -m tests.domain.verdicts.vectors` writes it; a test fails when it is stale.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import fields
from pathlib import Path

from pydantic.alias_generators import to_camel

from scrbrd.domain.actions import Action
from scrbrd.domain.effective import LogEntry
from scrbrd.domain.formats import THE_LAWS, PlayingConditions
from scrbrd.domain.json_types import Json
from scrbrd.domain.verdicts.case import MatchDetails
from scrbrd.domain.verdicts.judge import judge
from scrbrd.domain.verdicts.model import Verdict
from tests.domain.verdicts.scenes import Scene
from tests.domain.verdicts.scenes_laws import LAWS
from tests.domain.verdicts.scenes_play import PLAY
from tests.domain.verdicts.scenes_targets import MATCH

PATH = Path(__file__).resolve().parents[3] / "clients" / "verdict-vectors.jsonl"
SCENES: tuple[Scene, ...] = (*PLAY, *MATCH, *LAWS)


def file_text() -> str:
    """Return the whole file."""
    lines = (json.dumps(vector(scene), separators=(",", ":")) for scene in SCENES)
    return "".join(f"{line}\n" for line in lines)


def vector(scene: Scene) -> Json:
    """Return one scene; teams are those of the match document, `sides` those of the lineups."""
    book = scene.before()
    state, before = book.state, list(book.entries)
    scene.record(book)
    action = book.entries[-1]
    assert isinstance(action, Action)
    setup = book.setup
    return {
        "name": f"{scene.code or scene.kept_code}: {scene.name}",
        "homeTeamId": setup.home_team_id,
        "awayTeamId": setup.away_team_id,
        "sides": setup.sides,
        "conditions": conditions_fields(book.conditions),
        "details": details_fields(scene.details or MatchDetails()),
        "before": documents(before),
        "action": document(action),
        "verdicts": [
            verdict_fields(each) for each in judge(state, action, book.conditions, scene.details)
        ],
    }


def conditions_fields(conditions: PlayingConditions) -> Json:
    """Return the conditions that differ from the Laws, and the edition in any case."""
    by_name = {each.name: getattr(conditions, each.name) for each in fields(conditions)}
    differing = {name: value for name, value in by_name.items() if value != getattr(THE_LAWS, name)}
    differing.pop("powerplays", None)
    differing["laws_edition"] = conditions.laws_edition
    return {to_camel(name): value for name, value in differing.items()}


def details_fields(details: MatchDetails) -> Json:
    """Return the details of a match."""
    return {
        "keeperIds": sorted(details.keeper_ids),
        "substituteIds": sorted(details.substitute_ids),
    }


def documents(entries: Iterable[LogEntry]) -> list[Json]:
    """Return a log as its documents."""
    return [document(each) for each in entries if isinstance(each, Action)]


def document(action: Action) -> Json:
    """Return an action as its document, without the id of the match."""
    fields_of_action: Json = action.model_dump(mode="json", by_alias=True, exclude_unset=True)
    fields_of_action.pop("matchId")
    return fields_of_action


def verdict_fields(verdict: Verdict) -> Json:
    """Return a verdict's fields as a client returns them."""
    return {
        "outcome": str(verdict.outcome),
        "code": verdict.code,
        "law": verdict.law,
        "sentence": verdict.sentence,
    }


if __name__ == "__main__":
    PATH.write_text(file_text(), encoding="utf-8")
