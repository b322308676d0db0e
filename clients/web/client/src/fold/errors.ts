// Defines the error of a document that is not what its collection holds.

/** Names the document and each field at fault. */
export class BadDocument extends Error {
  constructor(
    readonly where: string,
    readonly faults: readonly string[],
  ) {
    super(`${where}: ${faults.join("; ")}`);
  }
}
