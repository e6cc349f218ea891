// Walks the payments desk: a payment that waits for an account gets one and is paid, a bank file is made by one and approved
// by another, a day is compared with the bank, the books balance.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { base, open_browser, post, read, sign_in, walk } from "./browser.mjs";

let browser;
before(async () => {
  browser = await open_browser();
});
after(async () => {
  await browser?.close();
});

// One more payment that is ready for a bank file, whatever went into one before.
async function ready_for_a_file(page) {
  await sign_in(page, { duty: "pay_reviewer" });
  const policy = (await read(page, "/benefits/money/budgets")).items.find((one) => one.channel === "bank_file" && one.free_fen > 1000)?.policy;
  assert.ok(policy, "no policy is paid by a bank file");
  await page.context().clearCookies();
  await sign_in(page, { duty: "payer" });
  const settled = (await read(page, "/benefits/money/payments?state=settled&limit=20")).items.find((one) => one.account?.usable);
  const { id } = await post(page, "/benefits/money/payments", { key: `walk:${Date.now()}`, payee: settled.payee, policy, town: settled.town, amount_fen: 100, reason: "编批试走" });
  await page.context().clearCookies();
  await sign_in(page, { duty: "pay_reviewer" });
  await post(page, `/benefits/money/payments/${id}/decide`, { agree: true, reason: "" });
  for (let turn = 0; turn < 60; ++turn) {
    if ((await read(page, `/benefits/money/payments/${id}`)).payment.state === "ready") break;
    await page.waitForTimeout(500);
  }
  await page.context().clearCookies();
}

test("a payee whose account was closed gets another, and is paid", async (t) => {
  await walk(t, browser, {}, async (page) => {
    await sign_in(page, { duty: "payer" });
    await page.goto(`${base}/benefits/money?state=needs_account`);
    await page.locator("[data-role=payment-open]").first().click();
    await page.waitForSelector("[data-role=payment-drawer][data-state=needs_account]");
    await page.fill("input[data-role=account-bank], [data-role=account-bank] input", "佛山农商银行");
    await page.fill("input[data-role=account-number], [data-role=account-number] input", "6228480000770088");
    await page.fill("input[data-role=account-holder], [data-role=account-holder] input", "演示收款人");
    await page.click("[data-role=account-save]");
    await page.waitForSelector("[data-role=payment-drawer]:not([data-state=needs_account])");
    assert.match(await page.locator("[data-role=payment-account]").innerText(), /6228\*{4}0088/);
  });
});

test("a bank file is made by one and approved by another", async (t) => {
  await walk(t, browser, {}, async (page) => {
    await ready_for_a_file(page);
    await sign_in(page, { duty: "payer" });
    await page.goto(`${base}/benefits/money?desk=batches`);
    await page.waitForSelector("[data-role=batch-make], [data-role=batch]");
    await page.click("[data-role=batch-make]");
    await page.waitForSelector("[data-role=batch][data-state=made]");
    assert.equal(await page.locator("[data-role=batch-approve]").count(), 0);
  });
  await walk(t, browser, {}, async (page) => {
    await sign_in(page, { duty: "pay_reviewer" });
    await page.goto(`${base}/benefits/money?desk=batches`);
    await page.click("[data-role=batch][data-state=made] [data-role=batch-approve]");
    await page.waitForSelector("[data-role=batch][data-state=sent]");
  });
});

test("what the bank paid wrongly is held; one says what arrived, another decides", async (t) => {
  await walk(t, browser, {}, async (page) => {
    await sign_in(page, { duty: "payer" });
    await page.goto(`${base}/benefits/money?state=held`);
    await page.locator("[data-role=payment-open]").first().click();
    await page.click("[data-role=payment-verdict]");
    // A refusal is read beside what was typed.
    await page.fill("[data-role=ask-text]", "按银行流水认定");
    await page.click("[data-role=ask-send]");
    await page.waitForSelector("[data-role=ask] .el-form-item__error");
    await page.fill("[data-role=ask-sum]", "80.01");
    await page.click("[data-role=ask-send]");
    await page.waitForSelector("text=由另一人复核");
    await page.waitForSelector("[data-role=ask]", { state: "hidden" });
  });
  await walk(t, browser, { dark: true }, async (page) => {
    await sign_in(page, { duty: "pay_reviewer" });
    await page.goto(`${base}/benefits/money?state=held`);
    await page.locator("[data-role=payment-open]").first().click();
    await page.waitForSelector("[data-role=said]");
    assert.ok((await page.locator("[data-role=entry]").count()) > 0);
    await page.click("[data-role=payment-refuse]");
    await page.fill("[data-role=ask-text]", "与流水不符，重新认定");
    await page.click("[data-role=ask-send]");
    await page.waitForSelector("[data-role=ask]", { state: "hidden" });
    await page.waitForSelector("[data-role=payment-refuse]", { state: "hidden" });
  });
});

test("books balance, days are compared; on a phone too", async (t) => {
  await walk(t, browser, { phone: true }, async (page) => {
    await sign_in(page, { duty: "pay_reviewer" });
    await page.goto(`${base}/benefits/money?desk=books`);
    await page.waitForSelector("[data-role=balanced].green");
    assert.ok((await page.locator("[data-role=budget]").count()) > 5);
    await page.goto(`${base}/benefits/money?desk=days`);
    await page.waitForSelector("[data-role=money-day]");
  });
});

test("a payment is ordered by hand; what was paid comes back by plan", async (t) => {
  const mark = `手工补发 ${Date.now()}`;
  await walk(t, browser, {}, async (page) => {
    await sign_in(page, { duty: "payer" });
    await page.goto(`${base}/benefits/money`);
    await page.click("[data-role=order-by-hand]");
    await page.waitForSelector("[data-role=order-form]");
    await page.locator("[data-role=order-payee] input").click();
    await page.locator("[data-role=order-payee] li button").first().click();
    await page.locator("[data-role=order-policy] input").click();
    await page.locator("[data-role=order-policy] li button").first().click();
    await page.fill("[data-role=order-reason]", mark);
    await page.click("[data-role=order-send]");
    await page.waitForSelector("[data-role=order-form] .el-form-item__error");
    await page.fill("[data-role=order-sum]", "12.50");
    await page.click("[data-role=order-send]");
    await page.waitForSelector("[data-role=order-form]", { state: "hidden" });
    await page.goto(`${base}/benefits/money?state=proposed`);
    await page.locator("[data-role=payment-open]").first().click();
    await page.waitForSelector("[data-role=payment-drawer][data-state=proposed]");
    assert.match(await page.locator("[data-role=payment-drawer]").innerText(), new RegExp(mark));
    assert.equal(await page.locator("[data-role=payment-agree]").count(), 0);
    // What was settled may be claimed back.
    await page.goto(`${base}/benefits/money?state=settled`);
    await page.locator("[data-role=payment-open]").last().click();
    await page.click("[data-role=payment-claim]");
    await page.fill("[data-role=ask-text]", mark);
    await page.click("[data-role=ask-send]");
    await page.waitForSelector("[data-role=ask]", { state: "hidden" });
    await page.goto(`${base}/benefits/money?desk=recoveries`);
    const row = page.locator("[data-role=recovery]").filter({ hasText: mark });
    await row.locator("[data-role=recovery-receive]").click();
    await page.fill("[data-role=ask-sum]", "0.01");
    await page.fill("[data-role=ask-text]", "柜台缴回 001");
    await page.click("[data-role=ask-send]");
    await page.waitForSelector("[data-role=ask]", { state: "hidden" });
    await row.locator("summary").waitFor();
    await row.locator("[data-role=recovery-set-off]").click();
    await page.waitForSelector("[data-role=ask]");
  });
  await walk(t, browser, {}, async (page) => {
    await sign_in(page, { duty: "pay_reviewer" });
    await page.goto(`${base}/benefits/money?state=proposed`);
    await page.locator("[data-role=payment-open]").first().click();
    await page.waitForSelector("[data-role=payment-drawer][data-state=proposed]");
    await page.click("[data-role=payment-agree]");
    await page.waitForSelector("[data-role=payment-drawer]:not([data-state=proposed])");
  });
});
