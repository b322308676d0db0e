"""Defines `scrbrd judge` and `scrbrd editions`: verdicts of the Laws on a log."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from admin.options import REFUSED, ProjectOption, YesOption, echo, exit_codes

if TYPE_CHECKING:
    from admin.judging.editions import Difference, Side

SourceArgument = Annotated[
    str,
    typer.Argument(
        metavar="MATCH|FILE",
        help="The id of a match, or a file: a log of ours or Cricsheet JSON.",
        show_default=False,
    ),
]
JsonOption = Annotated[bool, typer.Option("--json", help="All of it as one line of JSON.")]


def judge(
    source: SourceArgument,
    as_json: JsonOption = False,
    project: ProjectOption = None,
    yes: YesOption = False,
) -> None:
    """Print the actions of a log that the Laws refuse or flag; exits 1 if there are any.

    Refused: it cannot have happened. Flagged: it counts, but somebody should check. Writes nothing;
    docs/verdicts.md lists the verdicts.
    """
    with exit_codes():
        import json

        from admin.judging import log as judging
        from admin.judging.source import read_source
        from scrbrd.domain.verdicts.model import VerdictOutcome

        log = read_source(source, project, yes=yes)
        judged = list(judging.judged_actions(log))
        if as_json:
            echo(json.dumps(judging.as_json(log, judged)))
        else:
            inputs = log.inputs
            for action in judged:
                for line in judging.text_lines(action, inputs):
                    echo(line)
            refused = judging.count_verdicts(judged, VerdictOutcome.REFUSED)
            flagged = judging.count_verdicts(judged, VerdictOutcome.FLAGGED)
            echo(f"{log.match_id}: {refused} refused, {flagged} flagged")
    if judged:
        raise typer.Exit(REFUSED)


def editions(
    source: SourceArgument,
    rules: Annotated[
        list[str],
        typer.Option(
            "--as",
            metavar="EDITION|CONDITIONS",
            help="2000, 2017, 2019, 2022, 2026, or a set of conditions such as icc-odi; given"
            " twice, the two are compared.",
            show_default=False,
        ),
    ],
    as_json: JsonOption = False,
    project: ProjectOption = None,
    yes: YesOption = False,
) -> None:
    """Fold a log under two sets of rules and print the differences; exits 1 if there are any.

    An edition keeps the match's own conditions; a set of conditions keeps its edition. Writes
    nothing; docs/playing-conditions.md lists the sets.
    """
    with exit_codes():
        import json

        from admin.judging import editions as comparing
        from admin.judging.source import read_source
        from scrbrd.domain.errors import BadInput

        if len(rules) > 2:
            raise BadInput("--as: two are compared; give it once or twice")
        log = read_source(source, project, yes=yes)
        own = log.inputs.setup.conditions
        rules_to_compare = [comparing.rules_of(name, own) for name in rules]
        if len(rules_to_compare) == 1:
            rules_to_compare.insert(0, comparing.Rules(comparing.OWN, own))
        one, other = (comparing.side_of(log, each) for each in rules_to_compare)
        differing = list(comparing.differences(log, one, other))
        if as_json:
            echo(json.dumps(comparing.as_json(log, one, other, differing)))
        else:
            print_comparison(one, other, differing)
        differs = comparing.is_different(one, other, differing)
    if differs:
        raise typer.Exit(REFUSED)


def print_comparison(one: Side, other: Side, differing: list[Difference]) -> None:
    """Print the differing actions, then the innings and the result under both rules."""
    from admin.judging.editions import field_text

    echo(f"{one.rules.name} | {other.rules.name}")
    for each in differing:
        differences = "; ".join(field_text(*item, one.inputs) for item in each.fields.items())
        echo(f"{each.action_id:>6} {each.ball:>6}  {differences}")
    for side in (one, other):
        played = "; ".join(side.innings()) or "nothing was played"
        echo(f"{side.rules.name}: {played}. {side.result() or 'no result yet'}")
    echo(f"{len(differing)} actions differ" if len(differing) != 1 else "1 action differs")
