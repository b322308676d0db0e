"""Makes role assignments of the roles that people, teams and matches held in the old shape."""
