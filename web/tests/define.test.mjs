// Walks the screens where a district is defined: the catalogue of items, the map of grids, the tree of units.
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

async function written(page) {
  await page.waitForSelector(".el-message--success");
  await page.waitForSelector(".el-message--success", { state: "detached" });
}

test("catalogue: an item's words and the limit of one area are edited; a kind of it is added", async (t) =>
  walk(t, browser, {}, async (page) => {
    await sign_in(page, { duty: "data_steward" });
    const code = "E13-0110";
    const before = (await read(page, `/items/${code}`)).item;
    const town = (await read(page, `/places/areas?parent=440604`)).items[0];
    const word = `试词${Date.now() % 100000}`;
    await page.goto(`${base}/items?code=${code}`);
    await page.click(".el-drawer button:has-text('编辑')");
    await page.fill(".el-form-item:has-text('居民说法') textarea", [...before.everyday_words.slice(0, 3), word].join(" "));
    await page.fill(".el-form-item:has-text('紧急词') textarea", "医疗垃圾 针头");
    const own = before.limits.findIndex((one) => one.area);
    if (own < 0) {
      await page.click("button:has-text('加一档')");
      await page.locator(".limit").last().locator(".pick").click();
      await page.click(`.el-popper:visible .name >> text=${town.name_zh}`);
    }
    await page.click(".el-drawer button[type=submit]");
    await page.waitForSelector(`.el-drawer dl >> text=${word}`);
    const { item, published } = await read(page, `/items/${code}`);
    assert.ok(item.everyday_words.includes(word));
    assert.deepEqual(item.urgent_words, ["医疗垃圾", "针头"]);
    assert.equal(item.version, before.version + 1);
    assert.equal(published[0].version, item.version);
    assert.ok(published[0].published_by, "who changed it");
    assert.ok(item.limits.some((one) => one.area), "a limit of one area");
    await page.waitForSelector(`.el-drawer .history >> text=${published[0].published_by}`);

    const kind = `${code}-${Date.now().toString(36).toUpperCase()}`;
    await page.click("button:has-text('新增下级事项')");
    await page.waitForFunction((start) => document.querySelector("input[name=parent]")?.value === start, code);
    await page.locator(".el-form-item:has-text('编码') input").first().fill(kind);
    await page.locator(".el-form-item:has-text('名称') input").first().fill("装修垃圾包");
    await page.locator(".el-form-item:has-text('立案条件') textarea").first().fill("公共区域有装修垃圾");
    await page.locator(".el-form-item:has-text('结案条件') textarea").first().fill("已清理");
    await page.click(".el-drawer button[type=submit]");
    await page.waitForSelector(".el-drawer", { state: "detached" });
    const under = await read(page, `/items?under=${code}`);
    assert.ok(under.items.some((one) => one.code === kind && one.parent === code));
    await page.goto(`${base}/items?code=${kind}`);
    await page.waitForSelector(`.el-drawer nav >> text=${before.name_zh}`);
  }));

test("places: a file is checked and published for a day to come; its versions show on the map", async (t) =>
  walk(t, browser, {}, async (page) => {
    await sign_in(page, { duty: "data_steward" });
    const town = (await read(page, `/places/areas?parent=440604`)).items[0];
    const community = (await read(page, `/places/areas?parent=${town.code}`)).items[0];
    const file = await read(page, `/places/geojson?level=grid&parent=${community.code}`);
    const grid = file.features[0].properties.code;
    const had = (await read(page, `/places/versions/${grid}`)).items.length;
    await page.goto(`${base}/places?area=${grid}`);
    await page.click("button:has-text('导入 GeoJSON')");
    const input = page.locator(".el-dialog input[type=file]");
    const broken = { ...file, features: file.features.slice(0, 1).map((one) => ({ ...one, properties: { code: "12" } })) };
    await input.setInputFiles({ name: "bad.geojson", mimeType: "application/json", buffer: Buffer.from(JSON.stringify(broken)) });
    await page.waitForSelector(".el-dialog >> text=编码应为 6、9、12 或 15 位数字");
    const lost = {
      ...file,
      features: [{ type: "Feature", geometry: null, properties: { code: grid, retired: true } }],
    };
    await input.setInputFiles({ name: "gap.geojson", mimeType: "application/json", buffer: Buffer.from(JSON.stringify(lost)) });
    await page.waitForSelector(".el-dialog h3 >> text=缝隙");
    await input.setInputFiles({ name: "good.geojson", mimeType: "application/json", buffer: Buffer.from(JSON.stringify(file)) });
    await page.waitForSelector(".el-dialog >> text=拓扑检查通过");
    await page.fill(".el-dialog input[name=reason]", "重新测绘");
    await page.click(".el-dialog button:has-text('发布新版本')");
    await written(page);
    const versions = (await read(page, `/places/versions/${grid}`)).items;
    assert.equal(versions.length, had + 1);
    assert.equal(versions[0].reason, "重新测绘");
    await page.waitForSelector(".versions >> text=重新测绘");
    await page.click(".versions button >> nth=0");
    await page.waitForSelector(".versions button[aria-pressed=true]");
  }));

test("units: the tree goes by line and by area; a unit's name is changed", async (t) =>
  walk(t, browser, {}, async (page) => {
    await sign_in(page, { duty: "system_admin" });
    await page.goto(`${base}/org`);
    await page.waitForSelector(".tree >> text=禅城区智慧社会治理中心");
    const tops = await page.locator(".tree .el-tree > .el-tree-node").count();
    assert.equal(tops, 1, "the committee stands at the top");
    await page.click(".tree >> text=禅城区智慧社会治理办公室");
    await page.waitForSelector("dl >> text=办公室");
    await page.click("section button:has-text('编辑')");
    const name = `Chancheng Smart Social Governance Office ${Date.now() % 1000}`;
    await page.locator(".el-dialog .el-form-item:has-text('英文名称') input").fill(name);
    await page.click(".el-dialog button[type=submit]");
    await written(page);
    assert.equal((await read(page, "/org/units/440604-BG")).name_en, name);
    await page.click(".tree >> text=按区域");
    await page.waitForSelector(".tree >> text=石湾镇街道");
    await page.click(".tree .el-tree-node__expand-icon >> nth=0").catch(() => undefined);
  }));

test("roster: an officer's leave puts the cover on duty, and the officer back when it is taken out", async (t) =>
  walk(t, browser, {}, async (page) => {
    await sign_in(page, { duty: "station_head" });
    const rows = (await read(page, "/org/duty-matrix")).items;
    const row = rows.find((one) => !one.on_leave && one.officers.length && rows.some((other) => other.officers[0]?.id !== one.officers[0].id));
    assert.ok(row, "a station with two officers");
    const cover = rows.map((other) => other.officers[0]).find((other) => other && !row.officers.some((one) => one.id === other.id));
    await page.goto(`${base}/org?tab=roster`);
    const line = page.locator(".roster .line", { hasText: row.grid });
    const choose = async (label, day) => {
      await page.locator(`.el-dialog .el-form-item:has-text('${label}') input`).fill(day);
      await page.keyboard.press("Enter");
    };
    const day = (days) => new Date(Date.now() + 8 * 3600_000 + days * 86_400_000).toISOString().slice(0, 10);
    await line.getByRole("button").click();
    await page.locator(".el-dialog .el-form-item:has-text('代岗') input").fill(cover.name);
    await page.locator(".el-select-dropdown__item:visible", { hasText: cover.name }).first().click();
    await choose("休假开始", day(0));
    await choose("休假结束", day(2));
    await page.click(".el-dialog button[type=submit]");
    await written(page);
    const after = (await read(page, `/org/duty-matrix?area=${row.grid}`)).items[0];
    assert.equal(after.on_leave, true);
    assert.deepEqual(after.on_duty.map((one) => one.id), [cover.id], "the cover stands in");
    await line.getByText("休假", { exact: true }).waitFor();
    const token = (await page.context().cookies()).find((one) => one.name === "tiange_csrf").value;
    const back = await page.context().request.put(`${base}/api/v1/org/roster`, {
      data: { grid: row.grid, ...(row.backup ? { backup: row.backup.id } : {}) },
      headers: { "Idempotency-Key": crypto.randomUUID(), "X-Tiange-CSRF": token },
    });
    assert.ok(back.ok());
    const again = (await read(page, `/org/duty-matrix?area=${row.grid}`)).items[0];
    assert.ok(again.on_duty.some((one) => row.officers.some((officer) => officer.id === one.id)));
  }));

test("processes: a form is tried as intake shows it", async (t) =>
  walk(t, browser, {}, async (page) => {
    await sign_in(page, { duty: "data_steward" });
    await page.goto(`${base}/flows?kind=form&key=noise`);
    await page.waitForSelector(".form >> text=正在发生");
    await page.click("label:has-text('源文件')");
    await page.waitForSelector("pre >> text=noise");
  }));
