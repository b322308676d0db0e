// Converts Firestore's values, of the REST API and of the SDK, to plain ones; times become ISO texts.

import type { Json } from "../model/documents.ts";

interface RestValue {
  readonly stringValue?: string;
  readonly integerValue?: string;
  readonly doubleValue?: number | string;
  readonly booleanValue?: boolean;
  readonly timestampValue?: string;
  readonly mapValue?: { readonly fields?: RestFields };
  readonly arrayValue?: { readonly values?: readonly RestValue[] };
  readonly referenceValue?: string;
}

export type RestFields = { readonly [field: string]: RestValue };

export interface RestDocument {
  readonly name: string;
  readonly fields?: RestFields;
}

export function decodeFields(fields: RestFields = {}): Json {
  return Object.fromEntries(Object.entries(fields).map(([name, value]) => [name, decodeValue(value)]));
}

export function decodeValue(value: RestValue): unknown {
  if (value.mapValue) return decodeFields(value.mapValue.fields);
  if (value.arrayValue) return (value.arrayValue.values ?? []).map(decodeValue);
  if (value.integerValue !== undefined) return Number(value.integerValue);
  if (value.doubleValue !== undefined) return Number(value.doubleValue);
  return value.stringValue ?? value.booleanValue ?? value.timestampValue ?? value.referenceValue ?? null;
}

/** Return the id of a document: the last part of its name. */
export function idOfName(name: string): string {
  return name.slice(name.lastIndexOf("/") + 1);
}

/** Return a document of the SDK in the form of the REST API. Objects other than times, lists and maps become null: a
 * reference, for example, holds the whole database object. */
export function plainFields(data: Readonly<Record<string, unknown>>): Json {
  return Object.fromEntries(Object.entries(data).map(([name, value]) => [name, plainValue(value)]));
}

function plainValue(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(plainValue);
  if (typeof value !== "object" || value === null) return value;
  if (Object.getPrototypeOf(value) === Object.prototype) return plainFields(value as Record<string, unknown>);
  return isTime(value) ? value.toDate().toISOString() : null;
}

const isTime = (value: object): value is { toDate(): Date } => "toDate" in value && typeof value.toDate === "function";
