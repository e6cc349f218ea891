// What the exchange answers.
export interface ColumnMap {
  column: string;
  field: string;
  values: Record<string, string>;
  date: string;
  required: boolean;
  on_bad: string;
}
export interface Mapping {
  columns: ColumnMap[];
  key: string[];
  observed: string;
  gone_column: string;
  gone_values: string[];
}
export interface FieldInfo {
  field: string;
  zh: string;
  en: string;
  type: string;
}
export interface PullPlan {
  url: string;
  password: string;
  query: string;
  watermark: string;
  from: string;
  at_hour: number;
  every_minutes: number;
  worked_days: boolean;
}
export interface Source {
  code: string;
  name_zh: string;
  name_en: string;
  unit: string;
  unit_zh: string;
  unit_en: string;
  department: string;
  kind: string;
  how: string;
  cycle: string;
  mapping: Mapping;
  pull: PullPlan;
  has_password: boolean;
  has_key: boolean;
  enabled: boolean;
  repairs: boolean;
  full: boolean;
  keep_months: number;
  watermark: string;
  trouble: string;
  last_good?: string;
  due?: string;
  next_pull?: string;
  late: boolean;
  score?: number;
  last?: { id: string; state: string; received: string; rows: number; held: number };
  waiting: number;
  quarantined: number;
  repair_ref: string;
  repair_number: string;
  version: number;
}
export interface SourceList {
  items: Source[];
  late: number;
  waiting: number;
  quarantined: number;
}
export interface Drift {
  kind: string;
  column: string;
  field: string;
  zh: string;
  en: string;
  matters: boolean;
}
export interface Batch {
  id: string;
  source: string;
  source_zh: string;
  source_en: string;
  how: string;
  file_name: string;
  format: string;
  encoding: string;
  bytes: number;
  state: string;
  columns: { name: string; look: string }[];
  samples: string[][];
  drift: Drift[];
  suggested: Mapping;
  rows: number;
  held: number;
  marked: number;
  mended: number;
  dropped: number;
  added: number;
  changed: number;
  same: number;
  gone: number;
  score?: number;
  received: string;
  finished?: string;
  received_by: string;
  decided_by: string;
  note: string;
  trouble_zh: string;
  trouble_en: string;
  repeated: boolean;
  comparison?: { before: string; added: number; changed: number; gone: number; same: number };
  kept_until: string;
}
export interface BatchChanges {
  columns: string[];
  columns_before: string[];
  items: { change: string; row: number; row_before: number; cells: string[]; before: string[] }[];
  next: string;
}
export interface RawHistory {
  source: string;
  revealed: boolean;
  items: { change: string; batch: string; received: string; row: number; columns: string[]; cells: string[] }[];
}
export interface Fault {
  rule: string;
  column: string;
  field: string;
  value: string;
  zh: string;
  en: string;
  holds: boolean;
}
export interface HeldRow {
  row: number;
  state: string;
  cells: string[];
  faults: Fault[];
  changed_by: string;
  note: string;
}
export interface HeldList {
  columns: string[];
  items: HeldRow[];
  next: string;
}
export interface Rule {
  code: string;
  kind: string;
  source: string;
  field: string;
  expression: string;
  zh: string;
  en: string;
  holds: boolean;
  other: string;
  by: string;
  active: boolean;
  version: number;
}
export interface ScoredBatch {
  batch: string;
  finished: string;
  rows: number;
  faulty: number;
  score: number;
  fields: { field: string; field_zh: string; field_en: string; rule: string; checked: number; failed: number; score: number }[];
}
export interface SourceQuality {
  source: string;
  name_zh: string;
  name_en: string;
  unit_zh: string;
  unit_en: string;
  batches: ScoredBatch[];
  repairs: { id: string; ref: string; number: string; opened: string; closed?: string; faults: number }[];
}
export interface Resource {
  code: string;
  kind: string;
  theme: string;
  name_zh: string;
  name_en: string;
  unit: string;
  unit_zh: string;
  unit_en: string;
  provider_uscc: string;
  summary_zh: string;
  summary_en: string;
  format: string;
  fields: { field: string; zh: string; en: string; type: string; personal: boolean }[];
  share: string;
  share_condition: string;
  share_way: string;
  open: string;
  cycle: string;
  published: string;
  grade: number;
  source: string;
  last_good?: string;
  due?: string;
  late: boolean;
  rows: number;
  score?: number;
  version: number;
}
export interface Application {
  id: string;
  number: string;
  resource: string;
  resource_zh: string;
  resource_en: string;
  owner_zh: string;
  owner_en: string;
  unit_zh: string;
  unit_en: string;
  asked: { purpose: string; basis: string; fields: string[]; area: string; until: string; replaces: string; saves_minutes: number; consent: boolean };
  state: string;
  applied: string;
  applied_by: string;
  due: string;
  late: boolean;
  decided?: string;
  reason: string;
  fields: string[];
  area: string;
  until: string;
  condition: string;
  masked: string[];
  consent: boolean;
  has_key: boolean;
  uses: number;
  rows: number;
  mine: boolean;
  ours: boolean;
}
export interface Use {
  id: string;
  unit_zh: string;
  unit_en: string;
  by: string;
  way: string;
  delivery: string;
  happened: string;
  rows: number;
  received?: string;
  left_out: number;
}
export interface SavingList {
  items: { resource: string; resource_zh: string; resource_en: string; unit_zh: string; unit_en: string; purpose: string; replaces: string; uses: number; rows: number; minutes: number }[];
  uses: number;
  rows: number;
  minutes: number;
}
