// Tests a whole T20 tapped ball by ball, and compares the page with the fold after each; takes a minute.

import { after, before, test } from "node:test";
import { launch, serve } from "./console_site.mjs";
import { T20, tapMatch } from "./tapping.mjs";

let browser;
let site;
before(async () => {
  site = await serve(process.env.CONSOLE_FAKE, () => T20.start);
  browser = await launch();
});
after(async () => {
  await browser?.close();
  site?.close();
});

test("a T20 tapped ball by ball agrees with the fold after each ball and paints within 100 ms", () =>
  tapMatch(browser, site.url, () => true));
