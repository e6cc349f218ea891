// Talks to the server: problems in two languages, idempotency keys, the cross-site header, sign-in asked for again.
import { lang } from "../lang";

const k_base = "/api/v1";

export interface Field {
  path: string;
  zh: string;
  en: string;
}

// A refusal (RFC 9457). `network` is true when no answer came at all, so that the caller may keep the work and retry.
export class Problem extends Error {
  status = 0;
  code = "";
  detail_zh = "";
  detail_en = "";
  title_zh = "";
  title_en = "";
  request_id = "";
  fields: Field[] = [];
  network = false;

  get text(): string {
    return lang.value === "zh" ? this.detail_zh || this.title_zh : this.detail_en || this.title_en || this.detail_zh;
  }
  get heading(): string {
    return lang.value === "zh" ? this.title_zh : this.title_en || this.title_zh;
  }
  field(path: string): string {
    const found = this.fields.find(
      (one) => one.path === path || one.path.endsWith(`.${path}`) || one.path.endsWith(`/${path}`),
    );
    return found ? (lang.value === "zh" ? found.zh : found.en) : "";
  }
}

function no_answer(): Problem {
  const problem = new Problem("network");
  problem.network = true;
  problem.code = "network";
  problem.title_zh = "连接不上服务";
  problem.title_en = "Cannot reach the service";
  problem.detail_zh = "没有收到服务器的回应。请检查网络，填写的内容仍然保留。";
  problem.detail_en = "The server did not answer. Check the network; what you typed is kept.";
  return problem;
}

async function problem_of(answer: Response): Promise<Problem> {
  const problem = new Problem(`HTTP ${answer.status}`);
  problem.status = answer.status;
  let body: Record<string, unknown> = {};
  try {
    body = await answer.json();
  } catch {
    /* a proxy's page, not ours */
  }
  const word = (name: string) => (typeof body[name] === "string" ? (body[name] as string) : "");
  problem.code = word("code");
  problem.title_zh = word("title") || `请求未完成（${answer.status}）`;
  problem.title_en = word("title_en") || `Not done (${answer.status})`;
  problem.detail_zh = word("detail") || problem.title_zh;
  problem.detail_en = word("detail_en") || problem.title_en;
  problem.request_id = word("request_id");
  problem.fields = Array.isArray(body.fields) ? (body.fields as Field[]) : [];
  return problem;
}

// A UUID of version 7 (RFC 9562 §5.7): the server keeps keys in the order of their time.
export function new_key(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  const ms = Date.now().toString(16).padStart(12, "0");
  bytes[6] = (bytes[6]! & 0x0f) | 0x70;
  bytes[8] = (bytes[8]! & 0x3f) | 0x80;
  const hex = ms + Array.from(bytes.subarray(6), (byte) => byte.toString(16).padStart(2, "0")).join("");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-");
}

function cookie(name: string): string {
  const found = document.cookie.split("; ").find((one) => one.startsWith(`${name}=`));
  return found ? decodeURIComponent(found.slice(name.length + 1)) : "";
}

// Set by the shell: shows the sign-in over the page and resolves true once somebody signed in again.
let ask_sign_in: (() => Promise<boolean>) | null = null;
export function on_expired(ask: () => Promise<boolean>): void {
  ask_sign_in = ask;
}

export type Query = Record<string, string | number | boolean | null | undefined>;

export function query_text(query?: Query): string {
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(query ?? {})) {
    if (value !== undefined && value !== null && value !== "" && value !== false) search.set(name, String(value));
  }
  const text = search.toString();
  return text ? `?${text}` : "";
}

export interface Options {
  query?: Query;
  key?: string; // idempotency key; one is made for every command when absent
  version?: number; // sent as If-Match
  headers?: Record<string, string>;
  signal?: AbortSignal;
  quiet?: boolean; // do not ask to sign in again on 401
}

export function url_of(path: string, query?: Query): string {
  return (path.includes("/api/v1/") || path.startsWith("/api") ? path : k_base + path) + query_text(query);
}

// 应急受理 Where reports go while the core does not answer: a path of this site, told by the core while it did.
const k_standby = "tiange.standby";
const k_kept_paths = ["/public/reports", "/cases", "/blobs/open", "/blobs"];
export function standby_path(): string {
  return localStorage.getItem(k_standby) ?? "";
}
export async function learn_standby(): Promise<void> {
  try {
    const answer = await fetch(`${k_base}/public/standby`, { credentials: "same-origin" });
    if (answer.ok) localStorage.setItem(k_standby, ((await answer.json()) as { path: string }).path);
  } catch {
    // Known from an earlier visit, or not at all.
  }
}
// The same request at the standby, for what it keeps; nothing when there is none or it does not answer either.
async function ask_standby(path: string, init: RequestInit): Promise<Response | null> {
  if (!standby_path() || init.method !== "POST" || !k_kept_paths.includes(path)) return null;
  try {
    const answer = await fetch(standby_path() + k_base + path, init);
    return answer.status === 502 || answer.status === 503 || answer.status === 504 ? null : answer;
  } catch {
    return null;
  }
}

export async function send(
  method: string,
  path: string,
  body?: BodyInit | null,
  options: Options = {},
): Promise<Response> {
  const headers: Record<string, string> = { Accept: "application/json", ...options.headers };
  headers["Accept-Language"] = lang.value === "zh" ? "zh-CN" : "en";
  if (method !== "GET") {
    headers["X-Tiange-CSRF"] = cookie("tiange_csrf");
    headers["Idempotency-Key"] = options.key ?? new_key();
  }
  if (options.version !== undefined) headers["If-Match"] = `"${options.version}"`;
  for (;;) {
    let answer: Response;
    const init: RequestInit = { method, headers, body, credentials: "same-origin", signal: options.signal };
    try {
      answer = await fetch(url_of(path, options.query), init);
    } catch (reason) {
      if (reason instanceof DOMException && reason.name === "AbortError") throw reason;
      const kept = await ask_standby(path, init);
      if (!kept) throw no_answer();
      answer = kept;
    }
    if (answer.status === 502 || answer.status === 503 || answer.status === 504)
      answer = (await ask_standby(path, init)) ?? answer;
    if (answer.ok) return answer;
    if (answer.status === 401 && !options.quiet && ask_sign_in && (await ask_sign_in())) {
      if (method !== "GET") headers["X-Tiange-CSRF"] = cookie("tiange_csrf");
      continue;
    }
    throw await problem_of(answer);
  }
}

async function json<T>(method: string, path: string, body: unknown, options: Options = {}): Promise<T> {
  const text = body === undefined ? null : JSON.stringify(body);
  const headers = text === null ? options.headers : { "Content-Type": "application/json", ...options.headers };
  const answer = await send(method, path, text, { ...options, headers });
  const got = await answer.text();
  return (got ? JSON.parse(got) : {}) as T;
}

export const api = {
  get: <T>(path: string, query?: Query, options: Options = {}) =>
    json<T>("GET", path, undefined, { ...options, query }),
  post: <T>(path: string, body: unknown = {}, options?: Options) => json<T>("POST", path, body, options),
  put: <T>(path: string, body: unknown, options?: Options) => json<T>("PUT", path, body, options),
  del: <T>(path: string, options?: Options) => json<T>("DELETE", path, undefined, options),
  // A file as it is: its type and name travel in headers.
  upload: async <T>(path: string, file: Blob, options: Options = {}): Promise<T> => {
    const headers: Record<string, string> = {
      "Content-Type": file.type || "application/octet-stream",
      ...options.headers,
    };
    if (file instanceof File) headers["X-File-Name"] = encodeURIComponent(file.name);
    const answer = await send("POST", path, file, { ...options, headers });
    return (await answer.json()) as T;
  },
};

// Lets the browser fetch a file with the session's cookie (exports stream, so nothing is held in memory here).
export function download(path: string, query?: Query): void {
  const link = document.createElement("a");
  link.href = url_of(path, query);
  link.download = "";
  document.body.append(link);
  link.click();
  link.remove();
}

export function as_problem(reason: unknown): Problem {
  if (reason instanceof Problem) return reason;
  const problem = no_answer();
  problem.network = false;
  problem.title_zh = "页面出了问题";
  problem.title_en = "This page broke";
  problem.detail_zh = reason instanceof Error ? reason.message : String(reason);
  problem.detail_en = problem.detail_zh;
  return problem;
}
