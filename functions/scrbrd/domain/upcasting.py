"""Converts documents of the log from older schema versions to the current one, before reading.

Pure. One upcaster for each version: a function from a document of that version to one of the next.
"""

from collections.abc import Callable, Mapping

from scrbrd.domain.actions import SCHEMA_VERSION
from scrbrd.domain.errors import BadDocument
from scrbrd.domain.json_types import Json

Upcaster = Callable[[Json], Json]


def keep_unchanged(data: Json) -> Json:
    """Return the same document: the two versions do not differ."""
    return data


UPCASTERS: Mapping[int, Upcaster] = {0: keep_unchanged, 1: keep_unchanged, 2: keep_unchanged}
"""Upcasters by the version that they convert to the next one.

Versions 0 to 2 never had a log of their own: balls were stored in `ballHistory` (which
`scripts/migrate` converts), and apps that wrote a smaller number into `scoring_actions` wrote the
fields of version 3, by which those balls have always been counted.
"""


def upcast(
    data: Json, upcasters: Mapping[int, Upcaster] = UPCASTERS, current: int = SCHEMA_VERSION
) -> Json:
    """Return a document of the log as the current version has it.

    A document without a version is of the current one. One of a newer version, or with a value that
    is no version, is returned unchanged. Raises BadDocument where an upcaster fails.
    """
    version = data.get("schemaVersion", current)
    if not is_version(version):
        return data
    for step in range(version, current):
        try:
            data = upcasters[step](data) | {"schemaVersion": step + 1}
        except (AttributeError, LookupError, TypeError, ValueError) as error:
            where = f"match {data.get('matchId')!s}, action {data.get('id')!s}"
            raise BadDocument(where, [f"schemaVersion {step}: {error!r:.100}"]) from error
    return data


def is_version(value: object) -> bool:
    """Return whether a value is a schema version at all."""
    return isinstance(value, int) and not isinstance(value, bool) and value >= 0


def is_newer(value: object) -> bool:
    """Return whether a value is a schema version that this code does not know."""
    return isinstance(value, int) and value > SCHEMA_VERSION
