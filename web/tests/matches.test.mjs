// Walks the desk of possible matches: two rows that sound alike wait for people, are compared side by side, found to be one
// and set apart again.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { base, become, citizen_number, fits, open_browser, post, read, walk } from "./browser.mjs";

let browser;
before(async () => {
  browser = await open_browser();
});
after(async () => {
  await browser?.close();
});

const k_key = String(Date.now()).slice(-6);
// A day of its own for every run, so that no earlier run's rows are in sight.
const day = new Date(Date.UTC(1960, 0, 1) + (Date.now() % 12000) * 86400000).toISOString().slice(0, 10);
const first17 = `440604${day.replaceAll("-", "")}${k_key.slice(-3)}`;
const card = citizen_number(first17);

test("matches: what sounds alike is compared, joined and taken back", async (t) =>
  walk(t, browser, {}, async (page) => {
    await become(page, "440604-GA:handler");
    await post(page, "/registers/records", {
      records: [{ source: "police", key: `MAT${k_key}`, kind: "person", values: { name: "佘晓岚", id_card: card, born: day } }],
    });
    await become(page, "440604-WJ:handler");
    await post(page, "/registers/records", {
      records: [{ source: "health", key: `MAT${k_key}`, kind: "person", values: { name: "佘小岚", born: day } }],
    });
    await become(page, "data_steward");
    const { items } = await read(page, `/registers/matches?record=health/MAT${k_key}`);
    assert.equal(items.length, 1);
    await page.goto(`${base}/registers/matches`);
    await page.waitForSelector("[data-role=match]");
    assert.ok(await fits(page), "the list is as wide as the window");
    await page.goto(`${base}/registers/matches?match=${items[0].id}`);
    await page.waitForSelector("[data-role=match-view] tbody tr");
    const told = await page.innerText("[data-role=match-view]");
    assert.match(told, /同音或形近/);
    assert.match(told, /佘\*\*/);
    assert.ok(!told.includes(card), "numbers are masked");
    await page.fill("[data-role=match-view] textarea", "电话核实为同一人");
    await page.getByRole("button", { name: "是同一个", exact: true }).click();
    await page.waitForFunction(() => !document.querySelector("[data-role=match-view]")?.checkVisibility());
    const after_same = await read(page, `/registers/matches/${items[0].id}`);
    assert.equal(after_same.a.subject, after_same.b.subject);
    await page.goto(`${base}/registers/matches?subject=${after_same.a.subject}`);
    await page.waitForSelector("[data-role=match-records] .record");
    assert.equal(await page.locator("[data-role=match-records] .record").count(), 2);
    await page.goto(`${base}/registers/matches?state=same&match=${items[0].id}`);
    await page.waitForSelector("[data-role=match-view] .history li");
    await page.fill("[data-role=match-view] textarea", "回访发现另有其人");
    await page.getByRole("button", { name: "撤销判定", exact: true }).click();
    await page.waitForFunction(() => !document.querySelector("[data-role=match-view]")?.checkVisibility());
    const after_undo = await read(page, `/registers/matches/${items[0].id}`);
    assert.equal(after_undo.state, "open");
    assert.notEqual(after_undo.a.subject, after_undo.b.subject);
  }));

test("matches: the phone shows both sides", async (t) =>
  walk(t, browser, { phone: true }, async (page) => {
    await become(page, "data_steward");
    const { items } = await read(page, "/registers/matches?state=open");
    await page.goto(`${base}/registers/matches?match=${items[0].id}`);
    await page.waitForSelector("[data-role=match-view] tbody tr");
    assert.ok(await fits(page), "the comparison is as wide as the phone");
  }));
