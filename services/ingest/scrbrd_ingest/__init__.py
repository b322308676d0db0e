"""Follows the feeds of data providers and brings what they say into the log and the scoreboards.

Pure parts: `model`, `feeds` (what an answer says), `policy` (when to ask whom), `changes`, `log`
(what to append). Everything that waits, asks or writes stands behind the protocols of `ports`.
"""
