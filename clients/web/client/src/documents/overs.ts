// Prints overs as scorecards do; documents hold them as numbers, and 12.0 is 12 to JavaScript.

/** "12.4", "12.0": overs of a document, for show. Count with its `balls`; never add these. */
export function overs(value: number): string {
  return value.toFixed(1);
}
