// The current time, updated every ten seconds: for the age of a score, and for pages that are left open overnight.

import { computed, signal } from "@preact/signals";

const DAY_MS = 86_400_000;

export const clock = signal(Date.now());
setInterval(() => {
  clock.value = Date.now();
}, 10_000);

/** The current day in UTC, counted from 1970. */
export const day = computed(() => Math.floor(clock.value / DAY_MS));
