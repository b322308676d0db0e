// The common parts of every page's HTML, added to its own title, description and script.

import type { Plugin } from "vite";

const COMMON = `<meta charset="utf-8" />
    <meta name="viewport" content="width=device-width, initial-scale=1" />
    <meta name="color-scheme" content="light dark" />
    <meta name="theme-color" media="(prefers-color-scheme: light)" content="#f4f5f2" />
    <meta name="theme-color" media="(prefers-color-scheme: dark)" content="#101412" />
    <link rel="icon" href="/favicon.svg" type="image/svg+xml" />
    <link rel="preload" href="/config.json" as="fetch" crossorigin="anonymous" />
    <script src="/theme.js"></script>`;

const BODY = `
    <div id="app"><p class="first">Loading …</p></div>
    <noscript><p class="first">This page shows live scores by a script. Please allow scripts.</p></noscript>
  `;

/** Return the tags from which services make a preview of a link; both texts are HTML already. */
const preview = (title: string, description: string): string => `
    <meta property="og:site_name" content="SCRBRD" />
    <meta property="og:type" content="website" />
    <meta property="og:title" content="${title}" />
    <meta property="og:description" content="${description}" />
    <meta name="twitter:card" content="summary" />`;

/** Return a page's HTML with the common parts; raises if it has no title or description. */
export function withPageHead(html: string): string {
  const title = /<title>([^<]+)<\/title>/.exec(html)?.[1];
  const description = /<meta name="description" content="([^"]+)"/.exec(html)?.[1];
  if (!title || !description) throw new Error(`a page has no title or no description:\n${html}`);
  return html
    .replace("<head>", () => `<head>\n    ${COMMON}${preview(title, description)}`)
    .replace("></body>", () => `>${BODY}</body>`);
}

export const pageHead = (): Plugin => ({
  name: "scrbrd-page-head",
  transformIndexHtml: { order: "pre", handler: withPageHead },
});
