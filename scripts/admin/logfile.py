"""Reads and writes our file format of one match: JSON lines, players named once, no defaults.

Line 1 is the header (format, version, attribution, match document, stated outcome, number of
actions), line 2 the players. Then `{"innings": n}` before each innings, an array for a delivery
`[over, ball, striker, non-striker, bowler, runs off the bat, {the rest}]` and an object for any
other action; players are indices in the table of line 2. Ids, sequence and nonces follow from the
order.
"""

import json
import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from admin.cricsheet.importer import import_and_fold, import_match
from admin.cricsheet.innings_log import stable_nonce
from admin.matchlog import FoldedLog, MatchLog
from admin.whole_number import short_json, whole_number
from scrbrd.domain.actions import Action, Delivery, action_id, read_action
from scrbrd.domain.errors import BadDocument, BadInput
from scrbrd.domain.json_types import Json
from scrbrd.domain.lineup import Lineup
from scrbrd.domain.match import read_lineup, read_match
from scrbrd.domain.vocabulary import Source

FORMAT = "scrbrd-log"
VERSION = 1
OURS = re.compile(rf'\s*\{{\s*"format"\s*:\s*"{FORMAT}"')

IDENTITY = frozenset(
    {"id", "matchId", "inningsNumber", "sequenceNumber", "nonce", "follows", "source"}
)
"""Fields that follow from the order of the lines."""

DERIVED = frozenset({"type", "totalRuns", "isLegalDelivery", "isWicket"})
"""Fields of a delivery that follow from its others."""

POSITIONAL_FIELDS = (
    "overNumber",
    "ballInOver",
    "strikerId",
    "nonStrikerId",
    "bowlerId",
    "runsOffBat",
)
"""The fields of a delivery that its array holds by position."""

PLAYER_FIELDS = frozenset(
    {"strikerId", "nonStrikerId", "bowlerId", "playerId", "dismissedPlayerId", "outPlayerId"}
    | {"inPlayerId", "fielderIds", "assistFielderIds", "substituteIds", "absentIds"}
)
WICKET_LISTS = ("fielderIds", "substituteIds")


def load_match(path: Path) -> MatchLog:
    """Read a log of our format or a Cricsheet file. Raises BadInput of one line."""
    return read_log(path) if is_ours(path) else import_match(path)


def load_folded(path: Path) -> FoldedLog:
    """Read a log of our format or a Cricsheet file, and fold it. Raises BadInput of one line."""
    return FoldedLog.of(read_log(path)) if is_ours(path) else import_and_fold(path)


def is_ours(path: Path) -> bool:
    """Return True if a file begins as a log of our format. Raises BadInput if it cannot be read."""
    try:
        with path.open(encoding="utf-8-sig", errors="replace") as file:
            return OURS.match(file.read(200)) is not None
    except OSError as error:
        raise BadInput(f"{path}: cannot be read ({error.strerror}); check the path") from None


def write_log(log: MatchLog, path: Path) -> None:
    """Write a log. Raises BadInput for one that the format cannot hold unchanged."""
    text = "".join(f"{as_json(line)}\n" for line in lines_of(log))
    if parse(path, text) != log:
        raise BadInput(f"{path}: only an imported log can be written in this format")
    path.write_text(text, encoding="utf-8")


def read_log(path: Path) -> MatchLog:
    """Read a log of our format.

    Raises BadInput of one line with the number of the line at fault.
    """
    try:
        return parse(path, path.read_text(encoding="utf-8-sig"))
    except OSError as error:
        raise BadInput(f"{path}: cannot be read ({error.strerror}); check the path") from None
    except UnicodeDecodeError:
        raise BadInput(f"{path}: is not UTF-8 text; fetch the log again") from None


def as_json(value: Any) -> str:
    """Return a value as one line of compact JSON."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def lines_of(log: MatchLog) -> Iterator[Any]:
    """Yield the lines of a log's file, as values for JSON."""
    yield {
        "format": FORMAT,
        "version": VERSION,
        "matchId": log.match_id,
        "attribution": log.attribution,
        "match": plain(log.match),
        "stated": log.stated,
        "actions": len(log.actions),
    } | ({"statedScores": [[*each] for each in log.stated_scores]} if log.stated_scores else {})
    yield {"players": [plain(lineup) for lineup in log.lineups]}
    places = {lineup.player_id: place for place, lineup in enumerate(log.lineups)}
    innings_number = 0
    for action in log.actions:
        if action.innings_number != innings_number:
            innings_number = action.innings_number
            yield {"innings": innings_number}
        yield pack_action(action, places)


def plain(model: Any) -> Json:
    """Return the fields of a model that were set, as values for JSON."""
    fields: Json = model.model_dump(mode="json", by_alias=True, exclude_unset=True)
    return fields


def pack_action(action: Action, places: dict[Any, int]) -> Any:
    """Return an action as its line: players as indices, without fields that can be derived."""
    fields = {name: value for name, value in plain(action).items() if name not in IDENTITY}
    fields = replace_players(fields, lambda player: places.get(player, player))
    if not isinstance(action, Delivery):
        return fields
    line: list[Any] = [fields.pop(name) for name in POSITIONAL_FIELDS]
    other_fields = {
        name: value for name, value in fields.items() if name not in DERIVED and value != {}
    }
    if "wicket" in other_fields:
        other_fields["wicket"] = {
            name: value for name, value in other_fields["wicket"].items() if value != []
        }
    return [*line, other_fields] if other_fields else line


def replace_players(fields: Json, translate: Any) -> Json:
    """Return the fields with every player id replaced, in nested objects too."""
    return {name: replace_players_in(name, value, translate) for name, value in fields.items()}


def replace_players_in(name: str, value: Any, translate: Any) -> Any:
    """Return one field's value with its player ids replaced."""
    if name in PLAYER_FIELDS:
        return [translate(each) for each in value] if isinstance(value, list) else translate(value)
    return replace_players(value, translate) if name == "wicket" else value


def parse(path: Path, text: str) -> MatchLog:
    """Parse the text of a file into a log. Raises BadInput naming the line."""
    # Split at line feeds only: a name may contain other characters that count as line ends.
    lines = text.removesuffix("\n").split("\n") if text else []
    number = 0
    try:
        values = []
        for number, line in enumerate(lines, start=1):  # noqa: B007  named in the error
            values.append(json.loads(line))
        number = 1
        return Reader(values).log()
    except (json.JSONDecodeError, RecursionError):
        raise BadInput(f"{path}: line {number} is no JSON or cut short; fetch it again") from None
    except (BadDocument, LookupError, TypeError, ValueError, AttributeError) as error:
        raise BadInput(f"{path}: {one_line(error)}; fetch the log again") from None


def one_line(error: Exception) -> str:
    """Return the fault as one line of text."""
    if isinstance(error, ValidationError):
        fault = error.errors()[0]
        return f"{'.'.join(str(part) for part in fault['loc'])}: {fault['msg']}"
    if isinstance(error, KeyError):
        return f"{error} is missing"
    return str(error).splitlines()[0] if str(error) else type(error).__name__


class Reader:
    """Converts the parsed lines of a file to a log."""

    def __init__(self, lines: list[Any]) -> None:
        if len(lines) < 2:
            raise ValueError("header or players are missing")
        self.header, self.players, self.lines = lines[0], lines[1]["players"], lines[2:]
        version = whole_number(self.header, "version", f"not {VERSION}, which we read")
        if version != VERSION:
            newer = "; a newer release wrote it: use that one" if version > VERSION else ""
            raise ValueError(f"version is {version}, not {VERSION}, which we read{newer}")
        self.match_id: str = str(self.header["matchId"])
        self.innings_number = self.sequence_number = 0

    def log(self) -> MatchLog:
        """Return the whole log. Raises ValueError if actions are missing."""
        actions = tuple(self.actions(self.lines))
        stated = whole_number(self.header, "actions", "which is no count")
        if len(actions) != stated:
            raise ValueError(f"has {len(actions)} of its {stated} actions")
        return MatchLog(
            self.match_id,
            read_match(self.match_id, self.header["match"]),
            tuple(self.lineup(each) for each in self.players),
            actions,
            self.header["attribution"],
            self.header["stated"],
            stated_scores=tuple(map(stated_score, self.header.get("statedScores", ()))),
        )

    def lineup(self, fields: Json) -> Lineup:
        """Parse one player's lineup."""
        return read_lineup(self.match_id, str(fields.get("playerId")), fields)

    def actions(self, lines: Iterable[Any]) -> Iterator[Action]:
        """Yield the actions in order. Raises ValueError naming the line (1-based) at fault."""
        for number, line in enumerate(lines, start=3):
            try:
                if isinstance(line, dict) and "innings" in line:
                    of = whole_number(line, "innings", "which is no number of an innings")
                    self.innings_number, self.sequence_number = of, 0
                    continue
                fields = unpack_delivery(line) if isinstance(line, list) else dict(line)
                yield self.action(replace_players(fields, self.player_id))
            except (LookupError, TypeError, ValueError, AttributeError) as error:
                raise ValueError(f"line {number}: {one_line(error)}") from None

    def player_id(self, place: Any) -> Any:
        """Return the id of the player at an index (0-based) of the table; a text is already an id.

        Raises ValueError for an index that the table does not have.
        """
        if isinstance(place, bool):
            raise ValueError(f"a player is {json.dumps(place)}, which is no place in the table")
        if not isinstance(place, int):
            return place
        if not 0 <= place < len(self.players):
            raise ValueError(f"there is no player {place}")
        return self.players[place]["playerId"]

    def action(self, fields: Json) -> Action:
        """Return the next action of the innings, with its identifying fields."""
        self.sequence_number += 1
        number, sequence = self.innings_number, self.sequence_number
        identity = {
            "id": action_id(number, sequence),
            "matchId": self.match_id,
            "inningsNumber": number,
            "sequenceNumber": sequence,
            "nonce": stable_nonce(self.match_id, action_id(number, sequence)),
            "follows": stable_nonce(self.match_id, action_id(number, sequence - 1))
            if sequence > 1
            else "",
            "source": str(Source.IMPORT),
        }
        return read_action(identity | fields)


def stated_score(value: Any) -> tuple[int, int]:
    """Return (runs, wickets) of an innings as the header states them.

    Raises ValueError for anything but two integers.
    """
    runs, wickets = value
    for name, each in (("runs", runs), ("wickets", wickets)):
        if type(each) is not int:
            raise ValueError(f"statedScores: {name} is {short_json(each)}, which is no score")
    return runs, wickets


def unpack_delivery(line: list[Any]) -> Json:
    """Return a delivery's array as the fields of its document.

    Raises ValueError for an array of another length.
    """
    if not len(POSITIONAL_FIELDS) <= len(line) <= len(POSITIONAL_FIELDS) + 1:
        raise ValueError(
            f"a delivery has {len(POSITIONAL_FIELDS)} or {len(POSITIONAL_FIELDS) + 1} parts"
        )
    other_fields = dict(line[len(POSITIONAL_FIELDS)]) if len(line) > len(POSITIONAL_FIELDS) else {}
    fields: Json = {"type": "delivery", "extras": {}}
    fields |= dict(zip(POSITIONAL_FIELDS, line, strict=False)) | other_fields
    extras = fields["extras"]
    fields["totalRuns"] = fields["runsOffBat"] + sum(extras.values())
    fields["isLegalDelivery"] = not {"wide", "noBall"} & set(extras)
    fields["isWicket"] = "wicket" in fields
    if "wicket" in fields:
        fields["wicket"] = {name: [] for name in WICKET_LISTS} | fields["wicket"]
    return fields
