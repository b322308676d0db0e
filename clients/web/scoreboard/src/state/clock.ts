// The time, looked at every ten seconds: for how old a score is.

import { signal } from "@preact/signals";

export const clock = signal(Date.now());
setInterval(() => {
  clock.value = Date.now();
}, 10_000);
