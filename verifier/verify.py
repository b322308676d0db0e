#!/usr/bin/env python3
"""Verify an exported scorebook: python3 verify.py FILE [--head HASH | --head NUMBER:HASH]

Needs Python 3.9 or later and nothing else: no network, no account, no trust in anybody.

The file has a line for the header, a line for each link, and a last line with the log. Every line
is canonical JSON (RFC 8785): each value can be written in one way only, so the spelling cannot hide
anything. A link records what was done to one action (such as a ball), and its hash is

    SHA-256(innings LF sequence LF canonical JSON of the record LF hash of the link before LF)

Changing, removing, adding or moving a link therefore changes the hash of every later link. The last
hash is the head. By itself a file only proves that it fits its own head. `--head` compares it with
a head that was published: on a scorecard, in the live score, or in another club's records.

Prints the result, and as the last line JSON: {"ok", "links", "head", "firstFault"}. The exit code
is 0 if there is no fault, 1 if there is one, 2 if the file cannot be read or the command is wrong.
"""

from __future__ import annotations

import argparse
import errno
import hashlib
import json
import math
import re
import sys
from decimal import Decimal
from pathlib import Path
from typing import Any

SCHEME = "scrbrd-ledger-1"
SAFE_INTEGER = 2**53 - 1
MOST_NESTED = 100  # no document is nested deeper than 20
LONGEST_LINE = 2**23  # bytes; a document has at most 2**20, and its JSON at most six times as many
LARGEST_FILE = 2**28  # bytes; the longest match has about 2**23
LONGEST_NUMBER = 400  # digits; a longer number is larger than any float, or not canonical

SPACE = re.compile("[\\s\ufeff]")  # with the byte order mark at the start of a Windows text file

UNREADABLE = (ValueError, OverflowError, RecursionError)
"""The errors that reading a line may raise."""

Json = dict[str, Any]


class Fault(Exception):
    """The first fault of a file: the number of the link, its kind in one word, and a sentence."""

    def __init__(self, number: int, kind: str, text: str) -> None:
        super().__init__(text)
        self.number, self.kind, self.text = number, kind, text


# Canonical JSON (RFC 8785) -----------------------------------------------------------------------


def canonical(value: Any, depth: int = 0) -> str:
    """Return a value as canonical JSON: no spaces, fields in the order of their UTF-16 code units.

    Raises ValueError for a value that is nested too deeply.
    """
    if depth > MOST_NESTED:
        raise ValueError("it is nested too deeply")
    if value is None or isinstance(value, bool):
        return "null" if value is None else "true" if value else "false"
    if isinstance(value, str):
        return json.dumps(value, ensure_ascii=False)
    if isinstance(value, (int, float)):
        return number_text(value)
    if isinstance(value, list):
        return "[" + ",".join(canonical(part, depth + 1) for part in value) + "]"
    names = sorted(value, key=lambda name: name.encode("utf-16-be", "surrogatepass"))
    fields = (f"{canonical(name)}:{canonical(value[name], depth + 1)}" for name in names)
    return "{" + ",".join(fields) + "}"


def number_text(number: float) -> str:
    """Return a number as ECMAScript writes it: 4, 12.5, 1e+21, 1e-7."""
    if isinstance(number, int) and abs(number) <= SAFE_INTEGER:
        return str(number)
    number = float(number)
    if not math.isfinite(number):
        raise ValueError("a number is too large")
    if number == 0:
        return "0"
    minus = "-" if number < 0 else ""
    shortest = Decimal(repr(abs(number))).normalize()
    mantissa, _, exponent = f"{shortest:e}".partition("e")
    digits = mantissa.replace(".", "")
    point = int(exponent) + 1  # the position of the decimal point in the digits
    if 0 < point <= 21:
        digits = digits.ljust(point, "0")
        return minus + digits[:point] + ("." + digits[point:] if digits[point:] else "")
    if -6 < point <= 0:
        return minus + "0." + "0" * -point + digits
    fraction = "." + digits[1:] if digits[1:] else ""
    return f"{minus}{digits[0]}{fraction}e{point - 1:+d}"


def parse_digits(digits: str) -> float:
    """Return the integer of some digits.

    Too many of them give a float, because an int takes hours.
    """
    return int(digits) if len(digits) <= LONGEST_NUMBER else float(digits)


def parse_canonical(raw: bytes) -> Json:
    """Return the object of a line. Raises ValueError if the line is not canonical JSON."""
    if len(raw) > LONGEST_LINE:
        raise ValueError(f"it is longer than {LONGEST_LINE} bytes")
    text = raw.decode("utf-8")
    value = json.loads(
        text, parse_int=parse_digits, parse_constant=lambda name: float(name.lower())
    )
    if not isinstance(value, dict) or canonical(value) != text:
        raise ValueError("it is not canonical JSON")
    return value


# The file ----------------------------------------------------------------------------------------


def read_line(raw: bytes, number: int) -> Json:
    """Return the object of a line. Raises Fault with the link's number if it cannot be read."""
    try:
        return parse_canonical(raw)
    except UNREADABLE as error:
        text = f"the line of link {number} cannot be read: {error}"
        raise Fault(number, "edited", text) from None


def read_header(raw: bytes) -> Json:
    """Return the first line: the match, the number of links, and the head."""
    header = read_line(raw, 0)
    wanted = {"ledger": str, "matchId": str, "links": int, "head": str}
    if header.keys() != wanted.keys() or header["ledger"] != SCHEME:
        raise Fault(0, "edited", f"the first line is no header of {SCHEME}")
    is_typed = all(type(header[name]) is kind for name, kind in wanted.items())
    if not is_typed or not is_whole(header["links"]):
        raise Fault(0, "edited", "the header has a value of another type")
    return header


def sha256(text: str) -> str:
    """Return the SHA-256 of a text in hexadecimal digits."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def number_of(link: Json) -> int | None:
    """Return the link number that a line states; None if the line is not a link."""
    record = link.get("record")
    number = record.get("number") if isinstance(record, dict) else None
    return number if is_whole(number) else None


def is_whole(value: Any) -> bool:
    """Return True if a value is an integer that JSON holds exactly; not for booleans or texts."""
    return type(value) is int and abs(value) <= SAFE_INTEGER


def raise_number_fault(link: Json, expected: int, data: bytes, start: int) -> None:
    """Raise Fault for a line that is not the expected link; the lines after it begin at `start`."""
    number = number_of(link)
    if number is None:
        raise Fault(expected, "edited", f"where link {expected} should be, there is no link")
    if number < expected:
        raise Fault(expected, "inserted", f"behind link {expected - 1} stands a second {number}")
    if has_link(data, start, expected):
        raise Fault(expected, "reordered", f"link {number} stands before link {expected}")
    raise Fault(expected, "deleted", f"link {expected} is missing; there is link {number} instead")


def has_link(data: bytes, start: int, number: int) -> bool:
    """Return True if a line from `start` on is the link with this number.

    Other lines are not parsed.
    """
    mark = f'"number":{number}'.encode()
    place = data.find(mark, start)
    while place >= 0:
        end = end_of_line(data, place)
        begin = max(start, data.rfind(b"\n", start, place) + 1)
        try:
            if number_of(parse_canonical(data[begin:end])) == number:
                return True
        except UNREADABLE:
            pass
        place = data.find(mark, end)
    return False


def check_link(link: Json, number: int, previous: str) -> None:
    """Raise Fault if a link's fields are wrong, or its hash is not that of its content."""
    wanted = {"hash", "inningsNumber", "record", "sequenceNumber"}
    record = link["record"]
    if link.keys() != wanted or record.keys() != {"action", "number", "what"}:
        raise Fault(number, "edited", f"link {number} has other fields than a link has")
    is_typed = (
        is_whole(link["inningsNumber"])
        and is_whole(link["sequenceNumber"])
        and isinstance(link["hash"], str)
        and isinstance(record["what"], str)
        and isinstance(record["action"], (dict, type(None)))
    )
    if not is_typed:
        raise Fault(number, "edited", f"link {number} has a value of another type")
    action_id = f"{link['inningsNumber']}_{link['sequenceNumber']}"
    if record["action"] is None:
        raise Fault(number, "deleted", f"link {number}: the document of {action_id} is gone")
    parts = (link["inningsNumber"], link["sequenceNumber"], canonical(record), previous, "")
    if link["hash"] != sha256("\n".join(map(str, parts))):
        raise Fault(number, "edited", f"link {number} ({action_id}) is not what was recorded")


class History:
    """The state of each action by the links so far: whether it exists, and whether it is voided."""

    def __init__(self) -> None:
        self.is_voided: dict[str, bool] = {}
        self.last_link: dict[str, int] = {}

    def add(self, link: Json, number: int) -> None:
        """Apply a link. Raises Fault if it cannot follow the links before it."""
        action_id = f"{link['inningsNumber']}_{link['sequenceNumber']}"
        what, known = link["record"]["what"], self.is_voided.get(action_id)
        can_follow = {
            "appended": known is None,
            "corrected": known is None,
            "edited": known is not None,
            "removed": known is not None,
            "voided": known is False,
            "redone": known is True,
        }
        if not can_follow.get(what, False):
            raise Fault(number, "inserted", f"link {number}: {action_id} cannot be {what} here")
        if what == "removed":
            del self.is_voided[action_id]
        elif what != "edited":
            self.is_voided[action_id] = what == "voided"
        self.last_link[action_id] = number

    def check_log(self, log: Json, end: int) -> None:
        """Raise Fault if the log differs from the links.

        `end` is the number after the last link.
        """
        faults = []
        for action_id in dict.fromkeys([*self.is_voided, *log]):
            is_voided, logged = self.is_voided.get(action_id), log.get(action_id)
            number = self.last_link.get(action_id, end)
            if action_id not in log:
                faults.append((number, "deleted", f"{action_id} is no longer in the log"))
            elif is_voided is None:
                faults.append((number, "inserted", f"{action_id} of the log has no link"))
            elif logged is not is_voided:
                now = "voided" if logged is True else "in play"
                faults.append((number, "edited", f"{action_id} is {now}, and no link says so"))
        if faults:
            raise Fault(*min(faults, key=lambda fault: fault[0]))


def check_end(header: Json, hashes: list[str], log: Json | None) -> None:
    """Raise Fault if the file does not end as its header states."""
    count = len(hashes) - 1
    if count < header["links"]:
        text = f"the header says {header['links']} links, and the file ends behind {count}"
        raise Fault(count + 1, "truncated", text)
    if count > header["links"]:
        text = f"the header says {header['links']} links, and there are {count}"
        raise Fault(header["links"] + 1, "inserted", text)
    if header["head"] != hashes[count]:
        raise Fault(count, "edited", "the head of the header is not the last link's hash")
    if log is None:
        raise Fault(count + 1, "truncated", "the last line, with the log, is missing")


def check_head(hashes: list[str], head: str) -> None:
    """Raise Fault if a published head is not part of this chain."""
    number, _, digits = head.rpartition(":")
    count = len(hashes) - 1
    if not number:
        if digits not in hashes:
            text = "no link has the given head: the end was cut off, or the ledger was rewritten"
            raise Fault(count, "rewritten", text)
    elif int(number) > count:
        text = f"the given head is that of link {number}, and there are {count}"
        raise Fault(count + 1, "truncated", text)
    elif hashes[int(number)] != digits:
        text = f"link {number} has another hash than the given head: the ledger was rewritten"
        raise Fault(int(number), "rewritten", text)


def verify(data: bytes, head: str | None = None) -> tuple[int, str | None, Fault | None]:
    """Verify the bytes of a file; return (number of sound links, last hash, Fault or None).

    `head` is `HASH` or `NUMBER:HASH`, in lowercase digits.
    """
    hashes: list[str] = []
    try:
        end = end_of_line(data, 0)
        header = read_header(data[:end])
        hashes.append(sha256(f"{SCHEME}\n{header['matchId']}\n"))
        check_lines(header, data, end + 1, hashes)
        if head is not None:
            check_head(hashes, head)
    except Fault as fault:
        return max(0, len(hashes) - 1), hashes[-1] if hashes else None, fault
    return len(hashes) - 1, hashes[-1], None


def end_of_line(data: bytes, start: int) -> int:
    """Return where the line that begins at `start` ends: at a line feed, or at the end of the
    data."""
    end = data.find(b"\n", start)
    return end if end >= 0 else len(data)


def check_lines(header: Json, data: bytes, start: int, hashes: list[str]) -> None:
    """Check every line from `start` on. Appends the hash of each sound link to `hashes`."""
    history = History()
    log: Json | None = None
    while start < len(data):
        expected, end = len(hashes), end_of_line(data, start)
        if end == len(data):
            raise Fault(expected, "truncated", "the last line has no end")
        line, start = read_line(data[start:end], expected), end + 1
        if line.keys() == {"log"} and isinstance(line["log"], dict) and start == len(data):
            log = line["log"]
            continue
        if number_of(line) != expected:
            raise_number_fault(line, expected, data, start)
        check_link(line, expected, hashes[-1])
        history.add(line, expected)
        hashes.append(line["hash"])
    check_end(header, hashes, log)
    history.check_log(log or {}, len(hashes))


def read_file(path: Path) -> bytes:
    """Return the bytes of a file. Raises OSError if it cannot be read or is too large."""
    with path.open("rb") as file:
        data = file.read(LARGEST_FILE + 1)
    if len(data) > LARGEST_FILE:
        raise OSError(errno.EFBIG, f"no export is larger than {LARGEST_FILE} bytes")
    return data


def main(arguments: list[str]) -> int:
    """Verify a file, print the result, and return the exit code."""
    parser = argparse.ArgumentParser(prog="verify.py", description=(__doc__ or "").split(":")[0])
    parser.add_argument("file", type=Path, help="an export of `scrbrd ledger export`")
    parser.add_argument("--head", help="a head that was given out: HASH or NUMBER:HASH")
    given = parser.parse_args(arguments)
    head = given.head and SPACE.sub("", given.head).lower()
    if head is not None and not re.fullmatch(r"([0-9]{1,9}:)?[0-9a-f]{64}", head):
        parser.error("--head takes 64 hexadecimal digits, or NUMBER: and the digits")
    try:
        links, last, fault = verify(read_file(given.file), head)
    except OSError as error:
        parser.error(f"{given.file}: {error.strerror}")
    found = f"{links} links are sound" if fault is None else f"{fault.kind}: {fault.text}"
    print(found.encode("unicode_escape").decode())  # one line, whatever the file contains
    first = None if fault is None else vars(fault)
    print(json.dumps({"ok": fault is None, "links": links, "head": last, "firstFault": first}))
    return 0 if fault is None else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
