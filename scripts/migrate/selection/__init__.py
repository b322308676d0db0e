"""Making lineups of the old selections: whom the match named, whom its checklist, who confirmed."""
