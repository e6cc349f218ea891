// The credit of firms as the server shows it.
export interface Count {
  key: string;
  count: number;
}
export interface Run {
  id: string;
  why: string;
  state: string;
  by: string;
  firms: number;
  changed: number;
  took_ms: number;
  asked: string;
  ended?: string;
}
export interface Overview {
  firms: number;
  grades: Count[];
  colours: Count[];
  overrides: number;
  objections: number;
  repairs: number;
  version: number;
  run?: Run;
  may_ask: boolean;
  may_answer: boolean;
  may_approve: boolean;
  may_edit: boolean;
  may_release: boolean;
  may_export: boolean;
}
export interface Firm {
  ref: string;
  title: string;
  grid: string;
  area_name: string;
  industry: string;
  industry_zh: string;
  industry_en: string;
  score: number;
  grade: string;
  colour: string;
  own_colour: string;
  overridden: boolean;
  changed: string;
}
export interface Evidence {
  field: string;
  zh: string;
  en: string;
  value: string;
  shown_zh: string;
  shown_en: string;
  source_zh: string;
  source_en: string;
  key: string;
  observed?: string;
}
export interface Mark {
  indicator: string;
  zh: string;
  en: string;
  group: string;
  points: number;
  left_out: boolean;
  left_why: string;
  source_zh: string;
  source_en: string;
  unit_zh: string;
  unit_en: string;
  basis: string;
  document: string;
  cap: string;
  since: string;
  fades: string;
  repairable: boolean;
  repair_from: string;
  raise_zh: string;
  raise_en: string;
  evidence: Evidence[];
  matter: string;
}
export interface Raise {
  indicator: string;
  zh: string;
  en: string;
  raise_zh: string;
  raise_en: string;
  points: number;
  grade: string;
}
export interface Step {
  indicator: string;
  zh: string;
  en: string;
  before: number;
  after: number;
}
export interface Change {
  id: string;
  happened: string;
  why: string;
  from: number;
  to: number;
  from_grade: string;
  grade: string;
  from_colour: string;
  colour: string;
  version: number;
  steps: Step[];
}
export interface Override {
  id: string;
  ref: string;
  title: string;
  area_name: string;
  state: string;
  from: string;
  colour: string;
  reason: string;
  asked_by: string;
  decided_by: string;
  said: string;
  asked: string;
  until: string;
  may_decide: boolean;
  may_withdraw: boolean;
}
export interface MendField {
  field: string;
  zh: string;
  en: string;
  type: string;
  codes: string;
  value: string;
}
export interface Matter {
  id: string;
  kind: string;
  ref: string;
  title: string;
  area_name: string;
  indicator: string;
  zh: string;
  en: string;
  points: number;
  state: string;
  text: string;
  evidence: string;
  asked_for: string;
  asked_by: string;
  answered_by: string;
  said: string;
  unit_zh: string;
  unit_en: string;
  ticket: string;
  asked: string;
  due: string;
  overdue: boolean;
  fields: MendField[];
  may_answer: boolean;
}
export interface FirmCase {
  ref: string;
  number: string;
  title: string;
  serious: boolean;
  tied: string;
  closed?: string;
}
export interface Grade {
  grade: string;
  from: number;
  colour: string;
}
export interface Profile extends Firm {
  uscc: string;
  status_zh: string;
  status_en: string;
  founded: string;
  base: number;
  scoring_version: number;
  grades: Grade[];
  marks: Mark[];
  raises: Raise[];
  history: Change[];
  checks: Evidence[];
  cases: FirmCase[];
  matters: Matter[];
  override_now?: Override;
  override_days: number;
  may_ask: boolean;
  may_export: boolean;
}
export interface Indicator {
  key: string;
  zh: string;
  en: string;
  group: string;
  condition: string;
  points: string;
  source: string;
  since: string;
  document: string;
  basis: string;
  fades_days: number;
  cap: string;
  repairable: boolean;
  stands_days: number;
  raise_zh: string;
  raise_en: string;
  on: boolean;
}
export interface Scoring {
  base: number;
  objection_days: number;
  repair_days: number;
  override_days: number;
  grades: Grade[];
  indicators: Indicator[];
}
export interface ScoringView {
  scoring: Scoring;
  version: number;
  draft?: Scoring;
  draft_version: number;
  tried: string;
  versions: { version: number; state: string; note: string; made_by: string; released_by: string; made: string; released?: string }[];
  fields: { field: string; zh: string; en: string; type: string; codes: string; derived: boolean }[];
  sources: { code: string; zh: string; en: string }[];
  may_edit: boolean;
  may_release: boolean;
  why_not_zh: string;
  why_not_en: string;
}
export interface Move {
  from: string;
  to: string;
  count: number;
}
export interface MoveGroup {
  code: string;
  zh: string;
  en: string;
  firms: number;
  better: number;
  worse: number;
}
export interface Try {
  id: string;
  state: string;
  version: number;
  firms: number;
  better: number;
  worse: number;
  recoloured: number;
  took_ms: number;
  grades: Move[];
  colours: Move[];
  towns: MoveGroup[];
  industries: MoveGroup[];
  sample: { ref: string; title: string; area_name: string; from_score: number; to_score: number; from: string; to: string }[];
}
