// Walks the register of reports: a form filled and sent with its difference, received and given back; a report asked for,
// compared with what others ask, approved by another unit; savings.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { account_of, base, open_browser, sign_in, walk } from "./browser.mjs";

let browser;
before(async () => {
  browser = await open_browser();
});
after(async () => {
  await browser?.close();
});

test("a village fills a form from the ledger, sees the difference and sends it", async (t) => {
  await walk(t, browser, {}, async (page) => {
    await sign_in(page, { duty: "station_head" });
    await page.goto(`${base}/reports?q=${encodeURIComponent("常住人口统计表")}`);
    await page.click("[data-role=report-fill]");
    await page.waitForSelector("[data-role=difference]");
    assert.ok((await page.locator("[data-role=preview-cell]").count()) > 10);
    await page.click("[data-role=report-send]");
    await page.waitForSelector("[data-role=sending-drawer][data-state=sent]");
    assert.match(await page.locator("[data-role=sending-drawer] .hash").innerText(), /[0-9a-f]{64}/);
  });
});

test("the department sees what was sent, receives it and gives it back with a reason", async (t) => {
  await walk(t, browser, {}, async (page) => {
    await sign_in(page, { account: await account_for(page, "440604-GA:handler") });
    await page.goto(`${base}/reports?tab=sendings`);
    await page.locator("[data-role=sending][data-state=sent] [data-role=sending-open]").first().click();
    await page.click("[data-role=sending-receive]");
    await page.waitForSelector("[data-role=sending-drawer][data-state=received]");
    await page.click("[data-role=sending-return]");
    await page.fill(".el-message-box input", "请核对少数民族人数");
    await page.click(".el-message-box__btns .el-button--primary");
    await page.waitForSelector("[data-role=sending-drawer][data-state=returned]");
    assert.ok((await page.locator("[data-role=sending-drawer] .warn").innerText()).includes("少数民族"));
  });
});

test("what others ask already is shown before a report is asked for; another unit approves", async (t) => {
  const title = `老人探访表${Date.now() % 100000}`;
  await walk(t, browser, {}, async (page) => {
    await sign_in(page, { account: await account_for(page, "440604-MZ:handler") });
    await page.goto(`${base}/reports`);
    await page.click("[data-role=report-new]");
    await page.fill("input[data-role=report-title], [data-role=report-title] input", title);
    await page.fill("input[data-role=report-basis], [data-role=report-basis] input", "探访工作方案");
    for (const [at, name] of ["姓名", "高龄津贴", "联系电话"].entries()) {
      if (at) await page.click("[data-role=column-add]");
      await page.locator("[data-role=report-column] input").nth(at * 2).fill(name);
    }
    await page.click("[data-role=report-compare]");
    await page.waitForSelector("[data-role=overlap-report]");
    assert.ok((await page.locator("[data-role=overlap]").innerText()).includes("花名册"));
    await page.fill("textarea[data-role=report-reason], [data-role=report-reason] textarea", "要登记探访");
    await page.click("[data-role=report-ask]");
    await page.waitForSelector("[data-role=report-drawer]");
  });
  await walk(t, browser, {}, async (page) => {
    await sign_in(page, { duty: "office_staff" });
    await page.goto(`${base}/reports?q=${encodeURIComponent(title)}`);
    await page.click("[data-role=report-open]");
    await page.click("[data-role=report-approve]");
    await page.waitForSelector("[data-role=report-abolish]");
  });
});

test("duplicates and savings, on a phone too", async (t) => {
  await walk(t, browser, { phone: true }, async (page) => {
    await sign_in(page, { duty: "office_staff" });
    await page.goto(`${base}/reports?tab=overlaps`);
    await page.waitForSelector("[data-role=overlap-group]");
    await page.goto(`${base}/reports?tab=savings`);
    await page.waitForSelector(".tile b");
  });
});

async function account_for(page, queue) {
  await sign_in(page, { duty: "system_admin" });
  const account = await account_of(page, queue);
  await page.context().clearCookies();
  return account;
}
