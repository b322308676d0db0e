import { defineConfig } from "vite";

export default defineConfig({
  base: "/desk/",
  // Nothing is inlined: the policy of the pages allows files of their own alone.
  build: { outDir: "../site/desk", emptyOutDir: true, assetsInlineLimit: 0, modulePreload: { polyfill: false } },
});
