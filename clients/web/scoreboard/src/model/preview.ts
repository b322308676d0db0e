// The title and the description of a page once the score is known. Link previews show the texts of the HTML instead,
// because they run no scripts.

import { texts } from "../texts.ts";
import { isolateName } from "./apart.ts";
import type { Hero } from "./hero.ts";

/** Return the title of a page: "LIO 143/2 (12.4 ov) v TIG · SCRBRD". */
export function titleOf(hero: Hero): string {
  const sides = hero.sides.map((side) => {
    const last = side.innings.at(-1);
    const name = isolateName(side.shortName);
    return last ? `${name} ${last.score} (${last.overs})` : name;
  });
  return `${sides.join(` ${texts.versus} `)} · ${texts.site}`;
}

export function descriptionOf(hero: Hero): string {
  const names = hero.sides.map((side) => isolateName(side.name)).join(` ${texts.versus} `);
  return [names, hero.status, hero.headline].filter(Boolean).join(". ");
}
