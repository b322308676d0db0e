"""Defines the table of hostile requests: each differs in one thing from an accepted request.

So a rule that denies everything fails the table, as does a rule that allows everything.
"""

from __future__ import annotations

from tests.rules.twins.books import entry_twins
from tests.rules.twins.commit import Family, Twin, families
from tests.rules.twins.deliveries import delivery_identity_twins, delivery_score_twins
from tests.rules.twins.documents import document_value_twins
from tests.rules.twins.entries import competition_entry_twins
from tests.rules.twins.facts import fact_twins
from tests.rules.twins.joiners import joiner_twins
from tests.rules.twins.lineups import lineup_twins
from tests.rules.twins.log import closed_log_twins, log_sequence_twins, void_twins
from tests.rules.twins.matches import match_twins
from tests.rules.twins.numbers import decimal_point_twins
from tests.rules.twins.overruling import overruling_twins
from tests.rules.twins.places import derived_document_twins, place_twins
from tests.rules.twins.regrants import regrant_twins
from tests.rules.twins.roles import role_twins
from tests.rules.twins.rulings import ruling_twins
from tests.rules.twins.statements import bypass_twins, entry_void_twins, statement_twins
from tests.rules.twins.tiers import tier_twins
from tests.rules.twins.values import log_value_twins


def twins() -> tuple[Twin, ...]:
    """Return the whole table."""
    return (
        *delivery_identity_twins(),
        *delivery_score_twins(),
        *fact_twins(),
        *closed_log_twins(),
        *log_sequence_twins(),
        *void_twins(),
        *entry_twins(),
        *statement_twins(),
        *entry_void_twins(),
        *bypass_twins(),
        *ruling_twins(),
        *overruling_twins(),
        *match_twins(),
        *tier_twins(),
        *competition_entry_twins(),
        *lineup_twins(),
        *role_twins(),
        *regrant_twins(),
        *place_twins(),
        *derived_document_twins(),
        *log_value_twins(),
        *document_value_twins(),
        *joiner_twins(),
        *decimal_point_twins(),
    )


def all_families() -> tuple[Family, ...]:
    """Return the whole table, grouped by accepted request."""
    return families(twins())
