// Tests that forty balls, an hour of a match, shift no layout; the default run has twenty.

import { after, test } from "node:test";
import { DESKTOP, openBrowser, PHONE } from "../browser.mjs";
import { assertNothingMoves } from "./moving.mjs";

const browser = await openBrowser();
after(() => browser.close());

test("forty balls shift no layout on a phone", (t) => assertNothingMoves(t, browser, PHONE, 40));

test("forty balls shift no layout on a desktop", (t) => assertNothingMoves(t, browser, DESKTOP, 40));
