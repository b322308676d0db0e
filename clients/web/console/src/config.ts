// Reads the pages' configuration, `/config.json`; without reception the last one read is used.

import { type DeviceStorage, remember } from "./storage.js";

export interface Config {
  readonly firebase: {
    readonly projectId: string; readonly apiKey: string; readonly authDomain?: string;
    readonly appId?: string;
  };
  readonly emulators?: { readonly firestore?: string; readonly auth?: string } | null;
  readonly gateway?: string | null;
  /** Sign-in providers in addition to e-mail and password, such as `google.com`. */
  readonly signIn?: readonly string[];
}

const KEY = "scrbrd/console/config";
/** Return the configuration, or the cached one if the server has not answered by the deadline. */
export async function readConfig(storage: DeviceStorage, deadline: AbortSignal): Promise<Config> {
  const cached = storage.getItem(KEY);
  try {
    const signal = cached ? deadline : null;
    const response = await fetch("/config.json", { cache: "no-cache", signal });
    if (!response.ok) throw new Error(`/config.json: ${response.status}`);
    const text = await response.text();
    const config = JSON.parse(text) as Config;
    remember(storage, KEY, text);
    return config;
  } catch (error) {
    if (cached) return JSON.parse(cached) as Config;
    throw error;
  }
}
