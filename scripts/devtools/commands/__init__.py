"""The developers' commands of `scrbrd`, one module each."""
