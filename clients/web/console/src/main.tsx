// Starts the console: reads the configuration, then opens the match named in the address.

import "../../tokens.css";
import "./styles/score.css";
import "./styles/console.css";
import "./styles/pad.css";
import "./styles/sheets.css";
import { render } from "preact";
import { ignoreRepeatedTaps } from "./repeated_taps.js";
import { openSettings } from "./settings.js";
import { withCopies } from "./queue_copies.js";
import { openStorage } from "./storage.js";
import { App } from "./views/app.js";
import { watchForUpdates } from "./update.js";

declare const __FAKE__: boolean;

async function start(): Promise<void> {
  const root = document.getElementById("app");
  if (!root) throw new Error("the page has no #app");
  ignoreRepeatedTaps(document);
  const storage = await withCopies(openStorage());
  const settings = openSettings(storage);
  const opener = __FAKE__ ? await import("./fake_opener.js") : await import("./firestore/opener.js");
  const openGate = () => opener.openGate(storage);
  render(<App settings={settings} storage={storage} openGate={openGate} update={watchForUpdates()} />, root);
}

void start();
