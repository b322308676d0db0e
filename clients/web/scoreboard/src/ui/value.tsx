// A value that changes in place. Its node is a new one each time: a number that grows to the left in
// a column is no text that has moved.

import type { JSX } from "preact";
import { isolated } from "./isolated.tsx";

export function Value({ children }: { children: string | number }): JSX.Element {
  return <span key={children}>{isolated(`${children}`)}</span>;
}
