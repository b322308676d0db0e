"""Writes verifier/vectors: exports with the expected answers of a verifier.

functions/venv/bin/python -m tests.verifier.vectors
"""

from __future__ import annotations

import json
from pathlib import Path

from scrbrd.domain.json_types import Json
from scrbrd.domain.ledger.chain import sha256
from tests.verifier.exports import (
    change_line,
    head_of,
    mixed_ledger,
    rehash,
    vector_ledger,
)

FOLDER = Path(__file__).resolve().parents[2] / "verifier" / "vectors"


def vector(
    about: str,
    lines: list[str],
    links: int,
    fault: tuple[int, str] | None = None,
    head: str | None = None,
) -> Json:
    """Return a vector; `links`: the sound links, `fault`: number and kind of the first fault."""
    first_fault = None if fault is None else {"number": fault[0], "kind": fault[1]}
    answer = {"ok": fault is None, "links": links, "firstFault": first_fault}
    return {"about": about, "export": lines, "head": head, "answer": answer}


def vectors() -> dict[str, Json]:
    """Return every vector by name."""
    return {
        **sound_exports(),
        **changed_exports(),
        **shortened_exports(),
        **contradicting_logs(),
        **other_notations(),
    }


def sound_exports() -> dict[str, Json]:
    """Return vectors of unchanged exports, with published heads."""
    lines = vector_ledger()
    last = head_of(lines, 4)
    return {
        "valid": vector("appended, appended, voided, redone", lines, 4),
        "valid-head": vector("the last head", lines, 4, head=last),
        "valid-head-alone": vector("the last head without its number", lines, 4, head=last[2:]),
        "valid-earlier-head": vector("a head of before", lines, 4, head=head_of(lines, 2)),
        "valid-odd-values": vector(
            "a correction, and values that JSON has no word for", mixed_ledger(), 5
        ),
    }


def changed_exports() -> dict[str, Json]:
    """Return vectors of exports with a changed, missing, added or moved line."""
    lines = vector_ledger()
    six_runs = change_line(lines, 2, lambda link: link["record"]["action"].update(runsOffBat=6))
    extra_space = [*lines[:2], lines[2].replace(":", ": ", 1), *lines[3:]]
    decimal_runs = [*lines[:2], lines[2].replace('"runsOffBat":4', '"runsOffBat":4.0'), *lines[3:]]
    repeated_field = [*lines[:2], lines[2].replace('"totalRuns":4', '"totalRuns":6,"totalRuns":4')]
    place = change_line(lines, 2, lambda link: link.update(sequenceNumber=3))
    other = change_line(lines, 3, lambda link: link.update(hash="0" * 64))
    innings = change_line(lines, 2, lambda link: link.update(inningsNumber="1"))
    sequence = change_line(lines, 2, lambda link: link.update(sequenceNumber="2"))
    kind_as_list = change_line(lines, 2, lambda link: link["record"].update(what=["appended"]))
    kind_as_map = change_line(lines, 2, lambda link: link["record"].update(what={"appended": True}))
    action_as_list = change_line(lines, 2, lambda link: link["record"].update(action=[]))
    return {
        "edited-field": vector("four runs made six", six_runs, 1, (2, "edited")),
        "edited-reason": vector(
            "why it was voided",
            change_line(lines, 3, lambda link: link["record"]["action"].update(voidReason="")),
            2,
            (3, "edited"),
        ),
        "edited-place": vector("1_2 said to be 1_3", place, 1, (2, "edited")),
        "edited-type-innings": vector("the innings as text", innings, 1, (2, "edited")),
        "edited-type-sequence": vector("the sequence as text", sequence, 1, (2, "edited")),
        "edited-type-what": vector(
            "what was done as a list, every hash made anew", rehash(kind_as_list), 1, (2, "edited")
        ),
        "edited-type-what-map": vector(
            "what was done as a map, every hash made anew", rehash(kind_as_map), 1, (2, "edited")
        ),
        "edited-type-action": vector(
            "the action as a list, every hash made anew", rehash(action_as_list), 1, (2, "edited")
        ),
        "edited-hash": vector("a hash of zeros", other, 2, (3, "edited")),
        "edited-spacing": vector("a space, which changes no value", extra_space, 1, (2, "edited")),
        "edited-spelling": vector("4.0, which is the same number", decimal_runs, 1, (2, "edited")),
        "edited-twice": vector("a field twice", [*repeated_field, *lines[3:]], 1, (2, "edited")),
        "edited-match": vector(
            "another match's",
            change_line(lines, 0, lambda header: header.update(matchId="m2")),
            0,
            (1, "edited"),
        ),
        "deleted": vector("link 2 is gone", [*lines[:2], *lines[3:]], 1, (2, "deleted")),
        "inserted-copy": vector("link 2 twice", [*lines[:3], *lines[2:]], 2, (3, "inserted")),
        "inserted-forged": vector(
            "a void put in, and its own hash made well",
            [*rehash([*lines[:3], lines[3], *lines[3:]])[:4], *lines[3:]],
            3,
            (4, "inserted"),
        ),
        "reordered": vector(
            "links 2 and 3 swapped", [*lines[:2], lines[3], lines[2], *lines[4:]], 1,
            (2, "reordered"),
        ),
    }  # fmt: skip


def shortened_exports() -> dict[str, Json]:
    """Return vectors of exports that end early or were rewritten from a link on."""
    lines = vector_ledger()
    head = head_of(lines, 4)
    shorter = rehash([*lines[:3], change_line(lines, 5, unvoid)[5]])
    other = change_line(lines, 2, lambda link: link["record"]["action"].update(runsOffBat=6))
    return {
        "truncated": vector("the last two lines are missing", lines[:4], 3, (4, "truncated")),
        "truncated-log": vector("the last line is missing", lines[:5], 4, (5, "truncated")),
        "truncated-in-a-line": vector(
            "half a line", [*lines[:3], lines[3][:40]], 2, (3, "truncated")
        ),
        "truncated-and-mended": vector("two links fewer, and nothing shows it", shorter, 2),
        "truncated-head": vector(
            "the same, against a head that was given out", shorter, 2, (3, "truncated"), head
        ),
        "truncated-head-alone": vector(
            "the same, against a head without its number", shorter, 2, (2, "rewritten"), head[2:]
        ),
        "rewritten": vector("four runs made six, every hash made anew", rehash(other), 4),
        "rewritten-head": vector(
            "the same, against a head that was given out",
            rehash(other),
            4,
            (4, "rewritten"),
            head,
        ),
        "empty": vector("no line at all", [], 0, (0, "edited")),
        "header-alone": vector("the header alone", lines[:1], 0, (1, "truncated")),
    }


def unvoid(last: Json) -> None:
    """Mark the ball as not voided, as it was two links earlier."""
    last["log"]["1_2"] = False


def contradicting_logs() -> dict[str, Json]:
    """Return vectors of exports whose last line, the log, contradicts the links."""
    lines = vector_ledger()
    voided = change_line(lines, 5, lambda last: last["log"].update({"1_2": True}))
    added = change_line(lines, 5, lambda last: last["log"].update({"1_9": False}))
    removed = change_line(lines, 5, lambda last: last["log"].pop("1_1"))
    no_document = change_line(lines, 1, lambda link: link["record"].update(action=None))
    return {
        "log-voided": vector("voided, and no link says so", voided, 4, (4, "edited")),
        "log-added": vector("an action that no link has", added, 4, (5, "inserted")),
        "log-removed": vector("an action is no longer there", removed, 4, (1, "deleted")),
        "document-gone": vector("an action's document is gone", no_document, 0, (1, "deleted")),
    }


def other_notations() -> dict[str, Json]:
    """Return vectors of exports with another notation, or with values that no ledger has."""
    lines = vector_ledger()
    link = lines[2]
    half_character = link.replace("café", "caf\\ud800")
    deep = '{"a":' * 600 + "0" + "}" * 600
    nested = link.replace('"ballInOver":1', f'"ballInOver":{deep}')
    null = change_line(lines, 5, lambda last: last["log"].update({"9_9": None}))
    huge_link_count = lines[0].replace('"links":4', '"links":9007199254740992')
    return {
        "edited-half-character": vector(
            "half of a character in a note, every hash made anew",
            with_line(lines, 2, half_character), 1, (2, "edited"),
        ),
        "edited-half-name": vector(
            "half of a character in a field's name, every hash made anew",
            with_line(lines, 2, link.replace('"note"', '"not\\udfff"')), 1, (2, "edited"),
        ),
        "edited-decomposed": vector(
            "é as two characters", [*lines[:2], link.replace("é", "e\u0301"), *lines[3:]], 1,
            (2, "edited"),
        ),
        "edited-escaped": vector(
            "é as an escape", with_line(lines, 2, link.replace("é", "\\u00e9")), 1, (2, "edited")
        ),
        "edited-exponent": vector(
            "4e0, which is the same number",
            with_line(lines, 2, link.replace('"runsOffBat":4', '"runsOffBat":4e0')), 1,
            (2, "edited"),
        ),
        "edited-huge": vector(
            "more runs than any number holds",
            with_line(lines, 2, link.replace('"runsOffBat":4', '"runsOffBat":1e400')), 1,
            (2, "edited"),
        ),
        "edited-minus-zero": vector(
            "-0, which is the same number",
            with_line(lines, 2, link.replace('"wide":0', '"wide":-0')), 1, (2, "edited"),
        ),
        "edited-deep": vector(
            "a value nested deeper than any document", with_line(lines, 2, nested), 1,
            (2, "edited"),
        ),
        "edited-order": vector(
            "fields in another order",
            with_line(lines, 0, json.dumps(dict(reversed(json.loads(lines[0]).items()))) + "\n"),
            0, (0, "edited"),
        ),
        "edited-line-ends": vector(
            "ends of lines of another system", [each.replace("\n", "\r\n") for each in lines], 0,
            (0, "edited"),
        ),
        "edited-byte-order-mark": vector(
            "a byte order mark", ["\ufeff" + lines[0], *lines[1:]], 0, (0, "edited")
        ),
        "edited-header-more": vector(
            "a field more in the header",
            change_line(lines, 0, lambda header: header.update(more=1)), 0, (0, "edited"),
        ),
        "edited-header-count": vector(
            "more links than can be counted", [huge_link_count, *lines[1:]], 0, (0, "edited")
        ),
        "joined": vector("two exports in one file", [*lines, *lines], 4, (5, "edited")),
        "joined-log": vector("the last line twice", [*lines, lines[5]], 4, (5, "edited")),
        "empty-line": vector("an empty line at the end", [*lines, "\n"], 4, (5, "edited")),
        "other-match-link": vector(
            "a link of another match in place of one",
            [*lines[:3], mixed_ledger()[3], *lines[4:]], 2, (3, "edited"),
        ),
        "log-null": vector("an action of nothing that no link has", null, 4, (5, "inserted")),
    }  # fmt: skip


def with_line(lines: list[str], place: int, text: str) -> list[str]:
    """Return the lines with one text replaced; a link's hash is recomputed over the new record."""
    if place:
        head, _, rest = text.rpartition('"record":')
        record, _, sequence = rest.rpartition(',"sequenceNumber":')
        before = json.loads(lines[place - 1])["hash"]
        new_hash = sha256(f"1\n{sequence.strip().rstrip('}')}\n{record}\n{before}\n")
        text = head.replace(json.loads(lines[place])["hash"], new_hash) + '"record":' + rest
    return [*lines[:place], text, *lines[place + 1 :]]


def write() -> None:
    """Write every vector as a file."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    for name, each in vectors().items():
        text = json.dumps(each, ensure_ascii=True, indent=1) + "\n"
        (FOLDER / f"{name}.json").write_text(text, encoding="utf-8")


if __name__ == "__main__":
    write()
