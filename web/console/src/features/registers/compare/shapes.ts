// Rules that compare the registers, and what they find, as the server shows them.
import type { Kind } from "../subjects/shapes";

export interface Rule {
  key: string;
  zh: string;
  en: string;
  why_zh: string;
  why_en: string;
  kind: Kind;
  condition: string;
  who: "unit" | "officer" | "owner";
  line: string;
  level: number;
  source: string;
  goes: "task" | "ticket" | "list";
  due_days: number;
  again_days: number;
  write_field: string;
  write_value: string;
  automatic: boolean;
  on: boolean;
}
export interface Counts {
  open: number;
  done: number;
  untrue: number;
  proposed: number;
  withdrawn: number;
  holding: number;
  rate?: number;
}
export interface RuleRow {
  rule: Rule;
  version: number;
  draft: number;
  who_zh: string;
  who_en: string;
  counts: Counts;
}
export interface RuleField {
  kind: Kind;
  field: string;
  zh: string;
  en: string;
  type: string;
  codes: string;
  derived: boolean;
}
export interface RuleList {
  items: RuleRow[];
  fields: RuleField[];
  may_edit: boolean;
  may_release: boolean;
  sees_all: boolean;
}
export interface RuleVersion {
  version: number;
  state: "draft" | "live" | "past";
  note: string;
  made_by: string;
  released_by: string;
  made: string;
  released?: string;
  rule: Rule;
}
export interface RuleView {
  row: RuleRow;
  versions: RuleVersion[];
  may_edit: boolean;
  may_release: boolean;
  why_not_zh: string;
  why_not_en: string;
}
export interface Try {
  id: string;
  state: "waiting" | "done" | "failed";
  kind: Kind;
  subjects: number;
  count: number;
  unknown: number;
  took_ms: number;
  sample: { ref: string; title: string; area_name: string; values: string[] }[];
}
export interface Run {
  id: string;
  why: string;
  state: "waiting" | "running" | "done";
  by: string;
  subjects: number;
  entered: number;
  left: number;
  again: number;
  took_ms: number;
  asked: string;
  ended?: string;
}
export interface Match {
  id: string;
  rule: string;
  zh: string;
  en: string;
  kind: Kind;
  subject: string;
  title: string;
  area_name: string;
  state: string;
  goes: string;
  unit_zh: string;
  unit_en: string;
  queue: string;
  ticket: string;
  began: string;
  ended?: string;
  due?: string;
  answered?: string;
  answered_by: string;
  text: string;
  times: number;
  overdue: boolean;
  may_answer: boolean;
  one_click: boolean;
  write_zh: string;
  write_en: string;
}
export interface Evidence {
  field: string;
  zh: string;
  en: string;
  value: string;
  shown_zh: string;
  shown_en: string;
  later: string;
}
export interface MatchView extends Match {
  why_zh: string;
  why_en: string;
  condition: string;
  rule_version: number;
  subject_version: number;
  evidence: Evidence[];
  history: { act: string; happened: string; by: string; text: string }[];
  proposal: string;
}
