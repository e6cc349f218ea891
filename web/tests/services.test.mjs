// Walks 办事 and 企业专属空间: a firm's legal person on a phone reads what was pushed, confirms it with one tap, sees the credit and
// applies for a matter that is filled in already; the clerk takes it up and closes it; the result is on the phone.
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

const shot = async (page, name) => {
  if (process.env.TIANGE_SHOTS) await page.screenshot({ path: `${process.env.TIANGE_SHOTS}/${name}.png`, fullPage: true });
};
const digits = (n) => String(Math.floor(Math.random() * 10 ** n)).padStart(n, "0");
// A citizen number with its check digit, and a credit code with its check character; new for each walk.
function number() {
  const first = `44060419${70 + Math.floor(Math.random() * 20)}01${10 + Math.floor(Math.random() * 18)}${digits(3)}`;
  return citizen_number(first);
}
function credit_code() {
  const letters = "0123456789ABCDEFGHJKLMNPQRTUWXY";
  const first = `91440604MA${digits(7)}`;
  const weights = [1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28];
  return first + letters[(31 - (weights.reduce((all, weight, at) => all + weight * letters.indexOf(first[at]), 0) % 31)) % 31];
}
const day = (back) => new Date(Date.now() - back * 86_400_000).toISOString().slice(0, 10);
const card = number();
const uscc = credit_code();
const firm = `佛山市试${digits(4)}数控有限公司`;
let code = "";

async function enter(page, path) {
  await page.goto(`${base}/portal${path}`);
  await page.fill("[name=id_card]", card);
  await page.fill("[name=code]", code);
  await page.click("button[type=submit]");
}

test("services: what matches is pushed to the legal person, who confirms with one tap", async (t) =>
  walk(t, browser, { phone: true }, async (page) => {
    await become(page, "440604-ZX:data_steward");
    await post(page, "/benefits/policies/digital_loan/confirm", { edition: 1, document: "试用1号" }, { also: [409] });
    await become(page, "440604-GA:handler");
    await post(page, "/registers/records", { records: [{ source: "police", key: `S-${card}`, values: { name: "冼法人", id_card: card, sex: "1", live_address: "禅城区同济路9号" } }] });
    await become(page, "440604-SJ:handler");
    await post(page, "/registers/records", {
      records: [
        {
          source: "market",
          key: `S-${uscc}`,
          kind: "firm",
          values: { name: firm, uscc, industry: "C", status: "1", kind: "1", address: "禅城区同济路9号", legal_person: "冼法人", legal_person_id: card, abnormal_since: "" },
        },
      ],
    });
    await become(page, "440604-ZX:acceptor");
    code = (await post(page, "/spaces/open", { id_card: card, name: "冼法人", consents: true })).code;
    await become(page, "440604-BG:office_staff");
    await post(page, "/registers/records", {
      records: [{ source: "finance", key: `S-${uscc}`, kind: "firm", values: { name: firm, uscc, loan_kind: "1", loan_principal: "800000", loan_interest: "2600", loan_since: day(90) } }],
    });
    await page.context().clearCookies();
    await enter(page, "/firms");
    await page.waitForSelector("[data-role=firm]");
    for (let i = 0; i < 40 && !/未读/.test(await page.innerText("[data-role=firm]")); ++i) {
      await page.waitForTimeout(500);
      await page.reload();
      await page.waitForSelector("[data-role=firm]");
    }
    assert.match(await page.innerText("[data-role=firm]"), /1 条未读/);
    await shot(page, "firms");
    await page.click("[data-role=firm]");
    await page.waitForSelector("[data-role=firm-notice] [data-role=confirm]");
    assert.equal(await page.innerText("[data-role=firm-name]"), firm);
    assert.match(await page.innerText("[data-role=firm-notice]"), /新[^]*数字贷贴息/);
    assert.ok(await fits(page), "390 px");
    await shot(page, "firm_policies");
    await page.click("[data-role=firm-notice] [data-role=confirm]");
    await page.waitForFunction(() => !document.querySelector("[data-role=confirm]"));
    assert.match(await page.innerText("[data-role=grant][data-policy=digital_loan]"), /每月/);
    await page.click("[data-tab=credit]");
    await page.waitForSelector("[data-role=firm-score]");
    assert.match(await page.innerText("[data-role=firm-score]"), /分/);
    await shot(page, "firm_credit");
    await page.click("[data-tab=about]");
    await page.waitForSelector("[data-role=look]");
    assert.match(await page.innerText("[data-role=look]"), /冼\*\*（法定代表人）/);
    assert.ok(await fits(page), "390 px");
    await shot(page, "firm_about");
  }));

test("services: the firm applies; what is held is not asked", async (t) =>
  walk(t, browser, { phone: true }, async (page) => {
    await enter(page, "/firms");
    await page.click("[data-role=firm]");
    await page.click("[data-tab=services]");
    await page.fill("[name=find]", "社会保险登记");
    await page.click("[data-matter=insurance_registration]");
    await page.waitForSelector("[data-role=asked]");
    assert.match(await page.innerText("[data-role=asked]"), /材料都不用您提交[^]*2 份材料中 2 份已有/);
    assert.equal(await page.locator("[data-role=material][data-held=true]").count(), 2);
    await shot(page, "service_plan");
    assert.ok(await page.isDisabled("[data-role=apply]"));
    await page.fill("[name=phone]", "075788886666");
    await page.fill("[name=people]", "12");
    await page.check("[name=declared]");
    await page.click("[data-role=apply]");
    await page.waitForSelector("[data-role=application-state][data-state=submitted]");
    assert.ok(await fits(page), "390 px");
    await shot(page, "service_sent");
  }));

test("services: a clerk takes it up and closes it", async (t) =>
  walk(t, browser, {}, async (page) => {
    await become(page, "440604-RS:handler");
    await page.goto(`${base}/benefits/services?matter=insurance_registration`);
    await page.waitForSelector("[data-role=application-row]");
    await shot(page, "desk");
    const row = page.locator("[data-role=application-row]", { hasText: firm });
    await row.locator("button.link").click();
    await page.waitForSelector("[data-role=application-accept]");
    assert.match(await page.innerText("[data-role=application-page]"), /已脱敏/);
    await page.fill("[name=purpose]", "审核社保登记");
    await page.click("[data-role=application-proof]");
    await page.waitForSelector("[data-role=proof-said]");
    assert.match(await page.innerText("[data-role=proof-said]"), /相符/);
    await page.click("[data-role=application-open]");
    await page.waitForFunction((text) => document.querySelector("[data-role=application-page]")?.textContent.includes(text), "075788886666");
    await shot(page, "desk_open");
    await page.click("[data-role=application-accept]");
    await page.click("[data-role=application-finish]");
    await page.fill("[data-role=application-ask] textarea", "已登记，社保登记号可在线查询");
    await page.click("[data-role=application-send]");
    await page.waitForFunction(() => document.querySelector("[data-role=application-page]")?.textContent.includes("未读"));
    await page.goto(`${base}/benefits/services?desk=guide&kind=firm&guide=food_licence`);
    await page.waitForSelector("[data-role=matter-page] [data-role=material-row]");
    await shot(page, "guide");
    await become(page, "440604-ZX:data_steward");
    await page.goto(`${base}/benefits/services?desk=guide&guide=road_use`);
    await page.waitForSelector("[data-role=matter-page] [data-role=matter-save]");
    await page.locator("[data-role=matter-page] .el-form-item", { hasText: "改了什么" }).locator("input").fill("核对依据");
    await page.click("[data-role=matter-save]");
    await page.waitForFunction(() => document.querySelector("[data-role=matter-page]")?.textContent.includes("核对依据"));
    await become(page, "440604-RS:handler");
    await page.setViewportSize({ width: 390, height: 844 });
    await page.goto(`${base}/benefits/services`);
    await page.waitForSelector("[data-role=application-row]");
    assert.ok(await fits(page), "390 px");
    await shot(page, "desk_phone");
  }));

test("services: the result is on the phone, and nobody else's firm opens", async (t) =>
  walk(t, browser, { phone: true, dark: true }, async (page) => {
    await enter(page, "/firms");
    await page.click("[data-role=firm]");
    await page.click("[data-tab=services]");
    await page.waitForSelector("[data-role=application][data-state=done]");
    assert.match(await page.innerText("[data-role=application]"), /有新结果/);
    await page.click("[data-role=application]");
    assert.match(await page.innerText("[data-role=said]"), /社保登记号/);
    await shot(page, "service_done_dark");
    await page.goto(`${base}/portal/firms/123456789`);
    await page.waitForSelector("[role=alert]");
    assert.match(await page.innerText("[role=alert]"), /不是该企业的法定代表人/);
    await page.goto(`${base}/portal/services`);
    await page.click("[data-matter=residence_permit]");
    await page.waitForSelector("[data-role=asked]");
    assert.ok(await fits(page), "390 px");
    await shot(page, "service_person_dark");
  }));
