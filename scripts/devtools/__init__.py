"""The developers' tools of SCRBRD; neither `admin` nor `migrate` nor what is deployed imports them.

They may import `admin`. What is no verb is run by `python -m devtools.PACKAGE`.

    bench          scripts/bench: ours beside a floor and the textbook's way, on emulators
    commands       scripts/scrbrd demo, bench, conformance, rules: what each takes
    conformance    the fold in Python compared with the one in TypeScript
    datamodel      writes docs/data-model.md, JSON Schemas and TypeScript definitions
    demo           scripts/demo: a real match through the emulators
    emulators      Firestore's emulator, and the whole suite, for tests and the demo
    feeds          fakes of data providers
    pages          builds and deploys the pages of clients/web
    replay         a match through a fake provider, the feeds' service and the emulators
    rules          builds, lints, measures and mutates the security rules
    toolchain      scripts/setup: what development needs on this machine
    verdicts       writes what is made of the table of verdicts
"""
