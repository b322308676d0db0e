"""Tests the verifiers of an exported ledger."""
