// Written from the models by `python -m devtools.datamodel`; do not edit.

export type * from "./actions.js";
export type * from "./archive.js";
export type * from "./books.js";
export type * from "./entries.js";
export type * from "./feed.js";
export type * from "./ledger.js";
export type * from "./live.js";
export type * from "./match.js";
export type * from "./moment.js";
export type * from "./presence.js";
export type * from "./registry.js";
export type * from "./roles.js";
export type * from "./rulings.js";
export type * from "./statistics.js";
export type * from "./vocabulary.js";
