// Every page of the spectators in both sizes and both themes; minutes.

import { after, test } from "node:test";
import { DESKTOP, openBrowser, PHONE, THEMES } from "../browser.mjs";
import { look } from "./states.mjs";

const browser = await openBrowser();
after(() => browser.close());

test("axe finds nothing on any page of a phone in light and dark", (t) => look(t, browser, "phone", PHONE, THEMES));

test("axe finds nothing on any page of a desktop in light and dark", (t) => look(t, browser, "desktop", DESKTOP, THEMES));
