// Walks the frequency of checks: what is due, the load beside the uniform frequency, a firm with its reasons, a check that is noted,
// a draft that breaks a ceiling and one that is tried on every firm; both widths and both themes.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { base, become, fits, open_browser, read, walk } from "./browser.mjs";

let browser;
before(async () => {
  browser = await open_browser();
});
after(async () => {
  await browser?.close();
});

// A district that has just been opened is still being scored and worked out.
async function ready(page) {
  for (let turn = 0; turn < 120; ++turn) {
    const load = await read(page, "/credit/frequency/load");
    if (load.made && load.all.firms > 0 && load.due_month > 0) return load;
    await page.waitForTimeout(1000);
  }
  return assert.fail("nothing is due");
}

test("frequency: what is due, why, and the load of the year", async (t) =>
  walk(t, browser, {}, async (page) => {
    await become(page, "supervisor");
    const load = await ready(page);
    assert.ok(load.all.uniform > load.all.visits, "fewer visits than the uniform frequency made");
    await page.goto(`${base}/credit`);
    await page.getByRole("link", { name: "检查频次" }).click();
    await page.waitForSelector("[data-role=frequency-due]");
    assert.ok(await fits(page));
    await page.goto(`${base}/credit/frequency?colour=red`);
    const first = page.locator("[data-role=frequency-due]").first();
    await first.getByText("红", { exact: true }).waitFor();
    await first.locator("button").click();
    await page.waitForSelector("[data-role=firm-checks]");
    assert.match(await page.innerText("[data-role=firm-checks]"), /全部检查|抽签号|加查/);
    await page.goto(`${base}/credit/frequency?tab=load`);
    await page.waitForSelector("[data-role=frequency-load]");
    assert.equal(await page.locator(".month").count(), 12);
    assert.ok(await fits(page));
  }));

test("frequency: a department notes its check and the next moves on", async (t) =>
  walk(t, browser, {}, async (page) => {
    await become(page, "supervisor");
    await ready(page);
    const due = (await read(page, "/credit/frequency/dues?line=XF&limit=1")).items[0];
    assert.ok(due, "the fire brigade has something due");
    const district = (await read(page, "/session")).areas[0].slice(0, 6);
    await become(page, `${district}-XF:handler`);
    await page.goto(`${base}/credit/frequency?firm=${due.ref}`);
    const check = page.locator("[data-role=firm-check][data-item=fire]");
    await check.locator("[data-role=note-check]").click();
    await page.click("[data-role=note-send]");
    await page.getByText("已登记的检查").waitFor();
    const after_all = (await read(page, `/credit/firms/${due.ref}/frequency`)).items.find((one) => one.item === "fire");
    assert.notEqual(after_all.last, "");
    assert.notEqual(after_all.due, due.due);
  }));

test("frequency: a draft over a ceiling is refused with its place; a sound one is tried on every firm", async (t) =>
  walk(t, browser, {}, async (page) => {
    await become(page, "office_staff");
    await page.goto(`${base}/credit/frequency?tab=rules`);
    await page.waitForSelector("[data-role=frequency-rule]");
    if (await page.locator("[data-role=frequency-draft]").count()) await page.click("[data-role=frequency-draft]");
    await page.locator("[data-role=frequency-change]").first().click();
    const share = page.getByLabel("A 年抽比例 %").locator("input").or(page.locator("input[aria-label='A 年抽比例 %']")).first();
    const was = await share.inputValue();
    await share.fill("9");
    await share.press("Enter");
    await page.keyboard.press("Escape");
    await page.click("[data-role=frequency-save]");
    await page.getByText("frequency.items[0].cells[0].share").waitFor();
    await page.locator("[data-role=frequency-change]").first().click();
    await share.fill(was);
    await share.press("Enter");
    await page.keyboard.press("Escape");
    await page.click("[data-role=frequency-save]");
    await page.click("[data-role=frequency-try]");
    await page.waitForSelector("[data-role=frequency-tried]", { timeout: 60_000 });
    assert.match(await page.innerText("[data-role=frequency-tried]"), /试算 [\d,]+ 户/);
    assert.ok(await fits(page));
  }));

test("frequency: on a narrow screen and in the dark nothing runs over", async (t) =>
  walk(t, browser, { phone: true, dark: true }, async (page) => {
    await become(page, "supervisor");
    await ready(page);
    for (const tab of ["dues", "load", "rules"]) {
      await page.goto(`${base}/credit/frequency?tab=${tab}`);
      await page.waitForSelector({ dues: "[data-role=frequency-due]", load: "[data-role=frequency-load]", rules: "[data-role=frequency-rule]" }[tab]);
      assert.ok(await fits(page), tab);
    }
  }));
