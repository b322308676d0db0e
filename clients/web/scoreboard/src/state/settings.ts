// What a spectator chose: colours, what is spoken, whether updates are paused.

import { effect, signal } from "@preact/signals";
import type { Announced } from "../model/announce.ts";

export type Theme = "system" | "light" | "dark";

const THEMES: readonly string[] = ["system", "light", "dark"];
const SPOKEN: readonly string[] = ["off", "wickets", "all"];

export const theme = signal<Theme>(stored("theme", THEMES, "system") as Theme);
export const announced = signal<Announced>(stored("announced", SPOKEN, "all") as Announced);
export const isPaused = signal(false);

effect(() => {
  const { documentElement: root } = document;
  if (theme.value === "system") delete root.dataset["theme"];
  else root.dataset["theme"] = theme.value;
  store("theme", theme.value);
});
effect(() => store("announced", announced.value));

function stored(name: string, allowed: readonly string[], other: string): string {
  try {
    const found = localStorage.getItem(`scrbrd.${name}`) ?? "";
    return allowed.includes(found) ? found : other;
  } catch {
    return other; // a page in a frame may not have storage
  }
}

function store(name: string, value: string): void {
  try {
    localStorage.setItem(`scrbrd.${name}`, value);
  } catch {
    // nothing to keep it in: the choice lasts as long as the page
  }
}
