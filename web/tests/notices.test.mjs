// Who hears what: the count in the top bar and on the phone, the inbox, a rule tried and saved, the log, the means.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { account_of, base, become, citizen_number, fits, open_browser, open_page, post, read, sign_in, walk, write } from "./browser.mjs";

let browser;
before(async () => {
  browser = await open_browser();
});
after(async () => {
  await browser?.close();
});

async function as(who) {
  const page = await open_page(browser);
  await sign_in(page, who);
  return page;
}

// An urgent matter in some grid, verified by its officer; gives the case and the account of who handles it.
async function urgent_case() {
  const reader = await as({ duty: "supervisor" });
  const grid = (await read(reader, "/cases?limit=50")).items.find((one) => one.grid_code).grid_code;
  const officer = await account_of(reader, `${grid}:officer`);
  const handler = await account_of(reader, `${grid.slice(0, 9)}-ZJ:handler`);
  const { area } = await read(reader, `/places/areas/${grid}`);
  const seat = await as({ duty: "seat" });
  const made = await write(seat, "POST", "/cases", {
    channel: "hotline",
    kind: "complaint",
    severity: "urgent",
    content: `电力井盖缺失 ${Date.now() % 100000}，请马上处理`,
    item_code: "P13-0111",
    place: { grid_code: grid, lng: area.lng, lat: area.lat },
  });
  const there = await as({ account: officer });
  await write(there, "POST", `/cases/${made.ref}/actions/verify_true`, { text: "属实" });
  for (const page of [reader, seat, there]) await page.context().close();
  return { made, handler };
}

test("a case that is mine is told at once: the count goes up, the notice opens the case", async (t) => {
  const first = await urgent_case();
  await walk(t, browser, {}, async (page) => {
    await sign_in(page, { account: first.handler });
    await page.goto(`${base}/notices`);
    await page.waitForSelector(`[data-notice="case.dispatched"] >> text=${first.made.title}`);
    await page.click("[data-role=read-all]");
    await page.waitForSelector("[data-role=bell] i", { state: "detached" });
    const second = await urgent_case();
    await page.waitForSelector("[data-role=bell] i");
    await page.click(`[data-notice="case.dispatched"] >> text=${second.made.title}`);
    await page.waitForURL(`**/cases/${second.made.ref}`);
    await page.waitForSelector("[data-role=bell] i", { state: "detached" });
  });
});

test("the phone shows the same", async (t) => {
  const { made, handler } = await urgent_case();
  await walk(t, browser, { phone: true }, async (page) => {
    await sign_in(page, { account: handler });
    await page.goto(`${base}/field/`);
    await page.waitForSelector("[data-role=bell] i");
    await page.click("[data-role=bell]");
    await page.click(`[data-role=notice] >> text=${made.title}`);
    await page.waitForURL(`**/field/case/${made.ref}`);
  });
});

test("a person says how to be told; a wrong address is refused at its field", async (t) =>
  walk(t, browser, { lang: "en" }, async (page) => {
    await sign_in(page, { duty: "dispatcher" });
    await page.goto(`${base}/notices`);
    assert.equal(await page.locator("text=Rules").count(), 0, "rules are for those who see them");
    await page.click("[data-role=my-settings]");
    await page.fill("[data-role=my-email]", "nobody");
    await page.click("[data-role=save-settings]");
    await page.waitForSelector(".el-form-item__error");
    await page.fill("[data-role=my-email]", "dispatcher@example.cn");
    await page.click("[data-role=save-settings]");
    await page.waitForSelector(".el-message >> text=Saved");
    assert.equal((await read(page, "/notices/preferences")).email, "dispatcher@example.cn");
  }));

test("a rule is tried on a case before it is saved, and its versions stay", async (t) => {
  const { made } = await urgent_case();
  const key = `walk_${Date.now() % 1000000}`;
  await walk(t, browser, {}, async (page) => {
    await sign_in(page, { duty: "office_staff" });
    await page.goto(`${base}/notices?tab=rules`);
    await page.waitForSelector("[data-rule=task_arrived]");
    await page.click("[data-role=new-rule]");
    await page.fill("[data-role=rule-key]", key);
    await page.fill("[data-role=rule-name]", "浏览器试的规则");
    await page.fill("[data-role=condition]", "severity = ");
    await page.click("[data-role=save-rule]");
    await page.waitForSelector(".el-form-item__error");
    await page.fill("[data-role=condition]", 'severity = "urgent" and confidential = false');
    await page.click("text=试一试");
    await page.fill("[data-role=try-number]", made.number);
    await page.click("[data-role=run]");
    await page.waitForSelector("[data-role=verdict] >> text=条件成立");
    await page.waitForSelector("[data-role=tried-person]");
    await page.locator(".el-drawer__body .el-tabs__item", { hasText: "规则" }).click();
    await page.click("[data-role=active]");
    await page.click("[data-role=save-rule]");
    await page.waitForSelector(`[data-rule="${key}"]`);
    await page.click(`[data-rule="${key}"] .link`);
    await page.fill("[data-role=condition]", 'severity = "minor"');
    await page.click("[data-role=save-rule]");
    await page.waitForSelector(`[data-rule="${key}"] >> text=v2`);
    assert.equal((await read(page, `/notices/versions/rule/${key}`)).items.length, 2);
    await page.click("text=模板 >> nth=0");
    await page.click("[data-template=task_arrived] .link");
    await page.waitForSelector("[data-role=title_zh] >> visible=true");
  });
});

test("means are set up, the log says what became of each, on a phone too", async (t) =>
  walk(t, browser, { phone: true }, async (page) => {
    await sign_in(page, { duty: "system_admin" });
    await page.goto(`${base}/notices?tab=means`);
    await page.click("[data-role=sms-on]");
    await page.fill("[data-role=sms-url]", "trial:walk");
    await page.fill("[data-role=sms-secret]", "walk-secret");
    await page.click("[data-role=save-sms]");
    await page.waitForSelector(".el-message >> text=已保存");
    const kept = await read(page, "/notices/means");
    assert.equal(kept.sms.enabled, true);
    assert.equal(kept.sms.secret, undefined, "a secret is never given back");
    await write(page, "POST", "/notices/means/trial", { means: "sms", to: "14012340733" });
    await page.goto(`${base}/notices?tab=log`);
    await page.locator("[data-state]", { hasText: "140****0733" }).first().waitFor();
    await page.click("[data-role=export] button");
    const [file] = await Promise.all([page.waitForEvent("download"), page.click("text=CSV")]);
    let text = "";
    for await (const piece of await file.createReadStream()) text += piece;
    assert.match(text, /140\*\*\*\*0733/, "masked in the file too");
    assert.doesNotMatch(text, /14012340733/);
    await write(page, "PUT", "/notices/means/sms", { enabled: false, url: "", mapping: { cloudevents: true } });
  }));

test("a roster is made, filled by rotation, and the shift is handed over", async (t) => {
  const name = `值班 ${Date.now() % 100000}`;
  await walk(t, browser, {}, async (page) => {
    await sign_in(page, { duty: "station_head" });
    await page.goto(`${base}/duty`);
    await page.click("[data-role=new-rota]");
    await page.fill("[data-role=rota-name]", name);
    const unit = (await read(page, "/session")).posts[0].unit;
    const staff = (await read(page, `/org/people?unit=${unit}&limit=100`)).items.filter((one) => one.account);
    await page.click("[data-role=team-0]");
    for (const one of staff.slice(0, 2)) await page.locator(".el-select-dropdown__item:visible", { hasText: one.name }).first().click();
    await page.keyboard.press("Escape");
    await page.click("[data-role=save-rota]");
    await page.click(`[data-rota="${name}"] .link`);
    await page.click("[data-role=generate]");
    await page.click(".el-message-box__btns .el-button--primary");
    await page.waitForSelector(".month .shift");
    await page.click(".month .shift >> nth=0");
    await page.fill("[data-role=log-text] textarea, textarea[data-role=log-text]", "两件未了，请跟进");
    await page.click("[data-role=hand-over]");
    await page.waitForSelector("[data-entry=hand_over].red");
    await page.keyboard.press("Escape");
    await page.waitForSelector(".month .shift.red");
    const rota = (await read(page, "/org/rotas")).items.find((one) => one.zh === name);
    // Made from today on: before the first shift begins nobody of it is on duty yet.
    const month = await read(page, `/org/rotas/${rota.id}/month`);
    const begun = month.shifts.some((one) => Date.parse(one.starts) <= Date.now() && Date.now() < Date.parse(one.ends));
    const now = await read(page, `/org/duty/now?unit=${unit}`);
    assert.equal(now.items.some((one) => one.rota === rota.id), begun, "whoever has a shift now is on duty");
  });
});

test("command is lent, acted by, and left again", async (t) => {
  const giver = await as({ duty: "town_command" });
  const session = await read(giver, "/session");
  const { people } = { people: (await read(giver, `/org/people?unit=${session.posts[0].unit}&limit=100`)).items };
  const other = people.find((one) => one.account && one.id !== session.person_id && !one.posts.some((post) => post.duty.endsWith("_admin")));
  await walk(t, browser, {}, async (page) => {
    await sign_in(page, { account: session.account });
    await page.goto(`${base}/org?tab=delegations`);
    await page.click("[data-role=lend]");
    await page.click("[data-role=lend-to]");
    await page.keyboard.type(other.name);
    await page.locator(".el-select-dropdown__item:visible", { hasText: other.name }).first().click();
    await page.click("[data-role=lend-powers]");
    await page.locator(".el-select-dropdown__item:visible", { hasText: "查看工单" }).first().click();
    await page.keyboard.press("Escape");
    const until = new Date(Date.now() + 10 * 3600_000).toISOString().slice(0, 16).replace("T", " ");
    await page.fill(".el-dialog:visible .el-date-editor input", until);
    await page.keyboard.press("Enter");
    await page.fill("[data-role=lend-reason]", "外出开会");
    await page.click("[data-role=save-lend]");
    await page.waitForSelector("[data-command=active]");
  });
  await walk(t, browser, {}, async (page) => {
    await sign_in(page, { account: other.account.account });
    await page.goto(`${base}/org?tab=delegations`);
    await page.click("[data-command=active] [data-role=act-by]");
    await page.waitForSelector(`[data-role=acting] >> text=受${session.name}委托`);
    await page.click("[data-role=acting]");
    await page.waitForSelector("[data-role=acting]", { state: "detached" });
    await page.goto(`${base}/org?tab=delegations`);
    await page.click("[data-command=active] [data-role=take-back]");
    await page.waitForSelector("[data-command=taken_back]");
  });
  await giver.context().close();
});

// A mother with this telephone and her child: what the registers say of both.
async function family(page, surname, phone) {
  const drawn = () => 100 + Math.floor(Math.random() * 899);
  const mother = citizen_number(`4406041991${String(1 + Math.floor(Math.random() * 9)).padStart(2, "0")}${10 + Math.floor(Math.random() * 18)}${drawn()}`);
  const born = new Date(Date.now() - 30 * 86_400_000).toISOString().slice(0, 10);
  const child = citizen_number(`440604${born.replaceAll("-", "")}${drawn()}`);
  const hukou_address = "禅城区同济路19号";
  await become(page, "440604-GA:handler");
  await post(page, "/registers/records", {
    records: [{ source: "police", key: `W-${mother}`, values: { name: `${surname}走查`, id_card: mother, sex: "2", born: `${mother.slice(6, 10)}-${mother.slice(10, 12)}-${mother.slice(12, 14)}`, phone, hukou_address } }],
  });
  await become(page, "440604-WJ:handler");
  await post(page, "/registers/records", { records: [{ source: "health", key: `W-${child}`, values: { name: `${surname}小小`, id_card: child, birth_certificate: `Y${child}`, mother_id: mother } }] });
  await become(page, "440604-GA:handler");
  await post(page, "/registers/records", { records: [{ source: "police", key: `W-${child}`, values: { name: `${surname}小小`, id_card: child, sex: "2", born, hukou_address } }] });
  await become(page, "440604-WJ:handler");
}
async function grant_of(page, surname, good) {
  for (let i = 0; i < 60; ++i) {
    const found = (await read(page, "/benefits/grants?policy=child_care")).items.find((one) => one.title.startsWith(surname) && good(one));
    if (found) return found;
    await page.waitForTimeout(500);
  }
  throw new Error(`no grant of ${surname}`);
}

test("a resident is told by SMS; its state stands with the grant, anybody checks it by its code", async (t) =>
  walk(t, browser, {}, async (page) => {
    await sign_in(page, { duty: "system_admin" });
    const limits = (await read(page, "/notices/rules")).limits;
    await write(page, "PUT", "/notices/limits", { ...limits, quiet_from: "00:00", quiet_until: "00:00" });
    await write(page, "PUT", "/notices/means/sms", { enabled: true, url: `trial:walk-${Date.now()}`, secret: "walk-secret", mapping: { cloudevents: false } });
    await family(page, "冼", "14000961234");
    const grant = await grant_of(page, "冼", (one) => one.sms_state === "sent");
    await page.goto(`${base}/benefits/grants?grant=${grant.id}`);
    await page.waitForSelector("[data-role=grant-telling][data-sms=sent][data-call='']");
    assert.match(await page.innerText("[data-role=grant-telling]"), /已发短信至 140\*{4}1234/);
    assert.doesNotMatch(await page.innerText("[data-role=grant-page]"), /14000961234/);
    await page.click("[data-role=sms-wish]");
    await page.waitForSelector("[data-role=grant-telling] >> text=停发短信");
    await become(page, "440604-ZX:system_admin");
    const sent = (await read(page, "/notices/log?rule=self_grant_offered")).items.find((one) => one.name.startsWith("冼"));
    await write(page, "PUT", "/notices/means/sms", { enabled: false, url: "", mapping: { cloudevents: true } });
    await write(page, "PUT", "/notices/limits", limits);
    await page.goto(`${base}/notices?tab=log`);
    await page.waitForSelector("[data-state=sent]");
    await page.context().clearCookies();
    await page.setViewportSize({ width: 390, height: 844 });
    await page.goto(`${base}/portal/sms?code=${sent.number}`);
    await page.fill("[name=tail]", "0000");
    await page.click("button[type=submit]");
    await page.waitForSelector("[data-role=sms-none]");
    await page.fill("[name=tail]", "1234");
    await page.click("button[type=submit]");
    await page.waitForSelector("[data-role=sms-found]");
    assert.match(await page.innerText("[data-role=sms-found]"), /冼先生\/女士：您符合“育儿补贴”/);
    assert.ok(await fits(page), "390 px");
  }));

test("whom no SMS reaches is on the phone list until somebody has called", async (t) =>
  walk(t, browser, { phone: true }, async (page) => {
    await sign_in(page, { duty: "system_admin" });
    await family(page, "佟", "0757-83310077");
    const grant = await grant_of(page, "佟", (one) => one.to_call === "phone");
    await page.goto(`${base}/benefits/grants`);
    await page.click("[data-role=waiting][data-state=phone]");
    await page.waitForFunction(() => location.search.includes("call=phone"));
    await page.goto(`${base}/benefits/grants?call=phone&grant=${grant.id}`);
    await page.waitForSelector("[data-role=grant-telling][data-call=phone]");
    assert.ok(await fits(page), "390 px");
    await page.fill("[data-role=told-text] input, input[data-role=told-text]", "本人已知晓");
    await page.click("[data-role=told-phone]");
    await page.waitForSelector("[data-role=grant-telling][data-call='']");
    assert.match(await page.innerText("[data-role=grant-page]"), /已电话告知：本人已知晓/);
  }));
