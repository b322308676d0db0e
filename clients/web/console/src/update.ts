// The service worker: the console opens without reception, and a new version waits for a word.

import { signal, type Signal } from "@preact/signals";
import { registerSW } from "virtual:pwa-register";

export interface Update {
  readonly isReady: Signal<boolean>;
  /** Reloads the page with the new version; never called but by the scorer. */
  readonly take: () => void;
}

export function watchForUpdates(): Update {
  const isReady = signal(false);
  const take = registerSW({
    onNeedRefresh: () => {
      isReady.value = true;
    },
  });
  return { isReady, take: () => void take(true) };
}
