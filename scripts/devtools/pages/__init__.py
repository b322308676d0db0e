"""Builds the pages in `clients/web` with npm, and prepares their settings for hosting."""
