import { defineConfig } from "vite";
import { app_config } from "../build_config";

export default defineConfig(app_config("/portal/", 5175));
