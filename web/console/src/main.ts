import { createApp } from "vue";
import "@tiange/shared/tokens.css";
import "@tiange/shared/base.css";
import App from "./shell/App.vue";
import { use_element } from "./element";
import { router } from "./router";

const app = createApp(App);
use_element(app);
app.use(router);
app.mount("#app");
