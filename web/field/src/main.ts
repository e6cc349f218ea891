import { createApp } from "vue";
import "@tiange/shared/tokens.css";
import "@tiange/shared/base.css";
import "./field.css";
import App from "./App.vue";
import { router } from "./router";
import { start_outbox } from "./outbox";

createApp(App).use(router).mount("#app");
start_outbox();
if (import.meta.env.PROD && "serviceWorker" in navigator) {
  window.addEventListener("load", () => {
    void navigator.serviceWorker.register("/field/sw.js", { scope: "/field/" });
  });
}
