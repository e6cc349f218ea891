import { createApp } from "vue";
import { createRouter, createWebHistory } from "vue-router";
import { learn_standby } from "@tiange/shared";
import "@tiange/shared/tokens.css";
import "@tiange/shared/base.css";
import "./portal.css";
import App from "./App.vue";

const router = createRouter({
  history: createWebHistory("/portal/"),
  routes: [
    { path: "/", name: "home", component: () => import("./HomePage.vue") },
    { path: "/report", name: "report", component: () => import("./ReportPage.vue") },
    { path: "/progress", name: "progress", component: () => import("./ProgressPage.vue") },
    { path: "/rate", name: "rate", component: () => import("./RatePage.vue") },
    { path: "/space", name: "space", component: () => import("./SpacePage.vue") },
    { path: "/benefits", name: "benefits", component: () => import("./BenefitsPage.vue") },
    { path: "/services", name: "services", component: () => import("./ServicesPage.vue") },
    { path: "/firms/:firm?", name: "firms", component: () => import("./FirmsPage.vue") },
    { path: "/work", name: "work", component: () => import("./WorkPage.vue") },
    { path: "/notice", name: "notice", component: () => import("./NoticePage.vue") },
    { path: "/sms", name: "sms", component: () => import("./SmsPage.vue") },
    { path: "/check", name: "check", component: () => import("./CheckPage.vue") },
    { path: "/figures", name: "figures", component: () => import("./FiguresPage.vue") },
    { path: "/:rest(.*)*", redirect: "/" },
  ],
});
createApp(App).use(router).mount("#app");
void learn_standby();
