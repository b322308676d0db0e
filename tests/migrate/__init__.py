"""Tests the migrations: each rule alone, a fictional school by commands, and live triggers."""
