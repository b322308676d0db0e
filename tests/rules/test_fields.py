"""The rules' lists of fields and words are those of the domain: one list, held in two places."""

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
NOT_AT_BIRTH = {"voidReason", "voidedBy", "voidedAt", "correctedBy"}
"""Fields of the audit, which only an update writes."""
NOT_OF_CLIENTS = {"providerEventId"}
"""Fields that the service writes which follows data providers, and no client."""
CHECKS = {
    "delivery": "isDelivery",
    "play_stopped": "isPlayChanged",
    "play_resumed": "isPlayChanged",
}


def aliases(model: type[Document]) -> set[str]:
    """The names of a model's fields in documents."""
    return {field.alias or name for name, field in model.model_fields.items()}


def body(function: str, rules: str = RULES) -> str:
    """The text of a function of the rules."""
    found = re.search(rf"function {function}\(.*?\n *}}\n", rules, re.DOTALL)
    assert found, function
    return found[0]


def words(text: str) -> set[str]:
    """The names in the first argument lists of texts, which may be in several parts."""
    return {word for part in re.findall(r"'([^']*)'", text) for word in part.split(",") if word}


def fields_of(function: str) -> set[str]:
    """The fields that a function of the rules lets pass, of a whole document."""
    whole = re.findall(r"action\.keys\(\)\.hasOnly\('([^']*)'\.split", body(function))
    if whole:
        return set(whole[0].split(",")) - common_fields()
    [listed] = re.findall(r"hasOnlyActionFieldsAnd\(action, (.*?)\)\n", body(function), re.DOTALL)
    return words(listed)


def common_fields() -> set[str]:
    """The fields that every action may have."""
    return words(body("hasOnlyActionFieldsAnd").rpartition(".split")[0])


@pytest.mark.parametrize("kind", ACTION_MODELS)
def test_the_rules_let_pass_the_fields_of_the_model_and_no_others(kind: str) -> None:
    name = CHECKS.get(kind) or "is" + "".join(part.title() for part in kind.split("_"))
    allowed = fields_of(name) | common_fields()
    assert allowed == aliases(ACTION_MODELS[kind]) - NOT_AT_BIRTH - NOT_OF_CLIENTS


def test_the_rules_know_every_type_and_no_other() -> None:
    named = set(re.findall(r"kind == '(\w+)'", RULES)) | {"play_stopped", "play_resumed"}
    assert named == set(ACTION_MODELS)


def test_the_audit_of_a_void_is_what_the_model_has_left() -> None:
    assert aliases(Action) > NOT_AT_BIRTH
    assert words(body("isVoidedOrRedone")) >= NOT_AT_BIRTH - {"correctedBy"}


@pytest.mark.parametrize(
    ("function", "model"),
    [("isScoreTrue", Extras), ("isWicket", Wicket), ("areOrnaments", ShotData)],
)
def test_the_parts_of_a_delivery_have_the_fields_of_their_models(
    function: str, model: type[Document]
) -> None:
    listed = re.findall(r"hasOnly\(\s*'([^']*)'\.split", body(function))
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
        ("areTold", vocabulary.Source),
    ],
    ids=str,
)
def test_the_words_of_the_rules_are_those_of_the_vocabulary(
    function: str, enumeration: type[StrEnum]
) -> None:
    said = {word for found in words(body(function)) for word in re.split(r"[|()]", found)}
    assert {str(word) for word in enumeration} - {vocabulary.Source.PROVIDER} <= said


def test_no_client_may_say_that_a_provider_recorded_a_ball() -> None:
    assert "provider" not in body("areTold")


def test_a_ball_that_is_ruled_says_what_a_delivery_says_but_its_identity_and_ornaments() -> None:
    [said] = re.findall(r"hasOnly\('([^']*)'\.split", body("isBallRuled", RULINGS))
    ornaments = {"shotData", "review", "bowlingAngle"}
    assert set(said.split(",")) == fields_of("isDelivery") - ornaments | {"type"}


def test_a_fact_that_is_ruled_has_nothing_of_who_recorded_it_where() -> None:
    [never] = re.findall(r"hasAny\('([^']*)'\.split", body("isBallRuled", RULINGS))
    assert set(never.split(",")) == common_fields() - {"type"}


def test_the_editions_of_the_laws_are_those_of_the_vocabulary() -> None:
    [listed] = re.findall(r"lawsEdition\.matches\('([^']*)'\)", body("areConditions", MATCHES))
    assert listed.split("|") == [str(edition) for edition in vocabulary.LawsEdition]


def test_each_id_of_a_list_is_as_an_id_alone() -> None:
    [pattern] = re.findall(r"text\.matches\('([^']*)'\)", body("areIds", VALUES))
    assert pattern == f"({ID_PATTERN})([|]({ID_PATTERN})){{0,10}}"


SPELLERS = (
    "clients/web/client/src/values.ts",
    "clients/web/desk/src/model/prose.ts",
    "scripts/admin/visible_text.py",
)
RANGES = re.compile(r"\[((?:(?:\\\\x\{[0-9A-Fa-f]+\}|\\u[0-9A-Fa-f]{4})-?){9,})\]")


def joiners_of(text: str) -> set[tuple[str, ...]]:
    """The classes of letters and viramas beside which a joiner may stand, as numbers."""
    found = (re.findall(r"[0-9A-Fa-f]{3,4}|-", each) for each in RANGES.findall(text))
    return {tuple(part.lower().lstrip("0") for part in parts) for parts in found}


@pytest.mark.parametrize("path", SPELLERS)
def test_joiners_may_stand_in_the_same_places_everywhere(path: str) -> None:
    wanted = joiners_of(VALUES)
    assert len(wanted) == 2
    assert joiners_of((ROOT / path).read_text()) == wanted
