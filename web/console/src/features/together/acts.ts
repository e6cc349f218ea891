// What is asked for each act.
import { computed, type ComputedRef } from "vue";
import { api, pick } from "@tiange/shared";
import { use_answer } from "../../parts/keyset";
import type { ActField, Consultation, Finding, Whistle } from "./shapes";
import { t } from "./words";

interface Kind {
  key: string;
  zh: string;
  en: string;
}
export function use_kinds(): ComputedRef<Kind[]> {
  const { value } = use_answer(() => api.get<{ items: { content: { kinds: Kind[] } }[] }>("/whistle/rules"));
  return computed(() => value.value?.items[0]?.content.kinds ?? []);
}
export const blow_fields = (kinds: Kind[], free: boolean): ActField[] => [
  { name: "kind", kind: "choice", label: t.kind, required: true, choices: kinds.map((one) => ({ value: one.key, label: pick(one) })) },
  { name: "title", kind: "text", label: t.w_title, required: free },
  { name: "content", kind: "area", label: t.w_content, required: free },
  ...(free ? [{ name: "place", kind: "place", label: t.place, required: true } as ActField] : []),
  { name: "units", kind: "units", label: t.w_wanted },
  { name: "evidence", kind: "files", label: t.photos },
];

export interface Act {
  title: string;
  path: string;
  fields: ActField[];
  note?: string;
  initial?: Record<string, unknown>;
  fixed?: Record<string, unknown>;
  shape?: (body: Record<string, unknown>) => Record<string, unknown>;
}
const text = (required: boolean): ActField => ({ name: "text", kind: "area", label: t.text, required });
const points: ActField = { name: "points", kind: "choice", label: t.points, required: true, choices: [5, 4, 3, 2, 1].map((n) => ({ value: n, label: t.points_n(n) })) };

export function whistle_act(one: Whistle, act: string): Act | null {
  const path = `/whistle/${one.ref}`;
  if (act === "dispatch")
    return {
      title: t.dispatch,
      path: `${path}/dispatch`,
      fields: [
        { name: "units", kind: "units", label: t.units, required: true },
        { name: "required", kind: "moment", label: t.earlier, future: true },
        text(false),
      ],
      initial: { units: [...one.wanted] },
      shape: ({ units, ...rest }) => ({ ...rest, calls: (units as string[]).map((unit, index) => ({ unit, lead: index === 0 })) }),
    };
  if (act === "refuse") return { title: t.refuse, path: `${path}/refuse`, fields: [text(true)] };
  if (act === "withdraw") return { title: t.withdraw, path: `${path}/withdraw`, fields: [text(true)] };
  const waiting = one.calls.filter((call) => call.state === "called" || call.state === "late");
  const unit = (calls: Whistle["calls"]): ActField => ({
    name: "unit",
    kind: "choice",
    label: t.unit,
    required: true,
    choices: calls.map((call) => ({ value: call.unit, label: pick(call, "unit") })),
  });
  if (act === "excuse") return { title: t.excuse, path: `${path}/excuse`, fields: [unit(waiting), text(true)], initial: { unit: waiting[0]?.unit } };
  if (act === "conclude")
    return { title: t.conclude, path: `${path}/conclude`, fields: [text(true), { name: "resolved", kind: "switch", label: t.resolved }], initial: { resolved: true } };
  const open = one.calls.filter((call) => call.state !== "excused" && !call.town_score);
  if (act === "score") return { title: t.score, path: `${path}/score`, fields: [unit(open), points, text(false)], initial: { unit: open[0]?.unit } };
  if (act === "score_whistle") return { title: t.score_whistle, path: `${path}/score-whistle`, fields: [points, text(false)] };
  return null;
}

export const consult_fields = (): ActField[] => [
  { name: "topic", kind: "text", label: t.topic, required: true },
  { name: "agenda", kind: "lines", label: t.agenda },
  { name: "units", kind: "units", label: t.members, required: true },
  { name: "guests", kind: "lines", label: t.guests },
  { name: "meets", kind: "moment", label: t.meets, future: true },
  { name: "where", kind: "text", label: t.where },
];
const kept = (values: Record<string, unknown>) => !!values.precedent;
export function consult_act(one: Consultation, act: string): Act | null {
  const path = `/consult/${one.ref}`;
  if (act === "opinion")
    return {
      title: t.opinion,
      path: `${path}/opinion`,
      fields: [
        { name: "stand", kind: "choice", label: t.stand, required: true, choices: (["ours", "not_ours", "joint"] as const).map((value) => ({ value, label: t[value] })) },
        text(true),
        { name: "basis", kind: "text", label: t.basis },
      ],
      initial: { stand: "joint" },
    };
  if (act === "minutes")
    return {
      title: t.record_minutes,
      path: `${path}/minutes`,
      fields: [
        { name: "present", kind: "many", label: t.who_present, required: true, choices: one.members.map((m) => ({ value: m.unit || m.unit_zh, label: pick(m, "unit") })) },
        { name: "text", kind: "area", label: t.minutes, required: true },
        { name: "evidence", kind: "files", label: t.photos },
      ],
      initial: { text: one.minutes, present: one.members.filter((m) => m.present).map((m) => m.unit || m.unit_zh) },
    };
  if (act === "decide")
    return {
      title: t.decide,
      path: `${path}/decide`,
      note: t.decide_hint,
      fields: [
        { name: "unit", kind: "unit", label: t.leads, required: true },
        text(true),
        { name: "basis", kind: "text", label: t.basis, required: true },
        { name: "precedent", kind: "switch", label: t.make_precedent },
        { name: "area", kind: "choice", label: t.reach, choices: (["community", "town"] as const).map((value) => ({ value, label: t[value] })), when: kept },
        { name: "words", kind: "lines", label: t.place_words, when: kept },
        { name: "months", kind: "number", label: t.months, when: kept },
      ],
      initial: { precedent: true, area: "town", months: 12 },
    };
  if (act === "follow") return { title: t.follow, path: `${path}/follow`, fields: [text(true), { name: "done", kind: "switch", label: t.is_done }] };
  if (act === "cancel") return { title: t.cancel_consult, path: `${path}/cancel`, fields: [text(true)] };
  return null;
}

export const finding_fields = (remind: boolean): ActField[] => [
  {
    name: "party_kind",
    kind: "choice",
    label: t.party_kind,
    required: true,
    choices: (remind ? (["firm", "person"] as const) : (["firm", "person", "unknown"] as const)).map((value) => ({ value, label: t[value] })),
  },
  { name: "party", kind: "text", label: t.party, required: remind, when: (values) => values.party_kind !== "unknown" },
  { name: "what", kind: "area", label: t.what, required: true },
  { name: "evidence", kind: "files", label: t.photos, required: true },
  remind ? { name: "until", kind: "moment", label: t.until, required: true, future: true } : { name: "unit", kind: "unit", label: t.enforcement, required: true },
];
export function finding_act(one: Finding, act: string): Act | null {
  const path = `/penalty/${one.ref}`;
  const photos: ActField = { name: "evidence", kind: "files", label: t.photos, required: act === "recheck" };
  if (act === "recheck")
    return {
      title: t.recheck,
      path: `${path}/recheck`,
      fields: [
        { name: "seen", kind: "choice", label: t.seen, required: true, choices: (["mended", "not_mended"] as const).map((value) => ({ value, label: t[value] })) },
        text(true),
        photos,
      ],
      initial: { seen: "mended" },
      shape: ({ seen, ...rest }) => ({ ...rest, mended: seen === "mended" }),
    };
  if (act === "hand")
    return {
      title: t.hand,
      path: `${path}/hand`,
      fields: [{ name: "unit", kind: "unit", label: t.enforcement, required: true }, text(true), photos],
      initial: { unit: one.unit || `${one.area.slice(0, 9)}-CG` },
    };
  if (act === "take") return { title: t.take, path: `${path}/take`, fields: [text(false)] };
  if (act === "send_back") return { title: t.send_back, path: `${path}/send-back`, fields: [text(true)] };
  if (act === "close") return { title: t.close, path: `${path}/close`, fields: [text(true)] };
  if (act === "decide")
    return {
      title: t.decide_penalty,
      path: `${path}/decide`,
      fields: [
        { name: "kind", kind: "choice", label: t.result, required: true, choices: (["warning", "fine", "no_case"] as const).map((value) => ({ value, label: t[value] })) },
        { name: "fen", kind: "yuan", label: t.amount, required: true, when: fined },
        { name: "document", kind: "text", label: t.document, required: true, when: fined },
        text(true),
        { name: "basis", kind: "text", label: t.basis, required: true, when: (values) => values.kind !== "no_case" },
      ],
      initial: { kind: "warning" },
    };
  return null;
}
const fined = (values: Record<string, unknown>) => values.kind === "fine";
const k_words: Record<string, () => string> = {
  dispatch: () => t.dispatch,
  refuse: () => t.refuse,
  withdraw: () => t.withdraw,
  excuse: () => t.excuse,
  conclude: () => t.conclude,
  score: () => t.score,
  score_whistle: () => t.score_whistle,
  opinion: () => t.opinion,
  minutes: () => t.record_minutes,
  follow: () => t.follow,
  cancel: () => t.cancel_consult,
  recheck: () => t.recheck,
  hand: () => t.hand,
  take: () => t.take,
  send_back: () => t.send_back,
  close: () => t.close,
};
export const act_word = (act: string, finding = false) => (act === "decide" ? (finding ? t.decide_penalty : t.decide) : (k_words[act]?.() ?? act));
