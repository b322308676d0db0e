// Firestore's REST values as plain ones; times stay ISO texts.

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

/** The last part of a document's name: its id. */
export function idOfName(name: string): string {
  return name.slice(name.lastIndexOf("/") + 1);
}
