// An hour at the dispatch desk: a matter given back with its reason, the same matter merged, a suggestion taken with one key,
// a call with two matters split, a place found, and how well the suggestions do.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { base, open_browser, open_page, read, sign_in, walk } from "./browser.mjs";

let browser;
before(async () => {
  browser = await open_browser();
});
after(async () => {
  await browser?.close();
});

async function report(body) {
  const seat = await open_page(browser);
  await sign_in(seat, { duty: "seat" });
  const csrf = (await seat.context().cookies()).find((one) => one.name === "tiange_csrf")?.value ?? "";
  const answer = await seat.context().request.post(`${base}/api/v1/cases`, {
    data: { channel: "hotline", kind: "complaint", ...body },
    headers: { "Idempotency-Key": crypto.randomUUID(), "X-Tiange-CSRF": csrf },
  });
  assert.ok(answer.ok(), await answer.text());
  const made = await answer.json();
  await seat.context().close();
  return made;
}

const number_of = (page) => page.locator(".beside .scroll a").first().innerText();

test("an hour at the dispatch desk", async (t) =>
  walk(t, browser, {}, async (page) => {
    await sign_in(page, { duty: "dispatcher" });
    await page.goto(`${base}/dispatch`);

    // What was given back stands first, with who gave it back and why, and what is suggested now.
    await page.waitForSelector("[data-role=given-back]:has-text('退回')");
    await page.waitForSelector(".advice dd");
    const first = (await number_of(page)).trim();
    const row = (await read(page, "/cases/inbox")).items.find((one) => one.number === first || first.includes(one.number));
    assert.ok(row, `the desk's first line ${first} waits for the dispatcher`);
    const matter = await read(page, `/cases/${row.case_ref}`);

    // Somebody else calls about the very same thing: the desk finds it, says why, and merges.
    const again = await report({
      content: matter.content,
      item_code: matter.item_code,
      place: { text: matter.place.text, grid_code: matter.grid_code, lng: matter.place.lng, lat: matter.place.lat },
      reporter: { name: "黄女士", phone: "14000000713" },
    });
    await page.reload();
    const found = page.locator("[data-role=alike]", { hasText: again.number });
    await found.waitFor();
    assert.match(await found.locator("[data-role=alike-why]").innerText(), /\S{2,}/, "why it may be the same");
    await found.locator("[data-role=merge]").click();
    await page.click(".el-message-box .el-button--primary");
    await page.waitForSelector(`.beside a:has-text("${first}")`, { state: "detached" });
    const closed = await read(page, `/cases/${row.case_ref}`);
    assert.ok(closed.closed, "the one that was merged is closed");
    const tied = await read(page, `/cases/${again.ref}/alike`);
    assert.ok(tied.reporters >= 2, "both reporters are kept");

    // The next one goes elsewhere: who gave it back is not suggested again.
    await page.waitForSelector("[data-role=given-back]");
    const second = (await number_of(page)).trim();
    const next = (await read(page, "/cases/inbox")).items.find((one) => second.includes(one.number));
    const before = await read(page, `/cases/${next.case_ref}`);
    assert.notEqual(before.suggestions.unit, before.unit, "not the unit that has just given it back");
    assert.match(before.suggestions.unit_why_zh, /退回/);
    await page.keyboard.press("a");
    // Another unit of the kind; where only the one that gave it back is of that kind, one of another kind.
    const offered = page.locator(".find-field li button");
    const other = offered.filter({ hasNotText: before.unit_zh }).first();
    for (const word of ["执法", "市场监管"]) {
      await page.fill("#f-unit", word);
      await offered.filter({ hasText: word }).first().waitFor();
      if (await other.isVisible()) break;
    }
    await other.click();
    await page.fill("#f-text", "由镇街牵头协调");
    await page.click("form button[type=submit]");
    await page.waitForSelector(`.beside a:has-text("${second}")`, { state: "detached" });
    const sent = await read(page, `/cases/${next.case_ref}`);
    assert.ok(!["pending_dispatch", "returned"].includes(sent.status), sent.status);
    assert.notEqual(sent.unit, before.unit, "another unit has it");

    // Two matters in one call become two cases that know of each other.
    const call = await report({
      content: "楼下烧烤店油烟很大，另外门口的路灯也坏了两盏",
      item_code: "E13-0129",
      place: { grid_code: matter.grid_code },
      reporter: { name: "何先生", phone: "14000000714" },
    });
    await page.goto(`${base}/cases/${call.ref}`);
    await page.click("[data-role=split]");
    await page.locator("[data-role=part] textarea").fill("门口的路灯坏了两盏");
    await page.click("[data-role=split-go]");
    await page.waitForSelector("[data-role=tie]");
    const ties = (await read(page, `/cases/${call.ref}/alike`)).ties;
    assert.equal(ties[0].how, "split_to");

    // How well the suggestions do is open to the desk.
    await page.goto(`${base}/items/learning`);
    await page.waitForSelector("h1");
    await page.click("label:has([value=urgency])");
    await page.waitForURL(/what=urgency/);
    await page.waitForSelector("text=危险词");
    assert.equal((await read(page, "/cases/learning?what=urgency")).what, "urgency");
    assert.equal(await page.locator(".error-state").count(), 0);
  }));
