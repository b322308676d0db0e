"""Owns how a document becomes a value: camelCase outside, snake_case inside, frozen, strict.

Knows nothing of where documents are kept.
"""

from typing import Annotated, Any, TypeVar

from pydantic import BaseModel, ConfigDict, Field, ValidationError
from pydantic.alias_generators import to_camel

from scrbrd.domain.errors import BadDocument

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
Name = Annotated[str, Field(strict=True, min_length=1, max_length=200)]


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
        raise BadDocument(where, [_fault(fault) for fault in error.errors()]) from None


def _fault(fault: Any) -> str:
    """One field's fault as `field: what is wrong (got value)`, the value cut short."""
    field = ".".join(str(part) for part in fault["loc"]) or "document"
    got = repr(fault["input"])
    shown = got if len(got) <= 40 else f"{got[:37]}..."
    return f"{field}: {fault['msg']} (got {shown})"
