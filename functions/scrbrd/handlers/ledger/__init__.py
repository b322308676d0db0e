"""Continues the ledger of a match in the commit that its log leads to."""
