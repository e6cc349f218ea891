// What a case's page answers beyond its facts: why it went where it went, who looked, what was asked later.
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

async function a_place(page) {
  const found = (await read(page, `/places/search?q=${encodeURIComponent("社区")}&limit=1`)).items[0];
  return { lng: found.lng, lat: found.lat, text: found.name };
}

test("a case says by which rule it was dispatched, and why not by the rules beside it", async (t) =>
  walk(t, browser, {}, async (page) => {
    await sign_in(page, { duty: "dispatcher" });
    const list = (await read(page, "/cases?status=handling&limit=60")).items;
    let ref;
    for (const row of list) {
      const why = await read(page, `/cases/${row.ref}/why`);
      if (why.matched.length && why.near.length) {
        ref = row.ref;
        break;
      }
    }
    assert.ok(ref, "some case in hand was dispatched by rule");
    await page.goto(`${base}/cases/${ref}`);
    await page.waitForSelector("[data-role=why]");
    const text = await page.innerText("[data-role=why]");
    assert.match(text, /命中第 \d+ 条规则/);
    assert.doesNotMatch(text, /not\(|null|"|department|village/, "no expressions and no codes");
    await page.click("[data-role=why] button");
    await page.waitForSelector("[data-role=why] .near >> text=而规则要求");
    await page.waitForSelector("[data-role=waits-at]");
  }));

test("who looked at a confidential case stands on its page and in the list, and can be taken out", async (t) =>
  walk(t, browser, {}, async (page) => {
    await sign_in(page, { duty: "seat" });
    const made = await post(page, "/cases", {
      channel: "hotline",
      kind: "report",
      content: "楼上有人无证行医，请为我保密",
      place: await a_place(page),
      reporter: { name: "陈先生", phone: "14000000077", confidential: true },
    });
    await page.goto(`${base}/cases/${made.ref}`);
    await page.waitForSelector(`text=${made.number}`);
    assert.equal(await page.locator("[data-role=looks]").count(), 0, "a seat does not audit");
    await page.context().clearCookies();
    await sign_in(page, { duty: "supervisor" });
    await page.goto(`${base}/org?tab=looks&look_number=${encodeURIComponent(made.number)}`);
    await page.waitForSelector(`.looks .line >> text=${made.number}`);
    await page.waitForSelector(".looks .line >> text=工单内容");
    const [file] = await Promise.all([page.waitForEvent("download"), page.click("[data-role=export-looks]")]);
    assert.match(file.suggestedFilename(), /looks\.xlsx/);
  }));

test("a case that came with its past shows its steps instead of a process", async (t) =>
  walk(t, browser, {}, async (page) => {
    await sign_in(page, { duty: "dispatcher" });
    const before_start = new Date(Date.now() - 30 * 86_400_000).toISOString().slice(0, 10);
    const past = (await read(page, `/cases?status=closed&to=${before_start}&limit=1`)).items[0];
    await page.goto(`${base}/cases/${past.ref}`);
    await page.click("[data-role=flow]");
    await page.waitForSelector("[role=dialog] table tbody tr >> text=发现上报");
    assert.equal(await page.locator("[role=dialog] .bpmn").count(), 0);
  }));

test("the extra form of an item is completed when a desk accepts the case", async (t) => {
  const resident = await open_page(browser);
  const reader = await open_page(browser);
  await sign_in(reader, { duty: "dispatcher" });
  const made = await post(resident, "/public/reports", {
    content: "门口有个东西坏了，请来看看",
    place: await a_place(reader),
  });
  await resident.context().close();
  const row = (await read(reader, `/cases?q=${encodeURIComponent(made.number)}&limit=1`)).items[0];
  const account = await account_of(reader, (await read(reader, `/cases/${row.ref}`)).tasks[0].queue);
  await walk(t, browser, {}, async (page) => {
    await sign_in(page, { account });
    await page.goto(`${base}/cases/${row.ref}`);
    await page.click("[data-action=accept]");
    await page.fill("#f-item_code", "污水井盖");
    await page.click(".find-field .list button >> nth=0");
    await page.click("[data-role=skip-form]");
    await page.click("[data-field=state] [data-value=broken]");
    await page.click("[data-field=danger] [data-value=true]");
    await page.click("[data-role=actions] .form button[type=submit]");
    await page.waitForSelector(".el-message--success");
    await page.waitForSelector("dl.lines >> text=破损");
  });
  await reader.context().close();
});

test("the board's map counts clusters, follows the chosen figure and explains its colours", async (t) =>
  walk(t, browser, {}, async (page) => {
    await sign_in(page, { duty: "leader" });
    await page.goto(`${base}/board`);
    await page.waitForSelector(".map-count");
    await page.waitForSelector("[data-role=legend] i");
    const before_choice = await page.innerText("[data-role=legend]");
    await page.selectOption("[data-role=legend] select", "on_time_rate");
    await page.waitForURL(/sort=on_time_rate/);
    await page.waitForFunction((old) => document.querySelector("[data-role=legend]").innerText !== old, before_choice);
    assert.match(await page.innerText("[data-role=legend]"), /%/);
  }));
