// Forty balls, an hour of a match, move nothing on its page; the default run has twenty of them.

import { after, test } from "node:test";
import { DESKTOP, openBrowser, PHONE } from "../browser.mjs";
import { assertNothingMoves } from "./moving.mjs";

const browser = await openBrowser();
after(() => browser.close());

test("forty balls move nothing on a phone", (t) => assertNothingMoves(t, browser, PHONE, 40));

test("forty balls move nothing on a desktop", (t) => assertNothingMoves(t, browser, DESKTOP, 40));
