// Walks the screens of the three administrators: each sees their own and not the others'.
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

async function refused(page, path) {
  const answer = await page.context().request.get(`${base}/api/v1${path}`);
  assert.equal(answer.status(), 403, `${path} is not theirs`);
}

test("the system administrator sees what runs, its settings and the people", async (t) =>
  walk(t, browser, {}, async (page) => {
    await sign_in(page, { duty: "system_admin" });
    await page.goto(`${base}/`);
    await page.waitForURL(/\/(items|org)/);
    await page.goto(`${base}/system`);
    await page.waitForSelector("dl >> text=SQLite");
    await page.click("[role=tab] >> text=设置");
    await page.waitForSelector("table >> text=TLS");
    await page.goto(`${base}/org?tab=people`);
    await page.waitForSelector(".people .line");
    await page.click(".people .line .link >> nth=0");
    await page.waitForSelector(".el-drawer .posts");
    await refused(page, "/org/audit");
    await refused(page, "/org/administrators");
  }));

test("the security administrator changes the policy and sees the administrators", async (t) =>
  walk(t, browser, {}, async (page) => {
    await sign_in(page, { duty: "security_admin" });
    await page.goto(`${base}/`);
    await page.waitForURL(/\/org/);
    await page.goto(`${base}/org?tab=roles`);
    await page.waitForSelector(".checks .el-checkbox");
    await page.goto(`${base}/org?tab=security`);
    await page.waitForSelector("tbody tr >> text=system_admin001");
    const minutes = (await read(page, "/org/policy")).idle_minutes === 30 ? 25 : 30;
    await page.locator(".el-form-item:has-text('空闲多少分钟退出') input").fill(String(minutes));
    await page.click(".el-form button[type=submit]");
    await page.waitForSelector(".el-message--success");
    assert.equal((await read(page, "/org/policy")).idle_minutes, minutes);
    await refused(page, "/org/audit");
    await refused(page, "/system/info");
    await refused(page, "/cases");
  }));

test("the security administrator appoints an administrator and dismisses them again", async (t) =>
  walk(t, browser, {}, async (page) => {
    // A person who holds no post yet, with an account of their own, made by those who may.
    const maker = await browser.newPage();
    await sign_in(maker, { duty: "system_admin" });
    const token = (await maker.context().cookies()).find((one) => one.name === "tiange_csrf").value;
    const send = async (path, data) => {
      const answer = await maker.context().request.post(`${base}/api/v1${path}`, {
        data,
        headers: { "Idempotency-Key": crypto.randomUUID(), "X-Tiange-CSRF": token },
      });
      assert.ok(answer.ok(), `${path}: ${await answer.text()}`);
      return answer.json();
    };
    const account = `deputy${Date.now().toString(36)}`;
    const person = await send("/org/people", { name: "梁副管", phone: "13800000001", unit: "440604-ZX" });
    await send("/org/accounts", { person_id: person.id, account });
    await maker.context().close();

    await sign_in(page, { duty: "security_admin" });
    await page.goto(`${base}/org?tab=security`);
    const row = page.locator(".administrators tbody tr", { hasText: account });
    await page.fill("input[name=account]", "nobody_at_all");
    await page.click(".appoint .el-select");
    await page.click(".el-select-dropdown__item:visible >> text=审计管理员");
    await page.click(".appoint button[type=submit]");
    await page.waitForSelector(".el-message--error");
    await page.fill("input[name=account]", account);
    await page.click(".appoint button[type=submit]");
    await row.getByText("审计管理员").waitFor();
    const listed = (await read(page, "/org/administrators")).items;
    assert.equal(listed.filter((one) => one.account === account && one.duty === "audit_admin").length, 1);
    await row.getByRole("button").click();
    await page.click(".el-message-box button.el-button--primary");
    await row.waitFor({ state: "detached" });
    const left = (await read(page, "/org/administrators")).items;
    assert.ok(!left.some((one) => one.account === account));
  }));

test("the audit administrator reads the trail, checks its chain, and may look at nothing else", async (t) =>
  walk(t, browser, {}, async (page) => {
    await sign_in(page, { duty: "audit_admin" });
    await page.goto(`${base}/`);
    await page.waitForURL(/\/system/);
    await page.waitForSelector(".audit .line >> text=切换演示角色");
    await page.click("[data-role=check-chain]");
    await page.waitForSelector("[data-role=chain].green");
    await page.click("[role=tab] >> text=查阅记录");
    await page.waitForSelector(".looks");
    await refused(page, "/cases");
    await refused(page, "/org/administrators");
  }));
