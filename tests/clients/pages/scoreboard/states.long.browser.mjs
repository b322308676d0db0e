// Every state of the spectators' pages in both sizes and both themes; minutes.

import { after, test } from "node:test";
import { DESKTOP, openBrowser, PHONE, THEMES } from "../browser.mjs";
import { ALL, look } from "./states.mjs";

const browser = await openBrowser();
after(() => browser.close());

test("axe finds nothing in any state on a phone in light and dark", (t) => look(t, browser, ALL, "phone", PHONE, THEMES));

test("axe finds nothing in any state on a desktop in light and dark", (t) => look(t, browser, ALL, "desktop", DESKTOP, THEMES));
