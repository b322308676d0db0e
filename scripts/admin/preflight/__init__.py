"""What must be so before matches are scored on a project: each line ok, wrong or unknown."""
