// Opens the real screens of a running district in Chromium. What the page logs as an error, a broken promise or a rule of the
// content policy fails the walk that caused it.
import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { chromium } from "playwright-core";

export const base = (process.env.TIANGE_URL ?? "").replace(/\/$/, "");
if (!base) throw new Error("TIANGE_URL names no server: start the demo district and pass its address");

const k_chromium =
  process.env.CHROMIUM ??
  ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"].find((path) => existsSync(path));
const k_flags = [
  "--no-sandbox",
  "--use-gl=angle",
  "--use-angle=swiftshader",
  "--enable-unsafe-swiftshader",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
  "--no-first-run",
];
// A dead spot or a refusal is said by the screen itself; the browser's own note about it is no fault.
const k_expected = [/Failed to load resource/, /net::ERR_INTERNET_DISCONNECTED/, /GPU stall|GL Driver Message|WebGL/];

export async function open_browser() {
  return chromium.launch({ executablePath: k_chromium, headless: true, args: k_flags });
}

// Every operation the server describes: its method, a pattern of its path, the query and the fields it reads.
const operations = await (async () => {
  const { paths, components } = await (await fetch(`${base}/api/openapi.json`)).json();
  const fields_of = (schema) => {
    const name = schema?.$ref?.split("/").at(-1);
    const whole = name ? components.schemas[name] : schema;
    return whole?.properties && !whole.additionalProperties ? new Set(Object.keys(whole.properties)) : null;
  };
  return Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, one]) => ({
      name: `${method.toUpperCase()} ${path}`,
      method: method.toUpperCase(),
      plain: !path.includes("{"),
      path: new RegExp("^" + path.replace(/[.]/g, "\\.").replace(/\{[^}]+\}/g, "[^/]+") + "$"),
      query: new Set((one.parameters ?? []).filter((each) => each.in === "query").map((each) => each.name)),
      fields: fields_of(one.requestBody?.content?.["application/json"]?.schema),
    })),
  );
})();

// What a screen sends that its operation does not read: the server passes over it, and nobody learns that it does
// nothing. Only `limit` may be passed over: pages of some lists have a size of their own.
function unknown_fields(request) {
  const url = new URL(request.url());
  const fits_url = (one) => one.method === request.method() && one.path.test(url.pathname);
  const operation = operations.find((one) => one.plain && fits_url(one)) ?? operations.find(fits_url);
  if (!operation) return [];
  const type = request.headers()["content-type"] ?? "";
  const body = operation.fields && type.startsWith("application/json") ? request.postDataJSON() : null;
  const sent = [
    ...[...url.searchParams.keys()].filter((name) => name !== "limit" && !operation.query.has(name)).map((name) => `?${name}`),
    ...Object.keys(body ?? {}).filter((name) => !operation.fields.has(name)),
  ];
  return sent.length ? [`${operation.name} does not read ${sent.join(", ")}`] : [];
}

// A fresh person at a fresh screen. `problems` gathers what went wrong; check it at the end with calm().
export async function open_page(browser, options = {}) {
  const context = await browser.newContext({
    viewport: options.phone ? { width: 390, height: 844 } : { width: 1440, height: 900 },
    hasTouch: !!options.phone,
    isMobile: !!options.phone,
    geolocation: options.at ?? { longitude: 113.1066, latitude: 23.0191, accuracy: 8 },
    permissions: ["geolocation"],
    locale: "zh-CN",
    timezoneId: "Asia/Shanghai",
    colorScheme: options.dark ? "dark" : "light",
    acceptDownloads: true,
    serviceWorkers: options.worker ? "allow" : "block",
    ...(options.scale ? { deviceScaleFactor: options.scale } : {}),
  });
  // The language is kept with the account, so a walk in English must not turn the next one.
  await context.addInitScript((lang) => {
    if (!localStorage.getItem("tiange.lang")) localStorage.setItem("tiange.lang", lang);
  }, options.lang ?? "zh");
  const page = await context.newPage();
  page.setDefaultTimeout(20_000);
  const problems = [];
  page.on("pageerror", (error) => problems.push(`page error: ${error.message}`));
  page.on("console", (message) => {
    if (message.type() === "error" && !k_expected.some((one) => one.test(message.text())))
      problems.push(`console: ${message.text()}`);
  });
  page.on("response", (answer) => {
    if (answer.status() >= 500) problems.push(`${answer.status()} ${answer.url()}`);
  });
  page.on("request", (request) => problems.push(...unknown_fields(request)));
  // From a list just chosen in, a person clicks into the next field. Focus that a script alone moves there within the
  // same tenth of a second is fetched back by the list, and the letters would land in its search.
  const fill = page.fill.bind(page);
  page.fill = async (field, ...rest) => {
    if (await page.evaluate(() => !!document.activeElement?.closest(".el-select, .el-popper"))) await page.click(field);
    return fill(field, ...rest);
  };
  page.calm = () => assert.deepEqual(problems, [], "the screen logged errors");
  return page;
}

// Signs in by the demo district's role switcher: an account, or the first role of a duty.
export async function sign_in(page, who) {
  const account =
    who.account ??
    (await roles(page)).find((role) => role.duty === who.duty && (!who.level || role.level === who.level))?.account;
  assert.ok(account, `the demo district offers no ${JSON.stringify(who)}`);
  const answer = await page
    .context()
    .request.post(`${base}/api/v1/org/demo-session`, {
      data: { account },
      headers: { "Idempotency-Key": crypto.randomUUID() },
    });
  assert.equal(answer.status(), 200, `signing in as ${account}: ${await answer.text()}`);
  return account;
}

export async function roles(page) {
  const answer = await page.context().request.get(`${base}/api/v1/org/demo-roles`);
  assert.equal(answer.status(), 200, "the demo district's roles");
  return (await answer.json()).items;
}

// Reads the interface with the page's own session.
export async function read(page, path) {
  const answer = await page.context().request.get(`${base}/api/v1${path}`);
  assert.ok(answer.ok(), `GET ${path}: ${answer.status()} ${(await answer.text()).slice(0, 300)}`);
  return answer.json();
}

// Writes with the page's own session. `also`: statuses beside success that the walk takes for an answer; `key`: of a place.
export async function write(page, method, path, data, { also = [], key } = {}) {
  const csrf = (await page.context().cookies()).find((one) => one.name === "tiange_csrf")?.value ?? "";
  const headers = { "Idempotency-Key": crypto.randomUUID(), "X-Tiange-CSRF": csrf, ...(key ? { "X-Tiange-Key": key } : {}) };
  const answer = await page.context().request.fetch(`${base}/api/v1${path}`, { method, data, headers });
  const said = await answer.text();
  assert.ok(answer.ok() || also.includes(answer.status()), `${method} ${path}: ${answer.status()} ${said.slice(0, 400)}`);
  return JSON.parse(said);
}
export const post = (page, path, data, options) => write(page, "POST", path, data, options);

// Signs in as somebody else: the first of a duty ("acceptor"), or who works off a queue ("440604-BG:office_staff").
export async function become(page, who) {
  await page.context().clearCookies();
  if (!who.includes(":")) return sign_in(page, { duty: who });
  await sign_in(page, { duty: "data_steward" });
  const account = await account_of(page, who);
  await page.context().clearCookies();
  return sign_in(page, { account });
}

// Whether the page is no wider than its window.
export const fits = (page) => page.evaluate(() => document.documentElement.scrollWidth <= window.innerWidth + 1);

// A citizen number of 17 digits with its check digit (GB 11643).
export function citizen_number(first) {
  const weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
  return first + "10X98765432"[weights.reduce((sum, weight, at) => sum + weight * Number(first[at]), 0) % 11];
}

// The account of somebody who works off a queue: "<area or unit>:<duty>".
export async function account_of(reader, queue) {
  const [place, duty] = queue.split(":");
  if (duty === "officer") {
    const duties = await read(reader, `/org/duty-matrix?area=${place}`);
    const person = duties.items[0]?.on_duty[0];
    assert.ok(person, `nobody stands for grid ${place}`);
    return (await read(reader, `/org/people/${person.id}`)).account.account;
  }
  const people = (await read(reader, `/org/people?unit=${place}&limit=100`)).items;
  const found = people.find(
    (one) => one.account && one.posts.some((post) => post.duty === duty && post.unit === place),
  );
  assert.ok(found, `nobody holds ${queue}`);
  return found.account.account;
}

export async function walk(test_context, browser, options, steps) {
  const page = await open_page(browser, options);
  try {
    await steps(page);
    page.calm();
  } catch (error) {
    if (process.env.TIANGE_SHOTS)
      await page
        .screenshot({ path: `${process.env.TIANGE_SHOTS}/${test_context.name.replace(/\W+/g, "-")}.png` })
        .catch(() => undefined);
    throw error;
  } finally {
    await page.context().close();
  }
}
