// The device's storage. Some browsers keep nothing for a page, or have no room left: what is only
// convenient to remember is forgotten then.

/** As much of `window.localStorage` as the page uses. */
export interface DeviceStorage {
  getItem(key: string): string | null;
  setItem(key: string, value: string): void;
  /** False: what is stored is gone when the page is closed. */
  readonly isLasting: boolean;
}

/** Return the browser's storage, or one in memory where the browser lets the page have none. */
export function openStorage(own: () => Storage | null = () => globalThis.localStorage): DeviceStorage {
  try {
    const storage = own();
    storage?.getItem("");
    if (storage) return lasting(storage);
  } catch {
    // Blocked by the browser's settings.
  }
  const kept = new Map<string, string>();
  return {
    getItem: (key) => kept.get(key) ?? null,
    setItem: (key, value) => void kept.set(key, value),
    isLasting: false,
  };
}

function lasting(storage: Storage): DeviceStorage {
  return {
    getItem: (key) => storage.getItem(key),
    setItem: (key, value) => storage.setItem(key, value),
    isLasting: true,
  };
}

/** Store what the page can do without; a full device forgets it. */
export function remember(storage: Pick<DeviceStorage, "setItem">, key: string, value: string): void {
  try {
    storage.setItem(key, value);
  } catch {
    // It is made, asked or fetched anew the next time.
  }
}
