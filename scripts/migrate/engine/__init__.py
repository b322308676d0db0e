"""Reading from and writing to a project: copies first, then what a step planned; and back."""
