"""Follows the feeds of data providers and brings what they say into the log and the scoreboards.

Pure parts: `model`, `feeds` (what an answer says), `policy` (when to ask whom), `changes`, `gaps`
and `log` (what to append), `scoreboards`. Everything that waits, asks or writes stands behind the
protocols of `ports`. Begin with `scheduling.poll_loop`, then `cricket_follower`.
"""
