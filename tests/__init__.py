"""The tests, by the packages that they test."""
