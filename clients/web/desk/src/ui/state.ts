// The state shared by the pages: the theme, the message about the last success, and the last failure.

import { effect, signal } from "@preact/signals";
import { failureOf } from "../model/failures.js";
import type { Failure } from "../model/failures.js";

export const THEMES = ["system", "light", "dark"] as const;
export type Theme = (typeof THEMES)[number];
const KEY = "scrbrd.theme"; // shared with the other pages

export const theme = signal<Theme>(storedTheme());
/** The message about the last success, shown for a while. */
export const doneMessage = signal("");
export const failure = signal<Failure | null>(null);
/** The name of the failed action, if it is not clear from where the failure is shown. */
export const failedAction = signal("");
/** The failure's own message: who has ruled already, and what. */
export const failureDetail = signal("");
const MESSAGE_MS = 10_000;

effect(() => {
  const { dataset } = document.documentElement;
  if (theme.value === "system") delete dataset["theme"];
  else dataset["theme"] = theme.value;
  try {
    localStorage.setItem(KEY, theme.value);
  } catch {
    // no storage: the choice lasts as long as the page
  }
});

function storedTheme(): Theme {
  try {
    return THEMES.find((each) => each === localStorage.getItem(KEY)) ?? "system";
  } catch {
    return "system";
  }
}

export function clearFailure(): void {
  failure.value = null;
  failedAction.value = "";
  failureDetail.value = "";
}

/** Run work that may be refused; return whether it succeeded. Shows the message that it returns, or the failure with the
 * name of the action. */
export async function attempt(work: () => Promise<string>, action = ""): Promise<boolean> {
  clearFailure();
  doneMessage.value = ""; // so that the same message is announced again
  try {
    const done = await work();
    doneMessage.value = done;
    setTimeout(() => doneMessage.peek() === done && (doneMessage.value = ""), MESSAGE_MS);
    return true;
  } catch (error) {
    failedAction.value = action;
    failure.value = failureOf(error);
    if (failure.value === "already_ruled") failureDetail.value = (error as Error).message;
    if (failure.value === "other") console.error(error);
    return false;
  }
}
