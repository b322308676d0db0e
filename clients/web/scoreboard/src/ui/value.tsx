// A value that changes in place. It gets a new node each time, so that browsers count no layout shift when a number in
// a column grows to the left.

import type { JSX } from "preact";
import { isolateNames } from "./isolated.tsx";

export function Value({ children }: { children: string | number }): JSX.Element {
  return <span key={children}>{isolateNames(`${children}`)}</span>;
}
