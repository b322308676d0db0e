"""The administrators' command line of SCRBRD. Imports nothing from `devtools` or from the tests.

Each verb is defined in a module of `commands`, which parses its options and calls the package that
does the work. The modules beside these packages are shared: `app` lists the verbs, `options` has
the common options and exit codes, `connection` connects to a project, `server_errors` explains
errors of the servers.

    books          consensus, disputes, rule, tier: several scorers' books of a match
    charts         chart
    corrections    void, redo, correct
    cricsheet      import and export cricsheet: converts Cricsheet files to our logs and back
    feeds          feed: matches that data providers send
    judging        judge, editions
    ledger         ledger export, head, verify
    maintenance    rebuild, verify, reconcile, health; selection of the matches a verb works on
    money          forecast, meter
    preflight      preflight
    rain           dls; the lines about rain under a scorecard
    roles          grant, revoke, roles
    season_file    create
    seed           seed
    simulation     simulate
    stats          stats rebuild, verify, table
    stored_match   scorecard, at, replay: reads one match of a project
    transfer       backup, restore and import: files written whole, documents in batches

`score` is in `scoring`, which reads files with `logfile`; `migrate` is a separate package next to
this one. The tests of a verb are in `tests/admin/test_VERB*.py`.
"""
