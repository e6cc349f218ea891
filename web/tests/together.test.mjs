// Walks a whistle from the community's console over the town's to the check-in on a phone at the place, and to the scores.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { account_of, base, open_browser, read, sign_in, walk } from "./browser.mjs";

const k_photo = Buffer.from(
  "/9j/4AAQSkZJRgABAQEASABIAAD/2wBDAP//////////////////////////////////////////////////////////////////////////////////////wAALCAABAAEBAREA/8QAFAABAAAAAAAAAAAAAAAAAAAAA//EABQQAQAAAAAAAAAAAAAAAAAAAAD/2gAIAQEAAD8AN//Z",
  "base64",
);
let browser;
before(async () => {
  browser = await open_browser();
});
after(async () => {
  await browser?.close();
});

test("a whistle: blown, dispatched, reported in at the place, concluded, scored by both", async (t) => {
  const title = `占道夜市 ${Date.now().toString(36)}`;
  let ref, place, centre;
  await walk(t, browser, {}, async (page) => {
    const village = await sign_in(page, { duty: "village_command" });
    const community = (await read(page, "/session")).areas[0];
    await page.context().clearCookies();
    await sign_in(page, { duty: "dispatcher" });
    centre = await account_of(page, `${community.slice(0, 9)}-ZX:town_command`);
    await page.context().clearCookies();
    await sign_in(page, { account: village });
    await page.goto(`${base}/together`);
    await page.click("[data-role=blow]");
    await page.click(".el-dialog [data-role=submit]");
    await page.waitForSelector(".el-dialog .el-form-item__error");
    await page.click(".el-dialog .el-radio-button:has-text('综合执法')");
    await page.fill(".el-dialog [data-field=title] input", title);
    await page.fill(".el-dialog [data-field=content] textarea", "三十余档占道经营，劝离无效");
    // On the map, in the middle of the community.
    const canvas = page.locator(".el-dialog .place-field canvas");
    await canvas.waitFor();
    const box = await canvas.boundingBox();
    const pin = page.locator(".el-dialog .place-field .map-pin");
    await page.waitForTimeout(3000); // the map comes to rest on the community
    for (let tries = 0; tries < 20 && !(await pin.count()); ++tries) {
      await canvas.click({ position: { x: box.width / 2, y: box.height / 2 } });
      await page.waitForTimeout(500);
    }
    assert.ok(await pin.count(), "a press on the map chooses the place");
    await page.click(".el-dialog [data-role=submit]");
    await page.waitForSelector(".el-drawer [data-role=whistle-paper]");
    const own = (await read(page, "/whistle")).items.find((one) => one.title === title);
    assert.equal(own.state, "blown");
    ref = own.ref;
    place = { longitude: own.lng, latitude: own.lat, accuracy: 6 };
  });
  await walk(t, browser, {}, async (page) => {
    await sign_in(page, { account: centre });
    await page.goto(`${base}/together?whistle=${ref}`);
    await page.click(".el-drawer [data-act=dispatch]");
    await page.fill(".el-dialog [data-field=units] input", "城市管理");
    await page.locator(".el-dialog [data-field=units] li:has-text('城市管理和综合执法')").first().click();
    await page.waitForSelector(".el-dialog [data-field=units] .chosen button");
    await page.click(".el-dialog [data-role=submit]");
    await page.waitForSelector(".el-drawer [data-role=state]:has-text('待到场')");
  });
  const called = {};
  await walk(t, browser, { phone: true, at: place }, async (page) => {
    await sign_in(page, { duty: "dispatcher" });
    Object.assign(called, (await read(page, `/whistle/${ref}`)).calls[0]);
    called.account = await account_of(page, `${called.unit}:handler`);
    await page.context().clearCookies();
    await sign_in(page, { account: called.account });
    await page.goto(`${base}/field/`);
    await page.click("[data-role=together]");
    await page.click(`[data-role=call]:has-text("${title}")`);
    await page.waitForSelector("[data-role=distance].near");
    assert.equal(await page.locator("[data-role=check-in]").isDisabled(), true, "a photo comes first");
    await page.setInputFiles("input[type=file]", { name: "现场.jpg", mimeType: "image/jpeg", buffer: k_photo });
    await page.click("[data-role=check-in]:not([disabled])");
    await page.waitForSelector("[data-role=arrived]");
    const width = await page.evaluate(() => document.documentElement.scrollWidth);
    assert.ok(width <= 390, `nothing sticks out at 390 px (${width})`);
  });
  await walk(t, browser, {}, async (page) => {
    await sign_in(page, { account: centre });
    await page.goto(`${base}/together?whistle=${ref}`);
    await page.waitForSelector(`.el-drawer [data-unit="${called.unit}"] .tag:has-text('已到场')`);
    await page.click(".el-drawer [data-act=conclude]");
    await page.fill(".el-dialog [data-field=text] textarea", "已劝离，恢复畅通");
    await page.click(".el-dialog [data-role=submit]");
    await page.click(".el-drawer [data-act=score]");
    await page.click(".el-dialog .el-radio-button:has-text('5 分')");
    await page.click(".el-dialog [data-role=submit]");
    await page.waitForSelector(".el-drawer .tag:has-text('镇街评 5 分')");
  });
  await walk(t, browser, { phone: true, at: place }, async (page) => {
    await sign_in(page, { account: called.account });
    await page.goto(`${base}/field/whistle/${ref}`);
    await page.click(".points button >> nth=3");
    await page.click("[data-role=score]:not([disabled])");
    await page.waitForSelector("[data-role=score]", { state: "detached" });
    assert.equal((await read(page, `/whistle/${ref}`)).state, "scored");
  });
});

test("the rules of consultations are a form; each version can be taken back", async (t) => {
  await walk(t, browser, {}, async (page) => {
    await sign_in(page, { duty: "supervisor" });
    await page.goto(`${base}/together?tab=consults`);
    for (const step of [1, -1]) {
      await page.locator(".el-tab-pane:visible").getByRole("button", { name: "规则" }).click();
      const months = page.locator("[data-rule=months] input");
      await months.waitFor();
      const before = Number(await months.inputValue());
      await months.fill(String(before + step));
      await months.press("Tab");
      await page.click("[data-role=save-rules]");
      await page.waitForSelector("[data-role=together-rules]", { state: "detached" });
      const now = (await read(page, "/consult/rules")).items[0].content.months;
      assert.equal(now, before + step);
    }
  });
});
