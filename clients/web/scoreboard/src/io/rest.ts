// Reads Firestore over its REST API, without an SDK: single documents, several at once, queries.

import type { Json } from "../model/documents.ts";
import { fetchWithTimeout } from "./fetch_with_timeout.ts";
import type { Config } from "./config.ts";
import { decodeFields, idOfName } from "./decode.ts";
import type { RestDocument } from "./decode.ts";
import type { Row } from "./source.ts";

export type Filter = readonly [field: string, op: "EQUAL" | "GREATER_THAN_OR_EQUAL" | "LESS_THAN", value: RestLiteral];
export type RestLiteral = { readonly stringValue: string } | { readonly integerValue: string } | { readonly timestampValue: string };

export interface Query {
  readonly collection: string; // a path; the last part is the collection
  readonly where?: readonly Filter[];
  readonly orderBy?: readonly (readonly [field: string, direction: "ASCENDING" | "DESCENDING"])[];
  readonly limit?: number;
  readonly select?: readonly string[]; // fields; without it all of them
}

export const text = (value: string): RestLiteral => ({ stringValue: value });
export const whole = (value: number): RestLiteral => ({ integerValue: `${value}` });
export const moment = (value: Date): RestLiteral => ({ timestampValue: value.toISOString() });

const MOST_AT_ONCE = 300;

export class RestReader {
  private readonly root: string;
  private readonly key: string;

  constructor(config: Config, private readonly read: typeof fetch = fetch.bind(globalThis)) {
    const host = config.emulators ? `http://${config.emulators.firestore}` : "https://firestore.googleapis.com";
    this.root = `${host}/v1/projects/${config.firebase?.projectId}/databases/(default)/documents`;
    this.key = config.firebase?.apiKey ? `key=${encodeURIComponent(config.firebase.apiKey)}` : "";
  }

  /** Return a document; null if there is none. Raises if the server does not answer. */
  async document(path: string): Promise<Json | null> {
    const response = await fetchWithTimeout(this.read, this.url(`/${encodePath(path)}`));
    if (response.status === 404) return null;
    const found = (await this.jsonOf(response)) as RestDocument;
    return decodeFields(found.fields);
  }

  /** Return the existing documents among some paths, by path. */
  async documents(paths: readonly string[]): Promise<Map<string, Json>> {
    const found = new Map<string, Json>();
    for (let start = 0; start < paths.length; start += MOST_AT_ONCE) {
      const part = paths.slice(start, start + MOST_AT_ONCE);
      const names = part.map((path) => `${this.resource()}/${path}`);
      const rows = (await this.post(":batchGet", { documents: names })) as { found?: RestDocument }[];
      for (const { found: document } of rows) {
        if (document) found.set(document.name.slice(this.resource().length + 1), decodeFields(document.fields));
      }
    }
    return found;
  }

  async query({ collection, where = [], orderBy = [], limit, select }: Query): Promise<Row[]> {
    const parts = collection.split("/");
    const filters = where.map(([field, op, value]) => ({ fieldFilter: { field: { fieldPath: field }, op, value } }));
    const structuredQuery = {
      from: [{ collectionId: parts.at(-1) }],
      ...(filters.length ? { where: { compositeFilter: { op: "AND", filters } } } : {}),
      orderBy: orderBy.map(([field, direction]) => ({ field: { fieldPath: field }, direction })),
      ...(limit ? { limit } : {}),
      ...(select ? { select: { fields: select.map((fieldPath) => ({ fieldPath })) } } : {}),
    };
    const parent = parts.length > 1 ? `/${encodePath(parts.slice(0, -1).join("/"))}` : "";
    const rows = (await this.post(`${parent}:runQuery`, { structuredQuery })) as { document?: RestDocument }[];
    return rows.flatMap(({ document }) =>
      document ? [{ id: idOfName(document.name), data: decodeFields(document.fields) }] : []);
  }

  private resource(): string {
    return this.root.slice(this.root.indexOf("projects/"));
  }

  private async post(path: string, body: unknown): Promise<unknown> {
    const headers = { "Content-Type": "application/json" };
    return this.jsonOf(await fetchWithTimeout(this.read, this.url(path), { method: "POST", headers, body: JSON.stringify(body) }));
  }

  private url(path: string): string {
    return `${this.root}${path}${this.key ? `?${this.key}` : ""}`;
  }

  private async jsonOf(response: Response): Promise<unknown> {
    if (!response.ok) throw new Error(`Firestore answered ${response.status}`);
    return response.json();
  }
}

function encodePath(path: string): string {
  return path.split("/").map(encodeURIComponent).join("/");
}
