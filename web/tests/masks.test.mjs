// Walks the policy of masks, a text, an export with its risk, a space opened at the window and entered by the resident.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { account_of, base, citizen_number, open_browser, post, read, sign_in, walk } from "./browser.mjs";

let browser;
before(async () => {
  browser = await open_browser();
});
after(async () => {
  await browser?.close();
});

// A citizen number of nobody, new at every run.
function number_of() {
  const day = String(1 + (Math.floor(Date.now() / 1000) % 28)).padStart(2, "0");
  const first = `440604197701${day}${String(Date.now() % 1000).padStart(3, "0")}`;
  return citizen_number(first);
}

const register = (page, person) =>
  post(page, "/registers/records", { records: [{ source: "police", key: `walk-${person.id_card}`, values: person }] });

test("the policy is read, tried and changed as a draft that its author cannot publish", async (t) => {
  await walk(t, browser, {}, async (page) => {
    await sign_in(page, { duty: "office_staff" });
    await page.goto(`${base}/masks`);
    await page.click("[data-role=mask-try]");
    await page.waitForSelector("[data-role=tried]");
    assert.ok((await page.locator("[data-role=tried]").first().innerText()).includes("欧阳**"));
    await page.click("[data-role=mask-edit]");
    await page.fill("[data-role=mask-note] input, input[data-role=mask-note]", "走查");
    await page.click("[data-role=mask-save]");
    await page.waitForSelector(".tag.violet");
    assert.equal(await page.locator("[data-role=mask-publish]").count(), 0);
  });
});

test("a text is masked", async (t) => {
  await walk(t, browser, { phone: true }, async (page) => {
    await sign_in(page, { duty: "data_steward" });
    await page.goto(`${base}/masks?tab=text`);
    await page.fill("textarea", "投诉人：王小明，电话１３８００１３８０００，住石湾镇街道澜石社区惠景三街5号302房");
    await page.click("[data-role=mask-text-run]");
    const shown = await page.locator("[data-role=mask-text-result]").innerText();
    assert.equal(shown, "投诉人：王**，电话138****8000，住石湾镇街道澜石社区***");
  });
});

test("a space: opened at the window, entered by the resident, who sees what is held and who looked", async (t) => {
  const person = { name: "招慧敏", id_card: number_of(), phone: "14000951234", born: "1977-01-11" };
  const purpose = `助学回访 ${Date.now()}`;
  let code = "";
  await walk(t, browser, {}, async (page) => {
    await sign_in(page, { duty: "system_admin" });
    const police = await account_of(page, "440604-GA:handler");
    const civil = await account_of(page, "440604-MZ:handler");
    await page.context().clearCookies();
    await sign_in(page, { account: civil });
    const until = new Date(Date.now() + 20 * 86400000).toISOString().slice(0, 10);
    const share = await post(page, "/exchange/applications", { resource: "1010010001/000001", unit: "440604-MZ", purpose, consent: true, fields: ["name", "id_card"], until });
    await page.context().clearCookies();
    await sign_in(page, { account: police });
    await post(page, `/exchange/applications/${share.id}/decide`, { grant: true });
    await register(page, person);
  });
  await walk(t, browser, {}, async (page) => {
    await sign_in(page, { duty: "acceptor" });
    await page.goto(`${base}/spaces`);
    await page.click("[data-role=space-open]");
    await page.fill("[data-role=space-name] input, input[data-role=space-name]", person.name);
    await page.fill("[data-role=space-id] input, input[data-role=space-id]", person.id_card);
    await page.click("[data-role=space-consents]");
    await page.click("[data-role=space-send]");
    code = (await page.locator("[data-role=space-code]").innerText()).trim();
    assert.match(code, /^[A-Z0-9]{4}(-[A-Z0-9]{4}){2}$/);
  });
  await walk(t, browser, { phone: true }, async (page) => {
    await page.goto(`${base}/portal/space`);
    await page.fill("input[name=id_card]", person.id_card);
    await page.fill("input[name=code]", code);
    await page.click("button[type=submit]");
    await page.waitForSelector("[data-role=space-name]");
    assert.equal(await page.locator("[data-role=space-name]").innerText(), person.name);
    assert.ok((await page.locator("[data-role=fact]").allInnerTexts()).join().includes(person.phone));
    assert.ok((await page.locator("[data-role=look]").allInnerTexts()).join().includes("开通数据空间"));
    const asked = page.locator("[data-role=asked]", { hasText: purpose });
    await asked.locator("[data-role=agree]").click();
    await page.locator("[data-role=asked][data-given=true]", { hasText: purpose }).waitFor();
    await page.locator("[data-role=consent][data-state=given] [data-role=withdraw]").first().click();
    await page.locator("[data-role=asked][data-given=false]", { hasText: purpose }).waitFor();
    await page.click("[data-role=give]");
    await page.locator("select[name=unit]").selectOption({ index: 1 });
    await page.locator("fieldset input").first().check();
    await page.fill("input[name=purpose]", "走查");
    await page.click("form.box button[type=submit]");
    await page.waitForSelector("[data-role=consent][data-state=given]");
    await page.click("[data-role=withdraw]");
    await page.waitForSelector("[data-role=consent][data-state=given]", { state: "detached" });
  });
});
