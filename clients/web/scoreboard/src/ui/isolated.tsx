// Isolates words written from right to left. Without that, figures or a second name after a name in Arabic script would
// be shown in the wrong order.

import type { ComponentChildren } from "preact";
import { RIGHT_TO_LEFT } from "../model/apart.ts";

/** Words of such letters, joined by characters that occur within a name. */
const WORDS = new RegExp(`(${RIGHT_TO_LEFT}(?:[\\p{M}\\u200c\\u200d .’'-]*${RIGHT_TO_LEFT})*\\p{M}*)`, "u");

/** Return a text with each right-to-left name in an element of its own; other texts unchanged. */
export function isolateNames(text: string): ComponentChildren {
  const parts = text.split(WORDS); // every second part is such a name
  return parts.length === 1 ? text : parts.map((part, place) => (place % 2 ? <bdi key={place}>{part}</bdi> : part));
}
