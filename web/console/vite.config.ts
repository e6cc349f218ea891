import { defineConfig } from "vite";
import { app_config } from "../build_config";

export default defineConfig({
  ...app_config("/", 5173),
  build: {
    ...app_config("/", 5173).build,
    rollupOptions: {
      output: {
        manualChunks: {
          vue: ["vue", "vue-router"],
          charts: ["echarts/core", "echarts/charts", "echarts/components", "echarts/renderers"],
        },
      },
    },
  },
});
