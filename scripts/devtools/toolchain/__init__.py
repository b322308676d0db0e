"""What development needs on this machine: found or installed by `scripts/setup`.

Runs on the system's Python before anything is installed: it imports the standard library only.
"""
