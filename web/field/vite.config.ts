import { build, defineConfig, type Plugin } from "vite";
import { app_config } from "../build_config";

// Builds the service worker after the app, with the list of the app's files to keep for dead spots.
function service_worker(): Plugin {
  let files: { url: string; revision: string | null }[] = [];
  return {
    name: "service-worker",
    apply: "build",
    generateBundle(_options, bundle) {
      files = Object.values(bundle)
        .filter((one) => /\.(js|css|svg|png)$/.test(one.fileName))
        .map((one) => ({ url: `/field/${one.fileName}`, revision: null }));
    },
    async closeBundle() {
      const revision = files
        .map((one) => one.url)
        .join("")
        .split("")
        .reduce((hash, char) => (Math.imul(hash, 31) + char.charCodeAt(0)) | 0, 7)
        .toString(16);
      const kept = [
        ...files,
        { url: "/field/index.html", revision },
        { url: "/field/icon.svg", revision: "1" },
        { url: "/field/manifest.webmanifest", revision: "1" },
      ];
      await build({
        configFile: false,
        publicDir: false,
        logLevel: "warn",
        define: { __FILES__: JSON.stringify(kept), "process.env.NODE_ENV": JSON.stringify("production") },
        build: {
          outDir: "dist",
          emptyOutDir: false,
          target: "es2022",
          lib: { entry: "src/service_worker.ts", formats: ["iife"], name: "worker", fileName: () => "sw.js" },
        },
      });
    },
  };
}

const config = app_config("/field/", 5174);
export default defineConfig({ ...config, plugins: [...(config.plugins ?? []), service_worker()] });
