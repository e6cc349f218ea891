import vue from "@vitejs/plugin-vue";
import type { UserConfig } from "vite";

declare const process: { env: Record<string, string | undefined> };

// One configuration for the three apps. `base` is where the server hands the app out.
export function app_config(base: string, port: number): UserConfig {
  const server = process.env.TIANGE_URL ?? "http://127.0.0.1:8080";
  return {
    base,
    plugins: [vue()],
    // form-js and the editor around it must draw with the same copy.
    resolve: { dedupe: ["preact"] },
    build: {
      target: "es2022",
      modulePreload: { polyfill: false },
      assetsInlineLimit: 0,
      chunkSizeWarningLimit: 1500,
      reportCompressedSize: false,
    },
    server: { port, strictPort: true, proxy: { "/api": server } },
  };
}
