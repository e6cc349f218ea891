// Walks what stands beside the catalogue: an item applied for, tried in one town and admitted; the power list and its gaps;
// what several departments ask alike.
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

test("admission: applied for by one, tried and admitted by another, with the figures beside", async (t) =>
  walk(t, browser, {}, async (page) => {
    const code = `E26-${Date.now().toString(36).toUpperCase().slice(-6)}`;
    await sign_in(page, { duty: "office_staff" });
    await page.goto(`${base}/items/admission`);
    await page.waitForSelector(".cards li");
    await page.click(".page-head button:has-text('提出申请')");
    await page.fill(".el-dialog input[name=code]", code);
    await page.fill(".el-dialog input[name=name_zh]", "试行事项");
    await page.locator(".el-dialog .el-form-item:has-text('主办条线') .el-select").click();
    await page.locator(".el-select-dropdown:visible .el-select-dropdown__item >> text=城市管理").first().click();
    await page.fill(".el-dialog .el-form-item:has-text('立案条件') textarea", "有试行情形");
    await page.fill(".el-dialog .el-form-item:has-text('结案条件') textarea", "已处理");
    await page.fill(".el-dialog .el-form-item:has-text('申请理由') textarea", "常见");
    await page.click(".el-dialog button[type=submit]");
    await page.waitForSelector(".el-dialog .el-form-item__error >> text=费随事转");
    assert.equal(await page.inputValue(".el-dialog .el-form-item:has-text('申请理由') textarea"), "常见", "nothing typed is lost");
    await page.fill(".el-dialog input[name=basis]", "《城市市容和环境卫生管理条例》");
    await page.fill(".el-dialog input[name=resources]", "随事转入经费");
    await page.click(".el-dialog button[type=submit]");
    await page.waitForSelector(".el-drawer >> text=待评审");
    assert.equal(await page.locator(".el-drawer button:has-text('同意试行')").isDisabled(), true, "who applied may not review");

    await page.context().clearCookies();
    await sign_in(page, { duty: "data_steward" });
    const list = await read(page, "/items/applications?state=open");
    const { id } = list.items.find((one) => one.code === code);
    await page.goto(`${base}/items/admission?id=${id}`);
    await page.click(".el-drawer button:has-text('同意试行')");
    await page.click(".el-dialog button[type=submit]");
    await page.waitForSelector(".el-dialog .el-form-item__error >> text=请选择试行的镇街或村居");
    await page.click(".el-dialog .pick");
    await page.locator(".el-popper:visible li .name").nth(1).click();
    await page.click(".el-dialog button[type=submit]");
    await page.waitForSelector(".el-drawer .figures");
    const tried = await read(page, `/items/applications/${id}`);
    assert.equal(tried.state, "on_trial");
    assert.equal(tried.areas.length, 1);
    await page.goto(`${base}/items?code=${code}`);
    await page.waitForSelector(".el-drawer .tag:has-text('试行')");
    await page.goto(`${base}/items/admission?id=${id}`);
    await page.click(".el-drawer button:has-text('正式准入')");
    await page.fill(".el-dialog .el-form-item:has-text('意见') textarea", "效果好");
    await page.click(".el-dialog button[type=submit]");
    await page.waitForSelector(".el-drawer .tag:has-text('已准入')");
    assert.equal((await read(page, `/items/${code}`)).item.areas, undefined);
  }));

test("admission: an overdue trial stands in red and is found from the banner", async (t) =>
  walk(t, browser, { phone: true }, async (page) => {
    await sign_in(page, { duty: "data_steward" });
    await page.goto(`${base}/items/admission`);
    await page.waitForSelector(".late");
    await page.click(".late .link");
    await page.waitForSelector("li.over");
    assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= window.innerWidth + 1), "fits the phone");
    await page.click("li.over .card");
    await page.waitForSelector(".el-drawer .numbers");
    await page.waitForSelector(".el-drawer .steps >> text=到期");
  }));

test("powers: one is repealed and its items are listed until they rest on another", async (t) =>
  walk(t, browser, {}, async (page) => {
    await sign_in(page, { duty: "data_steward" });
    const code = `CG-T-${Date.now().toString(36).toUpperCase()}`;
    await page.goto(`${base}/items/powers?code=%2B`);
    await page.fill(".el-drawer input[name=code]", code);
    await page.fill(".el-drawer input[name=name_zh]", "试验权责");
    await page.locator(".el-drawer .el-form-item:has-text('条线') .el-select").click();
    await page.locator(".el-select-dropdown:visible .el-select-dropdown__item >> text=城市管理").first().click();
    await page.fill(".el-drawer input[name=law]", "《城市市容和环境卫生管理条例》");
    await page.click(".el-drawer button[type=submit]");
    await page.waitForSelector(".el-drawer h3:has-text('以此为依据的事项')");
    const item = (await read(page, "/items/S26-1211")).item;
    await page.goto(`${base}/items?code=${item.code}`);
    await page.click(".el-drawer button:has-text('编辑')");
    await page.locator(".el-drawer .el-form-item:has-text('权责依据') input").fill("试验权责");
    await page.locator(`.el-select-dropdown:visible .el-select-dropdown__item:has-text('试验权责')`).first().click();
    await page.click(".el-drawer button[type=submit]");
    await page.waitForSelector(".el-drawer .powers >> text=试验权责");
    await page.goto(`${base}/items/powers?code=${code}`);
    await page.click(".el-drawer button:has-text('编辑')");
    await page.click(".el-drawer .el-checkbox:has-text('有效')");
    await page.fill(".el-drawer input[name=note]", "试验取消");
    await page.click(".el-drawer button[type=submit]");
    await page.waitForSelector(".el-drawer .tag.red");
    await page.goto(`${base}/items/powers?show=gaps`);
    await page.waitForSelector(`.gaps li:has-text('${item.name_zh}') >> text=试验权责`);
  }));

test("checks: what several ask alike is merged, with who and when, and undone", async (t) =>
  walk(t, browser, {}, async (page) => {
    await sign_in(page, { duty: "data_steward" });
    await page.goto(`${base}/items/checks?object=shop`);
    await page.waitForSelector(".figures >> text=重复率");
    await page.waitForSelector(".sample >> text=样例");
    const open = page.locator("article:not(.merged)").first();
    const question = (await open.locator("header b").textContent()).trim();
    await open.locator("button:has-text('决定合并')").click();
    await page.fill(".el-dialog input[name=note]", "联席会议纪要");
    await page.click(".el-dialog button[type=submit]");
    const merged = page.locator("article.merged").filter({ hasText: question }).first();
    await merged.waitFor();
    assert.match(await merged.textContent(), /联席会议纪要/);
    await merged.locator("button:has-text('撤销')").click();
    await page.click(".el-message-box__btns .el-button--primary");
    await page.locator("article:not(.merged)").filter({ hasText: question }).first().waitFor();
    await page.click(".filters >> text=检查清单");
    await page.waitForSelector(".grid .line");
  }));
