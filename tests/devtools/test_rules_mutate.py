"""Tests mutants of the rules: each condition is removed from its operator or inverted."""

from __future__ import annotations

import pytest

from devtools.emulators import FirestoreEmulator
from devtools.rules.build import assemble, read_sources
from devtools.rules.mutate import Mutant, mutants
from devtools.rules.mutation import (
    MutantRunner,
    Verdict,
    affected_tables,
    harmless_survivors,
    ruleset,
    users,
)
from devtools.rules.tables import policy_tables

SOURCE = """\
function mayWrite(a) {
  return isAdmin()
    && (a.x == 'y && z' || !(a.z == 2)); // not && this
}
allow get: if isAdmin();
function isOpen(a) { return a.end == null ? a.x is int : false; }
function fields() { return ['a', 'b']; }
"""


def mutant_changes() -> set[tuple[str, str]]:
    """Return (condition, replacement) of all mutants of SOURCE."""
    return {
        (find_mutant.condition, find_mutant.replacement)
        for find_mutant in mutants("rules/x.rules", SOURCE)
    }


def test_an_operand_is_replaced_by_the_neutral_value_of_its_operator() -> None:
    assert ("isAdmin()", "true") in mutant_changes()
    assert ("a.x == 'y && z'", "false") in mutant_changes()


def test_every_condition_is_inverted() -> None:
    inverted = {
        condition for condition, replacement in mutant_changes() if replacement == f"!({condition})"
    }
    assert {
        "isAdmin()",
        "a.x == 'y && z'",
        "!(a.z == 2)",
        "a.end == null",
        "a.x is int",
    } <= inverted


def test_texts_comments_lists_and_constants_are_not_mutated() -> None:
    conditions = {condition for condition, _ in mutant_changes()}
    assert not conditions & {"z'", "this", "false", "['a', 'b']"}


def test_a_mutant_changes_only_its_condition() -> None:
    assert find_mutant(SOURCE, "isAdmin()", "true").apply(SOURCE) == SOURCE.replace(
        "isAdmin()", "true", 1
    )


def test_a_mutant_is_named_by_its_function_and_not_by_its_line() -> None:
    locations = {
        str(each_mutant).partition(":")[0] for each_mutant in mutants("rules/x.rules", SOURCE)
    }
    assert locations == {
        "rules/x.rules mayWrite",
        "rules/x.rules  allow get",
        "rules/x.rules isOpen",
    }
    assert {str(each_mutant) for each_mutant in mutants("rules/x.rules", "\n\n" + SOURCE)} == {
        str(each_mutant) for each_mutant in mutants("rules/x.rules", SOURCE)
    }


def find_mutant(text: str, condition: str, replacement: str) -> Mutant:
    """Return the first mutant that replaces a condition."""
    return next(
        each_mutant
        for each_mutant in mutants("rules/x.rules", text)
        if (each_mutant.condition, each_mutant.replacement) == (condition, replacement)
    )


SOURCES = {
    "rules/lib/a.rules": "function f(x) {\n  return g(x) && x;\n}\n\n"
    "function g(x) {\n  return x == 1;\n}\n",
    "rules/one.rules": "match /one/{id} {\n  allow get: if f(1);\n}\n",
    "rules/two.rules": "match /two/{id} {\n  allow get: if true;\n}\n",
}


def test_a_mutant_of_a_helper_is_tested_with_the_tables_of_all_its_users() -> None:
    mutant_in_g = next(
        each_mutant
        for each_mutant in mutants("rules/lib/a.rules", SOURCES["rules/lib/a.rules"])
        if each_mutant.home == "g"
    )
    assert users({"g"}, SOURCES) == {"f", "g"}
    assert affected_tables(mutant_in_g, SOURCES) == {"one"}


def test_a_mutant_of_a_collection_is_tested_with_its_own_tables() -> None:
    [each_mutant, *_] = mutants("rules/two.rules", SOURCES["rules/two.rules"])
    assert affected_tables(each_mutant, SOURCES) == {"two"}


def test_the_rules_for_a_mutant_contain_only_the_affected_collections() -> None:
    text = ruleset(SOURCES, frozenset({"one"}))
    assert "/one/" in text
    assert "/two/" not in text


def test_every_harmless_mutant_exists_and_has_a_reason() -> None:
    mutant_changes = {
        str(each_mutant)
        for name, text in read_sources().items()
        for each_mutant in mutants(name, text)
    }
    assert set(harmless_survivors()) <= mutant_changes
    assert all(harmless_survivors().values())


@pytest.mark.parametrize(
    ("total", "reasons", "is_good"),
    [
        (100, {"rules/x.rules mayWrite: isAdmin() -> true": "why"}, True),
        (100, {}, False),
        (100, {"rules/x.rules mayWrite: isAdmin() -> true": ""}, False),
        (19, {"rules/x.rules mayWrite: isAdmin() -> true": "why"}, False),
    ],
    ids=["explained", "unexplained", "an empty reason", "too many"],
)
def test_a_run_is_good_if_95_percent_are_caught_and_the_others_explained(
    total: int, reasons: dict[str, str], is_good: bool
) -> None:
    survivor = find_mutant(SOURCE, "isAdmin()", "true")
    assert Verdict(total, (survivor,), reasons).is_good == is_good


@pytest.mark.slow
def test_every_table_passes_with_the_reduced_rules_of_its_mutants(
    firestore_emulator: FirestoreEmulator,
) -> None:
    sources, policy = read_sources(), policy_tables()
    world = policy.new_world(firestore_emulator.host, "demo-mutants", assemble(sources).text)
    runner = MutantRunner(world, list(policy.entries()))
    for table in sorted({entry.source for entry in runner.entries}):
        runner.check_unchanged_rules(frozenset({table}), sources)
