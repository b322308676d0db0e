"""Tests that the client checks exactly the models' fields and closed sets before sending."""

from __future__ import annotations

import json
import subprocess
from typing import Any

import pytest

from scrbrd.domain import vocabulary
from scrbrd.domain.actions import ACTION_MODELS, Action
from tests.clients.building import built_client

pytestmark = pytest.mark.emulator  # needs the packages that npm installs

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


def exported_values(module: str, names: str) -> Any:
    """Return values that a module of the client exports."""
    code = f"""
import {{ {names} }} from {json.dumps((built_client() / module).as_uri())};
console.log(JSON.stringify({{ {names} }}));
"""
    command = ["node", "--input-type=module", "-e", code]
    completed = subprocess.run(command, capture_output=True, text=True, check=True, timeout=60)
    return json.loads(completed.stdout)


def test_exactly_the_fields_of_each_type_are_checked() -> None:
    common = set(Action.model_fields)
    models = {
        str(name): {
            field.alias or name_in_python
            for name_in_python, field in model.model_fields.items()
            if name_in_python not in common
        }
        for name, model in ACTION_MODELS.items()
    }  # fmt: skip
    checked = exported_values("check.js", "FIELD_NAMES")["FIELD_NAMES"]
    assert {name: set(fields) for name, fields in checked.items()} == models


def test_the_clients_closed_sets_equal_those_of_the_models() -> None:
    found = exported_values("fold/vocabulary.js", ", ".join(SETS))
    assert found == {name: [str(each) for each in words] for name, words in SETS.items()}
