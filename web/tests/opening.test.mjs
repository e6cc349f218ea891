// A fresh demo district has matters at every desk of benefits, services, credit and employment, and the role switcher offers
// who works them off. What needs matches, payments or scores comes within two minutes.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { base, become, open_browser, read, roles, walk } from "./browser.mjs";

let browser;
before(async () => {
  browser = await open_browser();
});
after(async () => {
  await browser?.close();
});

async function until(page, what, path, enough) {
  let seen = null;
  for (let turn = 0; turn < 60; ++turn) {
    seen = await read(page, path);
    if (enough(seen)) return seen;
    await page.waitForTimeout(2000);
  }
  return assert.fail(`${what}: ${JSON.stringify(seen).slice(0, 300)}`);
}

test("opening: every desk has something to do", async (t) =>
  walk(t, browser, {}, async (page) => {
    const offered = await roles(page);
    for (const unit of ["440604-MZ", "440604-RS", "440604-WJ", "440604-BG"])
      assert.ok(offered.some((role) => role.unit === unit && role.duty === "handler"), `nobody of ${unit} is offered`);
    await become(page, "acceptor");
    const sent = await until(page, "applications of firms too", "/services/applications?limit=100", (list) => list.items.some((one) => one.kind === "firm"));
    for (const state of ["submitted", "supplement", "accepted", "done", "withdrawn"])
      assert.ok(sent.items.some((one) => one.state === state), `no application is ${state}`);
    assert.ok(sent.items.some((one) => one.lamp === "over"), "none is over its legal time");
    await until(page, "credit", "/credit/overview", (seen) => seen.objections + seen.repairs > 0);
    await become(page, "supervisor");
    await until(page, "statements", "/benefits/vouchers/statements", (list) => list.items.length >= 2);
    await until(page, "objections", "/benefits/reviews", (list) => list.items.some((one) => one.kind === "objection"));
    await become(page, "pay_reviewer");
    await until(page, "recoveries", "/benefits/money/recoveries", (list) => list.items.length >= 4);
    await become(page, "job_adviser");
    await until(page, "recommendations", "/jobs/overview", (seen) => seen.recommendations.find((one) => one.bar === "hired").count > 0);
    await become(page, "440604-BG:handler");
    await page.goto(`${base}/benefits/grants`);
    await page.waitForSelector("[data-role=waiting][data-state=deciding]", { timeout: 120_000 });
    await page.click("[data-role=waiting][data-state=deciding]");
    await page.locator("[data-role=grant-row][data-state=deciding] .link").first().click();
    await page.waitForSelector(".el-drawer button:has-text('同意')");
  }));
