import { createRouter, createWebHistory } from "vue-router";
import { load_me, may, me, session } from "@tiange/shared";
import { rooms } from "./rooms";

export const router = createRouter({
  history: createWebHistory("/"),
  scrollBehavior: (_to, _from, saved) => saved ?? { top: 0 },
  routes: [
    // Where it leads is known once it is known who asks.
    { path: "/", name: "start", component: () => import("./shell/NowherePage.vue") },
    {
      path: "/sign-in",
      name: "sign-in",
      component: () => import("./features/session/SignInPage.vue"),
      meta: { open: true },
    },
    { path: "/me", name: "me", component: () => import("./features/session/MePage.vue") },
    { path: "/desk", name: "desk", component: () => import("./features/desk/DeskPage.vue") },
    { path: "/notices", name: "notices", component: () => import("./features/notices/NoticesPage.vue") },
    { path: "/duty", name: "duty", component: () => import("./features/duty/DutyPage.vue") },
    { path: "/intake", name: "intake", component: () => import("./features/intake/IntakePage.vue") },
    {
      path: "/hotline",
      name: "hotline",
      component: () => import("./features/hotline/SeatPage.vue"),
      beforeEnter: () => may("hotline.answer") || { name: "hotline_wall" },
    },
    ...(
      [
        ["visits", () => import("./features/hotline/VisitsPage.vue")],
        ["knowledge", () => import("./features/hotline/KnowledgePage.vue")],
        ["wall", () => import("./features/hotline/WallPage.vue")],
        ["lines", () => import("./features/hotline/LinesPage.vue")],
        ["shifts", () => import("./features/hotline/ShiftsPage.vue")],
      ] as const
    ).map(([part, component]) => ({
      path: `/hotline/${part}`,
      name: `hotline_${part}`,
      component,
      meta: { room: "hotline" },
    })),
    { path: "/dispatch", name: "dispatch", component: () => import("./features/dispatch/DispatchPage.vue") },
    { path: "/cases", name: "cases", component: () => import("./features/cases/CasesPage.vue") },
    {
      path: "/cases/:ref",
      name: "case",
      component: () => import("./features/cases/CasePage.vue"),
      props: (route) => ({ case_ref: route.params.ref }),
      meta: { room: "cases" },
    },
    { path: "/together", name: "together", component: () => import("./features/together/TogetherPage.vue") },
    { path: "/supervision", name: "supervision", component: () => import("./features/supervision/LampsPage.vue") },
    ...(
      [
        ["letters", () => import("./features/supervision/LettersPage.vue")],
        ["instructions", () => import("./features/supervision/InstructionsPage.vue")],
        ["checks", () => import("./features/supervision/ChecksPage.vue")],
        ["closings", () => import("./features/supervision/ClosingsPage.vue")],
        ["appeals", () => import("./features/supervision/AppealsPage.vue")],
        ["rules", () => import("./features/supervision/RulesPage.vue")],
      ] as const
    ).map(([part, component]) => ({ path: `/supervision/${part}`, name: `supervision_${part}`, component, meta: { room: "supervision" } })),
    { path: "/credit/frequency", name: "credit_frequency", component: () => import("./features/credit/frequency/FrequencyPage.vue"), meta: { room: "credit" } },
    { path: "/credit", name: "credit", component: () => import("./features/credit/CreditPage.vue") },
    { path: "/jobs", name: "jobs", component: () => import("./features/jobs/JobsPage.vue") },
    { path: "/exchange", name: "exchange", component: () => import("./features/exchange/ExchangePage.vue") },
    { path: "/imports", name: "imports", component: () => import("./features/imports/ImportPage.vue") },
    { path: "/masks", name: "masks", component: () => import("./features/masks/MasksPage.vue") },
    { path: "/reports", name: "reports", component: () => import("./features/reports/ReportsPage.vue") },
    { path: "/benefits/money", name: "money", component: () => import("./features/benefits/money/MoneyPage.vue"), meta: { room: "benefits" } },
    { path: "/benefits/grants", name: "grants", component: () => import("./features/benefits/grants/GrantsPage.vue"), meta: { room: "benefits" } },
    { path: "/benefits/services", name: "services", component: () => import("./features/benefits/services/ServicesPage.vue"), meta: { room: "benefits" } },
    { path: "/spaces", name: "spaces", component: () => import("./features/spaces/SpacesPage.vue") },
    { path: "/board", name: "board", component: () => import("./features/board/BoardPage.vue") },
    { path: "/scores", name: "scores", component: () => import("./features/scores/ScoresPage.vue") },
    ...(
      [
        ["library", () => import("./features/scores/LibraryPage.vue")],
        ["frozen", () => import("./features/scores/FrozenPage.vue")],
      ] as const
    ).map(([part, component]) => ({ path: `/scores/${part}`, name: `scores_${part}`, component, meta: { room: "scores" } })),
    {
      path: "/items/learning",
      name: "learning",
      component: () => import("./features/learning/LearningPage.vue"),
      meta: { room: "items" },
    },
    { path: "/items", name: "items", component: () => import("./features/items/ItemsPage.vue") },
    {
      path: "/items/admission",
      name: "items-admission",
      component: () => import("./features/items/admission/AdmissionPage.vue"),
      meta: { room: "items" },
    },
    {
      path: "/items/powers",
      name: "items-powers",
      component: () => import("./features/items/powers/PowersPage.vue"),
      meta: { room: "items" },
    },
    {
      path: "/items/checks",
      name: "items-checks",
      component: () => import("./features/items/checks/ChecksPage.vue"),
      meta: { room: "items" },
    },
    { path: "/benefits", name: "benefits", component: () => import("./features/benefits/policies/PoliciesPage.vue") },
    { path: "/ledgers", name: "ledgers", component: () => import("./features/ledgers/LedgersPage.vue") },
    { path: "/registers", name: "registers", component: () => import("./features/registers/PartsPage.vue") },
    ...(
      [
        ["owners", () => import("./features/registers/OwnersPage.vue")],
        ["kinds", () => import("./features/registers/KindsPage.vue")],
      ] as const
    ).map(([part, component]) => ({
      path: `/registers/${part}`,
      name: `registers_${part}`,
      component,
      meta: { room: "registers" },
    })),
    {
      path: "/registers/parts/:part",
      name: "part",
      component: () => import("./features/registers/PartPage.vue"),
      props: true,
      meta: { room: "registers" },
    },
    ...(["persons", "households", "firms", "houses", "facilities"] as const).map((kind) => ({
      path: `/registers/${kind}`,
      name: `subjects_${kind}`,
      component: () => import("./features/registers/subjects/SubjectsPage.vue"),
      props: { kind },
      meta: { room: "subjects" },
    })),
    ...(
      [
        ["find", () => import("./features/registers/find/FindPage.vue")],
        ["inside", () => import("./features/registers/find/InsidePage.vue")],
        ["active", () => import("./features/registers/find/ActivePage.vue")],
        ["addresses", () => import("./features/registers/subjects/AddressesPage.vue")],
        ["desk", () => import("./features/registers/subjects/DeskPage.vue")],
        ["matches", () => import("./features/registers/subjects/MatchesPage.vue")],
        ["compare", () => import("./features/registers/compare/ComparePage.vue")],
        ["fields", () => import("./features/registers/subjects/FieldsPage.vue")],
      ] as const
    ).map(([part, component]) => ({
      path: `/registers/${part}`,
      name: `subjects_${part}`,
      component,
      meta: { room: "subjects" },
    })),
    {
      path: "/registers/:kind(persons|households|firms|houses|facilities)/:subject",
      name: "subject",
      component: () => import("./features/registers/subjects/SubjectPage.vue"),
      props: true,
      meta: { room: "subjects" },
    },
    { path: "/flows", name: "flows", component: () => import("./features/flows/FlowsPage.vue") },
    {
      path: "/flows/drafts",
      name: "drafts",
      component: () => import("./features/flows/drafts/DraftsPage.vue"),
      meta: { room: "flows" },
    },
    {
      path: "/flows/drafts/:id",
      name: "draft",
      component: () => import("./features/flows/drafts/DraftPage.vue"),
      props: true,
      meta: { room: "flows" },
    },
    {
      path: "/flows/releases",
      name: "releases",
      component: () => import("./features/flows/drafts/ReleasesPage.vue"),
      meta: { room: "flows" },
    },
    {
      path: "/flows/moves",
      name: "moves",
      component: () => import("./features/flows/moves/MovesPage.vue"),
      meta: { room: "flows" },
    },
    {
      path: "/flows/letters",
      name: "letters",
      component: () => import("./features/flows/letters/LettersPage.vue"),
      meta: { room: "flows" },
    },
    { path: "/places", name: "places", component: () => import("./features/places/PlacesPage.vue") },
    { path: "/org", name: "org", component: () => import("./features/org/OrgPage.vue") },
    { path: "/channels", name: "channels", component: () => import("./features/channels/ChannelsPage.vue") },
    { path: "/system", name: "system", component: () => import("./features/system/SystemPage.vue") },
    { path: "/:rest(.*)*", name: "nowhere", component: () => import("./shell/NowherePage.vue") },
  ],
});

export function may_enter(name: string): boolean {
  const room = rooms.find((one) => one.name === name);
  return !room || room.needs.length === 0 || room.needs.some(may);
}

function first_room(): string {
  if (may("command.view") && me.value?.level === "district" && !may("cases.dispatch")) return "/board";
  return rooms.find((room) => room.needs.some(may))?.path ?? "/me";
}

router.beforeEach(async (to) => {
  if (!session.known) {
    try {
      await load_me();
    } catch {
      session.known = false;
      return to.meta.open ? true : { name: "sign-in", query: { back: to.fullPath } };
    }
  }
  if (to.meta.open) return me.value && to.name === "sign-in" ? first_room() : true;
  if (!me.value) return { name: "sign-in", query: to.fullPath === "/" ? {} : { back: to.fullPath } };
  if (me.value.must_change_secret && to.name !== "me") return { name: "me" };
  return to.name === "start" ? first_room() : true;
});
