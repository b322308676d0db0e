// Defines the error for a document that does not fit its collection.

/** Names the document and each faulty field. */
export class BadDocument extends Error {
  constructor(
    readonly where: string,
    readonly faults: readonly string[],
  ) {
    super(`${where}: ${faults.join("; ")}`);
  }
}
