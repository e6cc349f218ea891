// Channels in the console: a platform is switched on, a matter comes in signed and stands on the case page, a key and a
// webhook are made; an Open311 client files in Chinese with a photo and reads it back.
import assert from "node:assert/strict";
import { createHmac } from "node:crypto";
import { after, before, test } from "node:test";
import { base, open_browser, open_page, read, sign_in, walk } from "./browser.mjs";

let browser;
before(async () => {
  browser = await open_browser();
});
after(async () => {
  await browser?.close();
});

const stamp = Date.now().toString(36);
// A picture as a phone would take it.
async function picture(page) {
  const text = await page.evaluate(() => {
    const canvas = document.createElement("canvas");
    canvas.width = canvas.height = 64;
    canvas.getContext("2d").fillRect(8, 8, 40, 40);
    return canvas.toDataURL("image/jpeg").split(",")[1];
  });
  return Buffer.from(text, "base64");
}

async function signed(secret, system, body) {
  const text = JSON.stringify(body);
  const time = String(Math.floor(Date.now() / 1000));
  return fetch(`${base}/api/v1/channels/${system}/messages`, {
    method: "POST",
    body: text,
    headers: {
      "Content-Type": "application/json",
      "X-Tiange-Timestamp": time,
      "X-Tiange-Signature": "sha256=" + createHmac("sha256", secret).update(`${time}\n${text}`).digest("hex"),
    },
  });
}

test("a platform is switched on, its matter and its limits stand on the case page", async (t) => {
  await walk(t, browser, {}, async (page) => {
    await sign_in(page, { duty: "system_admin" });
    await page.goto(`${base}/channels`);
    await page.click("[data-system=city_12345] button");
    await page.click("[data-role=make-secret]");
    if (await page.locator(".el-message-box__btns .el-button--primary").isVisible({ timeout: 500 }).catch(() => false))
      await page.click(".el-message-box__btns .el-button--primary");
    const secret = (await page.textContent("[data-role=secret] code")).trim();
    if (!(await page.locator("[data-role=enabled].is-checked").count())) await page.click("[data-role=enabled]");
    await page.click("[data-role=save]");
    await page.waitForSelector("[data-system=city_12345] .tag.green");
    const answer = await signed(secret, "city_12345", {
      head: { msg_id: stamp, type: "派单", time: "2026-11-20 09:05:00" },
      body: { order_no: `GZ-${stamp}`, title: "路灯不亮", content: "巷口路灯连续三晚不亮", kind: "投诉", address: "巷口", deadline: "2026-12-01 18:00:00" },
    });
    assert.equal(answer.status, 200);
    const { number } = await answer.json();
    const desk = await open_page(browser);
    await sign_in(desk, { duty: "acceptor" });
    const found = (await read(desk, `/cases?q=${encodeURIComponent(number)}`)).items[0];
    await desk.goto(`${base}/cases/${found.ref}`);
    await desk.waitForSelector("[data-link=city_12345]");
    assert.match(await desk.textContent("[data-link=city_12345]"), new RegExp(`GZ-${stamp}[\\s\\S]*市平台办结时限`));
    await desk.context().close();
    await page.goto(`${base}/channels?tab=received`);
    await page.waitForSelector(`text=GZ-${stamp}`);
  });
});

test("a key is made; an Open311 client files in Chinese with a photo, reads it back and gets updates", async (t) => {
  await walk(t, browser, {}, async (page) => {
    await sign_in(page, { duty: "system_admin" });
    await page.goto(`${base}/channels?tab=keys`);
    await page.click("[data-role=new-key]");
    await page.fill("[data-role=key-name]", `随手拍 ${stamp}`);
    await page.click("[data-role=make-key]");
    const key = (await page.textContent("[data-role=secret] code")).trim();
    const services = await (await fetch(`${base}/open311/v2/services.json`)).json();
    assert.ok(services.length > 50);
    const seat = await open_page(browser);
    await sign_in(seat, { duty: "seat" });
    const place = (await read(seat, "/cases?limit=50")).items.find((one) => one.grid_code);
    const where = await read(seat, `/cases/${place.ref}`);
    await seat.context().close();
    const photo = await picture(page);
    const form = new FormData();
    for (const [name, value] of Object.entries({
      api_key: key,
      service_code: "E13-0506",
      "attribute[water]": "false",
      lat: String(where.place.lat),
      long: String(where.place.lng),
      description: "桥下积水，井盖移位，电话 13800138000",
      media_public: "true",
    }))
      form.append(name, value);
    form.append("media", new Blob([photo], { type: "image/jpeg" }), "井盖.jpg");
    const filed = await fetch(`${base}/open311/v2/requests.json`, { method: "POST", body: form });
    assert.equal(filed.status, 200, await filed.clone().text());
    const id = (await filed.json())[0].service_request_id;
    const [got] = await (await fetch(`${base}/open311/v2/requests/${id}.json`)).json();
    assert.equal(got.status, "open");
    assert.equal(got.description, "桥下积水，井盖移位，电话 138******00");
    assert.match(got.media_url, /media\/[0-9a-f]{64}\.jpg$/);
    const shown = await fetch(got.media_url);
    assert.equal(shown.headers.get("content-type"), "image/jpeg");
    const xml = await (await fetch(`${base}/open311/v2/requests/${id}.xml`)).text();
    assert.match(xml, new RegExp(`<service_requests><request><service_request_id>${id}</service_request_id>`));
    const update = await fetch(`${base}/open311/v2/servicerequestupdates.json`, {
      method: "POST",
      body: new URLSearchParams({ api_key: key, service_request_id: id, description: "已有人放了警示牌" }),
    });
    assert.equal(update.status, 200);
    const updates = await (await fetch(`${base}/open311/v2/servicerequestupdates.json?service_request_id=${id}`)).json();
    assert.ok(updates.some((one) => one.description === "已有人放了警示牌"));
    const denied = await fetch(`${base}/open311/v2/requests.json`, { method: "POST", body: new URLSearchParams({ service_code: "x" }) });
    assert.equal(denied.status, 403);
    assert.equal((await denied.json())[0].code, "403");
  });
});

test("a webhook is made and tried; the delivery is listed; private addresses are refused", async (t) => {
  await walk(t, browser, {}, async (page) => {
    await sign_in(page, { duty: "system_admin" });
    await page.goto(`${base}/channels?tab=hooks`);
    await page.click("[data-role=new-hook]");
    await page.fill("[data-role=hook-name]", `数据中台 ${stamp}`);
    await page.fill("[data-role=hook-url]", "http://127.0.0.1:1/x");
    await page.click("[data-role=make-hook]");
    await page.waitForSelector(".el-form-item__error");
    await page.fill("[data-role=hook-url]", `trial:web-${stamp}`);
    await page.click("[data-role=make-hook]");
    await page.waitForSelector("[data-role=secret] code");
    await page.keyboard.press("Escape");
    await page.click(`[data-role=hook]:has-text("${stamp}") [data-role=test-hook]`);
    await page.waitForSelector("[data-role=delivery] .tag.green", { timeout: 15000 });
    const box = await read(page, `/channels/trials/web-${stamp}`);
    assert.equal(box.items[0].taken, 1);
  });
});
