// A spectator's settings: colours, announcements, and whether updates are paused.

import { effect, signal } from "@preact/signals";
import type { AnnounceMode } from "../model/announce.ts";

export type Theme = "system" | "light" | "dark";

const THEMES: readonly string[] = ["system", "light", "dark"];
const ANNOUNCE_MODES: readonly string[] = ["off", "wickets", "all"];

export const theme = signal<Theme>(readSetting("theme", THEMES, "system") as Theme);
export const announceMode = signal<AnnounceMode>(readSetting("announced", ANNOUNCE_MODES, "all") as AnnounceMode);
export const isPaused = signal(false);

effect(() => {
  const { documentElement: root } = document;
  if (theme.value === "system") delete root.dataset["theme"];
  else root.dataset["theme"] = theme.value;
  writeSetting("theme", theme.value);
});
effect(() => writeSetting("announced", announceMode.value));

function readSetting(name: string, allowed: readonly string[], other: string): string {
  try {
    const found = localStorage.getItem(`scrbrd.${name}`) ?? "";
    return allowed.includes(found) ? found : other;
  } catch {
    return other; // a page in a frame may not have storage
  }
}

function writeSetting(name: string, value: string): void {
  try {
    localStorage.setItem(`scrbrd.${name}`, value);
  } catch {
    // no storage: the choice lasts as long as the page
  }
}
