// Opens the spectators' pages with recorded documents; pytest sets the path of the built site (SITE).

import { readFileSync } from "node:fs";
import { openPage as openEmpty } from "../browser.mjs";
import { serve } from "./fake_server.mjs";
import { recording } from "./helpers.mjs";

/** Serve a recording by its name; the server is closed after the test. */
export async function backendOf(t, name, options) {
  const server = await serve(process.env.SITE, recording(name), options);
  t.after(() => server.close());
  return server;
}

/** Open a page of a server; `before` is called with it before it is loaded. */
export async function openPage(t, browser, server, path, { before, ...options } = {}) {
  const page = await openEmpty(t, browser, { baseURL: server.url, ...options });
  await before?.(page);
  await page.goto(path);
  return page;
}

const LISTENERS = readFileSync(new URL("fake_listeners.js", import.meta.url), "utf-8");

/** Serve a recording as Firestore, and open a page that listens to it. */
export async function openListening(t, browser, name, path, options = {}) {
  const server = await backendOf(t, name, { live: "firestore" });
  const before = async (page) => {
    await page.route("**/assets/listeners-*.js", (route) => route.fulfill({ contentType: "text/javascript", body: LISTENERS }));
    await options.before?.(page);
  };
  const page = await openPage(t, browser, server, path, { ...options, before });
  return { page, backend: server.backend };
}
