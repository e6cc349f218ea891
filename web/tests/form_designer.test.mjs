// A clerk draws a form with a condition and rows that repeat, tries it, and hands it in; another person releases it; a grid
// officer fills it in on a phone, and the case shows what was answered.
import assert from "node:assert/strict";
import { test } from "node:test";
import { base, open_browser, open_page, read, sign_in } from "./browser.mjs";

async function send(page, method, path, data) {
  const token = (await page.context().cookies()).find((one) => one.name === "tiange_csrf")?.value ?? "";
  const answer = await page.context().request.fetch(`${base}/api/v1${path}`, {
    method,
    data,
    headers: { "Idempotency-Key": crypto.randomUUID(), "X-Tiange-CSRF": token },
  });
  assert.ok(answer.ok(), `${method} ${path}: ${answer.status()} ${(await answer.text()).slice(0, 400)}`);
  return answer.json();
}
const k_form = {
  type: "default",
  id: "walk_rows",
  schemaVersion: 16,
  properties: { zh: "入户走访", en: "Household" },
  components: [
    {
      type: "radio",
      key: "let",
      label: "是否出租",
      values: [
        { label: "是", value: true, en: "yes" },
        { label: "否", value: false, en: "no" },
      ],
      validate: { required: true },
    },
    { type: "number", key: "rent", label: "月租金", appearance: { suffixAdorner: "元" } },
    {
      type: "dynamiclist",
      path: "member",
      label: "成员",
      isRepeating: true,
      allowAddRemove: true,
      defaultRepetitions: 0,
      components: [
        { type: "textfield", key: "who", label: "姓名", validate: { required: true } },
        { type: "number", key: "age", label: "年龄" },
      ],
    },
  ],
};

test("a clerk draws a form with a condition and repeating rows, an officer fills it in", async (t) => {
  const browser = await open_browser();
  t.after(() => browser.close());
  const clerk = await open_page(browser);
  await sign_in(clerk, { duty: "office_staff" });
  const draft = await send(clerk, "POST", "/flows/drafts", { kind: "form", key: "walk_rows", note: "入户", content: JSON.stringify(k_form) });
  await clerk.goto(`${base}/flows/drafts/${draft.id}`);

  // The rent is asked only where the dwelling is let.
  await clerk.locator('.fjs-element[data-field-type="number"]').first().click();
  const rule = clerk.locator('[data-role="show-when"] textarea');
  await rule.fill("let");
  await rule.blur();
  // Rows: at least one.
  await clerk.locator('.fjs-element[data-field-type="dynamiclist"]').first().click({ position: { x: 5, y: 5 } });
  await clerk.locator('[data-set="min_rows"]').fill("1");
  await clerk.locator('[data-set="min_rows"]').blur();
  let saved = {};
  for (let tries = 0; tries < 60; ++tries) {
    saved = JSON.parse((await read(clerk, `/flows/drafts/${draft.id}`)).content);
    if (saved.components[1].conditional && saved.components[2].properties?.min_rows) break;
    await clerk.waitForTimeout(250);
  }
  assert.equal(saved.components[1].conditional?.hide, "=(let) != true");
  assert.equal(saved.components[2].properties?.min_rows, "1");

  // Tried before anybody else sees it.
  await clerk.click('[data-tab="preview"]');
  const trial = clerk.locator(".preview");
  await trial.locator('[data-field="let"] [data-value="false"]').click();
  assert.equal(await trial.locator('[data-field="rent"]').count(), 0);
  await trial.locator('[data-field="let"] [data-value="true"]').click();
  await trial.locator('[data-field="rent"]').waitFor();
  await trial.locator('[data-add="member"]').click();
  await trial.locator('[data-field="member[0].who"] .wrong').waitFor();
  await trial.locator('[data-field="member[0].who"] input').fill("甲");
  await trial.locator('[data-field="member[0].who"] .wrong').waitFor({ state: "detached" });
  clerk.calm();

  await send(clerk, "POST", `/flows/drafts/${draft.id}/hand-in`, { text: "入户走访" });
  const steward = await open_page(browser);
  await sign_in(steward, { duty: "data_steward" });
  await send(steward, "POST", `/flows/drafts/${draft.id}/approve`, { text: "同意" });
  await send(steward, "POST", `/flows/drafts/${draft.id}/release`, { note: "即日起" });
  await send(steward, "POST", "/items", {
    code: "E26-9903", catalogue: "CC-2026", item_class: "event", major: "99", minor: "03", major_zh: "试验", major_en: "Trial",
    limit_basis: "default", supervising_line: "", successor: "", keywords: "", legal_basis: "", verify_needed: true,
    confidential: false, rated: true, active: true, everyday_words: [], urgent_words: [], closing_conditions_en: [],
    name_zh: "入户走访登记", name_en: "Household visit", filing_condition: "有", closing_conditions: ["无"],
    limits: [{ severity: "normal", amount: 4, kind: "work_hours" }], settle_level: "grid", lead_line: "CG", form: "walk_rows", version: 1,
  });

  // The officer's answers are judged row by row, and stand on the case.
  const officer = await open_page(browser, { phone: true });
  await sign_in(officer, { duty: "officer" });
  const answer = await officer.context().request.fetch(`${base}/api/v1/flows/forms/walk_rows/check`, {
    method: "POST",
    data: { answers: { let: true, rent: 1200.5, member: [{ who: "甲", age: 8 }, { age: 40 }] } },
    headers: { "Idempotency-Key": crypto.randomUUID(), "X-Tiange-CSRF": (await officer.context().cookies()).find((one) => one.name === "tiange_csrf")?.value ?? "" },
  });
  assert.deepEqual((await answer.json()).wrong.map((one) => one.path), ["member[1].who"]);
  const made = await send(officer, "POST", "/cases", {
    channel: "grid", kind: "report", content: "入户走访，两人居住", item_code: "E26-9903",
    place: { lng: 113.1066, lat: 23.0191, text: "村口" },
    extra: { let: true, rent: 1200.5, member: [{ who: "甲", age: 8 }, { who: "乙", age: 40 }] },
  });
  await officer.goto(`${base}/field/case/${made.ref}`);
  await officer.getByText("第 2 行").waitFor();
  await officer.getByText("乙", { exact: true }).waitFor();
  await officer.getByText("1200.5 元").waitFor();
  officer.calm();
});
