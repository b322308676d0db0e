"""Tests of the ingest service, which reads providers' feeds."""
