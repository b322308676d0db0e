// Builds the script of verify.html as one classic script, so that it runs from Hosting and also from a downloaded
// file, where a browser loads no modules.

import { fileURLToPath } from "node:url";
import { defineConfig } from "vite";

const path = (name: string): string => fileURLToPath(new URL(name, import.meta.url));

export default defineConfig({
  root: path("."),
  publicDir: false,
  build: {
    outDir: path("../site"),
    emptyOutDir: false,
    target: "es2022",
    lib: { entry: path("src/verify/main.ts"), formats: ["iife"], name: "scrbrd", fileName: () => "verify.js", cssFileName: "verify" },
  },
});
