// What the pages share: the theme, what was just done, what just failed.

import { effect, signal } from "@preact/signals";
import { failureOf } from "../model/failures.js";
import type { Failure } from "../model/failures.js";

export const THEMES = ["system", "light", "dark"] as const;
export type Theme = (typeof THEMES)[number];
const KEY = "scrbrd.theme"; // the other pages' too

export const theme = signal<Theme>(stored());
/** What was just done, shown for a while. */
export const said = signal("");
export const failure = signal<Failure | null>(null);
/** What failed, where that is not plain from where it is shown. */
export const failed = signal("");
/** What the failure says of itself, for everybody to read: who has ruled already, and what. */
export const detail = signal("");
const SHOWN_MS = 10_000;

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

/** Forget what failed. */
export function forget(): void {
  failure.value = null;
  failed.value = "";
  detail.value = "";
}

/** Do something that may be refused, and say what came of it, and of `what`; resolves to whether it was
 * done. */
export async function attempt(work: () => Promise<string>, what = ""): Promise<boolean> {
  forget();
  said.value = ""; // the same again is said again
  try {
    const done = await work();
    said.value = done;
    setTimeout(() => said.peek() === done && (said.value = ""), SHOWN_MS);
    return true;
  } catch (error) {
    failed.value = what;
    failure.value = failureOf(error);
    if (failure.value === "already_ruled") detail.value = (error as Error).message;
    if (failure.value === "other") console.error(error);
    return false;
  }
}
