// Reads /config.json, which names the Firebase project or the gateway of this site.

import { fetchWithTimeout } from "./fetch_with_timeout.ts";

export interface FirebaseConfig {
  readonly projectId: string;
  readonly apiKey?: string;
  readonly authDomain?: string;
}

export interface Config {
  readonly firebase: FirebaseConfig | null;
  readonly emulators: { readonly firestore: string } | null;
  readonly gateway: string | null;
  /** The source of live changes: Firestore if there is a project, unless the gateway is chosen. */
  readonly live: "firestore" | "gateway";
}

/** Return the configuration; raises if there is none or no response, or if it names no source. */
export async function readConfig(read: typeof fetch = fetch.bind(globalThis)): Promise<Config> {
  const response = await fetchWithTimeout(read, "/config.json");
  if (!response.ok) throw new Error(`/config.json: ${response.status}`);
  return configOf((await response.json()) as Partial<Config>);
}

export function configOf(given: Partial<Config>): Config {
  const firebase = given.firebase?.projectId ? given.firebase : null;
  const gateway = given.gateway ? given.gateway.replace(/\/+$/, "") : null;
  if (!firebase && !gateway) throw new Error("/config.json names neither a project nor a gateway");
  const live = gateway && (given.live === "gateway" || !firebase) ? "gateway" : "firestore";
  return { firebase, gateway, live, emulators: given.emulators ?? null };
}
