// Written from the models by `python -m devtools.datamodel`; do not edit.

import type { Timestamp } from "firebase/firestore";

export type { Timestamp };

/** A Timestamp in what functions write; ISO texts are read too where people write. */
export type Moment = Timestamp | string;
