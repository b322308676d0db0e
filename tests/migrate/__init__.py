"""Migrations: each rule by itself, a made-up school on the command line, and triggers live."""
