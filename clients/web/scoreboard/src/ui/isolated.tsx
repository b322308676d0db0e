// Sets words that are written from right to left apart from what stands beside them: else figures
// behind a name in Arabic script, or a second name, would be read in another order.

import type { ComponentChildren } from "preact";
import { RIGHT_TO_LEFT } from "../model/apart.ts";

/** Words of such letters, as far as nothing but what is within a name stands between them. */
const WORDS = new RegExp(`(${RIGHT_TO_LEFT}(?:[\\p{M}\\u200c\\u200d .’'-]*${RIGHT_TO_LEFT})*\\p{M}*)`, "u");

/** Return a text with each name in such letters isolated; other texts as they are. */
export function isolated(text: string): ComponentChildren {
  const parts = text.split(WORDS); // every second one is such a name
  return parts.length === 1 ? text : parts.map((part, place) => (place % 2 ? <bdi key={place}>{part}</bdi> : part));
}
