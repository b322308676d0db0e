"""Reads a document without the fields that cannot be read, so that the others count.

A document is read strictly first; only one that fails is read again without its wrong fields. The
fields left out are returned as faults, in an order that does not depend on the document's.
"""

from collections.abc import Callable, Mapping
from typing import Any, Final

from pydantic import ValidationError
from pydantic.alias_generators import to_snake

from scrbrd.domain.document import DocumentT, dotted_path, fault_text
from scrbrd.domain.errors import BadDocument

Path = tuple[str | int, ...]
Faulty = dict[Path, Any]
"""The first error at each place of a document."""

MOST_ROUNDS: Final = 12
MOST_FAULTS: Final = 6
SHORTENED: Final = frozenset(
    {
        "homeTeamName",
        "awayTeamName",
        "playerName",
        "venue",
        "attribution",
        "law",
        "method",
        "reason",
        "text",
    }
)
"""Fields for display: too long a text is cut, where any other field would be left out."""


def read_leniently(
    model: type[DocumentT],
    data: dict[str, Any],
    where: str,
    may_drop: Callable[[Path], bool] = lambda _: True,
    stand_ins: Mapping[str, Any] | None = None,
) -> tuple[DocumentT, tuple[str, ...]]:
    """Return `data` as a `model`, and the faults of the fields that were left out.

    `stand_ins` are values for required fields of the document that are missing or wrong. Raises
    BadDocument where a field is wrong that must not be left out.
    """
    try:
        return model.model_validate(data), ()
    except ValidationError as error:
        faulty = errors_by_path(data, error)
    mended, faults = MendedCopy(data, may_drop, stand_ins or {}), fault_texts(faulty)
    for _ in range(MOST_ROUNDS):
        if not all(mended.mend(each, faulty[each]) for each in removal_order(faulty)):
            break
        try:
            return model.model_validate(mended.data), tuple(sorted(faults.values()))
        except ValidationError as error:
            faulty = errors_by_path(mended.data, error)
            faults = fault_texts(faulty) | faults
    raise BadDocument(where, sorted(faults.values()))


def errors_by_path(data: Any, error: ValidationError) -> Faulty:
    """Return the errors by the deepest path in the document that they name."""
    faulty: Faulty = {}
    for fault in error.errors(include_url=False):
        faulty.setdefault(document_path(data, fault["loc"]), fault)
    return faulty


def document_path(data: Any, location: tuple[str | int, ...]) -> Path:
    """Return a location as far as it exists in the document; branches of a model are dropped."""
    node, path = data, []
    for part in location:
        name = next((each for each in field_names(part) if has_key(node, each)), None)
        if name is None:
            break
        node = node[name]
        path.append(name)
    return tuple(path)


def field_names(part: str | int) -> tuple[str | int, ...]:
    """Return the names that a field may have in a document: camelCase and snake_case."""
    return (part,) if isinstance(part, int) else (part, to_snake(part))


def has_key(node: Any, part: str | int) -> bool:
    """Return whether a map or a list has such a key or index."""
    if isinstance(part, int):
        return isinstance(node, list) and part < len(node)
    return isinstance(node, dict) and part in node


def removal_order(faulty: Faulty) -> list[Path]:
    """Return paths in an order in which removing one moves none of the others."""
    return sorted(faulty, key=sort_key, reverse=True)


def sort_key(path: Path) -> tuple[tuple[bool, str | int], ...]:
    """Return a sort key of a path; list indexes sort as numbers."""
    return tuple((isinstance(part, int), part) for part in path)


def fault_texts(faulty: Faulty) -> dict[str, str]:
    """Return the fault texts by the name of their path; the first few of many."""
    order = sorted(faulty, key=sort_key)
    named = {
        name: fault_text(faulty[path], name)
        for path in order[:MOST_FAULTS]
        for name in [
            dotted_path(faulty[path]["loc"] if faulty[path]["type"] == "missing" else path)
        ]
    }
    beyond = len(order) - MOST_FAULTS
    return named | ({"": f"and {beyond} more"} if beyond > 0 else {})


class MendedCopy:
    """A copy of a document whose wrong fields are repaired one by one.

    Only the maps and lists on the path to a wrong field are copied: a list may have thousands of
    items.
    """

    def __init__(
        self,
        data: dict[str, Any],
        may_drop: Callable[[Path], bool],
        stand_ins: Mapping[str, Any],
    ) -> None:
        self.data = dict(data)
        self._may_drop, self._stand_ins = may_drop, stand_ins
        self._copied: set[int] = set()

    def mend(self, path: Path, fault: Any) -> bool:
        """Shorten, fill or delete the wrong value at a path; return whether that is allowed."""
        if not path:
            return self._fill(fault)
        if not self._may_drop(path):
            return False
        parent, last = self._parent(path), path[-1]
        is_list = fault["type"] == "too_long"
        if is_list or (fault["type"] == "string_too_long" and last in SHORTENED):
            parent[last] = parent[last][: fault["ctx"]["max_length"]]
        else:
            del parent[last]
        return True

    def _fill(self, fault: Any) -> bool:
        name = fault["loc"][0] if fault["loc"] else ""
        if fault["type"] != "missing" or name not in self._stand_ins:
            return False
        self.data[name] = self._stand_ins[name]
        return True

    def _parent(self, path: Path) -> Any:
        """Return the container of a path's last part; it and everything above it are copies."""
        node: Any = self.data
        for part in path[:-1]:
            child = node[part]
            if id(child) not in self._copied:
                child = node[part] = dict(child) if isinstance(child, dict) else list(child)
                self._copied.add(id(child))
            node = child
        return node
