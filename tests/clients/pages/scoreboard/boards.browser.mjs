// Tests a scoreboard in a frame and a big screen that are open from before the toss until the result.

import assert from "node:assert/strict";
import { after, test } from "node:test";
import { openBrowser } from "../browser.mjs";
import { backendOf, openListening, openPage } from "./site.mjs";

const browser = await openBrowser();
after(() => browser.close());

const MATCH = "matches/1386111";
const [SCORE, TICKER] = [`${MATCH}/live/score`, "tickers/1386111"];
const waitForText = (page, text) => page.locator(".headline", { hasText: text }).waitFor();
const winner = (page) => page.locator(".side.winner", { hasText: "Melbourne Renegades" }).waitFor();

async function seesToss(t, path) {
  const { page, backend } = await openListening(t, browser, "not_started", path, {
    before: async (each) => {
      await each.route("**/documents/matches/1386111", async (route) => { // the document before the toss
        const answer = await route.fetch();
        const document = await answer.json();
        delete document.fields.toss;
        await route.fulfill({ json: document });
      });
    },
  });
  const { toss } = backend.documents[MATCH];
  backend.change({ [MATCH]: { ...backend.documents[MATCH], toss: null } });
  await page.waitForFunction(() => globalThis.subscriptions > 0);
  assert.equal((await page.locator(".headline").textContent()).trim(), "");
  backend.change({ [MATCH]: { ...backend.documents[MATCH], toss } });
  await waitForText(page, "Adelaide Strikers won the toss and chose to bat");
}

test("a scoreboard in a frame opened before the toss shows it", (t) => seesToss(t, "/embed/1386111"));

test("a big screen opened before the toss shows it", (t) => seesToss(t, "/screen/1386111"));

/** Bowl the last ball and write the documents of the result. */
function end(backend) {
  const version = backend.documents[TICKER].version + 1;
  const resultText = "Melbourne Renegades won by 4 wickets";
  const over = { status: "completed", resultText, version };
  const result = { winnerTeamId: "melbourne-renegades", text: resultText };
  backend.change({
    [SCORE]: { ...backend.documents[SCORE], ...over, winnerId: "melbourne-renegades" },
    [TICKER]: { ...backend.documents[TICKER], ...over },
    [MATCH]: { ...backend.documents[MATCH], status: "completed", result },
  });
}

test("a scoreboard open at the end of the match marks the winner", async (t) => {
  const { page, backend } = await openListening(t, browser, "live", "/embed/1386111");
  await page.waitForFunction(() => globalThis.subscriptions > 0);
  end(backend);
  await waitForText(page, "won by 4 wickets");
  await winner(page);
});

test("a scoreboard with a gateway does the same", async (t) => {
  const server = await backendOf(t, "live");
  const page = await openPage(t, browser, server, "/screen/1386111");
  await page.locator(".hero").waitFor();
  while (server.backend.streams.size === 0) await page.waitForTimeout(50);
  end(server.backend);
  await waitForText(page, "won by 4 wickets");
  await winner(page);
});

test("a big screen, upright, square or wide, shows the whole board in spite of long names", async (t) => {
  const server = await backendOf(t, "long_names");
  const page = await openPage(t, browser, server, "/screen/1386111");
  await page.locator(".last-ball", { hasText: "to" }).waitFor();
  for (const [width, height] of [[720, 1280], [1080, 1920], [1024, 1024], [1280, 1024], [1920, 1080]]) {
    await page.setViewportSize({ width, height });
    const [wanted, room] = await page.locator("main").evaluate((main) => [main.scrollHeight, main.clientHeight]);
    assert.ok(wanted <= room, `${wanted} pixels high in ${room}, on ${width} by ${height}`);
  }
});
