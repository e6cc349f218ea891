// Walks finding in the registers: while typing, by keyboard, by kind, for a purpose; an area drawn on the map and who is
// inside; the estimate of who is really there. Also on a phone.
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

const k_number = String(Date.now()).slice(-7);
const k_phone = `1400${k_number}`;
const k_card = (() => {
  const first = `440604${1950 + (Number(k_number) % 50)}${String(1 + (Number(k_number.slice(0, 4)) % 12)).padStart(2, "0")}16${k_number.slice(-3)}`;
  return citizen_number(first);
})();
const k_home = `翠湖雅苑2幢1单元${10 + (Number(k_number) % 80)}0${k_number.slice(-1)}室`;

test("find: any fragment while typing, people for a purpose, opened by keyboard", async (t) =>
  walk(t, browser, {}, async (page) => {
    await become(page, "440604-GA:handler");
    await post(page, "/registers/records", {
      records: [{ source: "police", key: `WFD${k_number}`, kind: "person", observed: new Date(Date.now() - 86400000 * 30).toISOString(), values: { name: "尉迟观澜", id_card: k_card, phone: k_phone, live_address: k_home } }],
    });
    await page.context().clearCookies();
    await sign_in(page, { duty: "data_steward" });
    await page.goto(`${base}/registers/find`);
    await page.evaluate(() => sessionStorage.removeItem("tiange.purpose"));
    await page.reload();
    await page.fill("input[name=q]", k_phone.slice(2, 10));
    await page.waitForSelector("[data-role=left-out]");
    await page.fill("input[name=purpose]", "核实走访");
    await page.waitForSelector("[data-role=results] .hit >> text=尉迟**");
    assert.equal(await page.locator("[data-role=left-out]").count(), 0);
    await page.fill("input[name=q]", `尉迟 翠湖`);
    await page.waitForSelector("[data-role=results] .hit mark >> text=尉迟");
    await page.click("[data-kind=firm]");
    await page.waitForSelector("[data-role=results] .hit", { state: "detached" });
    await page.click("[data-kind=firm]");
    await page.waitForSelector("[data-role=results] .hit >> text=尉迟**");
    await page.fill("input[name=q]", k_card);
    await page.waitForFunction(() => document.querySelectorAll("[data-role=results] .hit").length === 1);
    await page.focus("input[name=q]");
    await page.keyboard.press("Enter");
    await page.waitForURL(/\/registers\/persons\/\d+/);
    const looks = await read(page, `/registers/persons/${page.url().split("/").pop().split("?")[0]}/looks`);
    assert.ok(looks.items.some((one) => one.act === "find" && one.purpose === "核实走访"));
    await page.goto(`${base}/system`);
  }));

test("find: who is inside an area drawn on the map, on the desk and on a phone", async (t) =>
  walk(t, browser, {}, async (page) => {
    await sign_in(page, { duty: "data_steward" });
    const found = await read(page, "/registers/addresses?limit=200");
    const { lng, lat } = found.items.find((one) => one.lng && one.children) ?? {};
    assert.ok(lng && lat, "addresses have a place on the map");
    await page.goto(`${base}/registers/inside`);
    await page.click("[data-role=draw]");
    await page.fill("input[name=purpose]", "暴雨转移");
    const box = await page.locator(".map-host").boundingBox();
    for (const [x, y] of [[0.49, 0.49], [0.51, 0.49], [0.51, 0.51]]) {
      await page.mouse.click(box.x + box.width * x, box.y + box.height * y);
      await page.waitForTimeout(350);
    }
    await page.waitForSelector("[data-role=drawing] >> text=已点 3 点");
    await page.click("[data-role=drawing] button:has-text('取消')");
    const d = 0.004;
    const shape = await post(page, "/registers/find/shapes", {
      title: `片区${k_number}`,
      purpose: "暴雨转移",
      ring: [[lng - d, lat - d], [lng + d, lat - d], [lng + d, lat + d], [lng - d, lat + d]],
    });
    assert.ok(shape.counts.persons > 0);
    await page.goto(`${base}/registers/inside`);
    await page.locator(".mine button", { hasText: `片区${k_number}` }).click();
    await page.waitForSelector("[data-role=inside] .spot .line");
    await page.click("[data-count=houses]");
    await page.waitForURL(/kinds=house/);
    await page.waitForSelector("[data-role=inside] .spot .line");
    await page.click("[data-role=export]");
    await page.waitForURL(/\/masks\?tab=exports/);
    await page.waitForSelector("[data-role=shape]");
    await page.goto(`${base}/registers/active`);
    await page.waitForSelector("[data-role=areas] tbody tr, .page .empty, .page-head");
    for (const path of ["/registers/find?q=翠湖", `/registers/inside?shape=${shape.id}`, "/registers/active"]) {
      await page.setViewportSize({ width: 390, height: 844 });
      await page.goto(base + path);
      await page.waitForSelector(".page-head");
      await page.waitForTimeout(500);
      assert.ok(await fits(page), `${path} is too wide for a phone`);
    }
  }));
