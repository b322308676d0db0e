// Numbers the Laws as the Code of a match does: in 2017 many numbers changed. Inside the engine a Law has
// its number of the 2017 Code.

import { NUMBER_OF_2000 } from "./numbers_of_2000.js";
import type { LawsEdition } from "./vocabulary.js";

const A_LAW = /^Law (\d+)$/;

/** Return the number of a Law of the 2017 Code in the Code of an edition. */
export function numberIn(law: number, edition: LawsEdition): number {
  return edition === "2000" ? NUMBER_OF_2000[law] ?? law : law;
}

/**
 * Return a Law of the 2017 Code (`Law 17`) as an edition numbers it; other texts are returned unchanged.
 */
export function lawIn(law: string | null, edition: LawsEdition): string | null {
  const number = law === null ? undefined : A_LAW.exec(law)?.[1];
  return number === undefined ? law : `Law ${numberIn(Number(number), edition)}`;
}
