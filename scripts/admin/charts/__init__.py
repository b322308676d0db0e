"""Draws the charts of a match. `data` and `shots` are pure; the other modules use matplotlib.

matplotlib is pinned in scripts/admin/requirements.txt, never in the functions' requirements. No
module imports it before a chart is drawn.
"""
