"""Tests a whole match scored over REST, request by request: its log folds to the same score.

Match: Cricsheet, https://cricsheet.org, Open Data Commons Attribution License.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from admin.logfile import load_match
from devtools.toolchain.layout import ROOT
from scrbrd.adapters.rest_values import decode_value
from scrbrd.domain.identifiers import joined_id
from scrbrd_gateway.scoring.log import Log, documents_by_place
from tests.gateway.conftest import LOG
from tests.gateway.replayed_match import FOLDER, comparable_state, replay_match
from tests.gateway.scoring_project import Phone, Project, body_201
from tests.rules.cast import officials_of

pytestmark = [pytest.mark.anyio, pytest.mark.slow, pytest.mark.xdist_group("rules")]

HUNDRED, T20 = "1417850", "1386111"


@pytest.mark.parametrize(
    ("folder", "name"), [(FOLDER, HUNDRED), (ROOT / LOG.parent, T20)], ids=["The Hundred", "T20"]
)
async def test_a_match_scored_over_rest_folds_to_the_same_score(
    project: Project, scorer: Phone, folder: Path, name: str
) -> None:
    match = load_match(folder / f"{name}.log")
    project.seed(
        {
            f"matches/{name}": match.match.to_document() | {"status": "live"},
            **officials_of(name),
            **{
                f"matches/{name}/lineups/{joined_id(each.team_id, each.player_id)}":
                    each.to_document()
                for each in match.lineups
            },
        }
    )  # fmt: skip
    for number, (path, body) in enumerate(replay_match(name, folder).requests):
        body_201(await scorer.post(path, body, f"request-{number}"))
    log = Log.of(name, match.inputs, documents_by_place(log_documents(project, name)))
    assert comparable_state(log.state()) == comparable_state(match.fold()[0])


def log_documents(project: Project, name: str) -> dict[str, dict[str, Any]]:
    """Return the documents of the log as Firestore stores them."""
    answer = project.query("", f"matches/{name}/scoring_actions")
    stored_documents = [each["document"] for each in answer.json() if "document" in each]
    return {
        each["name"].rpartition("/")[2]: {
            field: decode_value(value) for field, value in each["fields"].items()
        }
        for each in stored_documents
    }
