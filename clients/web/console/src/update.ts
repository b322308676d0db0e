// The service worker: the console opens without reception, and a new version waits until the scorer
// accepts it. A tab that accepts it does not accept it for the other tabs.

import { signal, type Signal } from "@preact/signals";
import { registerSW } from "virtual:pwa-register";

export interface Update {
  readonly isReady: Signal<boolean>;
  /** Reloads the page with the new version; called only when the scorer asks for it. */
  readonly install: () => void;
}

export function watchForUpdates(): Update {
  const isReady = signal(false);
  let isInstalled = false;
  const activate = registerSW({
    onNeedRefresh: () => {
      isReady.value = true;
    },
    // Without this every tab would be reloaded as soon as one of them asks for the new version.
    onNeedReload: () => {
      isInstalled = true;
      isReady.value = true;
    },
  });
  const install = (): void => {
    if (isInstalled) return location.reload();
    navigator.serviceWorker.addEventListener("controllerchange", () => location.reload(), { once: true });
    void activate(true);
  };
  return { isReady, install };
}
