"""Defines how a document becomes a value: camelCase outside, snake_case inside, frozen, strict.

Knows nothing of where documents are kept.
"""

from datetime import datetime
from typing import Annotated, Any, TypeVar

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError
from pydantic.alias_generators import to_camel

from scrbrd.domain.errors import BadDocument
from scrbrd.domain.identifiers import as_id
from scrbrd.domain.plain import plain, shown

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
Plain = Annotated[Any, AfterValidator(plain)]
"""Anything that JSON can hold; the score needs none of it."""

FIRST_YEAR = 1_000
LAST_YEAR = 8_999
"""Times of other years are slips; sums with them, and time zones, run over the calendar's ends."""

LONGEST_ID_BYTES = 200
"""Of ids in documents of before ids were defined; a longer one is kept as `as_id` of it."""


def id_kept(text: str) -> str:
    """Return an id as it is kept: a text that is too long for a state of many becomes shorter."""
    if len(text) * 4 <= LONGEST_ID_BYTES or len(text.encode()) <= LONGEST_ID_BYTES:
        return text
    return as_id(text)


def moment_kept(moment: datetime | str) -> datetime | str:
    """Return a moment. Raises ValueError for one at an end of the calendar.

    A text that is no time stands as it is.
    """
    read: datetime | str = moment
    if isinstance(moment, str):
        try:
            read = datetime.fromisoformat(moment)
        except ValueError:
            return moment
    if isinstance(read, datetime) and not FIRST_YEAR <= read.year <= LAST_YEAR:
        raise ValueError(f"is not between the years {FIRST_YEAR} and {LAST_YEAR}")
    return moment


Moment = Annotated[
    datetime | Annotated[str, Field(strict=True, max_length=100)], AfterValidator(moment_kept)
]


class Document(BaseModel):
    """A value read from a document: frozen; unknown fields are passed over, known ones strict."""

    model_config = ConfigDict(
        alias_generator=to_camel,
        populate_by_name=True,
        frozen=True,
        extra="ignore",
        defer_build=True,  # a cold start builds the few models that it uses
    )

    def to_document(self) -> dict[str, Any]:
        """The fields that were given, in the documents' camelCase, as plain JSON-like values."""
        return self.model_dump(mode="python", by_alias=True, exclude_unset=True)


DocumentT = TypeVar("DocumentT", bound=Document)


def read_document(model: type[DocumentT], data: dict[str, Any], where: str) -> DocumentT:
    """Read `data` as a `model`; raises BadDocument naming `where` and every field that is wrong."""
    try:
        return model.model_validate(data)
    except ValidationError as error:
        raise BadDocument(where, faults_of(error)) from None


def faults_of(error: ValidationError) -> list[str]:
    """Return what is wrong with a document, sorted; the same however its fields are ordered."""
    return sorted({fault_text(fault) for fault in error.errors(include_url=False)})


def fault_text(fault: Any, name: str | None = None) -> str:
    """Return one field's fault as `field: what is wrong (got value)`, the value cut short."""
    name = name or dotted(fault["loc"])
    if fault["type"] == "missing":  # what it is missing from would be all there is to show
        return f"{name}: {fault['msg']}"
    return f"{name}: {fault['msg']} (got {shown(fault['input'])})"


def dotted(location: tuple[str | int, ...]) -> str:
    """Return the name of a place in a document: `wicket.fielderIds.0`."""
    return ".".join(str(part) for part in location) or "document"
