// A resident's report goes through to its closing, each step by the person whose task it is, all of it on the screens.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { account_of, base, open_browser, open_page, read, sign_in } from "./browser.mjs";

const k_most_steps = 14;
let browser;
before(async () => {
  browser = await open_browser();
});
after(async () => {
  await browser?.close();
});

// Fills what the form of an action asks for, as a person would.
async function fill(page, scope) {
  for (const group of await page.locator(`${scope} .choices:has(> label)`).all()) {
    if ((await group.locator("input:checked").count()) === 0) await group.locator("label").first().click();
  }
  for (const field of await page.locator(`${scope} textarea`).all()) await field.fill("已按要求办理，现场情况属实");
  for (const field of await page.locator(`${scope} select`).all()) await field.selectOption({ index: 1 });
  for (const field of await page.locator(`${scope} input[role=combobox]`).all()) {
    if (await field.inputValue()) continue;
    await field.click();
    await page.locator(`${scope} .find-field .list button`).first().click();
  }
  await page.click(`${scope} button[type=submit]`);
}

async function on_desk(page, ref) {
  await page.goto(`${base}/cases/${ref}`);
  const primary = page.locator("[data-role=actions] .el-button--primary[data-action]");
  await primary.waitFor();
  const action = await primary.getAttribute("data-action");
  await primary.click();
  await page.waitForSelector("[data-role=actions] .form, .el-message--success");
  if (await page.locator("[data-role=actions] .form").count()) await fill(page, "[data-role=actions] .form");
  await page.waitForSelector(".el-message--success");
  return action;
}

async function on_phone(page, ref) {
  await page.goto(`${base}/field/case/${ref}`);
  const primary = page.locator("footer.thumb .primary[data-action]");
  await primary.waitFor();
  const action = await primary.getAttribute("data-action");
  await primary.click();
  if (await page.waitForSelector(".act form", { timeout: 3000 }).catch(() => null)) await fill(page, ".act");
  await page.waitForSelector(".toast:not(.bad)");
  return action;
}

test("from a resident's report to closing, through the people whose tasks they are", async () => {
  const reader = await open_page(browser);
  await sign_in(reader, { duty: "dispatcher" });
  const officer = await open_page(browser, { phone: true });
  await sign_in(officer, { duty: "officer" });
  const { area } = await read(officer, `/places/areas/${(await read(officer, "/session")).areas[0]}`);
  const at = { longitude: area.lng, latitude: area.lat, accuracy: 6 };

  const resident = await open_page(browser, { phone: true, at });
  await resident.goto(`${base}/portal/`);
  await resident.click("text=我要反映");
  await resident.fill("textarea[name=content]", "小区门口的自来水井盖破了一块，车辆经过响声很大，担心有人绊倒");
  await resident.click("[data-role=next]");
  await resident.fill("input[name=place]", "小区门口");
  await resident.click("text=用我现在的位置");
  await resident.waitForSelector(".good");
  await resident.click("[data-role=next]");
  // The words point at kinds of matters; the chosen one asks its own questions.
  await resident.click("[data-kind] >> nth=0");
  await resident.click("[data-field=state] [data-value=broken]");
  await resident.click("[data-field=danger] [data-value=true]");
  await resident.click("[data-role=next]");
  await resident.click("[data-role=next]");
  await resident.fill("input[name=name]", "陈女士");
  await resident.fill("input[name=phone]", "14012345678");
  await resident.click("[data-role=next]");
  await resident.click("[data-role=next]");
  const number = await resident.innerText("[data-role=number]");
  const code = await resident.innerText("[data-role=code]");
  resident.calm();

  const found = await read(reader, `/cases?q=${encodeURIComponent(number)}&limit=1`);
  assert.equal(found.items.length, 1, "the report is a case");
  const ref = found.items[0].ref;
  const people = new Set(["resident"]);
  const steps = [];
  for (let i = 0; i < k_most_steps; i++) {
    const view = await read(reader, `/cases/${ref}`);
    if (view.closed) break;
    const task = view.tasks[0];
    assert.ok(task, `open at ${view.status} but nobody's task`);
    const account = await account_of(reader, task.queue);
    const in_hand = task.queue.endsWith(":officer");
    const page = await open_page(browser, { phone: in_hand, at });
    await sign_in(page, { account });
    const action = await (in_hand ? on_phone : on_desk)(page, ref);
    page.calm();
    await page.context().close();
    people.add(account);
    steps.push(`${account}: ${action}`);
  }
  const end = await read(reader, `/cases/${ref}`);
  assert.equal(end.status, "closed", `it ends closed, after ${steps.join(", ")}`);
  assert.ok(people.size >= 5, `at least five people, the resident one of them: ${steps.join(", ")}`);
  const acts = steps.map((one) => one.split(": ")[1]);
  for (const act of ["verify_true", "accept", "settle", "check_pass", "follow_up_satisfied", "close"])
    assert.ok(acts.includes(act), `${act} is part of it: ${steps.join(", ")}`);
  assert.ok(end.closing_condition, "it is closed against a condition");
  assert.ok((await read(reader, `/cases/${ref}/history/check`)).intact);

  await resident.goto(`${base}/portal/progress`);
  await resident.fill("input[name=number]", number);
  await resident.fill("input[name=code]", code);
  await resident.click("button[type=submit]");
  await resident.waitForSelector("[data-role=progress] >> text=已结案");
  resident.calm();
});

test("a wrong query code shows nothing", async () => {
  const page = await open_page(browser, { phone: true });
  await page.goto(`${base}/portal/progress`);
  await page.fill("input[name=number]", "禅20260101-000001");
  await page.fill("input[name=code]", "000000");
  await page.click("button[type=submit]");
  await page.waitForSelector("[role=alert]");
  assert.equal(await page.locator("[data-role=progress]").count(), 0);
  await page.context().close();
});
