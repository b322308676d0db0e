"""Functions with which the bench compares the deployed one; never deployed."""
