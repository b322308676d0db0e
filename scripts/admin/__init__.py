"""The administrators' command line of SCRBRD; knows nothing of `devtools` and of the tests.

A verb is read from its module in `commands`, which says what it takes and hands over to the package
that does it. What stands beside the packages is shared: `app` lists the verbs, `options` has their
common options and exit codes, `connection` leads to a project, `server_errors` says what to do.

    books          consensus, disputes, rule, tier: several scorers' books of a match
    charts         chart
    corrections    void, redo, correct
    cricsheet      import and export cricsheet: their files as logs of ours, and back
    feeds          feed: matches that data providers tell
    judging        judge, editions
    ledger         ledger export, head, verify
    maintenance    rebuild, verify, reconcile, health; which matches a verb works on
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

`score` is `scoring`, which reads files by `logfile`; `migrate` is a package of its own beside this
one. Tests of a verb are in `tests/admin/test_VERB*.py`.
"""
