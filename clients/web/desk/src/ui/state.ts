// What the pages share: the theme, what was just done, what just failed.

import { effect, signal } from "@preact/signals";
import { failureOf } from "../model/failures.js";
import type { Failure } from "../model/failures.js";

export const THEMES = ["system", "light", "dark"] as const;
export type Theme = (typeof THEMES)[number];
const KEY = "scrbrd.theme"; // the other pages' too

export const theme = signal<Theme>(stored());
/** Said once to who cannot see the page. */
export const said = signal("");
export const failure = signal<Failure | null>(null);

effect(() => {
  const { dataset } = document.documentElement;
  if (theme.value === "system") delete dataset["theme"];
  else dataset["theme"] = theme.value;
  try {
    localStorage.setItem(KEY, theme.value);
  } catch {
    // nothing to keep it in: the choice lasts as long as the page
  }
});

function stored(): Theme {
  try {
    return THEMES.find((each) => each === localStorage.getItem(KEY)) ?? "system";
  } catch {
    return "system";
  }
}

/** Do something that may be refused, and say what came of it; resolves to whether it was done. */
export async function attempt(work: () => Promise<string>): Promise<boolean> {
  failure.value = null;
  try {
    said.value = await work();
    return true;
  } catch (error) {
    failure.value = failureOf(error);
    if (failure.value === "other") console.error(error);
    return false;
  }
}
