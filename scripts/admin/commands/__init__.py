"""The commands of `scrbrd`, one module each."""
