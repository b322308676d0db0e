// The scorer's settings for this device, kept in its storage.

import { effect, signal, type Signal } from "@preact/signals";
import { type DeviceStorage, remember } from "./storage.js";

export interface Settings {
  readonly keyboard: Signal<boolean>;
  readonly wakeLock: Signal<boolean>;
  readonly checkOvers: Signal<boolean>;
  readonly theme: Signal<"system" | "light" | "dark">;
  readonly announce: Signal<"off" | "wickets" | "all">;
}

const KEY = "scrbrd/console/settings";

export function openSettings(storage: DeviceStorage): Settings {
  const kept = read(storage);
  const settings: Settings = {
    keyboard: signal(kept["keyboard"] !== false),
    wakeLock: signal(kept["wakeLock"] !== false),
    checkOvers: signal(kept["checkOvers"] === true),
    theme: signal(oneOf(kept["theme"], ["system", "light", "dark"] as const)),
    announce: signal(oneOf(kept["announce"], ["all", "wickets", "off"] as const)),
  };
  effect(() => {
    const values = Object.entries(settings).map(([name, each]) => [name, each.value as unknown]);
    remember(storage, KEY, JSON.stringify(Object.fromEntries(values)));
  });
  effect(() => showTheme(settings.theme.value));
  return settings;
}

function read(storage: DeviceStorage): Record<string, unknown> {
  try {
    return { ...(JSON.parse(storage.getItem(KEY) ?? "{}") as Record<string, unknown> | null) };
  } catch {
    return {}; // not written by this page: use the defaults
  }
}

function oneOf<Value extends string>(value: unknown, values: readonly [Value, ...Value[]]): Value {
  return values.find((each) => each === value) ?? values[0];
}

function showTheme(theme: string): void {
  if (theme === "system") delete document.documentElement.dataset["theme"];
  else document.documentElement.dataset["theme"] = theme;
}
