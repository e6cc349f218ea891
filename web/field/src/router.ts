import { createRouter, createWebHistory } from "vue-router";
import { me, session, load_me, type Me } from "@tiange/shared";
import { online } from "./outbox";
import { recall } from "./store";

export const router = createRouter({
  history: createWebHistory("/field/"),
  routes: [
    { path: "/", name: "tasks", component: () => import("./pages/TasksPage.vue") },
    {
      path: "/sign-in",
      name: "sign-in",
      component: () => import("./pages/SignInPage.vue"),
      meta: { open: true, bare: true },
    },
    { path: "/map", name: "map", component: () => import("./pages/MapPage.vue") },
    { path: "/report", name: "report", component: () => import("./pages/ReportPage.vue"), meta: { bare: true } },
    { path: "/grids", name: "grids", component: () => import("./pages/GridsPage.vue") },
    { path: "/ledger", name: "ledger", component: () => import("./pages/LedgerPage.vue") },
    { path: "/notices", name: "notices", component: () => import("./pages/NoticesPage.vue"), meta: { bare: true } },
    { path: "/me", name: "me", component: () => import("./pages/MePage.vue") },
    {
      path: "/case/:ref",
      name: "case",
      component: () => import("./pages/CasePage.vue"),
      props: (route) => ({ case_ref: route.params.ref, task: route.query.task }),
      meta: { bare: true },
    },
    { path: "/together", name: "together", component: () => import("./pages/TogetherPage.vue") },
    {
      path: "/whistle/:ref",
      name: "whistle",
      component: () => import("./pages/WhistlePage.vue"),
      props: (route) => ({ whistle_ref: route.params.ref }),
      meta: { bare: true },
    },
    {
      path: "/finding/:ref",
      name: "finding",
      component: () => import("./pages/FindingPage.vue"),
      props: (route) => ({ finding_ref: route.params.ref, mend: route.query.mend }),
      meta: { bare: true },
    },
    { path: "/:rest(.*)*", redirect: "/" },
  ],
});

// Opening the app in a dead spot: who was signed in last may go on with what the phone keeps.
async function find_me(): Promise<Me | null> {
  try {
    const found = await load_me();
    return found;
  } catch {
    online.value = false;
    const copy = await recall<Me>("me");
    me.value = copy?.value ?? null;
    session.known = true;
    return me.value;
  }
}

router.beforeEach(async (to) => {
  const found = me.value ?? (session.known ? null : await find_me());
  if (to.meta.open) return found ? { name: "tasks" } : true;
  return found ? true : { name: "sign-in" };
});
