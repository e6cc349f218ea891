// Fetches what somebody on the way will need where there is no signal: the cases of the tasks in hand, their pictures
// and the catalogue. Slowly, one after the other, and only what is not on the phone yet.
import { api, may, url_of, type CaseView, type Inbox } from "@tiange/shared";
import { items_query } from "./items_query";
import type { Finding } from "./together_words";
import { online } from "./outbox";
import { keep, recall } from "./store";

const k_most_cases = 30;
const k_case_hours = 4;
const k_catalogue_hours = 24;

// As use_reading names its copies.
const copy_of = (path: string, query: object = {}) => path + JSON.stringify(query);

async function is_fresh(key: string, hours: number): Promise<boolean> {
  const copy = await recall(key);
  return !!copy && Date.now() - copy.kept < hours * 3_600_000;
}

async function keep_case(ref: string): Promise<void> {
  const path = `/cases/${ref}`;
  if (await is_fresh(copy_of(path), k_case_hours)) return;
  const view = await api.get<CaseView>(path, undefined, { quiet: true });
  await keep(copy_of(path), view);
  await keep(copy_of(`${path}/history`), await api.get(`${path}/history`, undefined, { quiet: true }));
  // The service worker keeps small pictures as they pass.
  for (const piece of view.evidence) if (piece.type.startsWith("image/")) await fetch(url_of(`/blobs/${piece.digest}/thumbnail`));
}

// A list holds findings whole: each opens without a signal, with the pictures of when it was found.
export async function keep_findings(list: Finding[]): Promise<void> {
  try {
    for (const one of list) {
      const key = copy_of(`/penalty/${one.ref}`);
      const known = await recall(key);
      await keep(key, one);
      if (!known) for (const digest of one.evidence) await fetch(url_of(`/blobs/${digest}/thumbnail`));
    }
  } catch {
    /* the signal went: what is kept is kept */
  }
}

let busy = false;

export async function keep_ahead(inbox: Inbox | null): Promise<void> {
  if (busy || !inbox || !online.value) return;
  busy = true;
  try {
    // Confidential cases are not read before somebody opens them: every look at them is recorded.
    const open = inbox.items.filter((one) => !one.confidential).slice(0, k_most_cases);
    for (const ref of new Set(open.map((one) => one.case_ref))) await keep_case(ref);
    const query = items_query();
    if (may("cases.report") && !(await is_fresh(copy_of("/items", query), k_catalogue_hours)))
      await keep(copy_of("/items", query), await api.get("/items", query, { quiet: true }));
  } catch {
    /* the signal went, or a case went on: what is kept is kept */
  } finally {
    busy = false;
  }
}
