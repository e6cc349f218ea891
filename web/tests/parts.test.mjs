// Walks the register of parts and the search for an owner: a part is entered, brought in by file, seen; a case is tied to it,
// departments answer, the place is made safe and its cost booked.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { account_of, base, fits, open_browser, post, read, sign_in, walk } from "./browser.mjs";

let browser;
before(async () => {
  browser = await open_browser();
});
after(async () => {
  await browser?.close();
});


test("parts: found by kind and state, opened with its past, seen on the spot", async (t) =>
  walk(t, browser, {}, async (page) => {
    await sign_in(page, { duty: "data_steward" });
    await page.goto(`${base}/registers`);
    await page.waitForSelector("[data-role=part-counts] .tag");
    await page.waitForSelector(".grid .line .link");
    await page.click("[data-role=part-counts] .tag:has-text('丢失')");
    await page.waitForFunction(() => location.search.includes("state=lost"));
    await page.waitForSelector(".grid .line .tag:has-text('丢失')");
    await page.locator(".grid .line .link").first().click();
    await page.waitForSelector(".el-drawer [data-role=part] dl");
    await page.click(".el-drawer button:has-text('登记状况')");
    await page.locator(".el-dialog .el-radio-button:has-text('破损')").click();
    await page.fill(".el-dialog textarea", "已找回，边缘缺口");
    await page.click(".el-dialog button[type=submit]");
    await page.waitForSelector(".el-drawer ol >> text=已找回，边缘缺口");
    await page.goto(`${base}/registers?show=map`);
    await page.waitForSelector(".map canvas");
  }));

test("parts: a file is checked row by row and written whole", async (t) =>
  walk(t, browser, {}, async (page) => {
    await sign_in(page, { duty: "data_steward" });
    const some = (await read(page, "/registers/parts?limit=1")).items[0];
    const number = String(Date.now()).slice(-5);
    const file = (rows) => ({ name: "parts.csv", mimeType: "text/csv", buffer: Buffer.from(`部件编码,编码版本,经度,纬度,状态\n${rows}`) });
    await page.goto(`${base}/registers`);
    await page.click(".page-head button:has-text('导入')");
    await page.setInputFiles(".el-dialog input[type=file]", file(`440604016699999${1},13,${some.lng},${some.lat},坏了\n`));
    await page.waitForSelector(".el-dialog .faults tr >> text=状态");
    assert.ok(await page.locator(".el-dialog button:has-text('写入部件册')").isDisabled());
    await page.setInputFiles(".el-dialog input[type=file]", file(`44060401149${number},07,${some.lng},${some.lat},完好\n`));
    await page.waitForSelector(".el-dialog [data-role=import-sum].good");
    await page.click(".el-dialog button:has-text('写入部件册')");
    await page.waitForSelector(".el-message >> text=已写入部件册");
    const found = await read(page, `/registers/parts/07-44060401149${number}`);
    assert.equal(found.kind_zh, "无主井盖");
  }));

test("owner: tied, asked, answered, made safe, booked and recovered", async (t) =>
  walk(t, browser, {}, async (page) => {
    await sign_in(page, { duty: "seat" });
    const some = (await read(page, "/registers/parts?kind=13-0123&limit=1")).items[0];
    const made = await post(page, "/cases", {
      channel: "hotline",
      kind: "complaint",
      content: "井盖下沉，车辆经过颠簸",
      item_code: "P13-0123",
      place: { lng: some.lng, lat: some.lat, text: some.place },
    });
    const town = some.grid.slice(0, 9);
    await page.context().clearCookies();
    await sign_in(page, { account: await with_reader((reader) => account_of(reader, `${town}-ZX:town_command`)) });
    await page.goto(`${base}/cases/${made.ref}`);
    const near = page.locator("[data-role=near-part]").first();
    await near.locator("button:has-text('关联')").click();
    await page.waitForSelector("[data-role=tied-part]");
    await page.click("[data-role=owner-panel] button:has-text('发起确权')");
    await page.fill("[data-role=owner-ask] textarea", "请确认权属");
    await page.click("[data-role=owner-ask] button[type=submit]");
    await page.waitForSelector("[data-role=owner-panel] [data-role=search] >> text=征询中");
    await page.click("[data-role=owner-panel] button:has-text('先行处置')");
    await page.fill("[data-role=owner-ask] textarea", "夜间车流大");
    await page.click("[data-role=owner-ask] button[type=submit]");
    const order = page.locator("[data-role=owner-panel] [data-role=order]").first();
    await order.locator("button:has-text('登记已排险')").click();
    await page.fill("[data-role=order-act] textarea", "已围挡并垫平");
    await page.click("[data-role=order-act] button[type=submit]");
    await page.waitForSelector("[data-role=order] >> text=已排险");

    const panel = await read(page, `/cases/${made.ref}/owner`);
    await page.context().clearCookies();
    await sign_in(page, { account: await with_reader((reader) => account_of(reader, `${some.grid.slice(0, 6)}-ZJ:handler`)) });
    await page.goto(`${base}/registers/owners?mine=1&search=${panel.search.id}`);
    await page.locator("[data-role=answer] .el-radio-button:has-text('不归我单位')").click();
    await page.click("[data-role=answer] button[type=submit]");
    await page.waitForSelector("[data-role=answer] .late");
    await page.locator("[data-role=answer] .el-radio-button").first().click();
    await page.click("[data-role=answer] button[type=submit]");
    await page.waitForSelector(".el-drawer [data-role=search] .result");

    await page.context().clearCookies();
    await sign_in(page, { duty: "supervisor" });
    await page.goto(`${base}/registers/owners?show=orders&order=${panel.orders[0].id}`);
    await book(page, "费用", "860.5", "井盖与人工");
    await book(page, "追偿", "860.50", "向权属单位追偿");
    await book(page, "收回", "500", "首期");
    await page.waitForSelector(".el-drawer .sums >> text=¥360.50");
    await page.locator(".el-drawer tr:has-text('首期') button:has-text('冲正')").click();
    await page.fill(".el-message-box input", "金额记错");
    await page.click(".el-message-box__btns .el-button--primary");
    await page.waitForSelector(".el-drawer tr >> text=冲正第 3 笔");
    await page.goto(`${base}/registers/owners?show=ledger`);
    await page.waitForSelector("[data-role=balances] tbody tr");
    await page.goto(`${base}/registers/owners?show=decisions`);
    await page.waitForSelector(".grid .line .tag:has-text('有效')");
  }));

test("owner rules are changed by whoever may, with faults beside the field", async (t) =>
  walk(t, browser, {}, async (page) => {
    await sign_in(page, { duty: "data_steward" });
    await page.goto(`${base}/registers/owners?show=rules`);
    const same_place = page.locator("[data-role=owner-rules] .el-form-item:has-text('同一处') input");
    const before = await same_place.inputValue();
    await same_place.fill("99999");
    await page.click("[data-role=owner-rules] button[type=submit]");
    await page.waitForSelector("[data-role=owner-rules] .el-form-item__error");
    await same_place.fill(before);
    await page.locator("[data-role=owner-rules] .el-form-item:has-text('时限') .limit input").first().fill("2");
    await page.click("[data-role=owner-rules] button[type=submit]");
    await page.waitForSelector(".el-message >> text=已保存");
    await page.goto(`${base}/registers/kinds`);
    await page.waitForSelector("table >> text=爱心驿站");
  }));

test("the pages fit a phone", async (t) =>
  walk(t, browser, { phone: true }, async (page) => {
    await sign_in(page, { duty: "supervisor" });
    for (const path of ["/registers", "/registers/owners", "/registers/owners?show=orders", "/registers/owners?show=ledger", "/registers/kinds"]) {
      await page.goto(base + path);
      await page.waitForSelector("nav.tabs");
      await page.waitForTimeout(400);
      assert.ok(await fits(page), `${path} fits the phone`);
    }
    const some = (await read(page, "/registers/parts?limit=1")).items[0];
    await page.goto(`${base}/registers/parts/${some.ref}`);
    await page.waitForSelector("[data-role=part] dl");
    assert.ok(await fits(page), "a part fits the phone");
  }));

async function book(page, kind, amount, why) {
  await page.click(".el-drawer button:has-text('登记费用')");
  await page.locator(`.el-drawer [data-role=order-act] .el-radio-button:has-text('${kind}')`).click();
  await page.fill(".el-drawer input[name=amount]", amount);
  await page.fill(".el-drawer [data-role=order-act] textarea", why);
  await page.click(".el-drawer [data-role=order-act] button[type=submit]");
  await page.waitForSelector(`.el-drawer tr:has-text('${why}')`);
}
// Reads as somebody who may see the organisation.
async function with_reader(find) {
  const context = await browser.newContext();
  const reader = await context.newPage();
  await sign_in(reader, { duty: "dispatcher" });
  const account = await find(reader);
  await context.close();
  return account;
}
