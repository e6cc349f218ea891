// Walks the ledger of a village: its people masked, a kind ordered and read, a correction that the owner answers, a watch list,
// a task that the officer finishes on the phone, a grid taken along and corrected in a dead spot, exactly once.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { base, become, fits, open_browser, post, read, sign_in, walk } from "./browser.mjs";

let browser;
before(async () => {
  browser = await open_browser();
});
after(async () => {
  await browser?.close();
});

// The officer, and the village and grid that go with the account.
async function own_grid(page) {
  await become(page, "officer");
  const grid = (await read(page, "/session")).areas.find((one) => one.length === 15);
  return { grid, village: grid.slice(0, 12) };
}
const k_day = 86_400_000;
const day = (n) => new Date(Date.now() + 8 * 3_600_000 + n * k_day).toISOString().slice(0, 10);

test("ledger: ordered, read, corrected; the owner answers; a list is watched", async (t) =>
  walk(t, browser, {}, async (page) => {
    const { village } = await own_grid(page);
    await become(page, `${village}-ZZ:station_head`);
    await page.goto(`${base}/ledgers?village=${village}`);
    await page.waitForSelector("[data-role=line]");
    assert.match(await page.innerText("[data-role=counts]"), /人口\s*\d+/);
    const name = await page.innerText("[data-role=line] b");
    assert.match(name, /\*/, "names are masked");
    assert.ok(await fits(page));
    // What leaves the village is asked for where all exports are, for this village.
    const own = await page.innerText("[data-role=counts] b >> nth=0");
    await page.click("[data-role=village-export]");
    await page.waitForSelector("[data-role=export-title]");
    assert.ok((await page.inputValue("[data-role=export-title]")).startsWith(own));
    await page.waitForFunction((name) => document.querySelector(".el-dialog")?.textContent.includes(name), own);
    // A kind that another walk may have ordered already is given back first.
    for (const one of (await read(page, `/ledgers/orders?village=${village}&state=active`)).items)
      if (one.kind === "men") await post(page, `/ledgers/orders/${one.id}/return`, {});
    await page.goto(`${base}/ledgers?village=${village}&tab=kinds`);
    await page.fill("input[name=find-kind]", "男性");
    await page.click("[data-code=men] [data-role=order]");
    await page.fill("input[name=order-purpose]", "征兵宣传入户");
    await page.click("[data-role=order-send]");
    await page.waitForSelector("[data-code=men].on");
    await page.click("[data-code=men] a");
    await page.waitForSelector("[data-role=line]");
    assert.match(await page.innerText(".head"), /征兵宣传入户/);
    await page.click("[data-role=line]");
    await page.waitForSelector("[data-role=line-view] [data-field=phone], [data-role=line-view] [data-field=born]");
    assert.match(page.url(), /line=/);
    await page.click("[data-field=born] button");
    await page.fill("[data-role=edit] input[name=value]", day(-365 * 40));
    await page.fill("[data-role=edit] input[name=how]", "本人出示身份证");
    await page.click("[data-role=edit] button[type=submit]");
    await page.waitForSelector("[data-role=line-view] .edit");
    const ref = new URL(page.url()).searchParams.get("line");
    const mine = (await read(page, `/ledgers/lines/${ref}?village=${village}&kind=men`)).edits.find((one) => one.state === "open");
    await become(page, `${mine.unit}:handler`);
    await post(page, `/registers/proposals/${mine.id}/answer`, { outcome: "refuse", text: "经查档案无误" });
    await become(page, `${village}-ZZ:station_head`);
    await page.goto(`${base}/ledgers?village=${village}&tab=edits`);
    await page.waitForSelector("[data-role=ledger-edit]");
    assert.match(await page.innerText("[data-role=ledger-edit] >> nth=0"), /未采纳[\s\S]*经查档案无误/);
    // A watch list of that kind, further filtered.
    await page.goto(`${base}/ledgers?village=${village}&tab=watches`);
    await page.click("[data-role=new-watch]");
    await page.click("[data-role=watch-kind]");
    await page.locator(".el-select-dropdown__item:visible", { hasText: /^男性$/ }).click();
    await page.fill("input[name=watch-name]", `适龄青年${Date.now() % 1000}`);
    await page.fill(".el-dialog .mono textarea", 'starts with(phone, "13")');
    await page.click("[data-role=watch-save]");
    await page.waitForSelector(".el-form-item__error");
    await page.fill(".el-dialog .mono textarea", "age >= 18");
    await page.click("[data-role=watch-save]");
    await page.waitForSelector("[data-role=watch-members]");
    await page.waitForSelector("[data-role=watch].on .big");
    await page.waitForSelector("[data-role=member]");
    await page.setViewportSize({ width: 390, height: 844 });
    assert.ok(await fits(page), "the ledger fits a phone");
  }));

test("ledger: the owner decides", async (t) =>
  walk(t, browser, {}, async (page) => {
    const { village } = await own_grid(page);
    await become(page, `${village}-ZZ:station_head`);
    for (const one of (await read(page, `/ledgers/orders?village=${village}`)).items)
      if (one.kind === "old_widowed" && ["asked", "active"].includes(one.state)) await post(page, `/ledgers/orders/${one.id}/return`, {});
    const order = await post(page, "/ledgers/orders", { village, kind: "old_widowed", purpose: "丧偶老人关爱走访", until: day(60) });
    await become(page, `${order.owner_unit}:handler`);
    await page.goto(`${base}/ledgers?tab=asked`);
    const row = page.locator("[data-role=asked]", { hasText: "丧偶老人关爱走访" }).first();
    await row.locator("[data-role=grant]").click();
    await page.click("[data-role=decide]");
    await page.waitForFunction(() => !document.querySelector("[data-role=asked]")?.textContent?.includes("丧偶老人关爱走访"));
    await become(page, `${village}-ZZ:station_head`);
    const known = (await read(page, `/ledgers/orders?village=${village}&state=active`)).items.find((one) => one.id === order.id);
    assert.equal(known?.state, "active");
  }));

test("ledger on the phone: a task is finished and a record corrected in a dead spot, once each", async (t) =>
  walk(t, browser, { phone: true, worker: true }, async (page) => {
    const { grid, village } = await own_grid(page);
    const officer = (await read(page, "/session")).account;
    await become(page, `${village}-ZZ:station_head`);
    const line = (await read(page, `/ledgers/lines?village=${village}&kind=residents&grid=${grid}`)).items[0];
    const title = `核对电话${Date.now() % 100000}`;
    const given = (await post(page, "/ledgers/tasks", { village, kind: "residents", subject: line.ref, title, due: day(2) })).items[0];
    await page.context().clearCookies();
    await sign_in(page, { account: officer });
    await page.goto(`${base}/field/ledger`);
    await page.waitForSelector("[data-role=take]");
    await page.fill("input[name=purpose]", "入户走访");
    await page.click("[data-role=take] button[type=submit]");
    await page.waitForSelector("[data-role=pack]");
    assert.ok(await fits(page));
    const plain = await page.evaluate(async (name) => {
      const open = indexedDB.open("tiange-field");
      const db = await new Promise((done) => (open.onsuccess = () => done(open.result)));
      const rows = await new Promise((done) => {
        const all = db.transaction("sealed").objectStore("sealed").getAll();
        all.onsuccess = () => done(all.result);
      });
      return rows.some((one) => new TextDecoder().decode(one.data).includes(name));
    }, line.title);
    assert.equal(plain, false, "what is kept is enciphered");
    await page.goto(`${base}/field/`);
    const card = page.locator(`[data-role=ledger-task][data-id="${given.id}"]`);
    await card.waitFor();
    await page.evaluate(() => navigator.serviceWorker.ready.then(() => true));
    await page.reload();
    await card.waitFor();
    await page.context().setOffline(true);
    await card.locator(".face").click();
    await card.locator("[data-outcome=absent]").click();
    await card.locator("textarea").fill("上门两次无人");
    await card.locator("[data-role=finish]").click();
    await card.locator("[data-role=waits]").waitFor();
    // The grid opens without a signal, is searched, and a correction is queued.
    await page.goto(`${base}/field/ledger`);
    await page.waitForSelector("[data-role=pack]");
    await page.fill("input[name=find]", line.title);
    await page.locator("[data-role=line]").first().click();
    await page.click("[data-field=sex] button, [data-field=phone] button >> nth=0");
    const field = await page.evaluate(() => (document.querySelector("[data-role=edit] select") ? "sex" : "phone"));
    if (field === "sex") await page.selectOption("select[name=value]", "9");
    else await page.fill("input[name=value]", "13925770000");
    await page.fill("input[name=how]", "本人当面说的");
    await page.click("[data-role=edit] button[type=submit]");
    await page.waitForSelector("[data-role=waits]");
    await page.context().setOffline(false);
    await page.waitForFunction(() => !document.querySelector("[data-role=waits]"), undefined, { timeout: 45_000 });
    await become(page, `${village}-ZZ:station_head`);
    const tasks = (await read(page, `/ledgers/tasks?village=${village}&state=done`)).items.filter((one) => one.title === title);
    assert.equal(tasks.length, 1);
    assert.equal(tasks[0].outcome, "absent");
    assert.equal(tasks[0].result, "上门两次无人");
  }));
