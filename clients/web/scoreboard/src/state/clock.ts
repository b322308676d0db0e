// The time, looked at every ten seconds: for how old a score is, and on which day a page is still open.

import { computed, signal } from "@preact/signals";

const DAY_MS = 86_400_000;

export const clock = signal(Date.now());
setInterval(() => {
  clock.value = Date.now();
}, 10_000);

/** The day of UTC, counted from 1970. */
export const day = computed(() => Math.floor(clock.value / DAY_MS));
