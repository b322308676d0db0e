"""Follows the feeds of data providers and writes their data into the match log and scoreboards.

Pure parts: `model`, `feeds` (parsing answers), `policy` (when to poll which provider), `changes`,
`gaps` and `log` (which actions to write), `scoreboards`. Everything that waits, sends requests or
writes is behind the protocols in `ports`. Start reading at `scheduling.poll_loop`, then
`cricket_follower`.
"""
