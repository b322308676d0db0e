// Starts a page: reads the configuration and opens the data source, or shows that this has failed.

import { render } from "preact";
import type { JSX } from "preact";
import { readConfig } from "../io/config.ts";
import { openSource } from "../io/open.ts";
import type { Source } from "../io/source.ts";
import { texts } from "../texts.ts";
import { Notice, Shell } from "../ui/shell.tsx";

export async function start(page: (source: Source) => JSX.Element): Promise<void> {
  const root = document.getElementById("app");
  if (!root) throw new Error("the page has no #app");
  try {
    const source = openSource(await readConfig());
    root.replaceChildren();
    render(page(source), root);
  } catch (error) {
    console.error(error);
    root.replaceChildren();
    render(<Shell><Notice isAll retry={() => location.reload()}>{texts.failed}</Notice></Shell>, root);
  }
}

/** Set the title and the description of the page. */
export function describe(title: string, description: string): void {
  document.title = title;
  document.querySelector('meta[name="description"]')?.setAttribute("content", description);
}
