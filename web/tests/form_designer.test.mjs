// A clerk draws a form with a condition and rows that repeat, tries it, and hands it in; another person releases it; a grid
// officer fills it in on a phone, and the case shows what was answered.
import assert from "node:assert/strict";
import { test } from "node:test";
import { account_of, base, open_browser, open_page, read, sign_in, write } from "./browser.mjs";

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
  const draft = await write(clerk, "POST", "/flows/drafts", { kind: "form", key: "walk_rows", note: "入户", content: JSON.stringify(k_form) });
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

  await write(clerk, "POST", `/flows/drafts/${draft.id}/hand-in`, { text: "入户走访" });
  const steward = await open_page(browser);
  await sign_in(steward, { duty: "data_steward" });
  await write(steward, "POST", `/flows/drafts/${draft.id}/approve`, { text: "同意" });
  await write(steward, "POST", `/flows/drafts/${draft.id}/release`, { note: "即日起" });
  await write(steward, "POST", "/items", {
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
  const made = await write(officer, "POST", "/cases", {
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

test("tests of forms, processes and decisions are written in rows, and as text by whoever prefers that", async (t) => {
  const browser = await open_browser();
  t.after(() => browser.close());
  const clerk = await open_page(browser);
  await sign_in(clerk, { duty: "office_staff" });
  const content = structuredClone(k_form);
  content.id = "walk_tests";
  content.components[1].conditional = { hide: "=let != true" };
  const draft = await write(clerk, "POST", "/flows/drafts", { kind: "form", key: "walk_tests", note: "试例", content: JSON.stringify(content) });
  await clerk.goto(`${base}/flows/drafts/${draft.id}?tab=tests`);
  await clerk.click("button:has-text('加试例')");
  const dialog = clerk.locator(".el-dialog");
  await dialog.locator("input[name=test_name]").fill("出租要问租金");
  await dialog.locator('[data-field="let"] [data-value="true"]').click();
  await dialog.locator('[data-field="rent"] input').fill("1200");
  await dialog.locator('[data-look="visible"]').check();
  await dialog.locator('[data-line="rent"] [data-column="value"]').check();
  await dialog.locator("button:has-text('试运行')").click();
  await dialog.locator(".out .good").waitFor();
  // What should not come of it is told beside the field and by the engine.
  await dialog.locator('[data-line="rent"] [data-column="visible"]').uncheck();
  await dialog.locator("button:has-text('试运行')").click();
  await dialog.locator(".out .bad").first().waitFor();
  await dialog.locator('[data-line="rent"] [data-column="visible"]').check();
  await dialog.locator("button[type=submit]").click();
  await clerk.waitForSelector(".tests header .good");
  const kept = (await read(clerk, "/flows/tests?kind=form&key=walk_tests")).items[0];
  assert.deepEqual(kept.spec.answers, { let: true, rent: 1200, member: [] });
  assert.deepEqual(kept.spec.values, { rent: 1200 });
  assert.deepEqual(kept.spec.wrong, []);
  assert.ok(kept.spec.visible.includes("rent") && kept.spec.visible.includes("let"));
  await write(clerk, "DELETE", `/flows/tests/${kept.id}`);
  await write(clerk, "DELETE", `/flows/drafts/${draft.id}`);

  // Whatever a kept test says, opening it in rows and as text and saving it changes nothing.
  for (const [kind, key] of [["bpmn", "case_life"], ["dmn", "dispatch"]]) {
    const open = await write(clerk, "POST", "/flows/drafts", { kind, key, note: "试例" });
    for (const one of (await read(clerk, `/flows/tests?kind=${kind}&key=${key}`)).items.slice(0, 4)) {
      await clerk.goto(`${base}/flows/drafts/${open.id}?tab=tests`);
      await clerk.click(`[aria-label='修改 ${one.name}']`);
      const text = clerk.locator(".el-dialog [data-role=as-text]");
      await text.click();
      await clerk.locator(".el-dialog textarea").waitFor();
      await text.click();
      await clerk.locator(".el-dialog [data-fact], .el-dialog .two").first().waitFor();
      await clerk.click(".el-dialog button[type=submit]");
      await clerk.waitForSelector(".el-dialog", { state: "hidden" });
      const now = (await read(clerk, `/flows/tests?kind=${kind}&key=${key}`)).items.find((had) => had.id === one.id);
      assert.ok(now.revision > one.revision, `${one.name} was saved`);
      assert.deepEqual(now.spec, one.spec, one.name);
    }
    await write(clerk, "DELETE", `/flows/drafts/${open.id}`);
  }
  clerk.calm();
});

test("a form on trial in one grid is asked there alone: by the hotline, on the phone, on the case's page, by residents", async (t) => {
  const browser = await open_browser();
  t.after(() => browser.close());
  const steward = await open_page(browser);
  await sign_in(steward, { duty: "data_steward" });
  const officer = await open_page(browser, { phone: true });
  await sign_in(officer, { duty: "officer" });
  const here = (await read(officer, `/places/areas/${(await read(officer, "/session")).areas[0]}`)).area;
  const near = (await read(steward, `/places/areas?parent=${here.code.slice(0, 12)}`)).items.find((one) => one.code !== here.code);
  const there = (await read(steward, `/places/areas/${near.code}`)).area;
  const office = await open_page(browser);
  await sign_in(office, { duty: "office_staff" });
  const draft = await write(office, "POST", "/flows/drafts", { kind: "form", key: "component", note: "试行" });
  const changed = JSON.parse(draft.content);
  changed.components.push({ type: "textfield", key: "trial_note", label: "试行补充", properties: { en: "On trial" } });
  await write(office, "PUT", `/flows/drafts/${draft.id}`, { revision: draft.revision, content: JSON.stringify(changed) });
  await write(office, "POST", `/flows/drafts/${draft.id}/hand-in`, { text: "一个网格试行" });
  await write(steward, "POST", `/flows/drafts/${draft.id}/approve`, { text: "同意" });
  const release = await write(steward, "POST", `/flows/drafts/${draft.id}/release`, { area: here.code, note: "试行" });
  const words = "人行道上的污水井盖破损下沉，夜间有行人绊倒，请尽快处理";
  try {
    // The hotline: the place decides, and what was answered stays when it changes.
    const seat = await open_page(browser);
    await sign_in(seat, { duty: "seat" });
    await seat.goto(`${base}/intake`);
    const told = { content: words, item_code: "P13-0102", item_name: "污水井盖", text: "路口" };
    const write_down = async (at) => {
      await seat.evaluate((kept) => localStorage.setItem("tiange.draft.intake", JSON.stringify(kept)), { ...told, lng: at.lng, lat: at.lat });
      await seat.reload();
      await seat.waitForSelector(".place .good");
      await seat.waitForSelector("[data-field=state]");
    };
    await write_down(there);
    assert.equal(await seat.locator("[data-field=trial_note]").count(), 0, "elsewhere the district's form is asked");
    await write_down(here);
    await seat.waitForSelector("[data-field=trial_note]");
    seat.calm();

    // The phone keeps this grid's version for a dead spot.
    await officer.context().setGeolocation({ longitude: here.lng, latitude: here.lat, accuracy: 6 });
    await officer.addInitScript(() => localStorage.setItem("tiange.draft.report", "{}"));
    const asked = [];
    officer.on("request", (one) => /\/flows\/forms\b/.test(one.url()) && asked.push(new URL(one.url()).searchParams.get("area")));
    await officer.goto(`${base}/field/report`);
    await officer.waitForFunction(() => (localStorage.getItem("tiange.forms.2") ?? "").includes("trial_note"));
    assert.ok(asked.length && asked.every((area) => area === here.code), `areas asked for: ${asked}`);

    // A case that came without answers: whoever verifies it on the spot sees the grid's own questions.
    const made = await write(seat, "POST", "/cases", {
      channel: "hotline", kind: "complaint", content: words, item_code: "P13-0102", place: { lng: here.lng, lat: here.lat, text: "路口" },
      reporter: { name: "何女士", phone: "14000000063" },
    });
    const standing = await read(steward, `/cases/${made.ref}`);
    const verifier = await open_page(browser, { phone: true });
    await sign_in(verifier, { account: await account_of(steward, standing.tasks[0].queue) });
    await verifier.goto(`${base}/field/case/${made.ref}`);
    await verifier.getByRole("button", { name: "属实", exact: true }).click();
    await verifier.click("[data-role=skip-form]");
    await verifier.waitForSelector("[data-field=trial_note]");
    verifier.calm();

    // A resident says where it is before what kind it is.
    const resident = await open_page(browser, { phone: true, at: { longitude: here.lng, latitude: here.lat, accuracy: 6 } });
    await resident.goto(`${base}/portal/report`);
    await resident.fill("textarea[name=content]", words);
    await resident.click("[data-role=next]");
    await resident.click("text=用我现在的位置");
    await resident.waitForSelector(".good");
    await resident.click("[data-role=next]");
    await resident.click("[data-kind] >> nth=0");
    await resident.waitForSelector("[data-field=trial_note]");
    resident.calm();
  } finally {
    await write(steward, "POST", `/flows/releases/${release.id}/withdraw`, { text: "试行结束" });
  }
});
