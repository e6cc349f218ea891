// Parts and their owners as the server shows them.
import type { Evidence } from "@tiange/shared";

export type PartState = "intact" | "broken" | "lost" | "abandoned" | "removed";
export type OwnerState = "known" | "unknown" | "disputed";
export interface Party {
  unit: string;
  name: string;
}
export interface PartKind {
  kind: string;
  generation: string;
  major: string;
  minor: string;
  major_zh: string;
  major_en: string;
  name_zh: string;
  name_en: string;
  item: string;
  extension: boolean;
  owner_line: string;
  version: number;
}
export interface Part {
  generation: string;
  code: string;
  name: string;
  supervisor: Party;
  owner: Party;
  keeper: Party;
  owner_state: OwnerState;
  grid: string;
  lng: number;
  lat: number;
  place: string;
  state: PartState;
  recorded: string;
  source: string;
  photos: string[];
  note: string;
}
export interface PartRow {
  ref: string;
  code: string;
  generation: string;
  kind: string;
  kind_zh: string;
  kind_en: string;
  name: string;
  state: PartState;
  state_zh: string;
  state_en: string;
  owner_state: OwnerState;
  owner: string;
  owner_zh: string;
  owner_en: string;
  keeper_zh: string;
  keeper_en: string;
  grid: string;
  area_name: string;
  place: string;
  lng: number;
  lat: number;
  changed: string;
}
export type NearRow = PartRow & { metres: number };
export interface PartChange {
  version: number;
  changed: string;
  changed_by: string;
  act: string;
  zh: string;
  en: string;
  text: string;
}
export interface PartView extends PartRow {
  part: Part;
  supervisor_zh: string;
  supervisor_en: string;
  item: string;
  changes: PartChange[];
  may_manage: boolean;
  may_inspect: boolean;
  version: number;
}
export interface PartCount {
  key: string;
  zh: string;
  en: string;
  count: number;
}
export interface PartSummary {
  total: number;
  states: PartCount[];
  owners: PartCount[];
  majors: PartCount[];
}
export interface PartImport {
  rows: number;
  added: number;
  changed: number;
  unchanged: number;
  wrong: number;
  faults: { row: number; column: string; value: string; zh: string; en: string }[];
  written: boolean;
}

export type Answer = "open" | "mine" | "not_mine" | "unsure" | "silent";
export interface Subject {
  id: string;
  number: string;
  case_ref: string;
  case_number: string;
  part: string;
  kind: string;
  kind_zh: string;
  kind_en: string;
  area: string;
  area_name: string;
  place: string;
  state_zh: string;
  state_en: string;
  owner: Party;
  owner_zh: string;
  owner_en: string;
}
export interface AskRow {
  unit: string;
  unit_zh: string;
  unit_en: string;
  answer: Answer;
  answer_zh: string;
  answer_en: string;
  basis: string;
  text: string;
  by: string;
  answered?: string | null;
  mine: boolean;
}
export interface SearchView extends Subject {
  state: "asking" | "decided" | "withdrawn";
  rows: AskRow[];
  limit_zh: string;
  limit_en: string;
  text: string;
  asked_by: string;
  asked: string;
  due: string;
  how: "open" | "claimed" | "nobody" | "silence";
  decision: string;
  ended?: string | null;
  ended_by: string;
  ended_text: string;
  answered: number;
  overdue: boolean;
  may_answer: boolean;
  may_withdraw: boolean;
  version: number;
}
export interface Balance {
  cost: number;
  claimed: number;
  recovered: number;
  written_off: number;
  open: number;
  owed: number;
}
export interface EntryView {
  seq: number;
  kind: "cost" | "claim" | "recovery" | "write_off";
  kind_zh: string;
  kind_en: string;
  amount_fen: number;
  reverses: number;
  reversed: boolean;
  owner_zh: string;
  owner_en: string;
  text: string;
  booked: string;
  booked_by: string;
}
export interface OrderView extends Subject {
  state: "ordered" | "safe" | "cancelled";
  unit: string;
  unit_zh: string;
  unit_en: string;
  danger: string;
  why_zh: string;
  why_en: string;
  limit_zh: string;
  limit_en: string;
  ordered_by: string;
  ordered: string;
  due: string;
  ended?: string | null;
  ended_by: string;
  ended_text: string;
  photos: string[];
  balance: Balance;
  entries: EntryView[];
  overdue: boolean;
  may_do: boolean;
  may_cancel: boolean;
  may_book: boolean;
  may_write_off: boolean;
  version: number;
}
export interface DecisionView extends Subject {
  basis: string;
  decided_by: string;
  decided: string;
  until: string;
  withdrawn: boolean;
  withdrawn_by: string;
  withdrawn_text: string;
  used: number;
  in_force: boolean;
  may_withdraw: boolean;
}
export interface OwnerPanelView {
  kind: string;
  kind_zh: string;
  kind_en: string;
  part?: PartRow | null;
  near: NearRow[];
  known: { owner: Party; how: string; decision: string; number: string; zh: string; en: string };
  known_zh: string;
  known_en: string;
  search?: SearchView | null;
  orders: OrderView[];
  danger: string;
  danger_zh: string;
  danger_en: string;
  may_tie: boolean;
  may_search: boolean;
  may_order: boolean;
  fallback: string;
  fallback_zh: string;
  fallback_en: string;
  asks: string[];
  limit_zh: string;
  limit_en: string;
}
export interface PartCases {
  items: {
    ref: string;
    number: string;
    title: string;
    status: string;
    created: string;
    closed?: string | null;
    unit_zh: string;
    unit_en: string;
  }[];
  decisions: DecisionView[];
}
export interface BalanceRow extends Balance {
  owner: string;
  owner_zh: string;
  owner_en: string;
  town: string;
  town_zh: string;
  town_en: string;
}
export interface BalanceList {
  items: BalanceRow[];
  total: Balance;
}
export interface OwnerRules {
  ask: string[];
  limit: string;
  safe_limit: string;
  owner_line: string;
  same_place_m: number;
  near_m: number;
  decision_days: number;
  assign: boolean;
  kinds: { kind: string; ask: string[]; limit: string; owner_line: string }[];
  fallback: { area: string; line: string; unit: string }[];
  version: number;
}

export const k_states: PartState[] = ["intact", "broken", "lost", "abandoned", "removed"];
export const k_owner_states: OwnerState[] = ["known", "unknown", "disputed"];

export function fen_text(fen: number): string {
  const whole = Math.abs(fen);
  const text = `¥${Math.floor(whole / 100).toLocaleString("en-US")}.${String(whole % 100).padStart(2, "0")}`;
  return fen < 0 ? `-${text}` : text;
}
// "128.50" to fen; nothing for what is no amount.
export function fen_of(text: string): number | null {
  const match = /^\s*¥?\s*(\d{1,10})(?:[.．](\d{1,2}))?\s*$/.exec(text.replaceAll(",", ""));
  return match ? Number(match[1]) * 100 + Number((match[2] ?? "0").padEnd(2, "0")) : null;
}
// Photos known by their digest alone, for the strip.
export const pictures = (digests: string[]) => digests.map((digest) => ({ digest, type: "image/jpeg", stage: "" }) as unknown as Evidence);
