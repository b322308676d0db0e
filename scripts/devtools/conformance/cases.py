"""Creates the cases of the conformance kit: a log, and the result of the fold in Python."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from dataclasses import fields as fields_of
from pathlib import Path
from typing import Any

from admin.logfile import load_match
from admin.matchlog import MatchLog
from scrbrd.adapters.codec import read_entry
from scrbrd.domain.actions import PowerplaySpan, parse_action_id
from scrbrd.domain.effective import EffectiveLog, effective_log
from scrbrd.domain.errors import BadInput
from scrbrd.domain.fold import apply, fold
from scrbrd.domain.formats import PlayingConditions
from scrbrd.domain.json_types import Json
from scrbrd.domain.state import MatchState, Setup
from scrbrd.domain.vocabulary import LawsEdition, RainMethod, TossDecision
from scrbrd.projections.board import Elevens, Strip, board_of
from scrbrd.projections.board_parts import Board
from scrbrd.projections.plain_state import camel_name, plain_fields, plain_state

KIT_SUFFIX = ".jsonl"
LAST_PROBLEMS = 3
"""The number of problems in a step; the state at the end has all of them."""

DIGEST_LENGTH = 12


@dataclass(frozen=True)
class Case:
    """A match to fold: its setup and its raw log as documents.

    `match` and `lineups` are the documents from which the setup is read, if there are any.
    """

    name: str
    setup: Setup
    log: Sequence[Json]
    elevens: Elevens = field(default_factory=dict)
    match: Json | None = None
    lineups: Sequence[Json] = ()

    def effective_log(self) -> EffectiveLog:
        """Return the effective log."""
        match_id = self.setup.match_id
        return effective_log(
            read_entry(match_id, parse_action_id(each["id"]), each) for each in self.log
        )


def final_state(case: Case) -> MatchState:
    """Return the state at the end of a case's log."""
    return fold(MatchState(case.setup), case.effective_log().actions)


def case_line(case: Case, *, is_whole: bool) -> str:
    """Return a case with its expected results as one line of JSON.

    Steps are whole documents if `is_whole`, else their digests, for a short line.
    """
    log, state, strip = case.effective_log(), MatchState(case.setup), Strip()
    steps = []
    for action in log.actions:
        apply(state, action)
        strip.follow(state, action.id)
        board = board_of(state, log.problems, log.last_action_id, strip.ids, case.elevens)
        text = canonical_json(step(action.id, state, board))
        steps.append(text if is_whole else f'"{digest(text)}"')
    board = board_of(state, log.problems, log.last_action_id, strip.ids, case.elevens)
    given = {"setup": setup_fields(case), "log": list(case.log)}
    if case.match is not None:
        given |= {"match": case.match, "lineups": list(case.lineups)}
    found = {"state": plain_state(state), "board": plain_fields(board)}
    parts = {"name": case.name} | given | found
    return f'{json_text(parts)[:-1]},"steps":[{",".join(steps)}]}}'


def setup_fields(case: Case) -> Json:
    """Return the fields of a case's setup, with the elevens."""
    elevens = {team: list(players) for team, players in case.elevens.items()}
    return plain_fields(case.setup) | {"elevenIds": elevens}


def step(action_id: str, state: MatchState, board: Board) -> Json:
    """Return the document of a step: state and board without earlier innings and older problems."""
    short = replace(state, innings=state.innings[-1:], problems=state.problems[-LAST_PROBLEMS:])
    fields, lines = plain_state(short), plain_fields(replace(board, problems=()))
    del fields["setup"], lines["problems"]
    return {"actionId": action_id, "state": fields, "board": lines}


def canonical_json(document: Json) -> str:
    """Return a document's JSON with sorted names and no spaces, the input of its digest."""
    return json.dumps(document, ensure_ascii=False, separators=(",", ":"), sort_keys=True)


def digest(text: str) -> str:
    """Return the first DIGEST_LENGTH hexadecimal digits of a text's SHA-256."""
    return hashlib.sha256(text.encode()).hexdigest()[:DIGEST_LENGTH]


def json_text(value: Any) -> str:
    """Return compact JSON."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def case_of(name: str, log: MatchLog) -> Case:
    """Return the case of a match, with the documents from which its setup is read."""
    inputs = log.inputs
    return Case(
        name,
        inputs.setup,
        [document_of(action) for action in log.actions],
        inputs.eleven_ids,
        document_of(log.match),
        [document_of(lineup) for lineup in log.lineups],
    )


def cases_in(path: Path) -> Iterator[Case]:
    """Yield the cases of a file of the kit, or the one case of a Cricsheet file or a log of ours.

    Raises BadInput, with a message of one line, for any other file.
    """
    if path.suffix != KIT_SUFFIX:
        yield case_of(str(path), load_match(path))
        return
    try:
        yield from map(case_from, path.read_text(encoding="utf-8").splitlines())
    except OSError as error:
        raise BadInput(f"{path}: cannot be read ({error.strerror}); check the path") from None
    except (LookupError, TypeError, ValueError, AttributeError) as error:
        raise BadInput(f"{path}: is no file of the conformance kit ({error!r:.80})") from None


def case_from(line: str) -> Case:
    """Return the case in a line of the kit, without its expected results."""
    given = json.loads(line)
    setup = given["setup"]
    return Case(
        given["name"],
        setup_from(setup),
        given["log"],
        {team: tuple(players) for team, players in setup.get("elevenIds", {}).items()},
        given.get("match"),
        given.get("lineups", ()),
    )


def setup_from(fields: Mapping[str, Any]) -> Setup:
    """Return the setup of a case: the reverse of `setup_fields`."""
    given = fields["conditions"]
    stated = {each.name: given[camel_name(each.name)] for each in fields_of(PlayingConditions)}
    stated["powerplays"] = tuple(map(PowerplaySpan.model_validate, stated["powerplays"]))
    stated["laws_edition"] = LawsEdition(stated["laws_edition"])
    if stated["rain_method"] is not None:
        stated["rain_method"] = RainMethod(stated["rain_method"])
    decision = fields["tossDecision"]
    return Setup(
        fields["matchId"],
        fields["homeTeamId"],
        fields["awayTeamId"],
        PlayingConditions(**stated),
        fields["tossWinnerId"],
        TossDecision(decision) if decision is not None else None,
        dict(fields["sides"]),
        frozenset(fields["keeperIds"]),
        frozenset(fields["substituteIds"]),
    )


def document_of(model: Any) -> Json:
    """Return the fields of a model that were set, as JSON."""
    fields: Json = model.model_dump(mode="json", by_alias=True, exclude_unset=True)
    return fields
