"""Moves a school's matches from the old shape to the log, in numbered steps that can be undone.

    old          reads the old documents                                    (pure)
    log          makes actions of old balls, and compares them with totals  (pure)
    selection    makes lineups of old team selections                       (pure)
    people       makes role documents of old fields                         (pure)
    engine       copies old documents; plans, writes, resumes and undoes
    steps        the migrations, one module each; `registry` has their order

`scrbrd migrate` (admin/commands/migrate.py) runs the steps with `engine.run`.
"""
