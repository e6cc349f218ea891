// Walks employment: a vacancy entered with a synonym, matches with reasons, a recommendation that both sides answer; likely demand
// confirmed; the words of skills; one's own page in the portal; both widths.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { base, fits, open_browser, read, sign_in, walk } from "./browser.mjs";

let browser;
before(async () => {
  browser = await open_browser();
});
after(async () => {
  await browser?.close();
});

const adviser = (page) => sign_in(page, { account: "job_adviser001" });
// A vacancy for which somebody fits who has not been recommended.
async function fitting(page) {
  for (const one of (await read(page, "/jobs/vacancies?state=open&limit=100")).items) {
    const found = await read(page, `/jobs/vacancies/${one.id}/matches`);
    if (found.items.some((match) => !match.state)) return one;
  }
  return assert.fail("no vacancy for which anybody fits");
}

test("jobs: people are found with reasons, recommended, and both sides say yes", async (t) =>
  walk(t, browser, {}, async (page) => {
    await adviser(page);
    const one = await fitting(page);
    await page.goto(`${base}/jobs?vacancy=${one.id}`);
    await page.waitForSelector("[data-role=job-match]");
    assert.equal(await page.locator("[data-role=job-match]").first().locator("[data-role=match-reasons] li").count(), 7);
    assert.match(await page.innerText("[data-role=job-never]"), /性别/);
    await page.click("[data-role=job-recommend] >> nth=0");
    await page.locator("[data-role=job-match] .tag").first().waitFor();
    await page.goto(`${base}/jobs?tab=recommendations`);
    const row = page.locator("[data-role=job-recommendation]").filter({ hasText: one.title }).first();
    await row.locator("[data-role=job-yes-firm]").click();
    await row.locator("[data-role=job-yes-firm]").waitFor({ state: "detached" });
    await row.locator("[data-role=job-yes-talent]").click();
    await row.locator("[data-role=job-hired]").waitFor();
    assert.ok(await fits(page));
  }));

test("jobs: a vacancy that chooses people by sex is refused, one with a synonym is entered", async (t) =>
  walk(t, browser, {}, async (page) => {
    await adviser(page);
    const firm = (await read(page, "/jobs/vacancies?limit=1")).items[0].firm;
    const uscc = (await read(page, `/credit/firms/${firm}`)).uscc;
    await page.goto(`${base}/jobs`);
    await page.click("[data-role=job-enter]");
    await page.fill("[data-role=job-uscc] input, input[data-role=job-uscc]", uscc);
    const title = page.locator("[data-role=job-title] input, input[data-role=job-title]");
    await title.fill("焊工（限男）");
    await page.click("[data-role=job-occupation]");
    await page.keyboard.type("6-18-02-04");
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("Enter");
    await page.locator("[data-role=skill-word] input, input[data-role=skill-word]").first().fill("亚弧焊");
    await page.keyboard.press("Tab");
    const before_all = (await read(page, "/jobs/overview")).vacancies;
    await page.locator("[data-role=job-save]").click();
    await page.locator(".el-message--error").waitFor();
    await title.fill("焊工");
    await page.locator("[data-role=job-save]").click();
    await page.locator("[data-role=job-form]").waitFor({ state: "detached" });
    assert.equal((await read(page, "/jobs/overview")).vacancies, before_all + 1);
    assert.equal((await read(page, "/jobs/vacancies?limit=1")).items[0].skills[0].zh, "氩弧焊");
  }));

test("jobs: likely demand is confirmed once and counted; words are found by a synonym", async (t) =>
  walk(t, browser, {}, async (page) => {
    await adviser(page);
    await page.goto(`${base}/jobs?tab=demands`);
    await page.waitForSelector("[data-role=job-demand]");
    const told = (list) => list.precision.reduce((sum, rule) => sum + rule.confirmed, 0);
    const was = told(await read(page, "/jobs/demands"));
    await page.click("[data-role=demand-yes] >> nth=0");
    await page.waitForFunction(() => document.querySelector(".el-message--success"));
    assert.ok(told(await read(page, "/jobs/demands")) > was);
    await page.goto(`${base}/jobs?tab=words`);
    await page.locator("[data-role=word-search] input, input[data-role=word-search]").fill("电工证");
    await page.locator("[data-role=word]").filter({ hasText: "低压电工作业" }).waitFor();
  }));

test("jobs: the phone's width; the portal asks for the opening code", async (t) =>
  walk(t, browser, { viewport: { width: 390, height: 844 } }, async (page) => {
    await adviser(page);
    for (const tab of ["vacancies", "talents", "recommendations", "demands", "words"]) {
      await page.goto(`${base}/jobs?tab=${tab}`);
      await page.waitForSelector(".card >> visible=true");
      assert.ok(await fits(page), tab);
    }
    await page.goto(`${base}/portal/work`);
    await page.waitForSelector("input[name=id_card]");
    assert.ok(await fits(page));
  }));
