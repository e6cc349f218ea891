// Walks the desks: each main screen opened as the person who uses it, doing what it is for.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { inflateRawSync } from "node:zlib";
import { base, open_browser, post, read, roles, sign_in, walk } from "./browser.mjs";

let browser;
before(async () => {
  browser = await open_browser();
});
after(async () => {
  await browser?.close();
});

// The text of one part of a zip file.
function part_of(zip, name) {
  let at = zip.readUInt32LE(zip.lastIndexOf("PK\x05\x06", undefined, "latin1") + 16);
  while (zip.readUInt32LE(at) === 0x02014b50) {
    const length = zip.readUInt16LE(at + 28);
    const local = zip.readUInt32LE(at + 42);
    if (zip.toString("utf8", at + 46, at + 46 + length) === name) {
      const start = local + 30 + zip.readUInt16LE(local + 26) + zip.readUInt16LE(local + 28);
      const bytes = zip.subarray(start, start + zip.readUInt32LE(at + 20));
      return (zip.readUInt16LE(at + 10) === 0 ? bytes : inflateRawSync(bytes)).toString("utf8");
    }
    at += 46 + length + zip.readUInt16LE(at + 30) + zip.readUInt16LE(at + 32);
  }
  assert.fail(`${name} is not in the file`);
}

test("sign-in refuses a wrong password and offers the demo roles", async (t) =>
  walk(t, browser, {}, async (page) => {
    await page.goto(`${base}/cases`);
    await page.waitForURL(/\/sign-in\?back=/);
    await page.fill("input[name=account]", "nobody");
    await page.fill("input[name=password]", "wrong-Password-1");
    await page.click("button[type=submit]");
    await page.waitForSelector("[role=alert]");
    await page.click(".demo li button >> nth=0");
    await page.waitForURL(/\/cases/);
    await page.waitForSelector("nav.rail");
  }));

test("the language switches whole", async (t) =>
  walk(t, browser, {}, async (page) => {
    await sign_in(page, { duty: "dispatcher" });
    await page.goto(`${base}/desk`);
    await page.waitForSelector("text=我的待办");
    await page.click("header.bar button.word");
    await page.waitForSelector("nav.rail >> text=My desk");
    const rail = await page.innerText("nav.rail");
    assert.doesNotMatch(rail, /\p{Script=Han}/u, "Chinese left over in the English rail");
  }));

test("the desk shows the inbox; the keyboard reads and opens a case", async (t) =>
  walk(t, browser, {}, async (page) => {
    let inbox;
    for (const role of (await roles(page)).filter((one) =>
      ["acceptor", "seat", "dispatcher", "officer", "handler"].includes(one.duty),
    )) {
      await page.context().clearCookies();
      await sign_in(page, role);
      inbox = await read(page, "/cases/inbox?group=all");
      if (inbox.items.length > 1) break;
    }
    assert.ok(inbox.items.length > 1, "somebody of the demo district has two tasks");
    await page.goto(`${base}/desk`);
    await page.waitForSelector("[data-task]");
    const shown = Number((await page.innerText(".groups button >> nth=0")).replace(/\D/g, ""));
    assert.ok(Math.abs(shown - inbox.counts.total) <= 5, `the desk says ${shown}, the server ${inbox.counts.total}`);
    await page.keyboard.press("j");
    await page.waitForSelector("[data-task='1'].on");
    await page.waitForSelector("section.beside h1");
    await page.keyboard.press("Enter");
    await page.waitForURL(/\/cases\/\d+\.\d+/);
  }));

test("on a phone the desk shows the list, then the case that is pressed, and the way back", async (t) =>
  walk(t, browser, { phone: true, lang: "en" }, async (page) => {
    for (const role of (await roles(page)).filter((one) => ["officer", "handler", "station_head"].includes(one.duty))) {
      await page.context().clearCookies();
      await sign_in(page, role);
      if ((await read(page, "/cases/inbox?group=all")).items.length) break;
    }
    await page.goto(`${base}/desk`);
    await page.click("[data-task='0']");
    await page.waitForSelector("section.beside h1");
    assert.ok(!(await page.isVisible("section.first")), "one of the two at a time");
    const wide = await page.evaluate(() => document.querySelector("section.beside .head").scrollWidth - innerWidth);
    assert.ok(wide <= 0, `the head of the case is ${wide} px wider than the screen`);
    await page.click("[data-role=back]");
    await page.waitForSelector("[data-task='0']");
  }));

test("on a phone the search lies over the bar, and a hit that is pressed opens", async (t) =>
  walk(t, browser, { phone: true }, async (page) => {
    await sign_in(page, { duty: "dispatcher" });
    const { number, ref } = (await read(page, "/cases?limit=1")).items[0];
    await page.goto(`${base}/cases`);
    await page.click("#global-search");
    await page.fill("#global-search", number);
    const hit = page.locator("header.bar .hit", { hasText: number }).first();
    await hit.click();
    await page.waitForURL(new RegExp(ref.replace(".", "\\.")));
  }));

// What waits for a place at the reader's desk.
async function unlocated(page) {
  const found = [];
  for (let after = "", done = false; !done; done = !after) {
    const { items, next } = await read(page, `/cases/inbox?after=${encodeURIComponent(after)}`);
    found.push(...items.filter((one) => one.element === "locate"));
    after = next;
  }
  return found;
}
const report_unlocated = (page) =>
  post(page, "/cases", { channel: "hotline", kind: "complaint", content: `楼下的垃圾箱坏了 ${Date.now()}`, place: { text: "说不清在哪里" } });

async function shows_unlocated(page, wanted, otherwise) {
  const shown = async () => parseInt(await page.innerText("[data-tab=unlocated] b"), 10);
  for (const until = Date.now() + 10_000; (await shown()) !== wanted; await page.waitForTimeout(200))
    assert.ok(Date.now() < until, `${otherwise}: ${await shown()}, not ${wanted}`);
}

test("what happens while the stream of news is being opened is seen without a reload", async (t) =>
  walk(t, browser, {}, async (page) => {
    await sign_in(page, { duty: "acceptor" });
    let open;
    const opened = new Promise((now) => (open = now));
    await page.route(/\/api\/v1\/live/, async (route) => {
      await opened;
      await route.continue();
    });
    await page.goto(`${base}/dispatch?tab=unlocated`);
    const before = (await unlocated(page)).length;
    await shows_unlocated(page, before, "the desk does not show what waits");
    await report_unlocated(page);
    assert.equal((await unlocated(page)).length, before + 1, "the case that was filed waits for a place");
    open();
    await shows_unlocated(page, before + 1, "the desk still shows what it first read");
  }));

test("a case is located by a place its words mean, and what is open stays open when another case goes", async (t) =>
  walk(t, browser, {}, async (page) => {
    await sign_in(page, { duty: "acceptor" });
    await report_unlocated(page);
    await report_unlocated(page);
    await page.goto(`${base}/dispatch?tab=unlocated`);
    const before = (await unlocated(page)).length;
    await shows_unlocated(page, before, "the desk does not show what waits");
    // One whose words mean a place.
    for (let at = 0; ; at++) {
      assert.ok(at < before - 2, "a case of the demo district means a place");
      await page.click(`[data-line='${at}']`);
      await page.waitForSelector("[data-place='0'], [data-role=no-places]");
      if (await page.locator("[data-place='0']").count()) break;
    }
    await page.click("[data-place='0']");
    await shows_unlocated(page, before - 1, "the case that was located still waits");
    // Somebody else locates the first in the list while another is open.
    const title_of = (at) => page.innerText(`[data-line='${at}'] .title`);
    const [first, opened] = [await title_of(0), await title_of(before - 3)];
    await page.click(`[data-line='${before - 3}']`);
    await page.waitForFunction((title) => document.querySelector("section.beside h2")?.textContent === title, opened);
    const { items } = await read(page, "/places/search?q=" + encodeURIComponent("社区"));
    const gone = (await unlocated(page)).find((one) => one.title === first);
    await post(page, `/cases/${gone.case_ref}/actions/locate`, { place: { lng: items[0].lng, lat: items[0].lat } });
    await shows_unlocated(page, before - 2, "the case that somebody located still waits");
    assert.equal(await page.innerText("section.beside h2"), opened, "the case that was open is still open");
  }));

test("intake suggests while typing, finds the place, and registers", async (t) =>
  walk(t, browser, {}, async (page) => {
    await sign_in(page, { duty: "seat" });
    const found = await read(page, `/places/search?q=${encodeURIComponent("社区")}`);
    assert.ok(found.items.length > 0, "the gazetteer knows a community");
    await page.goto(`${base}/intake`);
    await page.fill("input[name=phone]", "13800138000");
    await page.fill(".intake textarea >> nth=0", "人行道上的污水井盖破损下沉，夜间有行人绊倒，请尽快处理");
    await page.waitForSelector("[data-item]");
    // Who decided how urgent it is, and by which words.
    assert.match(await page.innerText("[data-role=urgency-by]"), /危险词|规则|学习/);
    await page.click("[data-item] >> nth=0");
    // A manhole has an extra form: what depends on an answer appears with it, and what is needed is said.
    await page.waitForSelector("[data-field=state]");
    assert.equal(await page.locator("[data-field=danger]").count(), 0, "an unanswered state asks nothing more");
    await page.click("[data-field=state] [data-value=broken]");
    await page.click("[data-field=danger] [data-value=true]");
    await page.waitForSelector("[data-field=made_safe]");
    await page.fill("input[name=place]", found.items[0].name);
    await page.click("ul.found button >> nth=0");
    await page.waitForSelector(".place .good");
    await page.click("button[type=submit]");
    const said = await page.innerText("p.sent");
    assert.match(said, /20\d{6}-\d+/, "the number of the new case is said");
    await page.click("p.sent button");
    await page.waitForURL(/\/cases\/\d+\.\d+/);
    await page.waitForSelector("text=污水井盖破损下沉");
    assert.match(
      await page.innerText("dl.lines"),
      /破损[\s\S]*危及行人或车辆\s*是/,
      "the answers stand on the case's page",
    );
  }));

test("an empty intake form says beside each field what is missing", async (t) =>
  walk(t, browser, {}, async (page) => {
    await sign_in(page, { duty: "seat" });
    await page.goto(`${base}/intake`);
    await page.click("button[type=submit]");
    await page.waitForSelector("text=请填写诉求内容");
    await page.waitForSelector("text=请填写地点");
  }));

test("the case list scrolls on, filters by address, goes back, and exports", async (t) =>
  walk(t, browser, {}, async (page) => {
    await sign_in(page, { duty: "data_steward" });
    await page.goto(`${base}/cases`);
    await page.waitForSelector(".grid .line");
    const before_scroll = Number(await page.getAttribute(".grid", "aria-rowcount"));
    await page.evaluate(() => {
      const grid = document.querySelector(".grid");
      grid.scrollTop = grid.scrollHeight;
    });
    await page.waitForFunction(
      (count) => Number(document.querySelector(".grid").getAttribute("aria-rowcount")) > count,
      before_scroll,
    );
    assert.ok((await page.locator(".grid .line").count()) < 100, "only rows in sight are drawn");
    await page.goto(`${base}/cases?status=closed&channel=hotline`);
    await page.waitForSelector(".grid .line");
    const rows = await page.locator(".grid .line").allInnerTexts();
    assert.ok(
      rows.every((row) => row.includes("已结案") && row.includes("热线")),
      "every row keeps to the filters",
    );
    await page.click(".grid .line a >> nth=0");
    await page.waitForURL(/\/cases\/\d+/);
    await page.goBack();
    await page.waitForURL(/status=closed/);
    await page.goto(`${base}/cases?status=open&lamp=red`);
    await page.waitForSelector(".grid .line, .empty");
    await page.evaluate(() => localStorage.setItem("tiange.cases.columns", "number,handler,grid,repeat,title"));
    await page.reload();
    await page.waitForSelector(".grid .line, .empty");
    await page.click("[data-role=export]");
    const [file] = await Promise.all([page.waitForEvent("download"), page.click("text=CSV")]);
    const text = await (await file.createReadStream()).toArray();
    assert.match(
      Buffer.concat(text).toString("utf8").split("\n")[0],
      /工单编号,标题,网格,经办人,重复件数/,
      "the columns of the screen in their order",
    );
    const [row] = (await read(page, "/cases?status=open&lamp=red&limit=1")).items;
    await page.click("[data-role=export]");
    const [book] = await Promise.all([page.waitForEvent("download"), page.click("text=XLSX")]);
    const sheet = part_of(Buffer.concat(await (await book.createReadStream()).toArray()), "xl/worksheets/sheet1.xml");
    assert.match(sheet, /<sheetData>[\s\S]*工单编号/);
    if (row) assert.ok(sheet.includes(row.number) && sheet.includes(row.title.slice(0, 4)), "the case is a row of it");
  }));

test("the case page shows ladder, clocks, an intact history and the process", async (t) =>
  walk(t, browser, {}, async (page) => {
    await sign_in(page, { duty: "dispatcher" });
    const list = await read(page, "/cases?status=open&limit=1");
    assert.ok(list.items.length, "the district has open cases");
    await page.goto(`${base}/cases/${list.items[0].ref}`);
    await page.waitForSelector(`text=${list.items[0].number}`);
    assert.equal(await page.locator(".ladder .rung").count(), 4);
    assert.ok((await page.locator(".clock").count()) >= 1);
    await page.click("text=校验存证");
    await page.waitForSelector("text=记录完整");
    await page.click("[data-role=flow]");
    await page.waitForSelector(".bpmn .been-active");
    await page.waitForSelector("[role=dialog] table tbody tr");
  }));

test("the dispatch desk opens the queue, the map and a decision", async (t) =>
  walk(t, browser, {}, async (page) => {
    await sign_in(page, { duty: "dispatcher" });
    await page.goto(`${base}/dispatch`);
    await page.waitForSelector(".dispatch canvas");
    await page.waitForSelector("[data-line]");
    await page.waitForSelector(".advice");
    // A fresh district's matters at dispatch were given back: the reason stands before the suggestion.
    await page.waitForSelector("[data-role=given-back]:has-text('退回')");
  }));

test("the board's numbers lead down to the case", async (t) =>
  walk(t, browser, {}, async (page) => {
    await sign_in(page, { duty: "leader" });
    await page.goto(`${base}/board`);
    await page.waitForSelector("[data-figure]");
    assert.ok((await page.locator("[data-figure]").count()) >= 4);
    await page.waitForSelector(".chart canvas");
    // The rows of the level above stay until those below have come.
    const go_down = async (size) => {
      const rows = page.locator(".league tbody tr[data-area]");
      await page.waitForFunction((n) => document.querySelector(".league tbody tr[data-area]")?.dataset.area.length === n, size);
      await rows.first().locator(".name").click();
      await page.waitForURL(new RegExp(`area=\\d{${size}}(&|$)`));
    };
    for (const size of [9, 12, 15]) await go_down(size);
    await page.waitForURL(/\/cases\?.*area=\d{15}/);
  }));

test("what the board says was closed today is what its list holds", async (t) =>
  walk(t, browser, {}, async (page) => {
    await sign_in(page, { duty: "leader" });
    await page.goto(`${base}/board`);
    await page.click("[data-figure=closed_today]");
    await page.waitForURL(/status=closed/);
    const since = new URL(page.url()).searchParams.get("closed_from");
    assert.match(since, /^20\d\d-\d\d-\d\d$/);
    await page.waitForSelector(".grid .line, .empty");
    const list = await read(page, `/cases?status=closed&closed_from=${since}&limit=200`);
    const midnight = new Date(`${since}T00:00:00+08:00`);
    assert.ok(list.items.every((row) => new Date(row.closed) >= midnight), "closed on the day, whenever reported");
    const said = (await read(page, "/command/board")).figures.find((one) => one.key === "closed_today").value;
    if (!list.next && said < 200) assert.ok(Math.abs(list.items.length - said) <= 5, `${list.items.length} of ${said}`);
  }));

test("the catalogue lists, opens, edits as a new version", async (t) =>
  walk(t, browser, {}, async (page) => {
    await sign_in(page, { duty: "data_steward" });
    const all = await read(page, "/items?limit=1");
    assert.ok(all.total >= 247, `${all.total} items`);
    await page.goto(`${base}/items?q=${encodeURIComponent("井盖")}`);
    await page.waitForSelector(".grid .line");
    await page.click(".grid .line .link >> nth=0");
    await page.waitForSelector(".el-drawer dl");
    const code = new URL(page.url()).searchParams.get("code");
    const was = (await read(page, `/items/${code}`)).item;
    await page.click(".el-drawer button:has-text('编辑')");
    const basis = `${was.legal_basis} `.trimEnd().replace(/（核对）*$/, "") + "（核对）";
    await page
      .locator(".el-drawer .el-form-item:has(label:text-is('依据')) textarea")
      .fill(was.legal_basis === basis ? was.legal_basis.replace("（核对）", "") : basis);
    await page.click(".el-drawer button[type=submit]");
    await page.waitForSelector(`text=第 ${was.version + 1} 版`);
  }));

test("organisation: units unfold, people are found, the roster and roles are shown", async (t) =>
  walk(t, browser, {}, async (page) => {
    await sign_in(page, { duty: "town_admin" });
    await page.goto(`${base}/org`);
    await page.waitForSelector(".el-tree-node");
    await page.click(".el-tree-node >> nth=0");
    await page.waitForSelector("section.card dl");
    await page.goto(`${base}/org?tab=people`);
    await page.waitForSelector(".people .line");
    await page.click(".people .line .link >> nth=0");
    await page.waitForSelector(".el-drawer .posts");
    await page.goto(`${base}/org?tab=roster`);
    await page.waitForSelector(".roster .line");
    await page.goto(`${base}/org?tab=roles`);
    await page.waitForSelector(".el-checkbox");
  }));

test("places: a typed point is located in its grid, the map draws", async (t) =>
  walk(t, browser, {}, async (page) => {
    await sign_in(page, { duty: "data_steward" });
    const home = (await read(page, "/session")).home_area.code;
    const town = (await read(page, `/places/areas?parent=${home}`)).items[0];
    const community = (await read(page, `/places/areas?parent=${town.code}`)).items[0];
    const grid = (await read(page, `/places/areas?parent=${community.code}`)).items[0];
    const tile = page.waitForResponse(
      (answer) => answer.url().includes("/places/tiles/grids/") && answer.status() === 200,
    );
    await page.goto(`${base}/places?lng=${grid.lng}&lat=${grid.lat}`);
    await page.waitForSelector(`.answer >> text=${grid.code}`);
    await tile;
  }));

test("import maps columns, runs, and a second run makes nothing twice", async (t) =>
  walk(t, browser, {}, async (page) => {
    await sign_in(page, { duty: "data_steward" });
    const stamp = Date.now();
    const lines = ["序号,工单编号,标题,内容"];
    for (let i = 1; i <= 20; i++)
      lines.push(`${i},WK${stamp}${i},路灯不亮${i},${i === 7 ? "" : `同济路第${i}盏路灯晚上不亮，影响出行`}`);
    const file = { name: "导出.csv", mimeType: "text/csv", buffer: Buffer.from(lines.join("\r\n")) };
    const results = [];
    for (let round = 0; round < 2; round++) {
      await page.goto(`${base}/imports`);
      await page.setInputFiles("input[type=file]", file);
      await page.waitForSelector("[data-role=run]");
      await page.click("[data-role=run]");
      await page.waitForSelector("h2:has-text('导入完成')", { timeout: 60_000 });
      results.push(
        (await page.locator("[data-role=import-result] dd").allInnerTexts()).map((text) =>
          Number.parseFloat(text.replaceAll(",", "")),
        ),
      );
    }
    const [first, second] = results;
    assert.equal(first[1] + first[3], 20, `every row is a case or an error: ${first}`);
    assert.equal(second[1], 0, "the second import makes no case");
    assert.equal(second[2], first[1], "what was a case is known");
  }));

test("a table of another city is mapped with its values, and its overdue flags are compared", async (t) =>
  walk(t, browser, {}, async (page) => {
    await sign_in(page, { duty: "data_steward" });
    const stamp = Date.now();
    const lines = [
      "case_enquiry_id,open_dt,sla_target_dt,closed_dt,on_time,case_status,case_title,type,source",
      `B${stamp}1,2026-03-05 09:00:00,2026-03-07 09:00:00,2026-03-06 17:30:00,ONTIME,Closed,Street light out,Lights,Constituent Call`,
      `B${stamp}2,2026-03-05 09:00:00,2026-03-07 09:00:00,2026-03-09 08:00:00,OVERDUE,Closed,Street light out,Lights,Carrier Pigeon`,
      `B${stamp}3,2026-03-05 09:00:00,2026-03-07 09:00:00,2026-03-06 08:00:00,OVERDUE,Closed,Street light out,Lights,Carrier Pigeon`,
    ];
    await page.goto(`${base}/imports`);
    await page.setInputFiles("input[type=file]", { name: "311.csv", mimeType: "text/csv", buffer: Buffer.from(lines.join("\n")) });
    await page.click("button:has-text('检查并预览')");
    const pigeon = page.locator(".value", { hasText: "Carrier Pigeon" });
    await pigeon.locator(".el-select").click();
    await page.click(".el-select-dropdown__item:visible:has-text('其他')");
    const lights = page.locator(".value", { hasText: "Lights" });
    await lights.locator("input").fill("路灯");
    await page.click(".el-select-dropdown__item:visible:has-text('路灯') >> nth=0");
    await page.click("[data-role=run]");
    await page.waitForSelector("h2:has-text('导入完成')", { timeout: 60_000 });
    assert.match(await page.locator("[data-role=agreed]").innerText(), /3 行中 2 行一致/);
    const made = (await read(page, "/cases?q=Street%20light%20out&channel=other&from=2026-03-05&to=2026-03-06&limit=10")).items;
    assert.ok(made.length >= 2 && made.every((one) => one.item_name.includes("路灯")), JSON.stringify(made[0]));
  }));

test("processes show their picture and decisions can be tried", async (t) =>
  walk(t, browser, {}, async (page) => {
    await sign_in(page, { duty: "data_steward" });
    await page.goto(`${base}/flows`);
    await page.waitForSelector(".bpmn .djs-shape");
    const list = (await read(page, "/flows/definitions")).items;
    const decision = list.find((one) => one.kind === "dmn");
    assert.ok(decision, "a decision is deployed");
    await page.goto(`${base}/flows?kind=dmn&key=${decision.key}&version=${decision.version}&tab=try`);
    await page.click(".try button[type=submit]");
    await page.waitForSelector(".try .result dl, .try .result .error");
  }));

test("a room without permission says so and offers a way back", async (t) =>
  walk(t, browser, {}, async (page) => {
    await sign_in(page, { duty: "officer" });
    await page.goto(`${base}/system`);
    await page.waitForSelector("text=您没有进入此功能的权限");
  }));

test("an expired session asks again over the page and keeps what was typed", async (t) =>
  walk(t, browser, {}, async (page) => {
    await sign_in(page, { duty: "seat" });
    await page.goto(`${base}/intake`);
    await page.fill(".intake textarea >> nth=0", "写到一半的诉求内容");
    await page.context().clearCookies();
    await page.fill("input[name=place]", "同济路");
    await page.waitForSelector("text=登录已过期");
    assert.equal(await page.inputValue(".intake textarea >> nth=0"), "写到一半的诉求内容");
  }));
