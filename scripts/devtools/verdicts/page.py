"""Writes docs/verdicts.md: the table of verdicts, and the rows that are none."""

from __future__ import annotations

from pathlib import Path

from scrbrd.domain.verdicts.model import Rule
from scrbrd.domain.verdicts.table import NOT_JUDGED, RULES
from scrbrd.domain.vocabulary import LawsEdition

PATH = Path(__file__).resolve().parents[3] / "docs" / "verdicts.md"
HEAD = """# Verdicts

Written from `functions/scrbrd/domain/verdicts` by `python -m devtools.datamodel`; do not edit.

`judge(state, action, conditions, details)` says what the Laws and the playing conditions have
against an action, given the state before it. It is pure and changes nothing.

- **refused**: it cannot have happened as recorded, or the state cannot take it.
- **flagged**: it counts, and somebody should look.

A verdict has an outcome, a code, one sentence, the Law with its edition or "playing conditions",
and a remedy. The edition is that of the match (`lawsEdition` of its conditions, else by its date:
1 October 2017, 1 April 2019, 1 October 2022, 1 October 2026; before them the Code of 2000). A
clause is printed for the 2022 and 2026 editions only, where it was read; other editions are cited
by the number of the Law, which the Code of 2000 counted otherwise. What the fold does with the
action is another matter: `Problem` names the code that it has for the same thing (an action that
is refused here may count there, as recorded, with a warning). Where it has none and the action
counts, the function writes the verdict into `live/health` as a warning, code, Law and remedy with
it.

`scripts/scrbrd judge MATCH|FILE` prints the verdicts on a log. `clients/verdicts.json` holds this
table for clients: `sentence` is a template, `law` is told for each edition.
`clients/verdict-vectors.jsonl` holds a case a line (log, action, conditions, verdicts), to test a
client that judges against. `judge(action, state)` of `@scrbrd/client/fold` is the same in
TypeScript, for a scorer's app to ask before it sends; its table is written from this one.

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

| row | what is not judged, or why the outcome is not the table's |
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
        "without a keeper in the lineups only a stumping by the bowler or a substitute is judged",
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
        "flagged, not refused: no action says whether an obstruction prevented a catch",
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
        "the want of its five runs is not judged: no action says that a short run was deliberate",
    ),
    (
        "48",
        "only where the `note` of the ball names the clause (18.3 or 18.4): no action records a "
        "short run, only the runs that remain",
    ),
    (
        "49",
        "after an obstruction, where the recorded end or crossing says who is where; "
        "after a deliberate short run no action says where the batters were sent",
    ),
    (
        "50",
        "the reason is the clause in `note`; without one it is not known",
    ),
    (
        "55",
        "the days of a match are in no document: its conditions say the lead "
        "(`followOnLead`: 200 for five days or more, 150 for three or four, 100 for two, 75 for "
        "one); where they do not, 75 runs, the least of Law 14",
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
    """Return the whole document."""
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
