// Reads /config.json, which says where the data of this site is.

export interface Config {
  readonly firebase: { readonly projectId: string; readonly apiKey: string; readonly authDomain: string };
  /** Only where the pages are on emulators: hosts and addresses of Firestore and Auth. */
  readonly emulators: { readonly firestore: string; readonly auth: string } | null;
}

/** Return the configuration; raises where there is none. */
export async function readConfig(): Promise<Config> {
  const answer = await fetch("/config.json");
  if (!answer.ok) throw new Error(`/config.json: ${answer.status}`);
  const { firebase, emulators = null } = (await answer.json()) as Partial<Config>;
  if (!firebase?.projectId) throw new Error("/config.json names no project");
  return { firebase, emulators };
}
