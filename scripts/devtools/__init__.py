"""The developers' tools of SCRBRD: demo, bench, rules, data model, emulators and setup.

May import `admin`; neither `admin` nor `migrate` nor the deployed functions import it.
"""
