"""Tests that the lists of fields and values in the rules equal those of the domain."""

from __future__ import annotations

import re
from enum import StrEnum

import pytest

from devtools.rules.build import ROOT
from scrbrd.domain import vocabulary
from scrbrd.domain.actions import ACTION_MODELS, Action, Extras, ShotData, Wicket
from scrbrd.domain.document import Document
from scrbrd.domain.identifiers import ID_PATTERN

VALUES = (ROOT / "rules/lib/values.rules").read_text()
RULES = "".join(
    (ROOT / "rules" / name).read_text()
    for name in ("lib/actions.rules", "lib/log.rules", "scoring_actions.rules")
)
RULINGS = (ROOT / "rules/rulings.rules").read_text()
MATCHES = (ROOT / "rules/matches.rules").read_text()
SET_BY_UPDATES = {"voidReason", "voidedBy", "voidedAt", "correctedBy"}
"""Fields that only updates write: those of a void, and `correctedBy`."""
SET_BY_INGEST = {"providerEventId"}
"""Fields that only the ingest service writes."""
CHECK_OF_TYPE = {
    "delivery": "isDelivery",
    "play_stopped": "isPlayStoppedOrResumed",
    "play_resumed": "isPlayStoppedOrResumed",
}


def aliases(model: type[Document]) -> set[str]:
    """Return the names of a model's fields in documents."""
    return {field.alias or name for name, field in model.model_fields.items()}


def function_text(function: str, rules: str = RULES) -> str:
    """Return the text of a function of the rules."""
    found = re.search(rf"function {function}\(.*?\n *}}\n", rules, re.DOTALL)
    assert found, function
    return found[0]


def words_in(text: str) -> set[str]:
    """Return the comma-separated words in the string literals of a text."""
    return {word for part in re.findall(r"'([^']*)'", text) for word in part.split(",") if word}


def fields_of(function: str) -> set[str]:
    """Return the fields that a function of the rules allows, except those of every action."""
    full_lists = re.findall(r"action\.keys\(\)\.hasOnly\('([^']*)'\.split", function_text(function))
    if full_lists:
        return set(full_lists[0].split(",")) - common_fields()
    [listed] = re.findall(
        r"hasOnlyActionFieldsAnd\(action, (.*?)\)\n", function_text(function), re.DOTALL
    )
    return words_in(listed)


def common_fields() -> set[str]:
    """Return the fields that every action may have."""
    return words_in(function_text("hasOnlyActionFieldsAnd").rpartition(".split")[0])


@pytest.mark.parametrize("kind", ACTION_MODELS)
def test_the_rules_allow_exactly_the_fields_of_the_model(kind: str) -> None:
    name = CHECK_OF_TYPE.get(kind) or "is" + "".join(part.title() for part in kind.split("_"))
    allowed = fields_of(name) | common_fields()
    assert allowed == aliases(ACTION_MODELS[kind]) - SET_BY_UPDATES - SET_BY_INGEST


def test_the_rules_have_exactly_the_types_of_the_models() -> None:
    named = set(re.findall(r"kind == '(\w+)'", RULES)) | {"play_stopped", "play_resumed"}
    assert named == set(ACTION_MODELS)


def test_a_void_may_write_the_fields_that_creation_may_not() -> None:
    assert aliases(Action) > SET_BY_UPDATES
    assert words_in(function_text("isVoidedOrRedone")) >= SET_BY_UPDATES - {"correctedBy"}


@pytest.mark.parametrize(
    ("function", "model"),
    [("isScoreConsistent", Extras), ("isWicket", Wicket), ("areDescriptiveFields", ShotData)],
)
def test_the_parts_of_a_delivery_have_the_fields_of_their_models(
    function: str, model: type[Document]
) -> None:
    listed = re.findall(r"hasOnly\(\s*'([^']*)'\.split", function_text(function))
    assert aliases(model) == set(listed[0].split(","))


@pytest.mark.parametrize(
    ("function", "enumeration"),
    [
        ("isWicket", vocabulary.WicketType),
        ("isBatterDismissed", vocabulary.WicketType),
        ("isInningsClosed", vocabulary.CloseReason),
        ("isBatterRetired", vocabulary.Retirement),
        ("isBowlerSuspended", vocabulary.SuspensionScope),
        ("isPlayerReplaced", vocabulary.ReplacementReason),
        ("isPlayerReplaced", vocabulary.ReplacementRole),
        ("isMatchClosed", vocabulary.Outcome),
        ("isMissingOrEnd", vocabulary.End),
        ("areActionTexts", vocabulary.Source),
    ],
    ids=str,
)
def test_the_rules_allow_every_value_of_the_vocabulary(
    function: str, enumeration: type[StrEnum]
) -> None:
    allowed = {
        word for found in words_in(function_text(function)) for word in re.split(r"[|()]", found)
    }
    assert {str(word) for word in enumeration} - {vocabulary.Source.PROVIDER} <= allowed


def test_clients_may_not_give_provider_as_the_source_of_a_ball() -> None:
    assert "provider" not in function_text("areActionTexts")


def test_a_ruled_ball_has_a_deliverys_fields_except_identity_shot_review_and_angle() -> None:
    [allowed] = re.findall(r"hasOnly\('([^']*)'\.split", function_text("isActionOfRuling", RULINGS))
    descriptive = {"shotData", "review", "bowlingAngle"}
    assert set(allowed.split(",")) == fields_of("isDelivery") - descriptive | {"type"}


def test_a_ruled_fact_has_no_field_that_every_action_has_except_the_type() -> None:
    [refused] = re.findall(r"hasAny\('([^']*)'\.split", function_text("isActionOfRuling", RULINGS))
    assert set(refused.split(",")) == common_fields() - {"type"}


def test_the_rules_allow_exactly_the_editions_of_the_vocabulary() -> None:
    [listed] = re.findall(
        r"lawsEdition\.matches\('([^']*)'\)", function_text("areConditions", MATCHES)
    )
    assert listed.split("|") == [str(edition) for edition in vocabulary.LawsEdition]


def test_ids_in_a_list_have_the_same_pattern_as_a_single_id() -> None:
    [pattern] = re.findall(r"text\.matches\('([^']*)'\)", function_text("areIds", VALUES))
    assert pattern == f"({ID_PATTERN})([|]({ID_PATTERN})){{0,10}}"


FILES_WITH_JOINERS = (
    "clients/web/client/src/values.ts",
    "clients/web/desk/src/model/prose.ts",
    "scripts/admin/visible_text.py",
)
CHARACTER_CLASS = re.compile(r"\[((?:(?:\\\\x\{[0-9A-Fa-f]+\}|\\u[0-9A-Fa-f]{4})-?){9,})\]")


def joiner_classes(text: str) -> set[tuple[str, ...]]:
    """Return the classes of letters and viramas that may stand next to a joiner, as code points."""
    found = (re.findall(r"[0-9A-Fa-f]{3,4}|-", each) for each in CHARACTER_CLASS.findall(text))
    return {tuple(part.lower().lstrip("0") for part in parts) for parts in found}


@pytest.mark.parametrize("path", FILES_WITH_JOINERS)
def test_rules_and_clients_allow_joiners_in_the_same_places(path: str) -> None:
    expected = joiner_classes(VALUES)
    assert len(expected) == 2
    assert joiner_classes((ROOT / path).read_text()) == expected
