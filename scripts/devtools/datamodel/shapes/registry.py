"""Models of people, schools, teams and squads, with the fields that the rules let clients write."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from pydantic import Field

from scrbrd.domain.document import Document, Line, Moment, Name
from scrbrd.domain.roles import JerseyNumber

ServerTime = Annotated[datetime, Field(description="the server's")]
Caller = Annotated[Name, Field(description="the caller")]
OwnId = Annotated[Name, Field(description="the document's")]
Link = Annotated[str, Field(max_length=500)]
Short = Annotated[str, Field(max_length=100)]
Phone = Annotated[str, Field(max_length=40)]
Colours = Annotated[str | tuple[str, ...], Field(description="one, or a list")]
Findings = Annotated[
    dict[str, str | bool], Field(max_length=50, description="findings by name: text or flag")
]


class ChangeFields(Document):
    """The author and time of the last change of a document."""

    updated_at: ServerTime
    updated_by: Caller


class AuditFields(ChangeFields):
    """The author and time of the last change of a document, and the time of its creation."""

    created_at: ServerTime


class Person(AuditFields):
    """The public fields of a person."""

    id: OwnId
    display_name: Line
    photo_url: Link | None = None
    batting_style: Short | None = None
    bowling_style: Short | None = None


class Profile(ChangeFields):
    """The private fields of a person."""

    email: Annotated[str, Field(max_length=320)] | None = None
    phone: Phone | None = None
    date_of_birth: Moment | None = None
    address: Annotated[str, Field(max_length=1_000)] | None = None
    guardian_name: Line | None = None
    guardian_phone: Phone | None = None
    medical_notes: Annotated[str, Field(max_length=5_000)] | None = None


class School(AuditFields):
    """A school or a club."""

    id: OwnId
    name: Line
    short_name: Line | None = None
    city: Line | None = None
    country: Line | None = None
    website: Link | None = None
    logo_url: Link | None = None
    colours: Colours | None = None


class Team(AuditFields):
    """A team of a school."""

    id: OwnId
    name: Line
    short_name: Line | None = None
    school_id: Name
    age_group: Line | None = None
    division: Line | None = None
    logo_url: Link | None = None
    colours: Colours | None = None
    home_venue: Line | None = None


class Squad(AuditFields):
    """A team's pool of players in a season."""

    id: OwnId
    name: Line | None = None
    team_id: Name
    season_id: Name
    competition_id: Name | None = None


class SquadPlayer(ChangeFields):
    """A player of a squad."""

    player_id: OwnId
    player_name: Line | None = None
    jersey_number: JerseyNumber | None = None
    role: Short | None = None


class Season(Document):
    """A season; administrators may add other fields."""

    id: Name | None = None
    name: Line | None = None
    start_date: Moment | None = None
    end_date: Moment | None = None


class PreMatchProcedure(ChangeFields):
    """The officials' checklist before play."""

    match_id: OwnId
    pitch_inspection: Findings | None = None
    ground_inspection: Findings | None = None
    weather: Findings | None = None
    checklist: Findings | None = None
    notes: Annotated[str, Field(max_length=5_000)] | None = None


class PresenceShard(Document):
    """The number of readers of a match at one process of the gateway."""

    match_id: str
    watching: Annotated[int, Field(ge=0, description="sockets and streams")]
    updated_at: datetime
    expire_at: Annotated[datetime, Field(description="TTL: a minute after the write")]
