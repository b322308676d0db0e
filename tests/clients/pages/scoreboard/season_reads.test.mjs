// Tests the reads of the season page: all its matches and the existing names; and the requests that
// boards and pages repeat after a failure.

import assert from "node:assert/strict";
import { test } from "node:test";
import { serve } from "./fake_server.mjs";
import { built, recording } from "./helpers.mjs";

const { FirestoreSource, SNAPSHOT_TIMEOUT_MS } = await built("io/firestore_source.js");
const { RestReader } = await built("io/rest.js");
const { readConfig } = await built("io/config.js");
const { RESPONSE_TIMEOUT_MS } = await built("io/fetch_with_timeout.js");
const { GatewaySource } = await built("io/gateway_source.js");
const { Gateway } = await built("io/gateway.js");
const { keepListening } = await built("io/keep_listening.js");
const { homeOf } = await built("model/match_lists.js");
const { idOf } = await built("model/route.js");

/** Return the source of a page over documents, with its requests. */
async function sourceOf(t, documents) {
  const server = await serve("", { documents, steps: [] });
  t.after(() => server.close());
  const config = { firebase: { projectId: "demo-pages" }, emulators: { firestore: new URL(server.url).host } };
  return new FirestoreSource(config, new RestReader(config), null);
}

const DAY_MS = 86_400_000;
const ticker = (place, more) => [`tickers/m${place}`, {
  matchId: `m${place}`, seasonId: "2026", status: "scheduled", teamIds: ["a", "b"], teams: [{ name: "A" }, { name: "B" }], innings: [],
  scheduledAt: new Date(Date.UTC(2026, 3, 1) + place * DAY_MS).toISOString(), ...more,
}];

test("of a season with hundreds of future matches, those in play and completed are read too", async (t) => {
  const planned = Array.from({ length: 300 }, (_, place) => ticker(place + 10));
  const begun = [ticker(0, { status: "completed" }), ticker(1, { status: "innings_break" }), ticker(2, { status: "live" })];
  const source = await sourceOf(t, Object.fromEntries([...planned, ...begun]));
  const { tickers, scheduled } = await source.season("2026");
  const { live, next, finished } = homeOf(tickers, scheduled);
  assert.deepEqual([live.map(({ id }) => id), finished.map(({ id }) => id)], [["m1", "m2"], ["m0"]]);
  assert.deepEqual([next.length, next[0].id], [300, "m10"]);
});

test("a match without a date is listed once it has begun, and before that after all dated ones", async (t) => {
  const undated = [["m8", "live"], ["m9", "completed"], ["m7", "scheduled"]].map(([id, status]) => {
    const [path, { scheduledAt, ...document }] = ticker(Number(id.slice(1)), { status });
    assert.ok(scheduledAt);
    return [path, document];
  });
  const source = await sourceOf(t, Object.fromEntries([...undated, ticker(20), ticker(21)]));
  const { live, next, finished } = homeOf((await source.season("2026")).tickers);
  assert.deepEqual([live, finished, next].map((list) => list.map(({ id }) => id)), [["m8"], ["m9"], ["m20", "m21", "m7"]]);
});

test("a gateway that does not answer delays no score: the ticker is read instead", async (t) => {
  const { documents } = recording("live");
  const reader = { document: async (path) => documents[path] ?? null };
  let answer = () => undefined;
  const gateway = new Gateway("https://g", () => new Promise((resolve) => { answer = resolve; }));
  const source = new FirestoreSource({}, reader, gateway);
  t.mock.timers.enable({ apis: ["setTimeout"] });
  const first = source.first("1386111");
  t.mock.timers.tick(SNAPSHOT_TIMEOUT_MS);
  assert.equal((await first).ticker.matchId, "1386111");
  const quick = source.first("1386111");
  answer({ ok: true, status: 200, json: async () => documents["matches/1386111/live/score"] });
  assert.equal((await quick).score.status, "live");
});

test("a request without an answer is aborted, so that the page reports it; a long answer is read to its end", async (t) => {
  t.mock.timers.enable({ apis: ["setTimeout"] });
  const silent = (_address, { signal } = {}) => new Promise((_resolve, reject) => { signal?.addEventListener("abort", () => reject(signal.reason)); });
  const config = { firebase: { projectId: "demo-pages" } };
  const rest = new RestReader(config, silent);
  const asked = [readConfig(silent), rest.document("matches/m"), rest.documents(["matches/m"]), new Gateway("https://g", silent).match("m")];
  t.mock.timers.tick(RESPONSE_TIMEOUT_MS);
  assert.deepEqual((await Promise.allSettled(asked)).map(({ status }) => status), ["rejected", "rejected", "rejected", "rejected"]);
  let end = () => undefined;
  const long = async (_address, { signal }) => ({
    ok: true, status: 200, json: () => new Promise((resolve) => { end = () => resolve(signal.aborted ? { fields: {} } : { name: "m", fields: { a: { stringValue: "b" } } }); }),
  });
  const read = new RestReader(config, long).document("matches/m");
  await new Promise(setImmediate);
  t.mock.timers.tick(2 * RESPONSE_TIMEOUT_MS);
  end();
  assert.deepEqual(await read, { a: "b" });
});

test("a player document without a match or person leaves all other names intact", async (t) => {
  const { documents } = recording("season");
  const source = await sourceOf(t, documents);
  const { players, tickers } = await source.season("2026");
  const keys = players.map(({ personId, teamId, lastMatchId }) => ({ personId, teamId, lastMatchId }));
  const odd = [{ personId: "", teamId: "a", lastMatchId: "m" }, { personId: "p", teamId: "a", lastMatchId: "" }, { personId: "..", teamId: "a", lastMatchId: "." }];
  const teamIds = [...new Set(tickers.flatMap((each) => each.teamIds))];
  const names = await source.names([...odd, ...keys], [...teamIds, ""]);
  assert.equal(names.size, new Set(keys.map(({ personId }) => personId)).size);
});

test("if pages use only a gateway, a season has as many matches as the gateway gives", async () => {
  const asked = [];
  const read = async (address) => {
    asked.push(address);
    return { ok: true, status: 200, json: async () => ({ matches: [ticker(1)[1]] }) };
  };
  const { tickers } = await new GatewaySource(new Gateway("https://g", read)).season("2026");
  assert.deepEqual([asked, tickers.length], [["https://g/v1/leagues/season%3A2026/scoreboard?limit=200"], 1]);
});

test("an address whose part names no document has no match, season or board", () => {
  for (const part of ["a%2Fb", "..%2Fx", "%2E%2E", ".", "__x__", "x".repeat(1501), "%C3%A9".repeat(751), "%", "%FF", ""]) {
    assert.equal(idOf(`/embed/${part}`), null, part);
  }
  for (const part of ["1386111", "_", "__", "___", "__x", "x__", "...", "a%20b", "x".repeat(1500), "javascript:alert(1)", "%C3%A9"]) {
    assert.equal(idOf(`/embed/${part}`), decodeURIComponent(part));
  }
});

test("a refused listener is restarted, later each time, and without delay again after a success", (t) => {
  t.mock.timers.enable({ apis: ["setTimeout"] });
  const begun = [], stopped = [];
  let lost = 0;
  const stop = keepListening((report) => {
    const place = begun.push(report) - 1;
    return () => stopped.push(place);
  }, () => { lost += 1; });
  const waits = (most) => {
    const before = begun.length;
    begun.at(-1).failed();
    t.mock.timers.tick(most / 2 - 1);
    assert.equal(begun.length, before);
    t.mock.timers.tick(most / 2 + 1);
    assert.equal(begun.length, before + 1);
  };
  for (const most of [5_000, 10_000, 20_000, 40_000, 60_000, 60_000]) waits(most);
  begun.at(-1).alive();
  waits(5_000);
  assert.equal(lost, 7);
  begun.at(-1).failed();
  stop();
  t.mock.timers.tick(600_000);
  assert.deepEqual([begun.length, stopped], [8, [7]]);
});
