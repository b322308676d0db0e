// The device's storage. Some browsers store nothing for a page, or are full: data that is merely
// convenient is then lost.

/** The part of `window.localStorage` that the page uses. */
export interface DeviceStorage {
  getItem(key: string): string | null;
  setItem(key: string, value: string): void;
  /** False if the stored data is lost when the page is closed. */
  readonly isLasting: boolean;
}

/** Return the browser's storage, or a storage in memory if the browser denies the page access to it. */
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

/** Store data that the page can do without. A full device drops it. */
export function remember(storage: Pick<DeviceStorage, "setItem">, key: string, value: string): void {
  try {
    storage.setItem(key, value);
  } catch {
    // The caller computes, asks for or fetches the value again the next time.
  }
}
