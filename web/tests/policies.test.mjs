// Walks 惠民政策: a clerk finds a policy, runs its cases, prices a changed draft, saves it; somebody else releases it; a person's
// policies are looked up with a purpose; a phone's width holds it all.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { base, become, fits, open_browser, sign_in, walk } from "./browser.mjs";

let browser;
before(async () => {
  browser = await open_browser();
});
after(async () => {
  await browser?.close();
});

const note = `测试 ${Date.now()}`;

test("policies: drafted, tested, priced, released by somebody else", async (t) =>
  walk(t, browser, {}, async (page) => {
    await become(page, "440604-BG:office_staff");
    await page.goto(`${base}/benefits`);
    await page.waitForSelector("[data-role=policy-line]");
    assert.match(await page.innerText(".page"), /个人 \d+ 项 · 家庭 \d+ 项 · 企业 23 项/);
    await page.goto(`${base}/benefits?policy=disabled_care`);
    await page.waitForSelector("[data-role=policy-view]");
    assert.match(await page.innerText("[data-role=policy-view]"), /粤财社〔2026〕19号/);
    await page.click("[data-role=policy-edit]");
    await page.waitForSelector("[data-role=policy-editor]");
    // A case that must fail says what it gave.
    await page.click("[data-role=policy-cases]");
    await page.waitForSelector("[data-role=cases-said]");
    assert.match(await page.innerText("[data-role=cases-said]"), /全部通过/);
    await page.fill("[data-role=policy-editor] [name=amount]", "30000");
    await page.click("[data-role=policy-cases]");
    await page.waitForSelector("[data-role=case-outcome].red");
    await page.fill("[data-role=policy-editor] [name=amount]", "if disability = \"1\" then 29000 else 29000");
    await page.click("[data-role=policy-editor] [data-role=policy-price]");
    await page.waitForSelector("[data-role=price-gains]", { timeout: 60_000 });
    assert.match(await page.innerText("[data-role=price-towns]"), /相差/);
    await page.fill("[data-role=policy-editor] [name=budget]", "十万");
    await page.waitForSelector("[data-role=policy-editor] .wrong");
    await page.fill("[data-role=policy-editor] [name=budget]", "20000000.00");
    await page.fill("[data-role=policy-editor] [name='condition0.en']", "As the register of disability has it");
    await page.fill("[data-role=policy-editor] [name=note]", note);
    await page.click("[data-role=policy-save]");
    await page.waitForSelector("[data-role=policy-view]");
    assert.match(await page.innerText("[data-role=policy-view]"), new RegExp(note));
    assert.equal(await page.locator("[data-role=policy-release]").count(), 0);
    await page.context().clearCookies();
    await sign_in(page, { duty: "data_steward" });
    await page.goto(`${base}/benefits?policy=disabled_care`);
    await page.click("[data-role=policy-release]");
    await page.click(".el-message-box__btns .el-button--primary");
    await page.waitForFunction((said) => document.querySelector("[data-role=policy-view]")?.textContent?.includes(said) && !document.querySelector("[data-role=policy-release]"), note);
    await page.setViewportSize({ width: 390, height: 844 });
    assert.ok(await fits(page), "390 px");
  }));

test("policies: what is to be confirmed is not pushed until somebody confirms it by its document", async (t) =>
  walk(t, browser, {}, async (page) => {
    await become(page, "440604-BG:office_staff");
    const found = await page.context().request.get(`${base}/api/v1/benefits/policies`);
    const waiting = (await found.json()).items.find((one) => one.standing === "to_confirm" && one.amount && one.kind === "person");
    assert.ok(waiting && !waiting.pushed);
    await page.goto(`${base}/benefits?policy=${waiting.key}`);
    await page.waitForSelector("[data-role=policy-to-confirm]");
    assert.match(await page.innerText("[data-role=policy-standing]"), /待确认/);
    assert.equal(await page.locator("[data-role=policy-confirm]").count(), 0, "only who may release confirms");
    await page.context().clearCookies();
    await sign_in(page, { duty: "data_steward" });
    await page.goto(`${base}/benefits?policy=${waiting.key}`);
    await page.waitForSelector("[data-role=policy-confirm]");
    assert.ok(await page.isDisabled("[data-role=policy-confirm]"), "not without a document");
    await page.fill("[name=confirm-document]", "走查一号");
    await page.fill("[name=confirm-note]", "与归口单位核对");
    await page.setViewportSize({ width: 390, height: 844 });
    assert.ok(await fits(page), "390 px");
    await page.click("[data-role=policy-confirm]");
    await page.waitForSelector("[data-role=policy-confirmed]");
    assert.match(await page.innerText("[data-role=policy-standing]"), /已确认/);
    assert.match(await page.innerText("[data-role=policy-confirmed]"), /走查一号/);
    assert.equal(await page.locator("[data-role=policy-to-confirm]").count(), 0);
  }));

test("policies: one person's policies, for a purpose", async (t) =>
  walk(t, browser, {}, async (page) => {
    await page.context().clearCookies();
    await sign_in(page, { duty: "data_steward" });
    const found = await page.context().request.get(`${base}/api/v1/registers/persons?limit=1`);
    const person = (await found.json()).items[0].ref;
    await page.goto(`${base}/benefits?show=subject&subject=${person}`);
    assert.ok(await page.isDisabled("[data-role=policies-look]"));
    await page.fill("[name=purpose]", "居民咨询");
    await page.click("[data-role=policies-look]");
    await page.waitForSelector("[data-role=policies-all]");
    await page.click("[data-role=policies-all]");
    await page.waitForSelector("[data-role=subject-policy]");
    assert.ok((await page.locator("[data-role=subject-policy]").count()) > 50);
    assert.ok((await page.locator("[data-role=policy-reason]").count()) > 50);
    await page.setViewportSize({ width: 390, height: 844 });
    assert.ok(await fits(page), "390 px");
  }));
