"""Draws the charts of a match. `data` and `shots` are pure; the others use matplotlib.

matplotlib is pinned in scripts/admin/requirements.txt, never in the functions'; nothing here
imports it before a chart is asked for.
"""
