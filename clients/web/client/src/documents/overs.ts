// Prints overs as scorecards do. Documents hold them as numbers, and to JavaScript 12.0 is 12.

/** Return the overs of a document for display: "12.4", "12.0". Count with its `balls`; never add overs. */
export function overs(value: number): string {
  return value.toFixed(1);
}
