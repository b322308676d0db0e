import preact from "@preact/preset-vite";
import { defineConfig } from "vite";
import { VitePWA } from "vite-plugin-pwa";

// `vite build --mode fake` makes a console over a plain list, without Firebase, for tests.
export default defineConfig(({ mode }) => ({
  base: "/score/",
  define: { __FAKE__: JSON.stringify(mode === "fake") },
  build: { outDir: "../site/score", emptyOutDir: true, target: "es2022" },
  plugins: [
    preact(),
    VitePWA({
      registerType: "prompt",
      injectRegister: false,
      includeAssets: ["icon.svg"],
      manifest: {
        name: "SCRBRD scorer",
        short_name: "Scorer",
        description: "Score a cricket match, with or without reception.",
        start_url: "/score/",
        scope: "/score/",
        display: "standalone",
        background_color: "#101412",
        theme_color: "#101412",
        icons: [{ src: "icon.svg", sizes: "any", type: "image/svg+xml", purpose: "any" }],
      },
      workbox: {
        globPatterns: ["**/*.{js,css,html,svg,webmanifest}"],
        navigateFallback: "/score/index.html",
        navigateFallbackDenylist: [/^\/__\//],
        cleanupOutdatedCaches: true,
      },
    }),
  ],
}));
