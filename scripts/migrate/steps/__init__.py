"""The migrations, one module each, in the order in which they are run."""
