"""Writes verifier/vectors: exports with what a verifier must answer.

functions/venv/bin/python -m tests.verifier.vectors
"""

from __future__ import annotations

import json
from pathlib import Path

from scrbrd.domain.json_types import Json
from scrbrd.domain.ledger.chain import sha256
from tests.verifier.exports import changed, head_of, mixed, rechained, vector

FOLDER = Path(__file__).resolve().parents[2] / "verifier" / "vectors"


def made(
    about: str,
    lines: list[str],
    links: int,
    fault: tuple[int, str] | None = None,
    head: str | None = None,
) -> Json:
    """A vector; `links` are those that are sound, `fault` the number and the kind of the first."""
    first = None if fault is None else {"number": fault[0], "kind": fault[1]}
    answer = {"ok": fault is None, "links": links, "firstFault": first}
    return {"about": about, "export": lines, "head": head, "answer": answer}


def vectors() -> dict[str, Json]:
    """Every vector by its name."""
    return {**sound(), **tampered(), **ends(), **logs(), **spellings()}


def sound() -> dict[str, Json]:
    """Exports that nobody touched, with heads that were given out."""
    lines = vector()
    last = head_of(lines, 4)
    return {
        "valid": made("appended, appended, voided, redone", lines, 4),
        "valid-head": made("the last head", lines, 4, head=last),
        "valid-head-alone": made("the last head without its number", lines, 4, head=last[2:]),
        "valid-earlier-head": made("a head of before", lines, 4, head=head_of(lines, 2)),
        "valid-odd-values": made("a correction, and values that JSON has no word for", mixed(), 5),
    }


def tampered() -> dict[str, Json]:
    """Exports of which a line in the middle was touched."""
    lines = vector()
    six = changed(lines, 2, lambda link: link["record"]["action"].update(runsOffBat=6))
    spaced = [*lines[:2], lines[2].replace(":", ": ", 1), *lines[3:]]
    spelled = [*lines[:2], lines[2].replace('"runsOffBat":4', '"runsOffBat":4.0'), *lines[3:]]
    twice = [*lines[:2], lines[2].replace('"totalRuns":4', '"totalRuns":6,"totalRuns":4')]
    place = changed(lines, 2, lambda link: link.update(sequenceNumber=3))
    other = changed(lines, 3, lambda link: link.update(hash="0" * 64))
    innings = changed(lines, 2, lambda link: link.update(inningsNumber="1"))
    sequence = changed(lines, 2, lambda link: link.update(sequenceNumber="2"))
    what = changed(lines, 2, lambda link: link["record"].update(what=["appended"]))
    named = changed(lines, 2, lambda link: link["record"].update(what={"appended": True}))
    listed = changed(lines, 2, lambda link: link["record"].update(action=[]))
    return {
        "edited-field": made("four runs made six", six, 1, (2, "edited")),
        "edited-reason": made(
            "why it was voided",
            changed(lines, 3, lambda link: link["record"]["action"].update(voidReason="")),
            2,
            (3, "edited"),
        ),
        "edited-place": made("1_2 said to be 1_3", place, 1, (2, "edited")),
        "edited-type-innings": made("the innings as text", innings, 1, (2, "edited")),
        "edited-type-sequence": made("the sequence as text", sequence, 1, (2, "edited")),
        "edited-type-what": made(
            "what was done as a list, every hash made anew", rechained(what), 1, (2, "edited")
        ),
        "edited-type-what-map": made(
            "what was done as a map, every hash made anew", rechained(named), 1, (2, "edited")
        ),
        "edited-type-action": made(
            "the action as a list, every hash made anew", rechained(listed), 1, (2, "edited")
        ),
        "edited-hash": made("a hash of zeros", other, 2, (3, "edited")),
        "edited-spacing": made("a space, which changes no value", spaced, 1, (2, "edited")),
        "edited-spelling": made("4.0, which is the same number", spelled, 1, (2, "edited")),
        "edited-twice": made("a field twice", [*twice, *lines[3:]], 1, (2, "edited")),
        "edited-match": made(
            "another match's",
            changed(lines, 0, lambda header: header.update(matchId="m2")),
            0,
            (1, "edited"),
        ),
        "deleted": made("link 2 is gone", [*lines[:2], *lines[3:]], 1, (2, "deleted")),
        "inserted-copy": made("link 2 twice", [*lines[:3], *lines[2:]], 2, (3, "inserted")),
        "inserted-forged": made(
            "a void put in, and its own hash made well",
            [*rechained([*lines[:3], lines[3], *lines[3:]])[:4], *lines[3:]],
            3,
            (4, "inserted"),
        ),
        "reordered": made(
            "links 2 and 3 swapped", [*lines[:2], lines[3], lines[2], *lines[4:]], 1,
            (2, "reordered"),
        ),
    }  # fmt: skip


def ends() -> dict[str, Json]:
    """Exports that end early, or were written anew from some link on."""
    lines = vector()
    head = head_of(lines, 4)
    shorter = rechained([*lines[:3], changed(lines, 5, unvoid)[5]])
    other = changed(lines, 2, lambda link: link["record"]["action"].update(runsOffBat=6))
    return {
        "truncated": made("the last two lines are missing", lines[:4], 3, (4, "truncated")),
        "truncated-log": made("the last line is missing", lines[:5], 4, (5, "truncated")),
        "truncated-in-a-line": made(
            "half a line", [*lines[:3], lines[3][:40]], 2, (3, "truncated")
        ),
        "truncated-and-mended": made("two links fewer, and nothing shows it", shorter, 2),
        "truncated-head": made(
            "the same, against a head that was given out", shorter, 2, (3, "truncated"), head
        ),
        "truncated-head-alone": made(
            "the same, against a head without its number", shorter, 2, (2, "rewritten"), head[2:]
        ),
        "rewritten": made("four runs made six, every hash made anew", rechained(other), 4),
        "rewritten-head": made(
            "the same, against a head that was given out",
            rechained(other),
            4,
            (4, "rewritten"),
            head,
        ),
        "empty": made("no line at all", [], 0, (0, "edited")),
        "header-alone": made("the header alone", lines[:1], 0, (1, "truncated")),
    }


def unvoid(last: Json) -> None:
    """Nothing: two links before, the ball was in play as it is now."""
    last["log"]["1_2"] = False


def logs() -> dict[str, Json]:
    """Exports whose last line, the log as it was when they were written, is not what links say."""
    lines = vector()
    voided = changed(lines, 5, lambda last: last["log"].update({"1_2": True}))
    added = changed(lines, 5, lambda last: last["log"].update({"1_9": False}))
    removed = changed(lines, 5, lambda last: last["log"].pop("1_1"))
    gone = changed(lines, 1, lambda link: link["record"].update(action=None))
    return {
        "log-voided": made("voided, and no link says so", voided, 4, (4, "edited")),
        "log-added": made("an action that no link has", added, 4, (5, "inserted")),
        "log-removed": made("an action is no longer there", removed, 4, (1, "deleted")),
        "document-gone": made("an action's document is gone", gone, 0, (1, "deleted")),
    }


def spellings() -> dict[str, Json]:
    """Exports that differ in how they are written, or hold values that no ledger has."""
    lines = vector()
    link = lines[2]
    half = link.replace("café", "caf\\ud800")
    deep = '{"a":' * 600 + "0" + "}" * 600
    nested = link.replace('"ballInOver":1', f'"ballInOver":{deep}')
    null = changed(lines, 5, lambda last: last["log"].update({"9_9": None}))
    many = lines[0].replace('"links":4', '"links":9007199254740992')
    return {
        "edited-half-character": made(
            "half of a character in a note, every hash made anew",
            with_line(lines, 2, half), 1, (2, "edited"),
        ),
        "edited-half-name": made(
            "half of a character in a field's name, every hash made anew",
            with_line(lines, 2, link.replace('"note"', '"not\\udfff"')), 1, (2, "edited"),
        ),
        "edited-decomposed": made(
            "é as two characters", [*lines[:2], link.replace("é", "e\u0301"), *lines[3:]], 1,
            (2, "edited"),
        ),
        "edited-escaped": made(
            "é as an escape", with_line(lines, 2, link.replace("é", "\\u00e9")), 1, (2, "edited")
        ),
        "edited-exponent": made(
            "4e0, which is the same number",
            with_line(lines, 2, link.replace('"runsOffBat":4', '"runsOffBat":4e0')), 1,
            (2, "edited"),
        ),
        "edited-huge": made(
            "more runs than any number holds",
            with_line(lines, 2, link.replace('"runsOffBat":4', '"runsOffBat":1e400')), 1,
            (2, "edited"),
        ),
        "edited-minus-zero": made(
            "-0, which is the same number",
            with_line(lines, 2, link.replace('"wide":0', '"wide":-0')), 1, (2, "edited"),
        ),
        "edited-deep": made(
            "a value nested deeper than any document", with_line(lines, 2, nested), 1,
            (2, "edited"),
        ),
        "edited-order": made(
            "fields in another order",
            with_line(lines, 0, json.dumps(dict(reversed(json.loads(lines[0]).items()))) + "\n"),
            0, (0, "edited"),
        ),
        "edited-line-ends": made(
            "ends of lines of another system", [each.replace("\n", "\r\n") for each in lines], 0,
            (0, "edited"),
        ),
        "edited-byte-order-mark": made(
            "a byte order mark", ["\ufeff" + lines[0], *lines[1:]], 0, (0, "edited")
        ),
        "edited-header-more": made(
            "a field more in the header",
            changed(lines, 0, lambda header: header.update(more=1)), 0, (0, "edited"),
        ),
        "edited-header-count": made(
            "more links than can be counted", [many, *lines[1:]], 0, (0, "edited")
        ),
        "joined": made("two exports in one file", [*lines, *lines], 4, (5, "edited")),
        "joined-log": made("the last line twice", [*lines, lines[5]], 4, (5, "edited")),
        "empty-line": made("an empty line at the end", [*lines, "\n"], 4, (5, "edited")),
        "other-match-link": made(
            "a link of another match in place of one",
            [*lines[:3], mixed()[3], *lines[4:]], 2, (3, "edited"),
        ),
        "log-null": made("an action of nothing that no link has", null, 4, (5, "inserted")),
    }  # fmt: skip


def with_line(lines: list[str], place: int, text: str) -> list[str]:
    """The lines with one written otherwise; a link's hash is made anew over what it says."""
    if place:
        head, _, rest = text.rpartition('"record":')
        record, _, sequence = rest.rpartition(',"sequenceNumber":')
        before = json.loads(lines[place - 1])["hash"]
        made_anew = sha256(f"1\n{sequence.strip().rstrip('}')}\n{record}\n{before}\n")
        text = head.replace(json.loads(lines[place])["hash"], made_anew) + '"record":' + rest
    return [*lines[:place], text, *lines[place + 1 :]]


def write() -> None:
    """Write every vector as a file."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    for name, each in vectors().items():
        text = json.dumps(each, ensure_ascii=True, indent=1) + "\n"
        (FOLDER / f"{name}.json").write_text(text, encoding="utf-8")


if __name__ == "__main__":
    write()
