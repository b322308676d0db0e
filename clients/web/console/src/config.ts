// The pages' configuration, `/config.json`; the last one that was read serves without reception.

import { type DeviceStorage, remember } from "./storage.js";

export interface Config {
  readonly firebase: {
    readonly projectId: string; readonly apiKey: string; readonly authDomain?: string;
    readonly appId?: string;
  };
  readonly emulators?: { readonly firestore?: string; readonly auth?: string } | null;
  readonly gateway?: string | null;
  /** Ways of signing in beside e-mail and password, such as `google.com`. */
  readonly signIn?: readonly string[];
}

const KEY = "scrbrd/console/config";
/** Return the configuration; the one that was kept where there is no other until patience is over. */
export async function readConfig(storage: DeviceStorage, patience: AbortSignal): Promise<Config> {
  const kept = storage.getItem(KEY);
  try {
    const signal = kept ? patience : null;
    const answer = await fetch("/config.json", { cache: "no-cache", signal });
    if (!answer.ok) throw new Error(`/config.json: ${answer.status}`);
    const text = await answer.text();
    const config = JSON.parse(text) as Config;
    remember(storage, KEY, text);
    return config;
  } catch (error) {
    if (kept) return JSON.parse(kept) as Config;
    throw error;
  }
}
