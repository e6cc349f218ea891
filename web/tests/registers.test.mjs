// Walks the base registers: rows are sent by their owners, found whole, seen masked with a purpose; why a value stands, the
// graph, the building floor by floor; a conflict is answered by the owner; the catalogue is read.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { base, become, citizen_number, fits, open_browser, post, read, walk } from "./browser.mjs";

let browser;
before(async () => {
  browser = await open_browser();
});
after(async () => {
  await browser?.close();
});

const k_number = String(Date.now()).slice(-7);
// A citizen number of its own for each run (GB 11643).
const k_person = (() => {
  const first = `440604${1950 + (Number(k_number) % 50)}${String(1 + (Number(k_number.slice(0, 4)) % 12)).padStart(2, "0")}15${k_number.slice(-3)}`;
  return citizen_number(first);
})();

const k_room = `${10 + (Number(k_number) % 80)}0${k_number.slice(-1)}`;

test("registers: two departments disagree, the page says why, the owner answers", async (t) =>
  walk(t, browser, {}, async (page) => {
    await become(page, "440604-GA:handler");
    const home = `翠湖雅苑3幢2单元${k_room}室`;
    await post(page, "/registers/records", {
      records: [
        { source: "police", key: `WEB${k_number}`, kind: "person", observed: new Date(Date.now() - 86400000 * 90).toISOString(), values: { name: "麦观察", id_card: k_person, phone: `1400${k_number.slice(0, 6)}1`, live_address: home } },
      ],
    });
    await become(page, "440604-RS:handler");
    await post(page, "/registers/records", {
      records: [{ source: "social", key: `WEB${k_number}`, kind: "person", values: { id_card: k_person, phone: `1400${k_number.slice(0, 6)}2`, employer: "观察陶瓷厂" } }],
    });
    await become(page, "440604-GA:handler");
    await page.goto(`${base}/registers/persons`);
    await page.fill("input[name=q]", k_person);
    await page.press("input[name=q]", "Enter");
    await page.waitForFunction(() => document.querySelectorAll(".grid .line").length === 1);
    await page.locator(".grid .line .link", { hasText: "麦**" }).first().click();
    await page.waitForSelector("[data-role=purpose]");
    await page.fill("input[name=purpose]", "核实手机号码");
    await page.click("[data-role=purpose] button[type=submit]");
    await page.waitForSelector("[data-role=subject] [data-field=phone]");
    const phone = await page.innerText("[data-field=phone] .value b");
    assert.match(phone, /^140\*{4}\d{4}$/);
    await page.click("[data-field=phone] .why");
    await page.waitForSelector("[data-role=why] .claim >> nth=1");
    await page.keyboard.press("Escape");
    await page.click(".el-radio-button:has-text('谁看过')");
    await page.waitForSelector("[data-role=looks] >> text=核实手机号码");
    const ref = page.url().split("/").pop().split("?")[0];
    await page.goto(`${base}/registers/desk`);
    const card = page.locator(`[data-role=conflict]:has(a[href*="${ref}"])`);
    await card.locator("button:has-text('答复')").click();
    await page.locator(".el-dialog .el-radio", { hasText: "采用此值" }).first().click();
    await page.fill(".el-dialog textarea", "已电话核实");
    await page.click(".el-dialog button[type=submit]");
    await page.waitForSelector(".el-message >> text=已保存");
    const found = await read(page, `/registers/persons?q=${k_person}`);
    assert.ok(found.items[0].values.phone.endsWith("2"), "the other department's number is right");
    assert.equal(found.items[0].conflicts, 0);
  }));

test("registers: from the address to the floor, the room and the person; the graph; the catalogue", async (t) =>
  walk(t, browser, {}, async (page) => {
    await become(page, "440604-GA:handler");
    const found = await read(page, `/registers/persons?q=${k_person}`);
    const ref = found.items[0].ref;
    await page.goto(`${base}/registers/addresses`);
    await page.fill("input[name=q]", "翠湖雅苑");
    await page.locator(".bases button", { hasText: "翠湖雅苑" }).first().click();
    await page.waitForSelector("[data-role=building] .crumbs");
    const building = page.locator("[data-role=building] .building", { hasText: "3幢" });
    if (await building.count()) await building.first().click();
    await page.locator("[data-role=building] .room", { hasText: `${k_room}室` }).locator(".link", { hasText: "麦**" }).last().click();
    await page.waitForURL(new RegExp(`/registers/persons/${ref}`));
    await page.goto(`${base}/registers/fields`);
    await page.waitForSelector("[data-role=fields] tr >> text=id_card");
    for (const path of [`/registers/persons/${ref}`, "/registers/persons", "/registers/addresses", "/registers/desk", "/registers/fields"]) {
      await page.setViewportSize({ width: 390, height: 844 });
      await page.goto(base + path);
      await page.waitForSelector(".page-head");
      assert.ok(await fits(page), `${path} is too wide for a phone`);
    }
  }));
