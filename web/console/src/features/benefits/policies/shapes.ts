// Policies of benefits as the server shows them.
export type Kind = "person" | "household" | "firm" | "house" | "facility";
export type Verdict = "entitled" | "not_entitled" | "missing";
export interface Counts {
  entitled: number;
  missing: number;
  matched: number;
  amount_fen: number;
}
export interface Line {
  key: string;
  edition: number;
  draft: number;
  zh: string;
  en: string;
  group: string;
  kind: Kind;
  form: "money" | "certificate" | "voucher" | "service";
  rhythm: "once" | "monthly" | "yearly" | "on_event";
  unit: string;
  unit_zh: string;
  unit_en: string;
  document: string;
  effective_from: string;
  effective_to: string;
  standing: "published" | "to_confirm" | "sample";
  amount: string;
  conditions: number;
  pushed: boolean;
  in_force: boolean;
  counts: Counts;
}
export interface List {
  items: Line[];
  persons: number;
  firms: number;
  counted?: string;
  may_edit: boolean;
  may_release: boolean;
  may_judge: boolean;
}
export interface Condition {
  key: string;
  zh: string;
  en: string;
  feel: string;
  clause: string;
}
export interface NeedField {
  field: string;
  source: string;
  days: number;
  absent: "unknown" | "no";
}
export interface Case {
  zh: string;
  en: string;
  day: string;
  values: { field: string; value: string }[];
  verdict: string;
  amount_fen: number;
}
export interface Edition {
  key: string;
  edition: number;
  zh: string;
  en: string;
  words_zh: string;
  words_en: string;
  kind: Kind;
  group: string;
  unit: string;
  authority_zh: string;
  authority_en: string;
  document: string;
  law: string;
  effective_from: string;
  effective_to: string;
  standing: Line["standing"];
  doubt_zh: string;
  doubt_en: string;
  territory: "any" | "household_register" | "residence";
  conditions: Condition[];
  fields: NeedField[];
  lists: string[];
  exclusions: string[];
  quota: { per_life: number; per_year: number; places: number };
  age_rule: "on_birthday" | "day_after";
  leap_rule: "last_of_february" | "first_of_march";
  form: Line["form"];
  rhythm: Line["rhythm"];
  amount: string;
  month_rule: "this_month" | "next_month";
  proration: "whole" | "by_month";
  pushed: boolean;
  needs_confirmation: boolean;
  approval: "rule" | "person";
  objection_days: number;
  recovery: "none" | "later_periods" | "whole";
  budget_fen: number;
  cases: Case[];
}
export interface EditionLine {
  edition: number;
  state: "draft" | "live" | "past";
  note: string;
  made_by: string;
  released_by: string;
  made: string;
  released?: string;
  content: Edition;
}
export interface PageView {
  line: Line;
  editions: EditionLine[];
  towns: { area: string; zh: string; en: string; counts: Counts }[];
  counted?: string;
  may_edit: boolean;
  may_release: boolean;
  why_not_zh: string;
  why_not_en: string;
}
export interface Fields {
  items: { field: string; zh: string; en: string; type: string; codes: string; derived: boolean; source: string; source_zh: string; source_en: string }[];
  units: { code: string; zh: string; en: string }[];
  lists: { code: string; zh: string; en: string }[];
}
export interface Reason {
  key: string;
  zh: string;
  en: string;
  clause: string;
  feel: string;
  holds: "yes" | "no" | "unknown";
  fields: string[];
  turns: string;
  change_zh: string;
  change_en: string;
}
export interface Fact {
  field: string;
  zh: string;
  en: string;
  value: string;
  source: string;
  owner: string;
  observed: string;
  stale: boolean;
}
export interface Judgement {
  policy: string;
  edition: number;
  day: string;
  verdict: Verdict;
  amount_fen: number;
  period: string;
  reasons: Reason[];
  facts: Fact[];
}
export interface Outcome {
  zh: string;
  en: string;
  passed: boolean;
  wanted: Verdict;
  wanted_fen: number;
  judgement: Judgement;
}
export interface Price {
  id: string;
  state: "waiting" | "done" | "failed";
  subjects: number;
  before_count: number;
  after_count: number;
  missing: number;
  gains: number;
  loses: number;
  more: number;
  less: number;
  before_fen: number;
  after_fen: number;
  budget_fen: number;
  months: { month: string; before_count: number; after_count: number; before_fen: number; after_fen: number }[];
  towns: { area: string; zh: string; en: string; gains: number; loses: number; before_fen: number; after_fen: number }[];
  gain_sample: Sample[];
  lose_sample: Sample[];
  took_ms: number;
}
export interface Sample {
  ref: string;
  title: string;
  area_name: string;
  before_fen: number;
  after_fen: number;
}
export interface Match {
  id: string;
  subject: string;
  kind: Kind;
  title: string;
  area_name: string;
  edition: number;
  began: string;
  ended?: string;
  why: string;
  amount_fen: number;
  period: string;
}
export interface SubjectPolicy {
  line: Line;
  words_zh: string;
  words_en: string;
  doubt_zh: string;
  doubt_en: string;
  judgement: Judgement;
  matched?: string;
  instead_of: string[];
}
export interface SubjectPolicies {
  ref: string;
  title: string;
  area_name: string;
  day: string;
  kind: Kind;
  entitled: number;
  missing: number;
  not_entitled: number;
  items: SubjectPolicy[];
}
export interface Run {
  id: string;
  why: string;
  state: "waiting" | "running" | "done";
  by: string;
  subjects: number;
  policies: number;
  entered: number;
  left: number;
  columns_us: number;
  took_ms: number;
  asked: string;
}
