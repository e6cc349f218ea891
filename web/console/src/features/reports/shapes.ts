// What the register of reports tells.
export interface ReportColumn {
  title: string;
  field: string;
  plain: boolean;
}
export interface ReportIn {
  title: string;
  unit: string;
  basis: string;
  purpose: string;
  about: string;
  cycle: string;
  areas: string[];
  columns: ReportColumn[];
  rows: number;
  minutes: number;
  reason: string;
}
export interface Load {
  villages: number;
  times: number;
  rows: number;
  cells: number;
  hours: number;
}
export interface ReportRow {
  id: string;
  title: string;
  unit: string;
  unit_zh: string;
  unit_en: string;
  basis: string;
  about: string;
  cycle: string;
  state: string;
  columns: number;
  held: number;
  fillable: boolean;
  load: Load;
  ended?: string;
  end_reason: string;
  may_fill: boolean;
  period: string;
  sent_state: string;
}
export interface FillColumn {
  column: string;
  title: string;
  sort: string;
  field: string;
  expression: string;
}
export interface FillCell {
  cell: string;
  title: string;
  sort: string;
  text: string;
  kind: string;
  condition: string;
}
export interface Filling {
  sheet: string;
  kind: string;
  condition: string;
  first_row: number;
  last_row: number;
  columns: FillColumn[];
  cells: FillCell[];
}
export interface FormView {
  name: string;
  digest: string;
  bytes: number;
  rows: number;
  columns: number;
  sheets: string[];
  merged: string[];
  cells: { cell: string; text: string; row: number; column: number }[];
  widths: number[];
}
export interface OverlapReport {
  id: string;
  title: string;
  unit: string;
  unit_zh: string;
  unit_en: string;
  cycle: string;
  state: string;
  score: number;
  columns: string[];
}
export interface Overlap {
  asked: number;
  held: number;
  needs_reason: boolean;
  columns: { title: string; field: string; suggested: string; held_zh: string; held_en: string; asked_by: string[] }[];
  reports: OverlapReport[];
}
export interface OverlapGroup {
  reports: OverlapReport[];
  columns: string[];
  hours: number;
}
export interface ReportView extends Omit<ReportRow, "columns"> {
  columns: number;
  in: ReportIn;
  version: number;
  overlap?: Overlap;
  filling?: Filling;
  form?: FormView;
  events: { act: string; name: string; unit: string; text: string; when: string }[];
  villages: string[];
  village_names: string[];
  may_edit: boolean;
  may_map: boolean;
  may_answer: boolean;
  may_abolish: boolean;
  why_not_zh: string;
  why_not_en: string;
}
export interface ReportField {
  field: string;
  zh: string;
  en: string;
  mask: string;
  authority_zh: string;
  authority_en: string;
}
export interface Summary {
  all: number;
  approved: number;
  asked: number;
  refused: number;
  abolished: number;
  from_ledger: number;
  load: Load;
  saved: Load;
  from_ledger_saved: Load;
  units: { unit: string; zh: string; en: string; approved: number; asked: number; abolished: number }[];
}
export interface Changed {
  title: string;
  before: string;
  now: string;
}
export interface ChangedRow {
  key: string;
  cells: string[];
  changed: Changed[];
}
export interface Difference {
  first: boolean;
  against: string;
  against_sent?: string;
  in: number;
  out: number;
  changed: number;
  same: number;
  rows_in: ChangedRow[];
  rows_out: ChangedRow[];
  rows_changed: ChangedRow[];
  numbers: Changed[];
}
export interface Preview {
  report: string;
  area: string;
  area_name: string;
  period: string;
  period_zh: string;
  period_en: string;
  titles: string[];
  rows: string[][];
  count: number;
  cells: Changed[];
  difference: Difference;
  digest: string;
  plain: string[];
  blocked_zh: string;
  blocked_en: string;
}
export interface Sending {
  id: string;
  report: string;
  title: string;
  unit: string;
  unit_zh: string;
  unit_en: string;
  area: string;
  area_name: string;
  period: string;
  state: string;
  name: string;
  sent: string;
  rows: number;
  rows_in: number;
  rows_out: number;
  rows_changed: number;
  numbers_changed: number;
  digest: string;
  note: string;
  answered_by: string;
  answer: string;
  answered?: string;
  may_answer: boolean;
}
export interface SendingView extends Sending {
  titles: string[];
  difference: Difference;
}
