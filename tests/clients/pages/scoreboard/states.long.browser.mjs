// Tests every state of the spectators' pages in both sizes and both themes; takes minutes.

import { after, test } from "node:test";
import { DESKTOP, openBrowser, PHONE, THEMES } from "../browser.mjs";
import { ALL, checkStates } from "./states.mjs";

const browser = await openBrowser();
after(() => browser.close());

test("axe has no findings in any state on a phone in light and dark", (t) => checkStates(t, browser, ALL, "phone", PHONE, THEMES));

test("axe has no findings in any state on a desktop in light and dark", (t) => checkStates(t, browser, ALL, "desktop", DESKTOP, THEMES));
