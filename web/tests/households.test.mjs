// Walks policies of households: offered in the list and the editor, looked up from a member, paid to the head; the head names who is
// paid on a phone, the desk with a reason.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { base, become, citizen_number, fits, open_browser, post, read, walk, write } from "./browser.mjs";

let browser;
before(async () => {
  browser = await open_browser();
});
after(async () => {
  await browser?.close();
});

const shot = (page, name) => (process.env.TIANGE_SHOTS ? page.screenshot({ path: `${process.env.TIANGE_SHOTS}/${name}.png`, fullPage: true }) : undefined);
const mark = String(Math.floor(Math.random() * 900) + 100);
const head = citizen_number(`44060419780808${mark}`);
const wife = citizen_number(`44060419790909${mark}`);
const number = `WALK${mark}${Date.now() % 100000}`;
const policy = `walk_home_${Date.now() % 1000000}`;
const place = "禅城区同济路9号";
let member = "";
let home = "";
let code = "";

async function until(page, path, done) {
  for (let i = 0; i < 40; ++i) {
    const found = await read(page, path);
    if (done(found)) return found;
    await page.waitForTimeout(500);
  }
  throw new Error(`${path} did not come to it`);
}

test("households: a policy about households is in the list and in the editor", async (t) =>
  walk(t, browser, {}, async (page) => {
    await become(page, "440604-GA:handler");
    await post(page, "/registers/records", {
      records: [
        { source: "police", key: `WH-${number}`, kind: "household", values: { number, head, address: place, hukou_kind: "1" } },
        { source: "police", key: `WH-${head}`, values: { name: "关户主", id_card: head, born: "1978-08-08", household: number, live_address: place } },
        { source: "police", key: `WH-${wife}`, values: { name: "苏家人", id_card: wife, born: "1979-09-09", household: number, live_address: place } },
      ],
    });
    member = (await until(page, `/registers/persons?q=${wife}`, (one) => one.items.length)).items[0].ref;
    home = (await until(page, `/registers/households?q=${number}`, (one) => one.items.length)).items[0].ref;
    await become(page, "440604-BG:office_staff");
    await page.goto(`${base}/benefits?kind=household`);
    await page.waitForSelector("[data-role=policy-line]");
    assert.equal(await page.locator("[data-role=policy-line]").count() >= 7, true);
    await shot(page, "households-list");
    await page.goto(`${base}/benefits?policy=low_income_electricity`);
    await page.click("[data-role=policy-edit]");
    await page.waitForSelector("[data-role=policy-editor]");
    assert.match(await page.innerText("[data-role=policy-editor]"), /家庭/);
    await page.click("[data-role=policy-editor] [data-role=policy-price]");
    await page.waitForSelector("[data-role=price-gains]", { timeout: 60_000 });
    const draft = {
      zh: "按户补贴（演示）", en: "For households (walk)", kind: "household", group: "relief", unit: "440604-MZ", document: "演示文号", effective_from: "2026-01-01",
      standing: "published", territory: "any", conditions: [{ key: "one", zh: "试点户", en: "Pilot", feel: `number = "${number}"` }],
      form: "money", rhythm: "monthly", amount: "members * 10000", pushed: true, needs_confirmation: false, approval: "rule",
    };
    const saved = await write(page, "PUT", `/benefits/policies/${policy}/draft`, { policy: draft });
    await become(page, "data_steward");
    await post(page, `/benefits/policies/${policy}/release`, { edition: saved.line.draft });
    await become(page, "pay_reviewer");
    await write(page, "PUT", "/benefits/money/budgets", { policy, year: new Date().getFullYear(), amount_fen: 90000000, reason: "演示预算" });
  }));

test("households: looked up from a member; the desk names who is paid", async (t) =>
  walk(t, browser, {}, async (page) => {
    await become(page, "440604-MZ:handler");
    await page.goto(`${base}/benefits?show=subject&subject=${member}`);
    await page.fill("[name=purpose]", "核对按户政策");
    await page.click("[data-role=policies-look]");
    await page.click("[data-role=subject-home]");
    await page.waitForFunction((said) => document.querySelector(".one .name")?.textContent === said, number);
    assert.match(await page.innerText(".one"), /按户补贴（演示）/);
    await shot(page, "households-look");
    const grant = (await until(page, `/benefits/grants?policy=${policy}`, (one) => one.items[0]?.state === "granted")).items[0];
    await page.goto(`${base}/benefits/grants?grant=${grant.id}`);
    await page.waitForSelector("[data-role=household-member]");
    assert.match(await page.innerText("[data-role=household-payees]"), /关\*\* · 户主 · 领取/);
    await page.click("[data-role=payee-begin]");
    await page.click("[data-role=payee-order]");
    await page.click(".el-select-dropdown__item:has-text('苏')");
    await page.keyboard.press("Escape");
    await page.fill("[data-role=payee-reason]", "家庭协商一致");
    await page.click("[data-role=payee-save]");
    await page.waitForFunction(() => /苏\*\* · 领取/.test(document.querySelector("[data-role=household-payees]")?.textContent ?? ""));
    await shot(page, "households-grant");
    await page.setViewportSize({ width: 390, height: 844 });
    assert.ok(await fits(page), "390 px");
    await become(page, "440604-ZX:acceptor");
    code = (await post(page, "/spaces/open", { id_card: head, name: "关户主", consents: true })).code;
  }));

test("households: the head sees it on a phone and names the order", async (t) =>
  walk(t, browser, { phone: true, dark: true }, async (page) => {
    await page.goto(`${base}/portal/benefits`);
    await page.fill("[name=id_card]", head);
    await page.fill("[name=code]", code);
    await page.click("button[type=submit]");
    await page.waitForSelector("[data-role=household]");
    assert.match(await page.innerText(`[data-role=grant][data-policy=${policy}]`), /全家/);
    await page.click("[data-role=home-name]");
    assert.equal(await page.locator("[data-role=home-member][aria-pressed=true]").count(), 1);
    await page.click("[data-role=home-member][aria-pressed=true]");
    await shot(page, "households-portal");
    await page.click("[data-role=home-save]");
    await page.waitForFunction(() => /户主\s*领取/.test(document.querySelector("[data-role=household]")?.textContent ?? ""));
    assert.ok(await fits(page), "390 px");
    assert.ok(home);
  }));
