"""Shows one stored match: its scorecard, its score at an action, its replay."""
