// Reads /config.json, which says where the data of this site is.

export interface FirebaseConfig {
  readonly projectId: string;
  readonly apiKey?: string;
  readonly authDomain?: string;
}

export interface Config {
  readonly firebase: FirebaseConfig | null;
  readonly emulators: { readonly firestore: string } | null;
  readonly gateway: string | null;
  /** Who tells of changes: Firestore where there is a project, unless the gateway is chosen. */
  readonly live: "firestore" | "gateway";
}

/** The configuration; raises where there is none, or it names no source. */
export async function readConfig(read: typeof fetch = fetch): Promise<Config> {
  const answer = await read("/config.json");
  if (!answer.ok) throw new Error(`/config.json: ${answer.status}`);
  return configOf((await answer.json()) as Partial<Config>);
}

export function configOf(given: Partial<Config>): Config {
  const firebase = given.firebase?.projectId ? given.firebase : null;
  const gateway = given.gateway ? given.gateway.replace(/\/+$/, "") : null;
  if (!firebase && !gateway) throw new Error("/config.json names neither a project nor a gateway");
  const live = gateway && (given.live === "gateway" || !firebase) ? "gateway" : "firestore";
  return { firebase, gateway, live, emulators: given.emulators ?? null };
}
