// The archive: years and runs for those who run the system, archived cases in the list and on their page; the standby.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { base, open_browser, read, sign_in, walk } from "./browser.mjs";

let browser;
before(async () => {
  browser = await open_browser();
});
after(async () => {
  await browser?.close();
});

test("the system page shows the years of the archive and proves one", async (t) => {
  await walk(t, browser, {}, async (page) => {
    await sign_in(page, { duty: "system_admin" });
    await page.goto(`${base}/system?tab=archive`);
    await page.waitForSelector("[data-role=archive]");
    const years = (await read(page, "/cases/archive")).years;
    assert.ok(years.length >= 2, "the demo district has archived years");
    assert.equal(await page.locator("[data-year]").count(), years.length);
    const row = page.locator(`[data-year="${years[0].year}"]`);
    await row.getByRole("button").click();
    for (let i = 0; i < 40; ++i) {
      const now = (await read(page, "/cases/archive")).years[0];
      if (now.checked_at && now.checked_at !== years[0].checked_at) break;
      await page.waitForTimeout(250);
    }
    const checked = (await read(page, "/cases/archive")).years[0];
    assert.equal(checked.broken, 0);
    assert.equal(checked.checked, checked.cases);
  });
});

test("an archived case is found by words of its content, and its page says that it is archived", async (t) => {
  await walk(t, browser, {}, async (page) => {
    await sign_in(page, { duty: "dispatcher" });
    const some = (await read(page, "/cases?archived=1&limit=5")).items;
    assert.ok(some.length > 0 && some.every((one) => one.archived));
    const words = some[0].title.slice(0, 4);
    await page.goto(`${base}/cases?archived=1&q=${encodeURIComponent(words)}`);
    await page.waitForSelector("[role=img][data-role=archived]");
    await page.goto(`${base}/cases/${some[0].ref}`);
    await page.waitForSelector("[data-role=archived]");
    assert.ok((await read(page, `/cases/${some[0].ref}/history/check`)).intact);
  });
});

test("the standby's page says whether one is set up", async (t) => {
  await walk(t, browser, {}, async (page) => {
    await sign_in(page, { duty: "system_admin" });
    await page.goto(`${base}/system?tab=standby`);
    await page.waitForSelector("[data-role=standby]");
  });
});

test("a resident's report finds its way to the standby while the core does not answer, and the receipt leads to the number", async (t) => {
  await walk(t, browser, { phone: true }, async (page) => {
    await page.goto(`${base}/portal/`);
    await page.evaluate(() => localStorage.setItem("tiange.standby", "/standby"));
    let key = "";
    await page.route("**/api/v1/public/reports", (route) => {
      if (!route.request().url().includes("/standby/")) {
        key = route.request().headers()["idempotency-key"];
        return route.abort("connectionrefused");
      }
      assert.equal(route.request().headers()["idempotency-key"], key, "the same key at both doors");
      return route.fulfill({
        status: 202,
        contentType: "application/json",
        body: JSON.stringify({ number: "", receipt: "R20261122-AAAA-BBBB-CCCC", query_code: "DDDD-EEEE" }),
      });
    });
    await page.click("text=我要反映");
    await page.fill("textarea[name=content]", "路口的灯不亮，夜里看不清");
    await page.click("[data-role=next]");
    await page.fill("input[name=place]", "小区门口");
    for (let i = 0; i < 6 && !(await page.locator("[data-role=number]").count()); ++i) {
      if (await page.locator("input[name=phone]").count()) await page.fill("input[name=phone]", "14000009103");
      await page.click("[data-role=next]");
      await page.waitForTimeout(400);
    }
    await page.waitForSelector("text=已收到，系统恢复后编号");
    assert.equal(await page.innerText("[data-role=number]"), "R20261122-AAAA-BBBB-CCCC");
    await page.route("**/standby/api/v1/public/reports/**", (route) =>
      route.fulfill({
        status: 200,
        contentType: "application/json",
        body: JSON.stringify({ status_zh: "已收到，待系统恢复后编号", status_en: "Received", created: "2026-11-22T00:00:00Z", handed_number: "", handed_code: "" }),
      }),
    );
    await page.click("a.big");
    await page.waitForSelector("[data-role=kept]");
    await page.evaluate(() => localStorage.removeItem("tiange.standby"));
  });
});
