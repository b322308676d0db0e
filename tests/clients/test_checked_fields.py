"""What the client checks before it sends are the fields and closed sets of the models."""

from __future__ import annotations

import json
import subprocess
from typing import Any

import pytest

from scrbrd.domain import vocabulary
from scrbrd.domain.actions import ACTION_MODELS, Action
from tests.clients.building import built_client

pytestmark = pytest.mark.emulator  # needs what npm installs

SETS = {
    "ACTION_TYPES": vocabulary.ActionType,
    "BOWLING_ANGLES": vocabulary.BowlingAngle,
    "CLOSE_REASONS": vocabulary.CloseReason,
    "ENDS": vocabulary.End,
    "OUTCOMES": vocabulary.Outcome,
    "REPLACEMENT_REASONS": vocabulary.ReplacementReason,
    "REPLACEMENT_ROLES": vocabulary.ReplacementRole,
    "RETIREMENTS": vocabulary.Retirement,
    "SUSPENSION_SCOPES": vocabulary.SuspensionScope,
    "WICKET_TYPES": vocabulary.WicketType,
}


def exported(module: str, names: str) -> Any:
    """The values that a module of the client exports."""
    code = f"""
import {{ {names} }} from {json.dumps((built_client() / module).as_uri())};
console.log(JSON.stringify({{ {names} }}));
"""
    command = ["node", "--input-type=module", "-e", code]
    done = subprocess.run(command, capture_output=True, text=True, check=True, timeout=60)
    return json.loads(done.stdout)


def test_every_field_of_every_type_is_checked_and_no_other() -> None:
    common = set(Action.model_fields)
    models = {
        str(name): {
            field.alias or own
            for own, field in model.model_fields.items()
            if own not in common
        }
        for name, model in ACTION_MODELS.items()
    }  # fmt: skip
    checked = exported("check.js", "FIELD_NAMES")["FIELD_NAMES"]
    assert {name: set(fields) for name, fields in checked.items()} == models


def test_the_closed_sets_are_those_of_the_models() -> None:
    found = exported("fold/vocabulary.js", ", ".join(SETS))
    assert found == {name: [str(each) for each in words] for name, words in SETS.items()}
