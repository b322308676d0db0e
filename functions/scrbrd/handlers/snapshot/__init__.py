"""What `live/state` holds, and what of the log is not in it yet."""
