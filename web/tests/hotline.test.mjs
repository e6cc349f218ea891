// A seat's hour: online, a call rings, who it is, an answer out of the knowledge base, a case out of a call, a call back;
// and those beside it: the wallboard, the report of the lines, an article from draft to use, a rating from a link.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { account_of, base, open_browser, open_page, read, sign_in, walk, write } from "./browser.mjs";

let browser;
// Numbers nobody has called from before.
const number = (nth) => `14${String(Date.now()).slice(-8)}${nth}`;
const phones = [1, 2, 3, 4].map(number);
const end_of = (nth) => phones[nth].slice(-4);
before(async () => {
  browser = await open_browser();
});
after(async () => {
  await browser?.close();
});

// Records what is left open from before, so that the seat is free.
async function free_seat() {
  const page = await open_page(browser);
  await sign_in(page, { duty: "seat" });
  for (const one of (await read(page, "/hotline/calls?seat=me&limit=10")).items) {
    if (one.outcome === "none") await write(page, "POST", `/hotline/calls/${one.id}/finish`, { outcome: "other" });
  }
  await write(page, "PUT", "/hotline/seat", { state: "offline" });
  await page.context().close();
}
const exchange = async () => {
  const page = await open_page(browser);
  await sign_in(page, { account: "telephony001" });
  return (body) => write(page, "POST", "/hotline/events", body);
};

test("a call rings at the seat, is answered out of the knowledge base, and counts", async (t) => {
  await free_seat();
  const tell = await exchange();
  await walk(t, browser, {}, async (page) => {
    await sign_in(page, { duty: "seat" });
    await page.goto(`${base}/hotline`);
    await page.fill("[name=extension]", "9001");
    await page.click("[data-state=idle]");
    await page.waitForSelector(".now.idle");
    // The pre-answers of a topic in a burst stand first.
    await page.waitForSelector("[data-article] >> text=高峰预答");
    await page.goto(`${base}/cases`);
    await page.waitForSelector("h1");
    const id = `browser-${Date.now()}`;
    await tell({ id, event: "ringing", line: "12393", caller: phones[0], seat: "9001" });
    await page.click("[data-role=call-pop]");
    await page.waitForSelector(`[data-role=call] >> text=**** ${end_of(0)}`);
    await page.waitForSelector("[data-role=caller] >> text=首次来电");
    await tell({ id, event: "answered" });
    await page.waitForSelector("[data-role=call] >> text=通话中");
    await page.waitForSelector(".now.talking");
    await page.fill("[name=knowledge]", "异地就医怎么备案");
    await page.waitForSelector(".knowledge article.on mark");
    await page.click(".knowledge article.on [data-role=use]");
    await page.waitForSelector("[data-role=call] >> text=直接答复");
    await tell({ id, event: "ended" });
    await page.waitForSelector(".now.idle");
  });
});

test("a call becomes a case with one press; the number goes along unseen", async (t) => {
  await free_seat();
  await walk(t, browser, {}, async (page) => {
    await sign_in(page, { duty: "seat" });
    await page.goto(`${base}/hotline`);
    await page.click("[data-role=by-hand]");
    await page.fill("[name=caller]", phones[1]);
    await page.fill("[name=caller-name]", "邓女士");
    await page.click("[data-role=begin]");
    await page.waitForSelector("[data-role=call].live");
    await page.click("[data-role=to-case]");
    await page.waitForSelector(`[data-role=from-call] >> text=**** ${end_of(1)}`);
    const grid = (await read(page, "/cases?limit=50")).items.find((one) => one.grid_code).grid_code;
    const area = await read(page, `/places/areas/${grid}`);
    await page.fill(".form textarea", "路口红绿灯不亮，车流很乱，请尽快处理");
    await page.fill("[name=place]", area.area.name_zh);
    await page.click("button[type=submit].el-button--primary");
    await page.waitForSelector(".sent");
    const calls = await read(page, "/hotline/calls?seat=me&limit=1");
    assert.equal(calls.items[0].outcome, "case_made");
    const made = await read(page, `/cases/${calls.items[0].cases[0].ref}`);
    assert.ok(made.reporter.phone.endsWith(end_of(1)));
    await page.goto(`${base}/hotline`);
    await page.click("text=结束通话");
    await page.waitForSelector("[data-role=by-hand]");
  });
});

test("the next call of the same person brings up what is known", async (t) => {
  await free_seat();
  await walk(t, browser, { phone: true }, async (page) => {
    await sign_in(page, { duty: "seat" });
    const call = await write(page, "POST", "/hotline/calls", { line: "12319", caller: phones[1] });
    await page.goto(`${base}/hotline`);
    await page.waitForSelector("[data-role=caller] >> text=历史工单");
    await page.waitForSelector("[data-role=caller] >> text=历史来电");
    await write(page, "POST", `/hotline/calls/${call.id}/finish`, { outcome: "other" });
  });
});

test("an article is written, approved by another, and found; a seat says it is inaccurate", async (t) => {
  const title = `夏令营报名办法 ${Date.now() % 100000}`;
  let id = "";
  await walk(t, browser, {}, async (page) => {
    const reader = await open_page(browser);
    await sign_in(reader, { duty: "supervisor" });
    const district = (await read(reader, "/session")).home_area.code;
    const account = await account_of(reader, `${district}-JY:handler`);
    await reader.context().close();
    await sign_in(page, { account });
    await page.goto(`${base}/hotline/knowledge`);
    await page.click("[data-role=new-article]");
    await page.fill("[name=article-title]", title);
    await page.fill(".el-dialog textarea", "由青少年宫统一登记，名额有限。");
    await page.click("[data-role=topic]");
    await page.locator(".el-select-dropdown__item:visible", { hasText: "入学与教育" }).click();
    await page.click("[data-role=save-article]");
    await page.click("[data-act=hand_in]");
    await page.waitForSelector("[data-role=article] >> text=待审核");
    assert.equal(await page.locator("[data-act=approve]").count(), 0, "an author does not approve");
    id = new URL(page.url()).searchParams.get("article");
  });
  await walk(t, browser, {}, async (page) => {
    await sign_in(page, { duty: "supervisor" });
    await page.goto(`${base}/hotline/knowledge?article=${id}`);
    await page.click("[data-act=approve]");
    await page.waitForSelector("[data-role=article] >> text=生效中");
    await page.goto(`${base}/hotline/knowledge`);
    await page.waitForSelector(`text=${title}`);
  });
  await walk(t, browser, {}, async (page) => {
    await sign_in(page, { duty: "seat" });
    await page.goto(`${base}/hotline`);
    await page.fill("[name=knowledge]", "夏令营报名");
    await page.waitForSelector(`[data-article="${id}"].on`);
    await page.click(`[data-article="${id}"] [data-role=inaccurate]`);
    await page.fill(".el-message-box textarea", "已经不在青少年宫办了");
    await page.click(".el-message-box .el-button--primary");
    await page.waitForSelector("text=已转给归口单位");
  });
});

test("calling back: the script, two questions, not reached is tried again", async (t) => {
  await walk(t, browser, {}, async (page) => {
    await sign_in(page, { duty: "seat" });
    await page.goto(`${base}/hotline/visits`);
    const due = (await read(page, "/hotline/visits")).items;
    if (!due.length) {
      await page.waitForSelector("text=没有待回访的工单");
      return;
    }
    await page.click(`[data-visit="${due[0].number}"]`);
    await page.waitForSelector(`[data-role=visit] >> text=${due[0].number}`);
    await page.click("[data-role=not-reached]");
    await page.waitForSelector("text=已登记");
    await page.waitForSelector(`[data-visit="${due[0].number}"] >> text=已拨 1 次`);
    await page.click(`[data-visit="${due[0].number}"]`);
    await page.click("[data-role=visit] [data-answer=resolved]");
    await page.click("[data-role=visit] [data-answer=satisfied]");
    await page.click("[data-role=save]");
    await page.waitForFunction((number) => !document.querySelector(`[data-visit="${number}"]`), due[0].number);
    await page.click("text=已回访");
    await page.waitForSelector(`[data-visit="${due[0].number}"] >> text=满意`);
  });
});

test("the wallboard, the report of the lines and the shifts", async (t) => {
  const tell = await exchange();
  await walk(t, browser, {}, async (page) => {
    await sign_in(page, { duty: "supervisor" });
    await page.goto(`${base}/hotline/wall`);
    await page.waitForSelector("[data-figure=waiting] b");
    const id = `wall-${Date.now()}`;
    await tell({ id, event: "ringing", line: "12315", caller: phones[2] });
    await page.waitForSelector(".queue >> text=12315");
    await tell({ id, event: "ended" });
    await page.goto(`${base}/hotline/lines`);
    await page.waitForSelector("text=12319");
    const [file] = await Promise.all([page.waitForEvent("download"), page.click("[data-role=export-csv]")]);
    assert.equal(file.suggestedFilename(), "hotline.csv");
    await page.goto(`${base}/hotline/shifts`);
    await page.waitForSelector("[data-shift=早班]");
    await page.waitForSelector("article.now");
  });
});

test("a resident sees progress by the last four digits and is told when they are wrong", async (t) => {
  await free_seat();
  const seat = await open_page(browser);
  await sign_in(seat, { duty: "seat" });
  const call = await write(seat, "POST", "/hotline/calls", { line: "12345", caller: phones[3] });
  const made = await write(seat, "POST", `/hotline/calls/${call.id}/cases`, {
    kind: "help",
    content: "楼道灯坏了，老人出入不便",
    place: { text: "某小区" },
  });
  await write(seat, "POST", `/hotline/calls/${call.id}/finish`, { outcome: "case_made" });
  await seat.context().close();
  await walk(t, browser, { phone: true }, async (page) => {
    await page.goto(`${base}/portal/progress`);
    await page.click("[data-role=other-way]");
    await page.fill("[name=number]", made.number);
    await page.fill("[name=phone_end]", end_of(3) === "1234" ? "4321" : "1234");
    await page.click("button[type=submit]");
    await page.waitForSelector("text=不符");
    await page.fill("[name=phone_end]", end_of(3));
    await page.click("button[type=submit]");
    await page.waitForSelector("[data-role=progress]");
  });
});
