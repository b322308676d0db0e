"""Extends and checks the ledger of a match."""
