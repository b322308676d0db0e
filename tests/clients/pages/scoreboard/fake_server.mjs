// Serves built pages as hosting does, and recorded documents as Firestore's REST API and as the gateway,
// so that tests of pages need no backend.

import { createServer } from "node:http";
import { readFile } from "node:fs/promises";
import { extname, join, normalize } from "node:path";

const TYPES = { ".html": "text/html", ".js": "text/javascript", ".css": "text/css", ".svg": "image/svg+xml", ".json": "application/json" };
const REWRITES = [[/^\/m\/[^/]+$/, "match.html"], [/^\/s\/[^/]+$/, "season.html"], [/^\/embed\/[^/]+$/, "embed.html"], [/^\/screen\/[^/]+$/, "screen.html"], [/^\/$/, "index.html"]];
export const CSP = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self' http://127.0.0.1:*; base-uri 'none'; form-action 'none'";
const ROOT = "projects/demo-pages/databases/(default)/documents";

/** Serve a site and the documents of a recording; `live` and `config` determine /config.json. */
export async function serve(site, recording, { live = "gateway", config } = {}) {
  const backend = new Backend(recording);
  const server = createServer((request, response) => {
    answer(request, response).catch((error) => {
      response.writeHead(500).end(String(error));
    });
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address();
  const url = `http://127.0.0.1:${port}`;
  const given = config ?? {
    firebase: { projectId: "demo-pages" }, emulators: { firestore: `127.0.0.1:${port}` },
    gateway: live === "gateway" ? `${url}/gateway` : null, live,
  };

  async function answer(request, response) {
    const path = new URL(request.url, url).pathname;
    backend.asked.push(`${request.method} ${path}`);
    if (path === "/config.json") return json(response, given);
    if (path === "/listen" || path.startsWith("/gateway/") || path.startsWith("/v1/projects/")) {
      if (backend.isDown) return request.socket.destroy();
      if (path === "/listen") return listen(backend, request, response);
      return path.startsWith("/gateway/")
        ? gateway(backend, path.slice("/gateway".length), request, response)
        : rest(backend, decodeURIComponent(path.slice("/v1/".length)), await body(request), response);
    }
    const rewritten = REWRITES.find(([pattern]) => pattern.test(path))?.[1] ?? path.slice(1);
    const file = join(site, normalize(rewritten));
    if (!file.startsWith(site)) return response.writeHead(404).end();
    const text = await readFile(file).catch(() => null);
    if (text === null) return response.writeHead(404).end();
    response.writeHead(200, { "Content-Type": TYPES[extname(file)] ?? "text/plain", "Content-Security-Policy": CSP });
    return response.end(text);
  }

  return {
    url, backend,
    close: () => new Promise((resolve) => {
      server.close(resolve);
      server.closeAllConnections();
    }),
  };
}

/** The documents after a number of steps of the recording. */
class Backend {
  constructor({ documents, steps }) {
    this.documents = { ...documents };
    this.steps = [...steps];
    this.streams = new Set();
    this.isDown = false;
    this.asked = [];
  }

  /** Take the next step, and push its changes to the streams. */
  step() {
    const changed = this.steps.shift();
    if (!changed) throw new Error("the recording has no further step");
    return this.change(changed);
  }

  /** Change documents by their paths (null: delete), and push the changes to the streams. */
  change(changed) {
    for (const [path, document] of Object.entries(changed)) {
      if (document === null) delete this.documents[path];
      else this.documents[path] = document;
    }
    for (const stream of this.streams) stream(changed);
    return changed;
  }

  /** Lose or regain the connection; open streams are cut. */
  setDown(isDown) {
    this.isDown = isDown;
    if (isDown) for (const stream of this.streams) stream(null);
  }

  in(collection) {
    const depth = collection.split("/").length + 1;
    return Object.entries(this.documents).filter(([path]) => path.startsWith(`${collection}/`) && path.split("/").length === depth);
  }
}

function gateway(backend, path, request, response) {
  const [, , kind, id, part = ""] = path.split("/").map(decodeURIComponent);
  if (kind === "leagues") return json(response, leagues(backend, part));
  const found = (name) => backend.documents[name] ?? null;
  if (part === "stream") return stream(backend, id, request, response);
  const bodies = {
    "": found(`matches/${id}`), score: found(`matches/${id}/live/score`),
    stats: { matchId: id, players: [], teams: [], summary: found(`matches/${id}/archive/summary`) },
    timeline: { matchId: id, cursor: "end", hasMore: false, events: events(backend, id) },
  };
  const answer = bodies[part];
  return answer ? json(response, answer) : json(response, { title: "none" }, 404);
}

function leagues(backend, part) {
  const matches = backend.in("tickers").map(([, document]) => document);
  return part === "scoreboard" ? { matches } : { sports: [{ sport: "cricket", leagues: [{ id: "season:all", kind: "season" }] }] };
}

function events(backend, id) {
  return backend.in(`matches/${id}/events`).map(([path, document]) => ({ ...document, id: path.split("/").at(-1), cursor: "here" }));
}

function stream(backend, id, request, response) {
  response.writeHead(200, { "Content-Type": "text/event-stream", "Cache-Control": "no-store" });
  const send = (type, data) => response.write(`event: ${type}\ndata: ${JSON.stringify(data)}\n\n`);
  const push = (changed) => {
    if (changed === null) return response.socket.destroy();
    for (const [path, document] of Object.entries(changed)) {
      if (path === `tickers/${id}`) send("ticker", document);
      if (path === `matches/${id}/live/score`) send("score", document);
      if (path.startsWith(`matches/${id}/events/`) && document) send("feed", { ...document, id: path.split("/").at(-1) });
    }
  };
  response.write("retry: 300\n\n");
  send("start", { matchId: id, resumed: false, reason: "new", cursor: "here" });
  for (const path of [`matches/${id}/live/score`, `tickers/${id}`]) {
    if (backend.documents[path]) push({ [path]: backend.documents[path] });
  }
  backend.streams.add(push);
  request.on("close", () => backend.streams.delete(push));
}

/** Send all documents, then changed ones, to `fake_listeners.js`. */
function listen(backend, request, response) {
  response.writeHead(200, { "Content-Type": "text/event-stream", "Cache-Control": "no-store" });
  const send = (type, data) => response.write(`event: ${type}\ndata: ${JSON.stringify(data)}\n\n`);
  const push = (changed) => (changed === null ? response.socket.destroy() : send("changed", changed));
  response.write("retry: 300\n\n");
  send("all", backend.documents);
  backend.streams.add(push);
  request.on("close", () => backend.streams.delete(push));
}

function rest(backend, path, asked, response) {
  if (path === `${ROOT}:batchGet`) {
    if (asked.documents.some((name) => name.split("/").some((part) => !part || /^\.\.?$/.test(part)))) {
      return json(response, { error: { code: 400 } }, 400); // the path names no document
    }
    return json(response, asked.documents.map((name) => {
      const document = backend.documents[name.slice(ROOT.length + 1)];
      return document ? { found: { name, fields: encode(document).mapValue.fields } } : { missing: name };
    }));
  }
  if (path.endsWith(":runQuery")) {
    const parent = path.slice(ROOT.length + 1, -":runQuery".length);
    return json(response, query(backend, parent, asked.structuredQuery));
  }
  const document = backend.documents[path.slice(ROOT.length + 1)];
  if (!document) return json(response, { error: { code: 404 } }, 404);
  return json(response, { name: path, fields: encode(document).mapValue.fields });
}

function query(backend, parent, { from, where, orderBy = [], limit = Infinity }) {
  const collection = [parent, from[0].collectionId].filter(Boolean).join("/");
  const filters = (where?.compositeFilter?.filters ?? []).map((each) => each.fieldFilter);
  const isOrdered = ([, document]) => orderBy.every(({ field }) => document[field.fieldPath] !== undefined);
  const rows = backend.in(collection).filter(isOrdered).filter(([, document]) => filters.every(({ field, op, value }) => {
    const wanted = value.stringValue ?? value.timestampValue ?? Number(value.integerValue);
    const found = document[field.fieldPath];
    if (op === "EQUAL") return found === wanted;
    return found !== undefined && (op === "LESS_THAN" ? found < wanted : found >= wanted);
  }));
  const [order] = orderBy;
  if (order) {
    const sign = order.direction === "DESCENDING" ? -1 : 1;
    const key = ([, document]) => document[order.field.fieldPath] ?? "";
    rows.sort((one, other) => sign * (key(one) < key(other) ? -1 : 1));
  }
  return rows.slice(0, limit).map(([path, document]) => ({ document: { name: `${ROOT}/${path}`, fields: encode(document).mapValue.fields } }));
}

function encode(value) {
  if (value === null || value === undefined) return { nullValue: null };
  if (Array.isArray(value)) return { arrayValue: { values: value.map(encode) } };
  if (typeof value === "object") return { mapValue: { fields: Object.fromEntries(Object.entries(value).map(([name, each]) => [name, encode(each)])) } };
  if (typeof value === "number") return Number.isInteger(value) ? { integerValue: String(value) } : { doubleValue: value };
  return typeof value === "boolean" ? { booleanValue: value } : { stringValue: value };
}

function json(response, value, status = 200) {
  response.writeHead(status, { "Content-Type": "application/json" }).end(JSON.stringify(value));
}

async function body(request) {
  const parts = [];
  for await (const part of request) parts.push(part);
  return parts.length ? JSON.parse(Buffer.concat(parts).toString()) : null;
}
