// A supervisor's hour on scores: who stands where, why, which cases; an indicator is written and evaluated; a month is
// frozen and made again; residents see the open figures.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { base, open_browser, read, sign_in, walk } from "./browser.mjs";

let browser;
before(async () => {
  browser = await open_browser();
});
after(async () => {
  await browser?.close();
});

// The month before this one, in the district's time.
function last_month() {
  const now = new Date(Date.now() + 8 * 3_600_000);
  const at = new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() - 1, 1));
  return `${at.getUTCFullYear()}-${String(at.getUTCMonth() + 1).padStart(2, "0")}`;
}

async function counted(page) {
  for (let i = 0; i < 120; ++i) {
    const state = await read(page, "/scores");
    if (!state.rebuilding && state.waiting === 0) return;
    await page.waitForTimeout(1000);
  }
  assert.fail("the figures are still being made");
}

test("a supervisor reads the league table, opens a row and comes to the cases behind a number", async (t) => {
  await walk(t, browser, {}, async (page) => {
    await sign_in(page, { duty: "supervisor" });
    await counted(page);
    await page.goto(`${base}/scores?card=jinniu&period=${last_month()}`);
    await page.waitForSelector("[data-role=score-table] tbody tr");
    const result = await read(page, `/scores/results?card=jinniu&period=${last_month()}`);
    const best = result.rows[0];
    assert.equal(await page.textContent("[data-role=score-table] tbody tr:first-child .name"), best.zh);
    await page.click("[data-role=score-table] tbody tr:first-child");
    await page.waitForSelector("text=得分项");
    const shown = await page.textContent("[data-count=needDispose] b");
    assert.equal(Number(shown.replaceAll(",", "")), best.counts.needDispose);
    await page.click("[data-count=needDispose]");
    await page.waitForSelector("[data-role=drill] li");
    const number = (await page.textContent("[data-role=drill] li:first-child .mono")).trim();
    assert.match(number, /^\S+\d{8}-\d+$/);
  });
});

test("the same in English, in the dark, on a phone", async (t) => {
  await walk(t, browser, { phone: true, dark: true, lang: "en" }, async (page) => {
    await sign_in(page, { duty: "supervisor" });
    await page.goto(`${base}/scores?card=three_rates&period=${last_month()}`);
    await page.waitForSelector("[data-role=score-table] tbody tr");
    await page.waitForSelector("text=Points");
    const wide = await page.evaluate(() => document.documentElement.scrollWidth);
    assert.ok(wide <= 390, `the page is ${wide} px wide`);
  });
});

test("an indicator is changed with the result before one's eyes; a wrong name says where", async (t) => {
  await walk(t, browser, {}, async (page) => {
    await sign_in(page, { duty: "office_staff" });
    await page.goto(`${base}/scores/library`);
    await page.waitForSelector("[data-indicator=disposeRate]");
    await page.click("[data-indicator=disposeRate] button");
    await page.waitForSelector("[data-role=tried] li");
    await page.fill("textarea[data-role=formula]", "dispose / needDispos");
    await page.waitForSelector("text=字典里没有“needDispos”");
    await page.fill("textarea[data-role=formula]", "dispose / needDispose * 1");
    await page.waitForSelector("[data-role=tried] li");
    await page.fill("input[name=note]", "试写");
    await page.click("text=保存草稿");
    await page.waitForSelector("[data-role=drafts] >> text=处置率");
    await page.click("[data-role=drafts] >> text=放弃");
    await page.waitForSelector("[data-role=drafts]", { state: "detached" });
  });
});

test("a month is frozen and comes out the same when it is made again", async (t) => {
  await walk(t, browser, {}, async (page) => {
    await sign_in(page, { duty: "supervisor" });
    await counted(page);
    await page.goto(`${base}/scores?card=communities&period=${last_month()}`);
    await page.waitForSelector("[data-role=score-table] tbody tr");
    await page.click("button:has-text('冻结本期')");
    await page.click(".el-message-box__btns .el-button--primary");
    await page.waitForSelector("text=已开始计算");
    await page.goto(`${base}/scores/frozen`);
    await page.waitForSelector("[data-role=frozen-row] button", { timeout: 60_000 });
    await page.click("[data-role=frozen-row] button");
    await page.waitForSelector("[data-role=score-table] tbody tr");
    await page.click("button:has-text('重算核对')");
    await page.waitForSelector("text=重算一致", { timeout: 60_000 });
  });
});

test("residents see open figures without signing in, and take them along", async (t) => {
  await walk(t, browser, { phone: true }, async (page) => {
    await page.goto(`${base}/portal/figures`);
    await page.waitForSelector("[data-indicator=satisfactionRate] .big_number");
    await page.waitForSelector("text=不足 10 件的不公开");
    const csv = await page.context().request.get(`${base}/api/v1/public/scores.csv`);
    assert.equal(csv.status(), 200);
    assert.match(await csv.text(), /^.?period,code,name_zh/);
  });
});
