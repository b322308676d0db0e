"""An option that has one value and is given twice: nothing is done with the last one alone."""

from __future__ import annotations

import pytest

from tests.admin.administration import here

REPEATED = {
    "a match": (("revoke", "ann", "scorer_home", "--match", "a", "--match", "b"), "--match"),
    "of a verb below": (("migrate", "run", "--all", "--match", "a", "--match", "b"), "--match"),
    "yes and no": (
        ("grant", "a", "player", "--team", "t", "--captain", "--no-captain"),
        "--captain",
    ),
    "a tier": (("simulate", "x.log", "--tier", "DUAL", "--tier", "TRIPLE"), "--tier"),
}


@pytest.mark.parametrize(("arguments", "name"), REPEATED.values(), ids=REPEATED)
def test_an_option_of_one_value_is_given_once(arguments: tuple[str, ...], name: str) -> None:
    ran = here(*arguments)
    assert (ran.code, ran.out) == (2, "")
    assert f"{name}: given 2 times, only the last would" in ran.err


def test_what_says_the_same_twice_or_has_several_values_may_come_again() -> None:
    ran = here("roles", "--yes", "--yes", "--help")
    assert ran.code == 0
    ran = here("forecast", "--matches", "3", "--spectators", "2", "--json", "--json")
    assert ran.code == 0, ran.err
    seats = ("--seat", "home=ann", "--seat", "away=ben")
    ran = here("tier", "", "DUAL", *seats, "--reason", "r", "--yes")
    assert "given 2 times" not in ran.err
