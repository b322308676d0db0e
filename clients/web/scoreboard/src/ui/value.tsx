// A value that changes in place. Its node is a new one each time: a number that grows to the left in
// a column is no text that has moved.

import type { JSX } from "preact";

export function Value({ children }: { children: string | number }): JSX.Element {
  return <span key={children}>{children}</span>;
}
