// Tests the gateway's stream in a page when the browser's EventSource gives up.

import assert from "node:assert/strict";
import { test } from "node:test";
import { built } from "./helpers.mjs";

const { Gateway } = await built("io/gateway.js");
const { GatewaySource } = await built("io/gateway_source.js");

/** An EventSource like a browser's: after an answer other than 200 it is CLOSED and stays so. */
class FakeEventSource extends EventTarget {
  static CONNECTING = 0;
  static CLOSED = 2;
  static all = [];

  constructor(url) {
    super();
    this.url = url;
    this.readyState = FakeEventSource.CONNECTING;
    FakeEventSource.all.push(this);
  }

  say(type, data, lastEventId = "") {
    this.dispatchEvent(Object.assign(new Event(type), { data: JSON.stringify(data), lastEventId }));
  }

  fail(readyState) {
    this.readyState = readyState;
    this.dispatchEvent(new Event("error"));
  }

  close() {
    this.readyState = FakeEventSource.CLOSED;
  }
}

/** Open a page that follows a match; return its notifications and streams. A board gets no events. */
function openFollowedMatch(t, answers = [], isBoard = false) {
  t.mock.timers.enable({ apis: ["setTimeout", "setInterval"] });
  FakeEventSource.all = [];
  globalThis.EventSource = FakeEventSource;
  t.after(() => delete globalThis.EventSource);
  const links = [], feed = [], matches = [];
  const nothing = () => undefined;
  const told = { link: (state) => links.push(state), score: nothing, ticker: nothing, match: (match) => matches.push(match),
    events: (documents) => feed.push(...documents) };
  const page = { events: [], hasMore: false, cursor: "earliest" };
  const asked = [];
  const read = async (address) => {
    asked.push(address);
    return answers.shift() ?? { ok: true, status: 200, json: async () => page };
  };
  if (isBoard) delete told.events;
  const gateway = new Gateway("https://g", read);
  const stop = isBoard ? new GatewaySource(gateway).followBoard("m", told) : gateway.follow("m", told);
  return { links, feed, matches, asked, stop, streams: FakeEventSource.all };
}

test("a stream that the browser gave up is reopened after the last event", (t) => {
  const { links, feed, streams } = openFollowedMatch(t);
  streams[0].say("start", { resumed: true }, "1:1_1");
  streams[0].say("feed", { id: "1_2" }, "2:1_2");
  streams[0].fail(FakeEventSource.CLOSED);
  t.mock.timers.tick(5_000);
  assert.deepEqual(streams.map((each) => each.url), [
    "https://g/v1/matches/m/stream", "https://g/v1/matches/m/stream?last_event_id=2%3A1_2",
  ]);
  streams[1].say("start", { resumed: true }, "2:1_2");
  streams[1].say("feed", { id: "1_3" }, "3:1_3");
  assert.deepEqual(feed.map((each) => each.id), ["1_2", "1_3"]);
  assert.deepEqual(links, ["connecting", "connected", "lost", "connected"]);
});

test("a stream that reconnects by itself is left alone", (t) => {
  const { links, streams } = openFollowedMatch(t);
  streams[0].say("start", { resumed: true }, "1:1_1");
  streams[0].fail(FakeEventSource.CONNECTING);
  t.mock.timers.tick(600_000);
  assert.equal(streams.length, 1);
  assert.equal(links.at(-1), "lost");
});

test("after repeated refusals the wait grows each time, to a minute at most", (t) => {
  const { streams } = openFollowedMatch(t);
  for (const most of [5_000, 10_000, 20_000, 40_000, 60_000, 60_000]) {
    const before = streams.length;
    streams.at(-1).fail(FakeEventSource.CLOSED);
    t.mock.timers.tick(most / 2 - 1);
    assert.equal(streams.length, before);
    t.mock.timers.tick(most / 2 + 1);
    assert.equal(streams.length, before + 1);
  }
});

test("nothing is reopened after the page has stopped", (t) => {
  const { stop, streams } = openFollowedMatch(t);
  streams[0].fail(FakeEventSource.CLOSED);
  stop();
  t.mock.timers.tick(600_000);
  assert.equal(streams.length, 1);
});

const settled = () => new Promise(setImmediate);

test("if the feed before the stream cannot be read, it is requested again", async (t) => {
  const page = { events: [{ id: "1_1" }], hasMore: false, cursor: "1" };
  const answers = [{ ok: false, status: 503 }, { ok: true, status: 200, json: async () => page }];
  const { links, feed, streams } = openFollowedMatch(t, answers);
  streams[0].say("start", { resumed: false });
  await settled();
  assert.deepEqual([links.at(-1), feed], ["lost", []]);
  t.mock.timers.tick(10_000);
  await settled();
  assert.deepEqual([links.at(-1), feed.map((each) => each.id), streams.length], ["connected", ["1_1"], 1]);
});

test("a stopped page does not request an unreadable feed", async (t) => {
  const answers = [{ ok: false, status: 503 }];
  const { links, stop, streams } = openFollowedMatch(t, answers);
  streams[0].say("start", { resumed: false });
  stop();
  await settled();
  t.mock.timers.tick(600_000);
  await settled();
  assert.deepEqual(links, ["connecting"]);
});

test("documents decided before play are requested each minute until there is a score", async (t) => {
  const tossed = { ok: true, status: 200, json: async () => ({ matchId: "m", toss: { wonBy: "home" } }) };
  const { matches, streams } = openFollowedMatch(t, [{ ok: false, status: 503 }, { ok: false, status: 404 }, tossed]);
  streams[0].say("start", { resumed: true }, "1:1_1");
  for (const known of [0, 0, 1]) {
    t.mock.timers.tick(60_000);
    await settled();
    assert.equal(matches.length, known);
  }
  assert.equal(matches[0].toss.wonBy, "home");
  streams[0].say("score", { version: 1 });
  t.mock.timers.tick(600_000);
  await settled();
  assert.equal(matches.length, 1);
});

test("a stopped page requests no match", async (t) => {
  const { matches, stop } = openFollowedMatch(t);
  stop();
  t.mock.timers.tick(600_000);
  await settled();
  assert.deepEqual(matches, []);
});

test("a board does not read the feed, which it does not show", async (t) => {
  const { links, asked, streams } = openFollowedMatch(t, [], true);
  streams[0].say("start", { resumed: false });
  streams[0].say("feed", { id: "1_2" }, "2:1_2");
  await settled();
  assert.deepEqual([links, asked], [["connecting", "connected"], []]);
});
