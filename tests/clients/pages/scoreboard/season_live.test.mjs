// Tests an open season page: its lists and tables as matches continue, and its reads.

import assert from "node:assert/strict";
import { test } from "node:test";
import { built } from "./helpers.mjs";

const { Gateway } = await built("io/gateway.js");
const { GatewaySource } = await built("io/gateway_source.js");
const { homeOf } = await built("model/match_lists.js");
const { tablesOf } = await built("model/season_figures.js");
globalThis.document = { documentElement: { dataset: {} } }; // the settings write the colours here
const { isPaused } = await built("state/settings.js");
const { LEAST_GAP_MS, SeasonStore, SETTLED_MS } = await built("state/season_store.js");

const ticker = (matchId, status, more) => ({ matchId, status, seasonId: "2026", teamIds: ["a", "b"], teams: [{ name: "A" }, { name: "B" }], innings: [], scheduledAt: `2026-05-${matchId}T11:00:00Z`, ...more });
const team = (teamId, points) => ({ teamId, points, matchesPlayed: 1, wins: 0, losses: 0, netRunRate: 0 });
const player = (personId, runs) => ({ personId, teamId: "a", lastMatchId: "01", batting: { runs } });
const settle = () => new Promise(setImmediate);

/** Open a page with a source of the test; return its store, the requests, and the handlers of changes. */
async function openSeason(t, { players = async () => [player("p", 1)], planned = [], match, isOpen = true } = {}) {
  t.mock.timers.enable({ apis: ["setTimeout"] });
  const asked = [];
  const handlers = {};
  const source = {
    season: () => settle().then(() => ({ name: null, teams: [team("a", 0), team("b", 2)], players: [player("p", 0)], tickers: [ticker("01", "completed"), ticker("10", "live"), ticker("20", "scheduled")], scheduled: planned, competitions: new Map() })),
    match,
    players: (id) => {
      asked.push(`players ${id}`);
      return players();
    },
    names: async (wanted, teamIds) => {
      asked.push(["names", ...wanted.map(({ personId }) => personId), ...teamIds].join(" "));
      return new Map(wanted.map(({ personId }) => [personId, `Name of ${personId}`]));
    },
    followSeason: (_id, seasonHandlers, link) => {
      Object.assign(handlers, seasonHandlers, { link });
      return () => asked.push("stopped");
    },
  };
  let now = 0;
  const store = new SeasonStore(source, "2026", () => now);
  t.after(() => store.close());
  const opening = store.open();
  if (isOpen) await opening;
  const wait = async (milliseconds) => {
    now += milliseconds;
    t.mock.timers.tick(milliseconds);
    await settle();
  };
  return { store, asked, handlers, wait, opening };
}

const listed = ({ shown }) => {
  const { live, next, finished } = homeOf(shown.value.tickers, shown.value.scheduled);
  return [live, next, finished].map((entries) => entries.map(({ id }) => id).join());
};
const points = ({ shown, names }) => tablesOf(shown.value.teams, names.value)[0].rows.map((row) => `${row.teamId} ${row.points}`);

test("a match that begins, ends, is added or deleted moves in the lists, and earlier ones stay", async (t) => {
  const { store, handlers, asked } = await openSeason(t);
  assert.deepEqual(listed(store), ["10", "20", "01"]);
  handlers.tickers([ticker("10", "completed", { resultText: "A won" }), ticker("20", "live"), ticker("30", "scheduled")]);
  assert.deepEqual(listed(store), ["20", "30", "10,01"]);
  handlers.tickers([ticker("10", "completed"), ticker("20", "live", { teams: [{ name: "A" }, { name: "B" }] })]);
  assert.deepEqual(listed(store), ["20", "", "10,01"]);
  assert.deepEqual(asked, ["names p a b"], "nothing is read for it");
});

test("a planned match deleted or moved to another season leaves the lists, and a postponed one stays", async (t) => {
  const planned = ["20", "21", "22", "23"].map((id) => ({ id, seasonId: "2026", status: "scheduled", homeTeamName: "A", scheduledAt: `2026-05-${id}T11:00:00Z` }));
  const found = {
    "21": { ...planned[1], seasonId: "2027" }, "22": { ...planned[2], scheduledAt: "2026-07-01T11:00:00Z" }, "23": { ...planned[3], status: "completed" },
  };
  const { store, handlers } = await openSeason(t, { planned, match: async (id) => found[id] ?? null });
  handlers.tickers([ticker("10", "live"), ...planned.map(({ id }) => ticker(id, "scheduled"))]);
  assert.deepEqual(listed(store), ["10", "20,21,22,23", "01"]);
  handlers.tickers([ticker("10", "live")]);
  await settle();
  assert.deepEqual(listed(store), ["10", "22", "01"]);
  assert.equal(store.shown.value.scheduled[0].scheduledAt, "2026-07-01T11:00:00Z");
});

test("changes received before the season is read apply afterwards; equal ones are no change", async (t) => {
  const { store, handlers, asked, opening, wait } = await openSeason(t, { isOpen: false });
  handlers.tickers([ticker("10", "completed")]);
  handlers.teams([{ ...team("a", 0), lastUpdated: "later" }, team("b", 2)]);
  assert.equal(store.shown.value, null);
  await opening;
  assert.deepEqual(listed(store), ["", "20", "10,01"]);
  await wait(2 * LEAST_GAP_MS);
  assert.deepEqual(asked, ["names p a b"]);
});

test("tables change with their teams, and players are read after them, at most once a minute", async (t) => {
  let runs = 0;
  const { store, handlers, asked, wait } = await openSeason(t, { players: async () => [player("p", runs += 1), player("q", 5)] });
  await wait(LEAST_GAP_MS);
  handlers.teams([team("a", 2), team("b", 2)]);
  assert.deepEqual(points(store), ["a 2", "b 2"]);
  handlers.teams([team("a", 2), team("b", 4)]);
  await wait(SETTLED_MS - 1);
  assert.deepEqual(asked, ["names p a b"]);
  await wait(1);
  assert.deepEqual(asked, ["names p a b", "players 2026", "names q"]);
  assert.deepEqual(store.shown.value.players.map(({ batting }) => batting.runs), [1, 5]);
  assert.equal(store.names.value.get("q"), "Name of q");
  handlers.teams([team("a", 6), team("b", 4)]);
  await wait(LEAST_GAP_MS - 1);
  assert.equal(asked.length, 3);
  await wait(1);
  assert.deepEqual(asked.slice(3), ["players 2026"]);
  await wait(10 * LEAST_GAP_MS);
  assert.equal(asked.length, 4);
});

test("players that cannot be read stay as they are and are requested again", async (t) => {
  t.mock.method(console, "error", () => undefined);
  let isDown = true;
  const { store, handlers, asked, wait } = await openSeason(t, { players: async () => {
    if (isDown) throw new Error("down");
    return [player("p", 9)];
  } });
  handlers.teams([team("a", 2), team("b", 2)]);
  await wait(LEAST_GAP_MS);
  assert.deepEqual([store.shown.value.players[0].batting.runs, store.hasFailed.value], [0, false]);
  isDown = false;
  await wait(LEAST_GAP_MS);
  assert.equal(store.shown.value.players[0].batting.runs, 9);
  assert.equal(asked.filter((each) => each.startsWith("players")).length, 2);
});

test("a paused season page does not change until it is resumed", async (t) => {
  const { store, handlers } = await openSeason(t);
  t.after(() => { isPaused.value = false; });
  isPaused.value = true;
  handlers.tickers([ticker("10", "completed")]);
  handlers.teams([team("a", 8), team("b", 2)]);
  assert.deepEqual([listed(store), points(store)], [["10", "20", "01"], ["b 2", "a 0"]]);
  isPaused.value = false;
  assert.deepEqual([listed(store), points(store)], [["", "20", "10,01"], ["a 8", "b 2"]]);
});

test("with a gateway, the season is requested again, and the figures after a result", async (t) => {
  t.mock.timers.enable({ apis: ["setTimeout", "setInterval"] });
  let status = "live";
  const read = async () => ({ ok: true, status: 200, json: async () => ({ matches: [ticker("10", status)] }) });
  let reads = 0;
  const figures = { teams: async () => {
    reads += 1;
    return [team("a", reads)];
  } };
  const seasonHandlers = [];
  const links = [];
  const stop = new GatewaySource(new Gateway("https://g", read), figures).followSeason("2026", {
    tickers: ([each]) => seasonHandlers.push(each.status), teams: ([each]) => seasonHandlers.push(each.points),
  }, (state) => links.push(state));
  const wait = async (milliseconds) => {
    t.mock.timers.tick(milliseconds);
    for (let turn = 0; turn < 5; turn += 1) await settle();
  };
  await wait(0);
  await wait(15_000);
  status = "completed";
  await wait(15_000);
  await wait(10_000);
  assert.deepEqual(seasonHandlers, ["live", "live", "completed", 1]);
  await wait(50_000);
  assert.equal(reads, 2);
  stop();
  await wait(600_000);
  assert.deepEqual([reads, new Set(links)], [2, new Set(["connected"])]);
});

test("with a gateway, a late answer neither replaces a newer one nor counts as a lost connection", async (t) => {
  t.mock.timers.enable({ apis: ["setInterval"] });
  const requests = [];
  const read = () => new Promise((resolve, reject) => requests.push({ resolve, reject }));
  const source = new GatewaySource({ tickers: read, scoreboard: read });
  const pages = {
    home: (show, link) => source.home(show, link),
    season: (show, link) => source.followSeason("2026", { tickers: show, teams: () => undefined }, link),
  };
  for (const [page, open] of Object.entries(pages)) {
    requests.length = 0;
    const [shown, links] = [[], []];
    const stop = open(([each]) => shown.push(each.status), (state) => links.push(state));
    for (let more = 0; more < 3; more += 1) t.mock.timers.tick(15_000);
    const [first, second, third, fourth] = requests;
    second.resolve([ticker("10", "completed")]);
    await settle();
    first.resolve([ticker("10", "live")]);
    await settle();
    assert.deepEqual([shown, links], [["completed"], ["connected"]], page);
    fourth.resolve([ticker("10", "live")]); // the end was undone
    await settle();
    third.reject(new Error("too slow"));
    await settle();
    stop();
    assert.deepEqual([shown, links], [["completed", "live"], ["connected", "connected"]], page);
  }
});
