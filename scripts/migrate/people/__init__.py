"""Making role assignments of what people, teams and matches said of who is who."""
