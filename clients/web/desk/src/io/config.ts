// Reads /config.json, which names the Firebase project of this site.

export interface Config {
  readonly firebase: { readonly projectId: string; readonly apiKey: string; readonly authDomain: string };
  /** The addresses of the Firestore and Auth emulators; null in production. */
  readonly emulators: { readonly firestore: string; readonly auth: string } | null;
}

/** Return the configuration; raises if there is none. */
export async function readConfig(): Promise<Config> {
  const response = await fetch("/config.json");
  if (!response.ok) throw new Error(`/config.json: ${response.status}`);
  const { firebase, emulators = null } = (await response.json()) as Partial<Config>;
  if (!firebase?.projectId) throw new Error("/config.json names no project");
  return { firebase, emulators };
}
