export interface PaperStep {
  happened: string;
  who: string;
  kind: string;
  zh: string;
  en: string;
  text: string;
}
export interface WhistleScore {
  points: number;
  text: string;
  by: string;
}
export interface WhistleCall {
  unit: string;
  unit_zh: string;
  unit_en: string;
  lead: boolean;
  task: string;
  required: string;
  state: string;
  arrival?: { name: string; when: string; metres: number; minutes_late: number; photo: string; text: string } | null;
  excuse: string;
  town_score?: WhistleScore | null;
  unit_score?: WhistleScore | null;
}
export interface Whistle {
  ref: string;
  number: string;
  state: string;
  kind_zh: string;
  kind_en: string;
  title: string;
  content: string;
  case_ref: string;
  case_number: string;
  area: string;
  area_zh: string;
  area_en: string;
  place: string;
  lng: number;
  lat: number;
  wanted: string[];
  evidence: string[];
  unit_zh: string;
  unit_en: string;
  blown_name: string;
  blown: string;
  dispatched_name: string;
  reason: string;
  calls: WhistleCall[];
  conclusion: string;
  resolved: boolean;
  may: string[];
  my_unit: string;
  steps: PaperStep[];
}
export interface WhistleUnit {
  unit: string;
  unit_zh: string;
  unit_en: string;
  called: number;
  in_time: number;
  late: number;
  absent: number;
  points?: number | null;
}
export interface WhistleFigures {
  whistles: number;
  open: number;
  refused: number;
  points?: number | null;
  units: WhistleUnit[];
}
export interface ConsultMember {
  unit: string;
  unit_zh: string;
  unit_en: string;
  present: boolean;
  opinion?: { stand: "ours" | "not_ours" | "joint"; text: string; basis: string; by: string } | null;
}
export interface Consultation {
  ref: string;
  number: string;
  state: string;
  case_ref: string;
  case_number: string;
  case_title: string;
  item_name: string;
  area: string;
  area_zh: string;
  area_en: string;
  topic: string;
  agenda: string[];
  meets?: string | null;
  where: string;
  members: ConsultMember[];
  called_name: string;
  called: string;
  minutes: string;
  decision?: { unit: string; unit_zh: string; unit_en: string; text: string; basis: string; by: string; when: string; precedent: string } | null;
  due?: string | null;
  overdue: boolean;
  outcome: string;
  may: string[];
  steps: PaperStep[];
}
export interface Precedent {
  number: string;
  item: string;
  item_name: string;
  area_zh: string;
  area_en: string;
  words: string[];
  unit_zh: string;
  unit_en: string;
  text: string;
  basis: string;
  consult_ref: string;
  consult_number: string;
  case_number: string;
  made: string;
  expires: string;
  why: string;
  uses: number;
  state: string;
}
export interface Finding {
  ref: string;
  number: string;
  state: string;
  case_ref: string;
  case_number: string;
  item_name: string;
  area: string;
  area_zh: string;
  area_en: string;
  place: string;
  party: string;
  what: string;
  evidence: string[];
  found_by: string;
  found: string;
  until?: string | null;
  checks: { when: string; by: string; mended: boolean; text: string; evidence: string[] }[];
  unit: string;
  unit_zh: string;
  unit_en: string;
  pack_hash: string;
  decision?: { kind: "warning" | "fine" | "no_case"; fen: number; document: string; text: string; basis: string; by: string; when: string } | null;
  closing: string;
  may: string[];
  why_not_zh: string;
  why_not_en: string;
  steps: PaperStep[];
}
export interface PenaltyFigures {
  found: number;
  reminded: number;
  mended: number;
  handed: number;
  warnings: number;
  fines: number;
  no_case: number;
  fen: number;
}
export interface EvidencePack {
  hash: string;
  intact: boolean;
  text: string;
  content: { photos: { digest: string; type: string; size: number; taken?: string | null }[] };
}
export type BalanceMode = "off" | "suggest" | "assign";
export interface BalanceQueue {
  queue: string;
  zh: string;
  en: string;
  mode: BalanceMode;
  people: number;
  least: number;
  most: number;
  version: number;
}
export interface BalanceShift {
  days: number[];
  from: string;
  to: string;
}
export interface BalancePerson {
  person: string;
  name: string;
  skills: string[];
  shifts: BalanceShift[];
  most: number;
  load: number;
  on_shift: boolean;
  version: number;
}
export interface Advice {
  case_ref: string;
  case_number: string;
  title: string;
  name: string;
  state: string;
  why_zh: string;
  why_en: string;
  made: string;
}
export interface BalanceRanking {
  mode: BalanceMode;
  queue_zh: string;
  queue_en: string;
  advice?: Advice | null;
  people: { person: string; name: string; points: number; why_zh: string; why_en: string; barred: boolean }[];
}
// A field of a small form.
export interface ActField {
  name: string;
  kind: "text" | "area" | "unit" | "units" | "number" | "choice" | "many" | "switch" | "moment" | "files" | "place" | "lines" | "yuan";
  label: string;
  required?: boolean;
  hint?: string;
  choices?: { value: string | number; label: string }[];
  when?: (values: Record<string, unknown>) => boolean; // asked only then
  future?: boolean; // of moments: not before now
}
