// The documents of SCRBRD: their types, made from the models, and how an app reads and shows them.

export * from "./feed_reader.js";
export * from "./overs.js";
export * from "./reader.js";
export * from "./tables.js";
export type * from "./types.js";
