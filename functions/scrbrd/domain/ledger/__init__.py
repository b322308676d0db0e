"""The ledger of a match: a chain of hashes over everything that was done to its log. Pure."""
