"""Moves a school's matches from the old shape to the log: four numbered steps, each undoable.

`old` reads the old documents, `log` makes actions of balls, `selection` lineups, `people` roles:
all pure. `engine` keeps copies, writes, continues and undoes; `steps` are the migrations.
"""
