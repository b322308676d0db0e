// Opens the data source that the configuration names.

import type { Config } from "./config.ts";
import { FirestoreSource } from "./firestore_source.ts";
import { Gateway } from "./gateway.ts";
import { GatewaySource } from "./gateway_source.ts";
import { RestReader } from "./rest.ts";
import type { Source } from "./source.ts";

export function openSource(config: Config): Source {
  const gateway = config.gateway ? new Gateway(config.gateway) : null;
  const firestore = config.firebase ? new FirestoreSource(config, new RestReader(config), gateway) : null;
  if (gateway && (config.live === "gateway" || !firestore)) return new GatewaySource(gateway, firestore);
  if (!firestore) throw new Error("/config.json names no source");
  return firestore;
}
