// The title and the description of a page as they are once the score is known. What a link's
// preview shows is the HTML's own text: who makes it runs no script.

import { texts } from "../texts.ts";
import { apart } from "./apart.ts";
import type { Hero } from "./hero.ts";

/** "LIO 143/2 (12.4 ov) v TIG · SCRBRD". */
export function titleOf(hero: Hero): string {
  const sides = hero.sides.map((side) => {
    const last = side.innings.at(-1);
    const name = apart(side.shortName);
    return last ? `${name} ${last.score} (${last.overs})` : name;
  });
  return `${sides.join(` ${texts.versus} `)} · ${texts.site}`;
}

export function descriptionOf(hero: Hero): string {
  const names = hero.sides.map((side) => apart(side.name)).join(` ${texts.versus} `);
  return [names, hero.status, hero.headline].filter(Boolean).join(". ");
}
