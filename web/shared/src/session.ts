// Who is signed in on this tab, and what they may do.
import { computed, reactive, ref, watch } from "vue";
import { api, as_problem, on_expired, type Problem } from "./api/client";
import { keep_language, lang, language_is_kept } from "./lang";
import type { DemoRole, Me, SignedIn } from "./api/types";

export const me = ref<Me | null>(null);
export const session = reactive({ known: false, asking_again: false });

let waiting: ((again: boolean) => void)[] = [];

export function may(permission: string): boolean {
  return me.value?.permissions.includes(permission) ?? false;
}

// The language follows the person: chosen here it is kept with the account, and on a new device it comes from there.
watch(
  () => me.value?.account_id,
  () => {
    if (me.value?.language === "en" && !language_is_kept()) lang.value = "en";
  },
);
watch(lang, (now) => {
  keep_language();
  if (me.value && me.value.language !== now)
    void api.put("/session/language", { language: now }, { quiet: true }).then(
      () => {
        if (me.value) me.value.language = now;
      },
      () => undefined,
    );
});

export const main_post = computed(() => me.value?.posts[0] ?? null);

// Where a matter belongs that nobody has located yet, as the server has it: the community, village or town somebody works
// for, else the district.
export const home_of_reports = (): string =>
  me.value?.areas.find((area) => area.length >= 6 && area.length < 15) ?? "";

// Asks the server who this is; null when nobody is signed in. Throws only when the server cannot be reached.
export async function load_me(): Promise<Me | null> {
  try {
    me.value = await api.get<Me>("/session", undefined, { quiet: true });
  } catch (reason) {
    const problem = as_problem(reason);
    if (problem.network || problem.status >= 500) throw problem;
    me.value = null;
  } finally {
    session.known = true;
  }
  return me.value;
}

async function after_sign_in(): Promise<void> {
  await load_me();
  session.asking_again = false;
  const resolve = waiting;
  waiting = [];
  for (const one of resolve) one(me.value !== null);
}

// Returns what the server still wants: nothing, or the second factor.
export async function sign_in(account: string, password: string, code?: string): Promise<"done" | "code"> {
  const answer = await api.post<SignedIn>(
    "/session",
    { account, password, ...(code ? { code } : {}) },
    { quiet: true },
  );
  if (answer.second_factor_needed) return "code";
  await after_sign_in();
  return "done";
}

export async function sign_in_as(role: DemoRole): Promise<void> {
  await api.post("/org/demo-session", { account: role.account }, { quiet: true });
  await after_sign_in();
}

// The demo district's roles; empty when the server does not offer them.
export async function demo_roles(): Promise<DemoRole[]> {
  try {
    return (await api.get<{ items: DemoRole[] }>("/org/demo-roles", undefined, { quiet: true })).items;
  } catch {
    return [];
  }
}

export async function sign_out(): Promise<void> {
  try {
    await api.del("/session", { quiet: true });
  } catch {
    /* the session was over already */
  }
  me.value = null;
}

export async function change_password(old: string, wanted: string): Promise<Problem | null> {
  try {
    await api.post("/session/password", { old, new: wanted });
    await load_me();
    return null;
  } catch (reason) {
    return as_problem(reason);
  }
}

export function give_up_sign_in(): void {
  session.asking_again = false;
  me.value = null;
  const resolve = waiting;
  waiting = [];
  for (const one of resolve) one(false);
}

on_expired(() => {
  if (!me.value) return Promise.resolve(false);
  session.asking_again = true;
  return new Promise((resolve) => waiting.push(resolve));
});
