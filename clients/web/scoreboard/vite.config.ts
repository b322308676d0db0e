// Builds the spectators' pages: five HTML files, which Hosting serves at their addresses.

import { fileURLToPath } from "node:url";
import { defineConfig } from "vite";
import { pageHead } from "./page_head.ts";

const page = (name: string): string => fileURLToPath(new URL(`${name}.html`, import.meta.url));

export default defineConfig({
  root: fileURLToPath(new URL(".", import.meta.url)),
  base: "/",
  plugins: [pageHead()],
  build: {
    outDir: fileURLToPath(new URL("../site", import.meta.url)),
    emptyOutDir: true,
    target: "es2022",
    modulePreload: { polyfill: false },
    rollupOptions: {
      input: { home: page("index"), match: page("match"), season: page("season"), embed: page("embed"), screen: page("screen") },
    },
  },
});
