// Takes the pictures of the documentation from a running demo district into docs/pictures/.
import { mkdirSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { account_of, base, open_browser, open_page, read, sign_in } from "./browser.mjs";

const folder = fileURLToPath(new URL("../../docs/pictures/", import.meta.url));
mkdirSync(folder, { recursive: true });
const browser = await open_browser();
const k_settle_ms = 2500;

async function shoot(name, who, address, options = {}) {
  const page = await open_page(browser, options);
  if (who) await sign_in(page, who);
  if (options.dark || options.en)
    await page.addInitScript(
      ([dark, en]) => {
        if (dark) localStorage.setItem("tiange.theme", "dark");
        if (en) localStorage.setItem("tiange.lang", "en");
      },
      [!!options.dark, !!options.en],
    );
  const path = typeof address === "function" ? await address(page) : address;
  await page.goto(base + path);
  await page.waitForLoadState("load");
  await page.waitForTimeout(k_settle_ms);
  if (options.then) {
    await options.then(page);
    await page.waitForTimeout(k_settle_ms);
  }
  await page.screenshot({ path: `${folder}${name}.png` });
  console.log(`${name}.png`);
  await page.context().close();
}

const open_case = async (page) => {
  const mine = (await read(page, "/cases/inbox?group=all")).items;
  if (mine.length) return `/cases/${mine[0].case_ref}`;
  return `/cases/${(await read(page, "/cases?status=handling&limit=1")).items[0].ref}`;
};
const my_case = async (page) => {
  const inbox = await read(page, "/cases/inbox?group=all");
  return inbox.items.length ? `/field/case/${inbox.items[0].case_ref}` : "/field/";
};

// The account whose task the newest case of a state is, so that the pictures show work and not empty lists.
async function worker(status) {
  const page = await open_page(browser);
  await sign_in(page, { duty: "dispatcher" });
  let account;
  for (const row of (await read(page, `/cases?status=${status}&limit=20`)).items) {
    const task = (await read(page, `/cases/${row.ref}`)).tasks[0];
    if (task) {
      account = await account_of(page, task.queue).catch(() => undefined);
      if (account) break;
    }
  }
  await page.context().close();
  return account ? { account } : { duty: "officer" };
}

// A few matters that somebody must still classify, for the dispatch desk.
async function report_some() {
  const page = await open_page(browser);
  await sign_in(page, { duty: "officer" });
  const { area } = await read(page, `/places/areas/${(await read(page, "/session")).areas[0]}`);
  const csrf = (await page.context().cookies()).find((one) => one.name === "tiange_csrf")?.value ?? "";
  for (const content of [
    "桥下护栏松动，路过的电动车有撞上去的危险",
    "巷口的雨水口被落叶堵住，一下雨就积水",
    "公园健身器材的踏板断了一块",
  ]) {
    await page.context().request.post(`${base}/api/v1/cases`, {
      headers: { "X-Tiange-CSRF": csrf, "Idempotency-Key": crypto.randomUUID() },
      data: { channel: "grid", kind: "report", content, place: { lng: area.lng, lat: area.lat } },
    });
  }
  await page.context().close();
}
await report_some();
const handler = await worker("handling");
const officer = await worker("pending_verify");

await shoot("sign-in", null, "/sign-in");
await shoot("desk", handler, "/desk");
await shoot("intake", { duty: "seat" }, "/intake", {
  then: async (page) => {
    await page.fill(".intake textarea >> nth=0", "人行道上的污水井盖破损下沉，夜间有行人绊倒，希望尽快修复");
    await page.fill("input[name=place]", "同济路");
  },
});
await shoot("dispatch", { duty: "acceptor" }, "/dispatch");
await shoot("cases", { duty: "dispatcher" }, "/cases");
await shoot("case", handler, open_case);
await shoot("process", { duty: "dispatcher" }, open_case, { then: (page) => page.click("[data-role=flow]") });
await shoot("board", { duty: "leader" }, "/board");
await shoot("board-dark", { duty: "leader" }, "/board", { dark: true });
await shoot("board-en", { duty: "leader" }, "/board", { en: true });
await shoot("items", { duty: "data_steward" }, "/items");
await shoot("flows", { duty: "data_steward" }, "/flows");
await shoot("places", { duty: "data_steward" }, "/places");
await shoot("imports", { duty: "data_steward" }, "/imports");
await shoot("organisation", { duty: "town_admin" }, "/org?tab=roster");
await shoot("field-tasks", officer, "/field/", { phone: true, scale: 2 });
await shoot("field-case", officer, my_case, { phone: true, scale: 2 });
await shoot("field-report", { duty: "officer" }, "/field/report", {
  phone: true,
  scale: 2,
  then: (page) => page.click("text=不拍照"),
});
await shoot("portal", null, "/portal/report", { phone: true, scale: 2 });
await browser.close();
