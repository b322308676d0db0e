"""Every row of the table: an action that it is against, and one that it is not against."""

from __future__ import annotations

import pytest

from scrbrd.domain.actions import Action
from scrbrd.domain.formats import THE_LAWS
from scrbrd.domain.verdicts.judge import judge
from scrbrd.domain.verdicts.table import RULES
from tests.domain.verdicts.scenes import Scene
from tests.domain.verdicts.scenes_laws import LAWS
from tests.domain.verdicts.scenes_play import PLAY
from tests.domain.verdicts.scenes_targets import MATCH

SCENES = (*PLAY, *MATCH, *LAWS)
AGAINST = [each for each in SCENES if each.code is not None]
FINE = [each for each in SCENES if each.code is None]
RULE = {rule.code: rule for rule in RULES}


def name(scene: Scene) -> str:
    return f"{scene.code or scene.watched}: {scene.name}"


@pytest.mark.parametrize("scene", AGAINST, ids=name)
def test_an_action_that_a_rule_is_against_has_its_verdict(scene: Scene) -> None:
    found = [each for each in scene.verdicts() if each.code == scene.code]
    assert len(found) == 1
    assert scene.code is not None
    assert found[0].outcome is RULE[scene.code].outcome
    assert found[0].remedy == RULE[scene.code].remedy
    assert "{" not in found[0].sentence


@pytest.mark.parametrize("scene", FINE, ids=name)
def test_an_action_that_a_rule_is_not_against_has_no_verdict_of_it(scene: Scene) -> None:
    assert scene.watched in RULE
    assert scene.watched not in {each.code for each in scene.verdicts()}


def test_every_rule_has_an_action_that_it_is_against_and_all_but_two_one_that_it_is_not() -> None:
    assert {each.code for each in AGAINST} == set(RULE)
    without = set(RULE) - {each.watched for each in FINE}
    assert without == {
        *("timed_out_at_crease", "timed_out_on_a_ball", "retired_on_a_ball"),
        "retired_as_dismissed",
    }


@pytest.mark.parametrize("scene", AGAINST, ids=name)
def test_judging_changes_nothing_and_says_the_same_again(scene: Scene) -> None:
    book = scene.before()
    state = book.state
    scene.act(book)
    action = book.entries[-1]
    assert isinstance(action, Action)
    before = repr(state)
    assert judge(state, action, THE_LAWS) == judge(state, action, THE_LAWS)
    assert repr(state) == before
