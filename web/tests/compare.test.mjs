// Walks 比对推送: a death is told, the match stands on the desk of civil affairs at once, one click stops the allowance; a rule is
// drafted, tried on the whole register, released by somebody else; a phone's width holds it all.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { base, become, citizen_number, fits, open_browser, post, walk } from "./browser.mjs";

let browser;
before(async () => {
  browser = await open_browser();
});
after(async () => {
  await browser?.close();
});

const k_number = String(Date.now()).slice(-7);
const k_person = (() => {
  const first = `440604${1930 + (Number(k_number) % 12)}${String(1 + (Number(k_number.slice(0, 4)) % 12)).padStart(2, "0")}16${k_number.slice(-3)}`;
  return citizen_number(first);
})();

test("compare: a death on the desk at once, one click stops the allowance", async (t) =>
  walk(t, browser, {}, async (page) => {
    await become(page, "440604-MZ:handler");
    const values = { name: "邵阿婆", id_card: k_person, allowance_80: "1", live_address: `翠湖雅苑3幢1单元${10 + (Number(k_number) % 80)}1室` };
    await post(page, "/registers/records", { records: [{ source: "civil", key: `CMPW${k_number}`, kind: "person", values }] });
    await post(page, "/registers/records", { records: [{ source: "civil", key: `CMPW${k_number}`, kind: "person", values: { ...values, died: "2026-10-05" } }] });
    await page.goto(`${base}/registers/compare`);
    const card = page.locator("[data-role=compare-match]", { hasText: "邵**" }).first();
    for (let turn = 0; turn < 20 && !(await card.count()); ++turn) {
      await page.waitForTimeout(500);
      await page.reload();
      await page.waitForSelector("[data-role=compare-match], .empty, [data-role=empty]", { timeout: 10_000 }).catch(() => {});
    }
    await card.click();
    await page.waitForSelector("[data-role=compare-view]");
    assert.match(await page.innerText("[data-role=compare-view]"), /2026-10-05/);
    await page.click("[data-role=compare-confirm]");
    await page.click(".el-message-box__btns .el-button--primary");
    await page.waitForSelector("[data-role=compare-view] .tag.green >> text=已办理");
    assert.match(await page.innerText("[data-role=compare-view]"), /高龄津贴：未领/);
    await page.setViewportSize({ width: 390, height: 844 });
    await page.waitForTimeout(300);
    assert.ok(await fits(page), "the page is wider than a phone");
  }));

test("compare: a rule is drafted, tried and released", async (t) =>
  walk(t, browser, {}, async (page) => {
    const key = `walk_${k_number}`;
    await become(page, "440604-BG:office_staff");
    await page.goto(`${base}/registers/compare?show=rules`);
    await page.click("[data-role=compare-add]");
    await page.fill("input[name=key]", key);
    await page.fill("input[name=zh]", `百岁老人名单${k_number}`);
    await page.fill("input[name=en]", "A hundred and over");
    await page.fill(".el-textarea.mono textarea", "ages >= 100");
    await page.click("[data-role=compare-save]");
    await page.waitForSelector("[data-role=compare-rule-view] >> text=没有字段");
    await page.fill(".el-textarea.mono textarea", "age >= 85 and died = null");
    await page.click("[data-role=compare-try]");
    await page.waitForSelector("[data-role=compare-tried] >> text=个档案中符合", { timeout: 30_000 });
    await page.click("[data-role=compare-save]");
    await page.waitForSelector("[data-role=compare-rule-view] .tag.violet");
    assert.equal(await page.locator("[data-role=compare-release]").count(), 0, "the author may not release");
    await become(page, "440604-ZX:data_steward");
    await page.goto(`${base}/registers/compare?show=rules`);
    await page.locator("[data-role=compare-rule]", { hasText: k_number }).click();
    await page.click("[data-role=compare-release]");
    await page.click(".el-message-box__btns .el-button--primary");
    await page.waitForSelector("[data-role=compare-rule-view] .tag.green >> text=在用");
    await page.goto(`${base}/registers/compare?show=runs`);
    await page.waitForSelector("[data-role=compare-run-row] .tag.green");
  }));
