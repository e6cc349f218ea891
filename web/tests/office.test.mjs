// What an office does with a task, on the screens: ask others, sign, send back with the limits said beforehand, hand over.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { account_of, base, open_browser, open_page, post, read, sign_in, walk } from "./browser.mjs";

let browser;
before(async () => {
  browser = await open_browser();
});
after(async () => {
  await browser?.close();
});

// A case that a department's branch handles, and who does it.
async function handled() {
  const page = await open_page(browser);
  await sign_in(page, { duty: "dispatcher" });
  const grid_code = (await read(page, "/cases?limit=100")).items.find((one) => one.grid_code).grid_code;
  const seat = await open_page(browser);
  await sign_in(seat, { duty: "seat" });
  const made = await post(seat, "/cases", {
    channel: "hotline",
    kind: "complaint",
    content: "路口井盖倾斜，夜间有人绊倒",
    item_code: "P13-0102",
    place: { grid_code },
    reporter: { name: "李先生", phone: "14000000061" },
  });
  const officer = await open_page(browser);
  await sign_in(officer, { account: await account_of(page, made.tasks[0].queue) });
  await post(officer, `/cases/${made.ref}/actions/verify_true`, { text: "属实" });
  const now = await read(page, `/cases/${made.ref}`);
  const found = { ref: made.ref, unit: now.unit, account: await account_of(page, now.tasks[0].queue) };
  for (const one of [page, seat, officer]) await one.context().close();
  return found;
}

test("others are asked from the menu, what it does to the limits is said, and the case shows who has answered", async (t) => {
  const found = await handled();
  await walk(t, browser, {}, async (page) => {
    await sign_in(page, { account: found.account });
    await page.goto(`${base}/cases/${found.ref}`);
    await page.waitForSelector("[data-role=reads] >> text=已阅");
    await page.click("[data-role=actions] .el-dropdown button");
    await page.waitForSelector("text=协同");
    await page.click("[data-action=countersign]");
    await page.waitForSelector("[data-role=clock-note] >> text=时限不变");
    await page.click("#f-people");
    await page.click(".many .list li:nth-child(2) button");
    await page.waitForSelector(".many .chip");
    await page.click("text=全部同意");
    await page.click("[data-role=actions] .foot .primary");
    await page.waitForSelector("[data-role=office] [data-part=countersign]");
    const view = await read(page, `/cases/${found.ref}`);
    assert.equal(view.tasks[0].signed_of, "0/1");
    const settle = view.actions.find((one) => one.action === "settle");
    assert.equal(settle.allowed, false, "the signer comes first");
    await page.goto(`${base}/desk`);
    await page.waitForSelector("text=会签 0/1");
  });
});

test("sending back from handling asks for basis and evidence", async (t) => {
  const found = await handled();
  await walk(t, browser, {}, async (page) => {
    await sign_in(page, { account: found.account });
    await page.goto(`${base}/cases/${found.ref}`);
    await page.click("[data-role=actions] .el-dropdown button");
    await page.click("[data-action=send_back]");
    await page.click("[data-role=actions] .choices >> text=核实");
    await page.fill("#f-text", "不归我所管");
    await page.click("[data-role=actions] .foot .primary");
    await page.waitForSelector("text=请填写退回依据");
    await page.waitForSelector("[data-role=clock-note] >> text=重新计时");
  });
});

test("all a person holds is seen and handed over from the desk", async (t) => {
  const found = await handled();
  await walk(t, browser, {}, async (page) => {
    await sign_in(page, { account: found.account });
    await post(page, `/cases/${found.ref}/actions/claim`, {});
    await page.goto(`${base}/desk`);
    await page.click("[data-role=hand-over]");
    await page.waitForSelector("[data-role=held] >> text=名下共");
    await page.click("#over-to");
    await page.click("#over-to ~ .list li:nth-child(1) button");
    await page.fill("#over-reason", "调离");
    await page.click(".over .foot button[type=submit]");
    await page.waitForSelector("text=已移交");
    const history = (await read(page, `/cases/${found.ref}/history`)).items.at(-1);
    assert.match(history.zh, /转交给.*调离/);
  });
});
