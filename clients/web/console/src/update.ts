// The service worker: the console opens without reception, and a new version waits for a word. Which
// one tab gives is no other's.

import { signal, type Signal } from "@preact/signals";
import { registerSW } from "virtual:pwa-register";

export interface Update {
  readonly isReady: Signal<boolean>;
  /** Reloads the page with the new version; never called but by the scorer. */
  readonly take: () => void;
}

export function watchForUpdates(): Update {
  const isReady = signal(false);
  let isInstalled = false;
  const install = registerSW({
    onNeedRefresh: () => {
      isReady.value = true;
    },
    // Without this every tab would be loaded anew as soon as one has asked for the new version.
    onNeedReload: () => {
      isInstalled = true;
      isReady.value = true;
    },
  });
  const take = (): void => {
    if (isInstalled) return location.reload();
    navigator.serviceWorker.addEventListener("controllerchange", () => location.reload(), { once: true });
    void install(true);
  };
  return { isReady, take };
}
