"""The content of `live/state`, and which changes of the log it does not contain yet."""
