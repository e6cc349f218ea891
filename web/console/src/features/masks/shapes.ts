// What the room of masks tells.
export interface MaskRule {
  zh: string;
  en: string;
  fields: string[];
  duties: string[];
  purposes: string[];
  area: string;
  unmasked: boolean;
  mask: string;
}
export interface MaskPurpose {
  key: string;
  zh: string;
  en: string;
  approver: boolean;
  ticket: boolean;
  longest_minutes: number;
}
export interface MaskPolicy {
  usual: Record<string, string>;
  rules: MaskRule[];
  purposes: MaskPurpose[];
  export_k: number;
  export_l: number;
  export_days: number;
}
export interface PolicyVersion {
  version: number;
  state: string;
  note: string;
  made_by: string;
  published_by: string;
  made: string;
  published?: string;
}
export interface PolicyView {
  live: MaskPolicy;
  draft?: MaskPolicy;
  versions: PolicyVersion[];
  live_version: number;
  draft_version: number;
  may_edit: boolean;
  may_publish: boolean;
  why_not_zh: string;
  why_not_en: string;
}
export interface TryShown {
  field: string;
  live: string;
  live_why_zh: string;
  live_why_en: string;
  tried: string;
  tried_why_zh: string;
  tried_why_en: string;
  differs: boolean;
}
export interface TextPiece {
  kind: string;
  zh: string;
  en: string;
  begin: number;
  end: number;
  text: string;
  shown: string;
}
export interface TextView {
  masked: string;
  found: TextPiece[];
}
export interface Sight {
  id: string;
  subject: string;
  area: string;
  purpose: string;
  purpose_zh: string;
  purpose_en: string;
  ticket: string;
  reason: string;
  name: string;
  unit: string;
  minutes: number;
  state: string;
  asked: string;
  answered?: string;
  until?: string;
  answered_by: string;
  answer: string;
  mine: boolean;
  may_answer: boolean;
  over: boolean;
}
export interface RiskStep {
  column: number;
  step: number;
  zh: string;
  en: string;
  at_risk: number;
}
export interface Risk {
  rows: number;
  classes: number;
  smallest: number;
  unique: number;
  at_risk: number;
  below_l: number;
  least_l: number;
  highest: number;
  mean: number;
  suggestion: RiskStep[];
  after: number;
}
export interface ExportColumn {
  field: string;
  way: string;
  quasi: boolean;
  sensitive: boolean;
}
export interface ExportAsk {
  title: string;
  kind: string;
  area: string;
  shape: string; // inside which, drawn on the map
  purpose: string;
  ticket: string;
  receiver: string;
  project: string;
  columns: ExportColumn[];
  leave_out: boolean;
  anonymous: boolean;
}
export interface ExportView {
  id: string;
  ask: ExportAsk;
  risk: Risk;
  name: string;
  unit: string;
  state: string;
  asked: string;
  answered?: string;
  until?: string;
  answered_by: string;
  answer: string;
  rows: number;
  fetched: number;
  mine: boolean;
  may_answer: boolean;
  may_fetch: boolean;
  why_not_zh: string;
  why_not_en: string;
}
export interface ExportField {
  field: string;
  zh: string;
  en: string;
  mask: string;
  grade: number;
}
export interface TraceMatch {
  id: string;
  title: string;
  name: string;
  unit: string;
  receiver: string;
  asked: string;
  score: { choices: number; agree: number; pairs: number; pairs_agree: number; certainty: number };
  certain: boolean;
}
export interface TraceView {
  rows: number;
  exports: number;
  matches: TraceMatch[];
}
