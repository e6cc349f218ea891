// The exchange: a department's file with changed columns waits and is taken by a steward; bad rows are seen masked; an
// application for shared data goes to its owner.
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

test("a file whose columns changed waits for the steward's decision, then its rows are taken", async (t) => {
  await walk(t, browser, {}, async (page) => {
    await sign_in(page, { duty: "data_steward" });
    await page.goto(`${base}/exchange`);
    const row = page.locator("[data-source=market_firms]");
    await row.waitFor();
    const stamp = Date.now();
    // Columns of this walk's own, so that they differ from what was taken before.
    const content = `登记序号,统一社会信用代码,企业名称,手机联系,甲${stamp},乙${stamp},丙${stamp}\nT${stamp},91440604567890120A,试验${stamp}有限公司,13925790001,,,\nT${stamp}b,,,,,,\n`;
    await row.locator("input[type=file]").setInputFiles({ name: `firms-${stamp}.csv`, mimeType: "text/csv", buffer: Buffer.from(content) });
    await page.waitForSelector("[data-role=drift]");
    assert.ok((await page.locator("[data-role=drift] li").count()) > 2);
    await page.getByRole("textbox", { name: "处理说明" }).fill("部门导出模板更新，已核实");
    await page.locator("[data-role=take]").click();
    await page.waitForFunction(() => /完成|Done/.test(document.querySelector("[data-role=batch-state]")?.textContent ?? ""), null, { timeout: 20000 });
    const batch = (await read(page, "/exchange/batches?source=market_firms")).items[0];
    assert.equal(batch.rows, 2);
    assert.equal(batch.held, 1);
  });
});

test("quality, catalogue and sharing are there in both sizes", async (t) => {
  for (const phone of [false, true]) {
    await walk(t, browser, { phone }, async (page) => {
      await sign_in(page, { duty: "data_steward" });
      await page.goto(`${base}/exchange?tab=quality`);
      await page.waitForSelector("[data-rule=P-01]");
      await page.goto(`${base}/exchange?tab=catalogue`);
      await page.waitForSelector("[data-resource]");
      await page.goto(`${base}/exchange?tab=sharing`);
      await page.waitForSelector("[data-application], .empty");
    });
  }
});

test("today's table beside yesterday's, and one key through all batches", async (t) => {
  for (const phone of [false, true]) {
    await walk(t, browser, { phone }, async (page) => {
      await sign_in(page, { duty: "data_steward" });
      const stamp = Date.now();
      const code = `walk_${stamp}`;
      await page.goto(`${base}/exchange`);
      const made = await page.evaluate(async (name) => {
        const csrf = document.cookie.match(/tiange_csrf=([^;]+)/)?.[1] ?? "";
        const column = (its, field) => ({ column: its, field, values: {}, date: "any", required: field === "name" });
        const body = {
          name_zh: "走查整表", name_en: "Whole table of a walk", unit: "440604-RS", department: "social", kind: "person", how: "file", cycle: "daily",
          mapping: { columns: [column("编号", ""), column("姓名", "name"), column("联系电话", "phone")], key: ["编号"] },
          enabled: true, repairs: false, full: true, most_gone_percent: 40, keep_months: 12, version: 0,
        };
        const headers = { "Content-Type": "application/json", "X-Tiange-CSRF": csrf };
        return (await fetch(`/api/v1/exchange/sources/${name}`, { method: "PUT", headers, body: JSON.stringify(body) })).status;
      }, code);
      assert.equal(made, 200);
      const send = async (rows, until) => {
        await page.goto(`${base}/exchange`);
        const row = page.locator(`[data-source=${code}]`);
        await row.waitFor();
        await row.locator("input[type=file]").setInputFiles({ name: `whole-${stamp}.csv`, mimeType: "text/csv", buffer: Buffer.from(`编号,姓名,联系电话\n${rows}`) });
        await state(until);
      };
      const state = (text) =>
        page.waitForFunction((is) => new RegExp(is).test(document.querySelector("[data-role=batch-state]")?.textContent ?? ""), text, { timeout: 20000 });
      const person = (name, phone_number) => `W${stamp},${name},${phone_number}\n`;
      await send(person("招一日", "13925795001"), "完成|Done");
      await send(person("招一日", "13925795002") + `V${stamp},招二日,13925795003\n`, "完成|Done");
      await page.waitForSelector("[data-role=comparison] tbody tr");
      assert.match(await page.locator("[data-role=comparison]").innerText(), /新增 1|New 1/);
      assert.match(await page.locator("[data-role=comparison]").innerText(), /139\*+500/);
      // Half of the table is missing: nothing is taken until somebody decides, and there is no mapping to decide about.
      await send(person("招一日", "13925795002"), "待处理|To decide");
      assert.match(await page.locator(".el-drawer").innerText(), /不见了|missing/);
      assert.equal(await page.locator(".el-drawer [data-role=drift]").count(), 0);
      await page.getByRole("textbox", { name: "处理说明" }).fill("人社局确认一人停保");
      await page.locator(".el-drawer [data-role=take]").click();
      await state("完成|Done");
      assert.match(await page.locator("[data-role=comparison]").innerText(), /底账已结束 1|ended in the registers 1/);
      await page.goto(`${base}/exchange`);
      await page.locator(`[data-source=${code}] td .link`).first().click();
      await page.getByRole("textbox", { name: /完整的主键|The whole key/ }).fill(`W${stamp}`);
      await page.getByRole("textbox", { name: /用途（|Purpose \(/ }).fill("试验");
      await page.locator("[data-role=raw-rows] form button").click();
      await page.waitForSelector("[data-role=raw-rows] article");
      assert.equal(await page.locator("[data-role=raw-rows] article").count(), 2);
      assert.match(await page.locator("[data-role=raw-rows]").innerText(), /招一日/);
    });
  }
});
