"""Defines how a document becomes a value: camelCase outside, snake_case inside, frozen, strict.

Does not know where documents are stored.
"""

from datetime import datetime
from typing import Annotated, Any, TypeVar

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError
from pydantic.alias_generators import to_camel

from scrbrd.domain.errors import BadDocument
from scrbrd.domain.identifiers import as_id
from scrbrd.domain.plain import as_plain, short_text

MAX_INNINGS = 40
MAX_SEQUENCE = 99_999
MAX_RUNS = 20
MAX_OVER = 9_999
MAX_BALL = 99

Runs = Annotated[int, Field(strict=True, ge=0, le=MAX_RUNS)]
InningsNumber = Annotated[int, Field(strict=True, ge=1, le=MAX_INNINGS)]
SequenceNumber = Annotated[int, Field(strict=True, ge=1, le=MAX_SEQUENCE)]
OverNumber = Annotated[int, Field(strict=True, ge=0, le=MAX_OVER)]
BallNumber = Annotated[int, Field(strict=True, ge=1, le=MAX_BALL)]
Flag = Annotated[bool, Field(strict=True)]
Whole = Annotated[int, Field(strict=True, ge=0)]
Text = Annotated[str, Field(strict=True, max_length=2_000)]
Line = Annotated[str, Field(strict=True, max_length=200)]
Name = Annotated[str, Field(strict=True, min_length=1, max_length=200)]
Plain = Annotated[Any, AfterValidator(as_plain)]
"""Anything that JSON can hold; the score needs none of it."""

FIRST_YEAR = 1_000
LAST_YEAR = 8_999
"""Times in other years are mistakes; arithmetic with them would overflow the calendar."""

LONGEST_ID_BYTES = 200
"""Bytes of the longest id kept as it is.

A longer one, from documents written before ids were defined, is kept as `as_id` of it.
"""


def shorten_long_id(text: str) -> str:
    """Return an id as it is stored: one that is too long for the state is shortened by `as_id`."""
    if len(text) * 4 <= LONGEST_ID_BYTES or len(text.encode()) <= LONGEST_ID_BYTES:
        return text
    return as_id(text)


def check_moment(moment: datetime | str) -> datetime | str:
    """Return a time unchanged. Raises ValueError for a year outside the supported range.

    A text that is no time is returned as it is.
    """
    time: datetime | str = moment
    if isinstance(moment, str):
        try:
            time = datetime.fromisoformat(moment)
        except ValueError:
            return moment
    if isinstance(time, datetime) and not FIRST_YEAR <= time.year <= LAST_YEAR:
        raise ValueError(f"is not between the years {FIRST_YEAR} and {LAST_YEAR}")
    return moment


Moment = Annotated[
    datetime | Annotated[str, Field(strict=True, max_length=100)], AfterValidator(check_moment)
]


class Document(BaseModel):
    """A value read from a document: frozen; unknown fields are ignored, known ones are strict."""

    model_config = ConfigDict(
        alias_generator=to_camel,
        populate_by_name=True,
        frozen=True,
        extra="ignore",
        defer_build=True,  # a cold start builds the few models that it uses
    )

    def to_document(self) -> dict[str, Any]:
        """Return the fields that were given, in camelCase, as plain JSON-like values."""
        return self.model_dump(mode="python", by_alias=True, exclude_unset=True)


DocumentT = TypeVar("DocumentT", bound=Document)


def read_document(model: type[DocumentT], data: dict[str, Any], where: str) -> DocumentT:
    """Read `data` as a `model`. Raises BadDocument naming `where` and every wrong field."""
    try:
        return model.model_validate(data)
    except ValidationError as error:
        raise BadDocument(where, faults_of(error)) from None


def faults_of(error: ValidationError) -> list[str]:
    """Return the faults of a document, sorted; the same in whatever order its fields stand."""
    return sorted({fault_text(fault) for fault in error.errors(include_url=False)})


def fault_text(fault: Any, name: str | None = None) -> str:
    """Return one field's fault as `field: what is wrong (got value)`, the value cut short."""
    name = name or dotted_path(fault["loc"])
    if fault["type"] == "missing":  # the input would be the whole enclosing map
        return f"{name}: {fault['msg']}"
    return f"{name}: {fault['msg']} (got {short_text(fault['input'])})"


def dotted_path(location: tuple[str | int, ...]) -> str:
    """Return the path of a value in a document as text: `wicket.fielderIds.0`."""
    return ".".join(str(part) for part in location) or "document"
