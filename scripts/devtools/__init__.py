"""The developers' tools of SCRBRD. Neither `admin`, `migrate` nor deployed code imports them.

They may import `admin`. Tools without a verb are run by `python -m devtools.PACKAGE`.

    bench          scripts/bench: our function compared with a floor and the textbook's solution
    commands       the arguments of scripts/scrbrd demo, bench, conformance and rules
    conformance    compares the fold in Python with the one in TypeScript
    datamodel      writes docs/data-model.md, JSON Schemas and TypeScript definitions
    demo           scripts/demo: scores a recorded match through the emulators
    emulators      starts the Firestore emulator or the whole suite, for tests and the demo
    feeds          fakes of data providers
    pages          builds and deploys the pages of clients/web
    replay         plays a match through a fake provider, the ingest service and the emulators
    rules          builds, lints, measures and mutates the security rules
    toolchain      scripts/setup: installs the tools for development on this machine
    verdicts       writes the documents that are generated from the table of verdicts
"""
