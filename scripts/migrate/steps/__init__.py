"""The migrations, one module each. `registry` has the order in which they run."""
