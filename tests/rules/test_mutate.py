"""Mutants of the rules: each condition removed from its operator, and each inverted."""

from __future__ import annotations

from scrbrd_admin.rules.mutate import Mutant, concerns, mutants

SOURCE = """\
function mayWrite(a) {
  return isAdmin()
    && (a.x == 'y && z' || !(a.z == 2)); // not && this
}
allow get: if isAdmin();
function isOpen(a) { return a.end == null ? a.x is int : false; }
function fields() { return ['a', 'b']; }
"""


def made() -> set[tuple[str, str]]:
    return {(mutant.condition, mutant.replacement) for mutant in mutants("rules/x.rules", SOURCE)}


def test_an_operand_is_removed_by_what_changes_nothing_for_its_operator() -> None:
    assert ("isAdmin()", "true") in made()
    assert ("a.x == 'y && z'", "false") in made()


def test_every_condition_is_inverted() -> None:
    inverted = {condition for condition, to in made() if to == f"!({condition})"}
    assert {
        "isAdmin()",
        "a.x == 'y && z'",
        "!(a.z == 2)",
        "a.end == null",
        "a.x is int",
    } <= inverted


def test_words_comments_lists_and_constants_are_no_conditions() -> None:
    conditions = {condition for condition, _ in made()}
    assert not conditions & {"z'", "this", "false", "['a', 'b']"}


def test_a_mutant_changes_its_condition_and_nothing_else() -> None:
    mutant = Mutant(
        "rules/x.rules", 2, SOURCE.index("isAdmin"), SOURCE.index("isAdmin") + 9, "", "true"
    )
    assert mutant.apply(SOURCE) == SOURCE.replace("isAdmin()", "true", 1)


def test_a_mutant_meets_the_tables_of_its_file_and_a_helper_those_it_helps() -> None:
    assert concerns("rules/live.rules", "live")
    assert not concerns("rules/live.rules", "matches")
    assert concerns("rules/lib/roles.rules", "matches")
    assert not concerns("rules/lib/actions.rules", "matches")
