// Written from the models by `python -m devtools.datamodel`; do not edit.

import type { Timestamp } from "firebase/firestore";

export type { Timestamp };

/** A Timestamp if functions write it; where people write, ISO 8601 text is read too. */
export type Moment = Timestamp | string;
