"""Exports, prints and verifies the ledger of a match."""
