"""Builds the application: middleware for every request, and rendering of errors."""
