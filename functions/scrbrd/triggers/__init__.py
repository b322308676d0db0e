"""The functions that Firebase calls, a few lines each; all logic is in the handlers.

The options common to all of them are set here, before any is declared; docs/operations.md has the
reasons.
"""

from firebase_functions.options import MemoryOption, SupportedRegion, set_global_options

set_global_options(
    region=SupportedRegion.US_CENTRAL1,
    memory=MemoryOption.MB_512,
    timeout_sec=60,
    cpu=1,
    concurrency=8,
    max_instances=20,
)
