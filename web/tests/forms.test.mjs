// A browser judges a form as the server does: random forms and answers are given to both, and everything either says of
// them is compared. Then forms of a fresh district with answers at random.
import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { test } from "node:test";
import { build } from "esbuild";
import { base, open_browser, open_page, sign_in } from "./browser.mjs";
import { dice, random_answers, random_form } from "./form_random.mjs";

const k_forms = 400;
const k_at = "2026-11-21T09:00:00+08:00";
const here = fileURLToPath(new URL(".", import.meta.url));

async function engine() {
  const folder = mkdtempSync(join(tmpdir(), "forms-"));
  try {
    const outfile = join(folder, "check.mjs");
    await build({ entryPoints: [join(here, "../shared/src/forms/check.ts")], bundle: true, format: "esm", outfile, logLevel: "error" });
    return (await import(pathToFileURL(outfile).href)).check_here;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function parts(check) {
  const { visible, required, fixed, values, wrong, choices, texts, tables, within } = check;
  return JSON.parse(JSON.stringify({ visible, required, fixed, values, wrong, choices, texts, tables, within }));
}

test("a browser judges forms as the server does", async (t) => {
  const check_here = await engine();
  const browser = await open_browser();
  t.after(() => browser.close());
  const page = await open_page(browser);
  await sign_in(page, { duty: "data_steward" });
  const token = (await page.context().cookies()).find((one) => one.name === "tiange_csrf")?.value ?? "";
  const preview = async (content, answers) => {
    const answer = await page.context().request.post(`${base}/api/v1/flows/forms/preview`, {
      data: { content: JSON.stringify(content), answers, at: k_at },
      headers: { "Idempotency-Key": crypto.randomUUID(), "X-Tiange-CSRF": token },
    });
    assert.equal(answer.status(), 200, await answer.text());
    return answer.json();
  };

  const seed = Number(process.env.TIANGE_FORM_SEED ?? 20261121);
  let compared = 0;
  const compare = async (content, answers, what) => {
    const out = await preview(content, answers);
    if (out.problems.length > 0) return;
    if (out.form.asks_server) return;
    const mine = check_here(out.form.fields, answers, new Date(k_at));
    assert.deepEqual(parts(mine), parts(out.check), `${what}: ${JSON.stringify(content)} ${JSON.stringify(answers)}`);
    ++compared;
  };
  for (let n = 0; n < k_forms; ++n) {
    const r = dice(seed + n);
    const form = random_form(r);
    await compare(form, random_answers(r, form.components), `seed ${seed + n}`);
  }
  assert.ok(compared > k_forms * 0.9, `only ${compared} forms could be compared`);

  const folder = join(here, "../../data/forms");
  for (const file of readdirSync(folder).filter((name) => name.endsWith(".json"))) {
    const form = JSON.parse(readFileSync(join(folder, file), "utf8"));
    const before = compared;
    for (let n = 0; n < 8; ++n) await compare(form, random_answers(dice(seed + n), form.components), file);
    assert.equal(compared - before, 8, `${file} is judged without the server`);
  }
});
