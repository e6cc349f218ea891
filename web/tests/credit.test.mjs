// Walks the credit of firms: the list by colour, a firm with its reasons, an objection that its owner answers, another colour that
// somebody else grants, a draft tried on every firm; both widths and both themes.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { base, become, fits, open_browser, post, read, walk } from "./browser.mjs";

let browser;
before(async () => {
  browser = await open_browser();
});
after(async () => {
  await browser?.close();
});

// A firm with an open mark of the market's and nothing under way.
async function marked_firm(page) {
  for (const colour of ["yellow", "red", "green"]) {
    for (const one of (await read(page, `/credit/firms?colour=${colour}&limit=60`)).items) {
      const firm = await read(page, `/credit/firms/${one.ref}`);
      const mark = firm.marks.find((m) => m.source === "market" && m.points < 0 && !m.matter && !m.left_out);
      if (mark && !firm.override_now) return { firm, mark };
    }
  }
  return assert.fail("no firm with a mark of the market's");
}

test("credit: firms by colour; a firm with reasons; an objection is answered by its owner", async (t) =>
  walk(t, browser, {}, async (page) => {
    await become(page, "acceptor");
    // A district that has just been opened is still being scored.
    for (let turn = 0; turn < 240; ++turn) {
      const { colours } = await read(page, "/credit/overview");
      if (colours.every((one) => one.count > 0)) break;
      await page.waitForTimeout(1000);
    }
    await page.goto(`${base}/credit`);
    await page.waitForSelector("[data-role=credit-firm]");
    assert.equal(await page.locator("[data-role=credit-colour]").count(), 3);
    assert.ok(await fits(page));
    await page.click("[data-role=credit-colour] >> nth=1");
    await page.waitForSelector("[data-role=credit-firm]");
    assert.match(page.url(), /colour=yellow/);
    const { firm, mark } = await marked_firm(page);
    // Found by a part of its name, inside the colour that is chosen.
    await page.fill("[data-role=credit-find] input, input[data-role=credit-find]", firm.title.slice(3, 9));
    await page.locator("[data-role=credit-firm]", { hasText: firm.title }).first().waitFor();
    await page.fill("[data-role=credit-find] input, input[data-role=credit-find]", "没有这家企业");
    await page.getByText("没有符合条件的企业").waitFor();
    await page.goto(`${base}/credit?firm=${firm.ref}`);
    await page.waitForSelector("[data-role=credit-profile]");
    assert.match(await page.innerText("[data-role=credit-dial]"), new RegExp(String(firm.score)));
    assert.match(await page.innerText("[data-role=credit-profile]"), new RegExp(mark.zh));
    const shown = page.locator("[data-role=credit-mark]").filter({ hasText: mark.zh });
    await shown.locator("[data-role=credit-object]").click();
    await page.fill("[data-role=credit-text]", "情况已经改正，请核实");
    await page.click("[data-role=credit-submit]");
    await shown.getByText("办理中").waitFor();
    const district = (await read(page, "/session")).areas[0].slice(0, 6);
    await become(page, `${district}-SJ:handler`);
    await page.goto(`${base}/credit?tab=matters`);
    const row = page.locator("[data-role=credit-matter]").filter({ hasText: firm.title }).first();
    await row.locator("[data-role=credit-answer]").click();
    await page.fill("[data-role=credit-said]", "经核查记录属实");
    await page.click("[data-role=credit-answer-send]");
    await row.waitFor({ state: "detached" });
    const after_all = await read(page, `/credit/firms/${firm.ref}`);
    assert.equal(after_all.matters[0].state, "stands");
    assert.equal(after_all.score, firm.score);
  }));

test("credit: another colour is granted by somebody else", async (t) =>
  walk(t, browser, {}, async (page) => {
    await become(page, "acceptor");
    const { firm } = await marked_firm(page);
    const colour = firm.own_colour === "red" ? "yellow" : "red";
    await post(page, `/credit/firms/${firm.ref}/override`, { colour, reason: "现场发现重大隐患", until: new Date(Date.now() + 5 * 86_400_000).toISOString() });
    await become(page, "supervisor");
    await page.goto(`${base}/credit?tab=overrides`);
    const row = page.locator("[data-role=credit-override-row]").filter({ hasText: firm.title }).first();
    await row.locator("[data-role=credit-agree]").click();
    await row.getByText("生效中").waitFor();
    assert.equal((await read(page, `/credit/firms/${firm.ref}`)).colour, colour);
  }));

test("credit: a draft is tried on every firm", async (t) =>
  walk(t, browser, {}, async (page) => {
    await become(page, "office_staff");
    await page.goto(`${base}/credit?tab=scoring`);
    await page.waitForSelector("[data-role=credit-indicator]");
    if (await page.locator("[data-role=credit-draft]").count()) await page.click("[data-role=credit-draft]");
    await page.click("[data-role=credit-save]");
    await page.click("[data-role=credit-try]");
    await page.waitForSelector("[data-role=credit-tried]", { timeout: 60_000 });
    assert.match(await page.innerText("[data-role=credit-tried]"), /试算 [\d,]+ 户/);
    assert.ok(await fits(page));
  }));

test("credit: on a narrow screen and in the dark nothing runs over", async (t) =>
  walk(t, browser, { phone: true, dark: true }, async (page) => {
    await become(page, "supervisor");
    await page.goto(`${base}/credit`);
    await page.waitForSelector("[data-role=credit-firm]");
    assert.ok(await fits(page));
    const one = (await read(page, "/credit/firms?limit=1")).items[0];
    await page.goto(`${base}/credit?firm=${one.ref}`);
    await page.waitForSelector("[data-role=credit-profile]");
    assert.ok(await fits(page));
  }));
