"""Moves a school's matches from the old shape to the log: numbered steps, each undoable.

    old          reads the old documents                                    (pure)
    log          makes actions of old balls, and compares them with totals  (pure)
    selection    makes lineups of old selections                            (pure)
    people       makes roles of old fields                                  (pure)
    engine       keeps copies, plans, writes, continues and undoes
    steps        the migrations, one module each; `registry` has their order

`scrbrd migrate` (admin/commands/migrate.py) runs `engine.run` on the steps.
"""
