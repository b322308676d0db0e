"""Tests of the verifiers of an exported ledger."""
