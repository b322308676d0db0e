"""Generates docs/verdicts.md: the table of verdicts, and the rows that are no verdict."""

from __future__ import annotations

from pathlib import Path

from scrbrd.domain.verdicts.model import Rule
from scrbrd.domain.verdicts.table import NOT_JUDGED, RULES
from scrbrd.domain.vocabulary import LawsEdition

PATH = Path(__file__).resolve().parents[3] / "docs" / "verdicts.md"
HEAD = """# Verdicts

Written from `functions/scrbrd/domain/verdicts` by `python -m devtools.datamodel`; do not edit.

`judge(state, action, conditions, details)` returns the objections of the Laws and the playing
conditions to an action, given the state before it. It is pure and changes nothing.

- **refused**: it cannot have happened as recorded, or the state cannot take it.
- **flagged**: it counts, but should be checked.

A verdict has an outcome, a code, one sentence, the Law with its edition or "playing conditions",
and a remedy. The edition is that of the match (`lawsEdition` of its conditions, else by its date:
1 October 2017, 1 April 2019, 1 October 2022, 1 October 2026; before them the Code of 2000). A
clause is printed only for the 2022 and 2026 editions, whose texts were read; other editions are
cited by the number of the Law, and the Code of 2000 has other numbers. The fold decides separately
what to do with the action: `Problem` is its code for the same objection (an action that is refused
here may count there, as recorded, with a warning). If it has no code and the action counts, the
function writes the verdict into `live/health` as a warning, with code, Law and remedy.

`scripts/scrbrd judge MATCH|FILE` prints the verdicts on a log. `clients/verdicts.json` holds this
table for clients: `sentence` is a template, `law` has a text for each edition.
`clients/verdict-vectors.jsonl` holds one case on each line (log, action, conditions, verdicts), for
tests of clients that judge actions. `judge(action, state)` of `@scrbrd/client/fold` is the same
function in TypeScript, for a scorer's app to call before it sends an action; its table is generated
from this one.

| row | code | verdict | Law (2022) | Law (2026) | sentence | Problem |
|---|---|---|---|---|---|---|
"""
MIDDLE = """
## Rows that are no verdict

| row | what | why not |
|---|---|---|
"""
TAIL = """
## Rows that are judged in part

| row | what is not judged, or why the outcome differs from the table |
|---|---|
"""
IN_PART = (
    (
        "6, 44",
        "the table leaves the outcome open: a return into one's own vacancy is refused "
        "(the log decides it), penalty runs for the wrong side are flagged (the clause "
        "may be the mistake)",
    ),
    (
        "14",
        "without a keeper in the lineups, and once that keeper was replaced, only a stumping by "
        "the bowler or a substitute is judged",
    ),
    (
        "17",
        "a retirement in a delivery is flagged, not refused: the ball counts, then the "
        "retirement, and nothing is credited to the bowler. No action can credit it",
    ),
    (
        "19",
        "only where the `note` of the ball names the clause (38.3 or 41.16): a run out of the "
        "non-striker looks the same, whether the ball was bowled or not",
    ),
    (
        "23",
        "flagged, not refused: no action records whether an obstruction prevented a catch",
    ),
    (
        "24",
        "only where `end` and `crossed` are both recorded; without them any completed "
        "runs are possible",
    ),
    (
        "38",
        "only where the `note` of the suspension names its clause",
    ),
    (
        "44, 47",
        "only where `law` of the award names its clause; the Code of 2000 numbered them otherwise",
    ),
    (
        "47",
        "missing five runs are not judged: no action records that a short run was deliberate",
    ),
    (
        "48",
        "only where the `note` of the ball names the clause (18.3 or 18.4): no action records a "
        "short run, only the runs that remain",
    ),
    (
        "49",
        "only after an obstruction whose recorded end or crossing shows the batters' ends; "
        "after a deliberate short run no action records where the batters were sent",
    ),
    (
        "50",
        "the reason is the clause in `note`; without a clause it is unknown",
    ),
    (
        "55",
        "no document has the days of a match: its conditions have the lead "
        "(`followOnLead`: 200 for five days or more, 150 for three or four, 100 for two, 75 for "
        "one); without it, 75 runs, the least of Law 14",
    ),
    (
        "57",
        "a super over that is misnumbered is `innings_skipped` or `innings_started_twice`",
    ),
    (
        "60",
        "a recorded draw, no result or abandonment goes against a win or tie by play alone: not "
        "against a par, where a super over was cut short, where the overs of a chase were complete "
        "and too few for a match, or where nothing limited them",
    ),
)


def page() -> str:
    """Return the text of the whole page."""
    rows = "".join(f"{row(rule)}\n" for rule in RULES)
    others = "".join(f"| {each.row} | {each.event} | {each.reason} |\n" for each in NOT_JUDGED)
    in_part = "".join(f"| {which} | {why} |\n" for which, why in IN_PART)
    return HEAD + rows + MIDDLE + others + TAIL + in_part


def row(rule: Rule) -> str:
    """Return a rule as a row of the table."""
    third, fourth = (
        rule.law.text(edition) or "-"
        for edition in (LawsEdition.THIRD_2022, LawsEdition.FOURTH_2026)
    )
    problem = f"`{rule.problem}`" if rule.problem else ""
    cells = (rule.row, f"`{rule.code}`", rule.outcome, third, fourth, rule.sentence, problem)
    return f"| {' | '.join(map(str, cells))} |"
