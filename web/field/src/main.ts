import { createApp } from "vue";
import { learn_standby } from "@tiange/shared";
import "@tiange/shared/tokens.css";
import "@tiange/shared/base.css";
import "./field.css";
import App from "./App.vue";
import { router } from "./router";
import { await_install_offer } from "./install";
import { start_outbox } from "./outbox";

await_install_offer();
createApp(App).use(router).mount("#app");
start_outbox();
void learn_standby();
if (import.meta.env.PROD && "serviceWorker" in navigator) {
  window.addEventListener("load", () => {
    void navigator.serviceWorker.register("/field/sw.js", { scope: "/field/" });
  });
}
