// Builds the script of verify.html as one classic script: it runs from a file that was downloaded,
// where a browser loads no modules, as well as from Hosting.

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
