"""Mutants of the rules: each condition removed from its operator, and each inverted."""

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
    return {(mutant.condition, mutant.replacement) for mutant in mutants("rules/x.rules", SOURCE)}


def test_an_operand_is_removed_by_what_changes_nothing_for_its_operator() -> None:
    assert ("isAdmin()", "true") in mutant_changes()
    assert ("a.x == 'y && z'", "false") in mutant_changes()


def test_every_condition_is_inverted() -> None:
    inverted = {condition for condition, to in mutant_changes() if to == f"!({condition})"}
    assert {
        "isAdmin()",
        "a.x == 'y && z'",
        "!(a.z == 2)",
        "a.end == null",
        "a.x is int",
    } <= inverted


def test_words_comments_lists_and_constants_are_no_conditions() -> None:
    conditions = {condition for condition, _ in mutant_changes()}
    assert not conditions & {"z'", "this", "false", "['a', 'b']"}


def test_a_mutant_changes_its_condition_and_nothing_else() -> None:
    assert mutant(SOURCE, "isAdmin()", "true").apply(SOURCE) == SOURCE.replace(
        "isAdmin()", "true", 1
    )


def test_a_mutant_is_named_by_where_it_stands_and_not_by_its_line() -> None:
    homes = {str(one).partition(":")[0] for one in mutants("rules/x.rules", SOURCE)}
    assert homes == {"rules/x.rules mayWrite", "rules/x.rules  allow get", "rules/x.rules isOpen"}
    assert {str(one) for one in mutants("rules/x.rules", "\n\n" + SOURCE)} == {
        str(one) for one in mutants("rules/x.rules", SOURCE)
    }


def mutant(text: str, condition: str, to: str) -> Mutant:
    """The first mutant of a condition."""
    return next(
        one
        for one in mutants("rules/x.rules", text)
        if (one.condition, one.replacement) == (condition, to)
    )


LIB = {
    "rules/lib/a.rules": "function f(x) {\n  return g(x) && x;\n}\n\n"
    "function g(x) {\n  return x == 1;\n}\n",
    "rules/one.rules": "match /one/{id} {\n  allow get: if f(1);\n}\n",
    "rules/two.rules": "match /two/{id} {\n  allow get: if true;\n}\n",
}


def test_a_mutant_of_a_helper_meets_the_tables_of_all_that_use_it() -> None:
    in_g = next(
        one for one in mutants("rules/lib/a.rules", LIB["rules/lib/a.rules"]) if one.home == "g"
    )
    assert users({"g"}, LIB) == {"f", "g"}
    assert affected_tables(in_g, LIB) == {"one"}


def test_a_mutant_of_a_collection_meets_its_own_tables() -> None:
    [one, *_] = mutants("rules/two.rules", LIB["rules/two.rules"])
    assert affected_tables(one, LIB) == {"two"}


def test_the_rules_for_a_mutant_are_the_helpers_and_the_files_it_concerns() -> None:
    text = ruleset(LIB, frozenset({"one"}))
    assert "/one/" in text
    assert "/two/" not in text


def test_every_harmless_mutant_is_one_of_the_rules_and_has_its_reason() -> None:
    mutant_changes = {
        str(one) for name, text in read_sources().items() for one in mutants(name, text)
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
def test_a_run_is_good_when_95_percent_are_caught_and_the_others_explained(
    total: int, reasons: dict[str, str], is_good: bool
) -> None:
    survivor = mutant(SOURCE, "isAdmin()", "true")
    assert Verdict(total, (survivor,), reasons).is_good == is_good


@pytest.mark.slow
def test_every_table_holds_under_the_rules_that_its_mutants_meet(
    firestore_emulator: FirestoreEmulator,
) -> None:
    sources, policy = read_sources(), policy_tables()
    world = policy.new_world(firestore_emulator.host, "demo-mutants", assemble(sources).text)
    runner = MutantRunner(world, list(policy.entries()))
    for table in sorted({entry.source for entry in runner.entries}):
        runner.check_unchanged_rules(frozenset({table}), sources)
