"""The ledger of a match: a chain of hashes over every change of its log. Pure."""
