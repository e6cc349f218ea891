// A supervisor's hour: lamps down to a case, a letter that the unit answers, an instruction, a sample drawn and checked, a
// closing sent for a re-check, an appeal reviewed by two, rules, the signed chain of a case; on the phone too.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { account_of, base, open_browser, read, sign_in, walk } from "./browser.mjs";

let browser;
before(async () => {
  browser = await open_browser();
});
after(async () => {
  await browser?.close();
});

// Another person at the same screen.
async function as_other(page, who) {
  await page.context().clearCookies();
  await sign_in(page, who);
}

test("lamps lead from the district to a case, and a letter goes to its unit", async (t) => {
  await walk(t, browser, {}, async (page) => {
    await sign_in(page, { duty: "supervisor" });
    await page.goto(`${base}/supervision`);
    await page.waitForSelector("[data-role=lamp-row]");
    const open = (await read(page, "/cases/supervision/lamps?by=area")).total.open;
    assert.ok(open > 0);
    await page.click("[data-role=lamp-row] >> nth=0");
    await page.click("text=按单位");
    await page.waitForSelector("[data-role=lamp-row]");
    await page.click("text=按责任人");
    await page.waitForSelector("[data-role=lamp-row]");
    await page.goto(`${base}/supervision?lamp=all`);
    await page.waitForSelector("[data-role=lamp-case]");
    await page.goto(`${base}/supervision/letters`);
    await page.waitForSelector("[data-role=letter]");
    await page.click("[data-role=letter] >> nth=0");
    await page.waitForSelector("[data-role=letter-drawer] >> text=办理经过");
  });
});

test("a letter is written from the page of a case, answered by the unit and closed", async (t) => {
  await walk(t, browser, {}, async (page) => {
    await sign_in(page, { duty: "supervisor" });
    const list = await read(page, "/cases?open=true&limit=200");
    const one = list.items.find((row) => row.unit && !row.unit.endsWith("-ZZ") && !row.unit.endsWith("-ZX"));
    assert.ok(one, "an open case at a department");
    const handler = await account_of(page, `${one.unit}:handler`);
    await page.goto(`${base}/cases/${one.ref}`);
    await page.click("[data-role=supervised] [data-role=urge]");
    await page.fill("[data-role=letter-form] textarea", "请说明进展，今日答复。");
    await page.click("[data-role=letter-form] button[type=submit]");
    await page.waitForSelector("[data-role=supervised] >> text=禅督函");
    const letters = (await read(page, `/cases/${one.ref}/supervision`)).letters;
    const letter = letters[letters.length - 1];
    assert.equal(letter.state, "sent");
    await as_other(page, { account: handler });
    await page.goto(`${base}/supervision/letters?id=${letter.id}`);
    await page.click("[data-role=answer]");
    await page.fill("[data-role=answer-form] textarea", "已安排人员，今天办完。");
    await page.click("[data-role=answer-form] button[type=submit]");
    await page.waitForSelector("[data-role=letter-drawer] >> text=已答复");
    await as_other(page, { duty: "supervisor" });
    await page.goto(`${base}/supervision/letters?id=${letter.id}`);
    await page.click("[data-role=accept]");
    await page.click("[data-role=answer-form] button[type=submit]");
    await page.waitForSelector("[data-role=letter-drawer] >> text=已办结");
    const printed = await page.context().request.get(`${base}/api/v1/cases/supervision/letters/${letter.id}/print`);
    assert.match(await printed.text(), /督办函/);
  });
});

test("the office registers an instruction", async (t) => {
  await walk(t, browser, {}, async (page) => {
    await sign_in(page, { duty: "office_staff" });
    await page.goto(`${base}/supervision/instructions`);
    await page.click("[data-role=new-instruction]");
    const form = page.locator("[data-role=instruction-form]");
    await form.locator("[name=leader]").fill("李区长");
    await form.locator("textarea").fill("请牵头查明并反馈。");
    await form.locator(".find-field input").first().fill("城市管理");
    await form.locator(".find-field .list button").first().click();
    await form.locator("button[type=submit]").click();
    await page.waitForSelector("[data-role=instruction] >> text=李区长");
  });
});

test("a sample is drawn, drawn again the same, and a check is done", async (t) => {
  await walk(t, browser, {}, async (page) => {
    await sign_in(page, { duty: "supervisor" });
    await page.goto(`${base}/supervision/checks`);
    await page.click("[data-role=new-plan]");
    const name = `浏览器抽查${Date.now()}`;
    await page.fill("[data-role=plan-form] [name=name]", name);
    await page.fill("[data-role=plan-form] [name=seed]", "7");
    await page.click("[data-role=plan-form] button[type=submit]");
    const plan = page.locator(`[data-plan=${name}]`);
    await plan.locator("text=已抽取").waitFor();
    await plan.locator("[data-role=redraw]").click();
    await page.waitForSelector("text=结果一致");
    await page.goto(`${base}/supervision/checks`);
    await page.waitForSelector("[data-role=do-check]");
    const first = await page.locator("[data-role=check]").first().getAttribute("data-check");
    await page.click(`[data-check="${first}"] [data-role=do-check]`);
    for (const one of await page.locator("[data-question]").all()) await one.locator("text=是").click();
    await page.click("[data-role=pass]");
    await page.waitForSelector(`[data-check="${first}"]`, { state: "detached" });
    assert.equal((await read(page, `/cases/supervision/checks/${first}`)).state, "passed");
  });
});

test("a closing that looks false is sent for a re-check with one click", async (t) => {
  await walk(t, browser, {}, async (page) => {
    await sign_in(page, { duty: "supervisor" });
    await page.goto(`${base}/supervision/closings?level=all&state=open`);
    await page.waitForSelector("[data-role=precision]");
    const row = page.locator("[data-role=closing]").filter({ has: page.locator("[data-role=recheck]") }).first();
    await row.waitFor();
    const number = await row.getAttribute("data-number");
    await row.locator("[data-role=recheck]").click();
    await page.waitForSelector(`[data-number="${number}"]`, { state: "detached" });
    await page.goto(`${base}/supervision/closings?level=all&state=sent`);
    await page.waitForSelector(`[data-number="${number}"]`);
  });
});

test("an appeal waits for its reviewers; the signed chain of a case is taken out", async (t) => {
  await walk(t, browser, {}, async (page) => {
    await sign_in(page, { duty: "dispatcher" });
    await page.goto(`${base}/supervision/appeals`);
    const pending = page.locator("[data-role=approve]");
    await page.waitForSelector("[data-role=appeal]");
    if (await pending.count()) {
      const before = await pending.count();
      await pending.first().click();
      await page.fill("[data-role=answer-form] textarea", "情况属实。");
      await page.click("[data-role=answer-form] button[type=submit]");
      await page.waitForFunction((n) => document.querySelectorAll("[data-role=approve]").length < n, before);
    }
    await as_other(page, { duty: "supervisor" });
    const one = (await read(page, "/cases?open=false&limit=5")).items[0];
    await page.goto(`${base}/cases/${one.ref}`);
    const [file] = await Promise.all([page.waitForEvent("download"), page.click("[data-role=chain]")]);
    const stream = await file.createReadStream();
    let text = "";
    for await (const piece of stream) text += piece;
    assert.equal(JSON.parse(text).body.number, one.number);
    const checked = await page.context().request.post(`${base}/api/v1/cases/supervision/verify`, {
      data: text,
      headers: { "Content-Type": "application/json", "X-Tiange-CSRF": (await page.context().cookies()).find((c) => c.name === "tiange_csrf")?.value ?? "" },
    });
    assert.equal(checked.status(), 200);
  });
});

test("the district's numbers are a form: one is changed with a reason, and the change stands in the history", async (t) => {
  await walk(t, browser, {}, async (page) => {
    await sign_in(page, { duty: "data_steward" });
    await page.goto(`${base}/supervision/rules`);
    const days = page.locator('[data-rule="closing.returned_days"] input');
    await days.waitFor();
    const before = Number(await days.inputValue());
    const why = `试改 ${Date.now() % 100000}`;
    for (const value of [before + 1, before]) {
      await days.fill(String(value));
      await days.press("Tab");
      await page.fill("input[name=note]", why);
      await page.click("[data-role=rules] button[type=submit]");
      await page.locator(".small", { hasText: why }).first().waitFor();
      await page.waitForSelector("input[name=note]", { state: "detached" });
      assert.equal((await read(page, "/cases/supervision/rules")).rules.closing.returned_days, value);
    }
  });
});

test("on the phone, and in English: every part fits the screen", async (t) => {
  for (const options of [{ phone: true }, { phone: true, lang: "en", dark: true }]) {
    await walk(t, browser, options, async (page) => {
      await sign_in(page, { duty: "supervisor" });
      for (const part of ["", "/letters", "/instructions", "/checks", "/closings", "/appeals", "/rules"]) {
        await page.goto(`${base}/supervision${part}`);
        await page.waitForSelector("h1");
        await page.locator(".rows li, .empty, [data-rule], .lamp-rows li").first().waitFor();
        const over = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
        assert.ok(over <= 1, `${part || "/"} is ${over} px too wide`);
        const tab = await page.locator("nav.tabs a.on").boundingBox();
        assert.ok(tab.x >= 0 && tab.x + tab.width <= 390, `the tab of ${part || "/"} is out of sight`);
      }
    });
  }
});
