// Walks 待遇: what the registers learn becomes a benefit on a resident's phone, confirmed with one tap, refused and taken back; a
// clerk sees it masked with its reasons, a place redeems the voucher, anybody reads the public list.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { base, become, citizen_number, fits, open_browser, post, read, sign_in, walk } from "./browser.mjs";

let browser;
before(async () => {
  browser = await open_browser();
});
after(async () => {
  await browser?.close();
});

// A citizen number of somebody born in 1990, with its check digit; new for each walk.
function number() {
  const first = `44060419900${1 + Math.floor(Math.random() * 9)}${10 + Math.floor(Math.random() * 18)}${100 + Math.floor(Math.random() * 899)}`;
  return citizen_number(first);
}
const day = (back) => new Date(Date.now() - back * 86_400_000).toISOString().slice(0, 10);
const card = number();
const name = "欧阳试";
let code = "";
let voucher = "";

test("benefits: the registers learn something, a voucher and an offer are on the phone", async (t) =>
  walk(t, browser, { phone: true }, async (page) => {
    const born = `${card.slice(6, 10)}-${card.slice(10, 12)}-${card.slice(12, 14)}`;
    await sign_in(page, { duty: "data_steward" });
    const known = (await read(page, "/benefits/policies/prenatal_check")).line;
    if (known.standing === "to_confirm") await post(page, "/benefits/policies/prenatal_check/confirm", { edition: known.edition, document: "演示文号" });
    await become(page, "440604-GA:handler");
    await post(page, "/registers/records", {
      records: [{ source: "police", key: `W-${card}`, values: { name, id_card: card, sex: "2", born, hukou_address: "禅城区同济路9号", live_address: "禅城区同济路9号" } }],
    });
    await become(page, "440604-WJ:handler");
    await post(page, "/registers/records", { records: [{ source: "health", key: `W-${card}`, values: { name, id_card: card, pregnant_since: day(30) } }] });
    await become(page, "440604-ZX:acceptor");
    code = (await post(page, "/spaces/open", { id_card: card, name, consents: true })).code;
    await page.context().clearCookies();
    await page.goto(`${base}/portal/benefits`);
    await page.fill("[name=id_card]", card);
    await page.fill("[name=code]", code);
    await page.click("button[type=submit]");
    await page.waitForSelector("[data-role=benefit-name]");
    assert.equal(await page.innerText("[data-role=benefit-name]"), name);
    for (let i = 0; i < 40 && !(await page.locator("[data-role=voucher-code]").count()); ++i) {
      await page.waitForTimeout(500);
      await page.reload();
      await page.waitForSelector("[data-role=benefit-name]");
    }
    voucher = await page.innerText("[data-role=voucher-code]");
    assert.match(voucher, /^TGV1\./);
    assert.match(await page.innerText("[data-role=grant][data-policy=prenatal_check]"), /产前检查券/);
    await page.click("[data-role=grant][data-policy=prenatal_check] [data-role=facts] summary");
    assert.match(await page.innerText("[data-role=grant][data-policy=prenatal_check] [data-role=facts]"), /孕产妇登记日期/);
    assert.ok(await fits(page), "390 px");
  }));

test("benefits: one tap takes what nobody pushed", async (t) =>
  walk(t, browser, { phone: true }, async (page) => {
    await page.goto(`${base}/portal/benefits`);
    await page.fill("[name=id_card]", card);
    await page.fill("[name=code]", code);
    await page.click("button[type=submit]");
    await page.waitForSelector("[data-role=could] [data-role=take]");
    const policy = await page.getAttribute("[data-role=could]", "data-policy");
    await page.click(`[data-role=could][data-policy=${policy}] [data-role=take]`);
    await page.waitForSelector(`[data-role=grant][data-policy=${policy}]`);
    assert.match(await page.innerText(`[data-role=grant][data-policy=${policy}]`), /已兑现|已告知/);
    await page.goto(`${base}/portal/notice`);
    await page.waitForSelector("h1");
    assert.ok(await fits(page), "390 px");
  }));

test("benefits: the desk sees it masked with its reasons, a place redeems the voucher once", async (t) =>
  walk(t, browser, {}, async (page) => {
    await become(page, "440604-WJ:handler");
    // Confirming the policy gave it to the whole register: whom the walk entered need not stand on the first page.
    let own, next = "";
    do {
      const list = await read(page, `/benefits/grants?policy=prenatal_check&limit=200&after=${next}`);
      own = list.items.find((one) => one.title.startsWith("欧"));
      next = list.next;
    } while (!own && next);
    assert.ok(own, "the desk sees the grant");
    await page.goto(`${base}/benefits/grants?policy=prenatal_check&subject=${own.subject}`);
    const row = page.locator("[data-role=grant-row]").filter({ hasText: /欧/ }).first();
    await row.locator("button.link").first().click();
    await page.waitForSelector("[data-role=grant-page] h3");
    assert.match(await page.innerText("[data-role=grant-page]"), /决定时冻结/);
    await page.goto(`${base}/benefits/grants?desk=vouchers`);
    await page.fill("[name=voucher]", voucher);
    await page.click("[data-role=voucher-redeem]");
    await page.waitForSelector("[data-role=voucher-said]");
    await page.fill("[name=voucher]", voucher);
    await page.click("[data-role=voucher-redeem]");
    await page.waitForSelector(".el-message--error");
    for (const desk of ["reviews", "claims"]) {
      await page.goto(`${base}/benefits/grants?desk=${desk}`);
      await page.waitForSelector(".card");
    }
    await page.setViewportSize({ width: 390, height: 844 });
    await page.goto(`${base}/benefits/grants`);
    await page.waitForSelector("[data-role=grant-row]");
    assert.ok(await fits(page), "390 px");
  }));
