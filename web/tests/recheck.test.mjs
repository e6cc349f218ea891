// Reminders on the officer's phone: due today they stand among the tasks, are looked at again in a dead spot and sent once;
// what was not mended goes on to enforcement.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { base, open_browser, read, sign_in, walk } from "./browser.mjs";

const k_photo = Buffer.from(
  "/9j/4AAQSkZJRgABAQEASABIAAD/2wBDAP//////////////////////////////////////////////////////////////////////////////////////wAALCAABAAEBAREA/8QAFAABAAAAAAAAAAAAAAAAAAAAA//EABQQAQAAAAAAAAAAAAAAAAAAAAD/2gAIAQEAAD8AN//Z",
  "base64",
);
const photo = { name: "复查.jpg", mimeType: "image/jpeg", buffer: k_photo };
let browser;
before(async () => {
  browser = await open_browser();
});
after(async () => {
  await browser?.close();
});

// Writes with the page's own session; the page is open on the site.
const write = (page, path, body) =>
  page.evaluate(
    async ([path, body, photo]) => {
      const csrf = (document.cookie.split("; ").find((one) => one.startsWith("tiange_csrf=")) ?? "").slice(12);
      const headers = { "X-Tiange-CSRF": csrf, "Idempotency-Key": crypto.randomUUID() };
      const init = body
        ? { method: "POST", headers: { ...headers, "Content-Type": "application/json" }, body: JSON.stringify(body) }
        : { method: "POST", headers: { ...headers, "Content-Type": "image/jpeg", "X-File-Name": "a.jpg" }, body: Uint8Array.from(atob(photo), (c) => c.charCodeAt(0)) };
      const answer = await fetch(`/api/v1${path}`, init);
      const said = await answer.json();
      if (!answer.ok) throw new Error(`${path}: ${JSON.stringify(said)}`);
      return said;
    },
    [path, body, k_photo.toString("base64")],
  );

// `until` is asked when the reminder is written: filing on a busy machine may take longer than it leaves.
async function reminded(page, party, until) {
  await page.goto(`${base}/field/`);
  await page.waitForSelector("nav.groups");
  const area = (await read(page, "/session")).areas[0];
  const { digest } = await write(page, "/blobs", null);
  const made = await write(page, "/cases", { channel: "grid", kind: "report", content: `${party}门前占道堆放`, item_code: "E13-0135", place: { grid_code: area } });
  return write(page, "/penalty", { case_ref: made.ref, party_kind: "firm", party, what: "占道堆放纸箱", until: new Date(until()).toISOString(), evidence: [digest] });
}

test("a reminder due today is a task, is looked at again in a dead spot, and the result arrives once", async (t) =>
  walk(t, browser, { phone: true, worker: true }, async (page) => {
    await sign_in(page, { duty: "officer" });
    const party = `顺风便利店${Date.now().toString(36)}`;
    const end_of_day = Math.ceil((Date.now() + 8 * 3_600_000) / 86_400_000) * 86_400_000 - 8 * 3_600_000;
    const found = await reminded(page, party, () => Math.min(Date.now() + 3_600_000, end_of_day - 1_000));
    await page.goto(`${base}/field/`);
    const card = page.locator(`[data-role=recheck][data-ref="${found.ref}"]`);
    await card.waitFor();
    assert.match(await card.innerText(), /复查[\s\S]*今天到期[\s\S]*占道堆放纸箱/);
    await page.click("[data-group=later]");
    await card.waitFor({ state: "detached" });
    await page.click("[data-group=today]");
    await card.waitFor();
    await page.evaluate(() => navigator.serviceWorker.ready.then(() => true));
    await page.waitForTimeout(2500);
    await page.context().setOffline(true);
    await card.click();
    await page.waitForSelector("text=离线数据");
    await page.waitForSelector("[data-role=due]:has-text('今天到期')");
    assert.equal(await page.locator("[data-role=mended]").isDisabled(), true, "a photo comes first");
    await page.setInputFiles("input[type=file]", photo);
    await page.waitForSelector("[data-role=mended]:not([disabled])");
    assert.equal(await page.locator("[data-role=not-mended]").isDisabled(), true, "there is still time to mend");
    await page.click("[data-role=mended]");
    await page.waitForSelector("text=有信号后自动发送");
    await card.locator("[data-role=waits]").waitFor();
    const width = await page.evaluate(() => document.documentElement.scrollWidth);
    assert.ok(width <= 390, `nothing sticks out at 390 px (${width})`);
    await page.context().setOffline(false);
    await page.evaluate(() => window.dispatchEvent(new Event("online")));
    await card.waitFor({ state: "detached" });
    const now = await read(page, `/penalty/${found.ref}`);
    assert.equal(now.state, "mended");
    assert.equal(now.checks.length, 1, "once");
    assert.equal(now.checks[0].evidence.length, 1, "with its photo");
    assert.equal(now.checks[0].text, "现场复查，已改正");
  }));

test("what was not mended when the date had passed goes on to enforcement from the phone", { timeout: 150_000 }, async (t) =>
  walk(t, browser, { phone: true }, async (page) => {
    await sign_in(page, { duty: "officer" });
    const found = await reminded(page, `老街烧烤${Date.now().toString(36)}`, () => Date.now() + 4_000);
    for (let i = 0; i < 90 && (await read(page, `/penalty/${found.ref}`)).state !== "recheck"; ++i) await page.waitForTimeout(1_000);
    const card = page.locator(`[data-role=recheck][data-ref="${found.ref}"]`);
    await card.locator("text=已到期").waitFor();
    await card.click();
    await page.setInputFiles("input[type=file]", photo);
    await page.fill("textarea", "纸箱还堆在盲道上");
    await page.click("[data-role=not-mended]:not([disabled])");
    await page.fill("textarea", "提醒后逾期未改");
    await page.click("[data-role=hand]:not([disabled])");
    await page.waitForSelector("nav.groups"); // back among the tasks once it has been taken
    await card.waitFor({ state: "detached" });
    const now = await read(page, `/penalty/${found.ref}`);
    assert.equal(now.state, "handed");
    assert.equal(now.checks[0].text, "纸箱还堆在盲道上");
  }));
