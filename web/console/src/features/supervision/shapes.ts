export interface Document {
  digest: string;
  type: string;
  size: number;
}
export interface Entry {
  happened: string;
  by: string;
  unit: string;
  zh: string;
  en: string;
  text: string;
}
export interface About {
  ref: string;
  number: string;
  title: string;
  item_name: string;
  area_name: string;
  visible: boolean;
}
export interface Appeal {
  id: string;
  number: string;
  state: "first" | "second" | "approved" | "rejected";
  about: About;
  unit_zh: string;
  unit_en: string;
  grounds: string;
  documents: Document[];
  filed_by: string;
  filed: string;
  due?: string;
  late: boolean;
  first_by: string;
  first_text: string;
  second_by: string;
  second_text: string;
  first_done?: string;
  second_done?: string;
  overran?: string;
  settled?: string;
  may_review: boolean;
  why_not_zh: string;
  why_not_en: string;
}
export interface Letter {
  id: string;
  number: string;
  state: "sent" | "answered" | "closed";
  unit: string;
  unit_zh: string;
  unit_en: string;
  title: string;
  text: string;
  about?: About;
  issued_by: string;
  issued: string;
  limit_zh: string;
  limit_en: string;
  due?: string;
  answer_required: boolean;
  late: boolean;
  escalations: number;
  escalated_zh: string;
  escalated_en: string;
  answer: string;
  answered_by: string;
  answered?: string;
  documents: Document[];
  entries: Entry[];
  may_answer: boolean;
  may_judge: boolean;
}
export interface UnitName {
  code: string;
  zh: string;
  en: string;
}
export interface Instruction {
  id: string;
  number: string;
  state: "open" | "fed_back" | "closed";
  leader: string;
  leader_post: string;
  text: string;
  about?: About;
  lead: UnitName;
  assisting: UnitName[];
  registered_by: string;
  registered: string;
  limit_zh: string;
  limit_en: string;
  due: string;
  round: number;
  feedbacks: number;
  late: boolean;
  closed_by: string;
  closing_text: string;
  closed?: string;
  documents: Document[];
  entries: Entry[];
  may_feed_back: boolean;
  may_judge: boolean;
}
export interface LampRow {
  key: string;
  zh: string;
  en: string;
  note_zh: string;
  note_en: string;
  open: number;
  red: number;
  amber: number;
  green: number;
  paused: number;
  below: boolean;
}
export interface LampList {
  area: string;
  area_zh: string;
  area_en: string;
  parent: string;
  rows: LampRow[];
  total: LampRow;
}
export interface LampCase {
  ref: string;
  number: string;
  title: string;
  item_name: string;
  area_name: string;
  status: string;
  lamp: "grey" | "green" | "amber" | "red";
  due?: string;
  remaining_minutes?: number;
  person: string;
  queue_zh: string;
  queue_en: string;
}
export interface RateRow {
  unit: UnitName;
  open: number;
  passed: number;
  failed: number;
  rate?: number;
}
export interface Plan {
  id: string;
  name: string;
  state: "drawing" | "drawn" | "too_many";
  area_zh: string;
  area_en: string;
  unit_zh: string;
  unit_en: string;
  item: string;
  item_name: string;
  from: string;
  to: string;
  per: string;
  share: number;
  number: number;
  seed: string;
  duty: string;
  limit_zh: string;
  limit_en: string;
  made_by: string;
  digest: string;
  made: string;
  population: number;
  drawn: number;
  open: number;
  passed: number;
  failed: number;
  rate?: number;
  units: RateRow[];
}
export interface CheckAnswer {
  key: string;
  zh: string;
  en: string;
  must: boolean;
  yes?: boolean;
}
export interface Check {
  id: string;
  origin: "sample" | "closing" | "manual";
  plan_id: string;
  state: "open" | "passed" | "failed";
  about: About;
  unit_zh: string;
  unit_en: string;
  queue_zh: string;
  queue_en: string;
  person: string;
  asked_by: string;
  why: string;
  asked: string;
  due: string;
  late: boolean;
  mine: boolean;
  why_not_zh: string;
  why_not_en: string;
  checklist: CheckAnswer[];
  reason: string;
  follow: "none" | "reopened" | "too_late" | "recheck";
  done_by: string;
  done?: string;
  documents: Document[];
}
export interface Reason {
  reason: string;
  points: number;
  zh: string;
  en: string;
  ref: string;
  number: string;
  digest: string;
}
export interface Closing {
  about: About;
  score: number;
  level: "high" | "listed" | "low";
  reasons: Reason[];
  settled: string;
  examined: string;
  rules_version: number;
  unit_zh: string;
  unit_en: string;
  handler_name: string;
  state: "open" | "sent" | "confirmed" | "dismissed";
  check_id: string;
  judged_by: string;
  judged_text: string;
  judged?: string;
  case_open: boolean;
  may_judge: boolean;
}
export interface PrecisionRow {
  reason: string;
  zh: string;
  en: string;
  confirmed: number;
  dismissed: number;
  precision?: number;
}
export interface Precision {
  from: string;
  to: string;
  total: PrecisionRow;
  reasons: PrecisionRow[];
}
export interface OfCase {
  appeal?: Appeal;
  may_appeal: boolean;
  was_late: boolean;
  why_not_zh: string;
  why_not_en: string;
  letters: Letter[];
  instructions: Instruction[];
}
export type RuleValue = string | number | Record<string, number> | { key: string; zh: string; en: string; must: boolean }[];
export interface RulesView {
  rules: Record<string, Record<string, RuleValue>>;
  version: number;
  changes: { version: number; changed: string; by: string; note: string }[];
}
