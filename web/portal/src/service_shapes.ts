// What a firm's door and the guide of services show.
import type { MyBenefits } from "./benefit_shapes";

export interface MyFirm {
  ref: string;
  name: string;
  uscc: string;
  role: string;
  until?: string;
  unread: number;
}
export interface FirmNotice {
  grant: string;
  zh: string;
  en: string;
  words_zh: string;
  words_en: string;
  state_zh: string;
  state_en: string;
  told: string;
  read?: string;
  needs_confirm: boolean;
}
export interface FirmAgent {
  id: string;
  name: string;
  state: string;
  from: string;
  until: string;
}
export interface FirmPage extends MyFirm {
  facts: { field: string; zh: string; en: string; value: string; shown_zh: string; shown_en: string; source_zh: string; source_en: string; observed?: string }[];
  notices: FirmNotice[];
  benefits: MyBenefits;
  agents: FirmAgent[];
  looks: { looked: string; name: string; act: string; purpose: string }[];
}
export interface CreditMark {
  indicator: string;
  zh: string;
  en: string;
  points: number;
  left_out: boolean;
  source_zh: string;
  source_en: string;
  unit_zh: string;
  unit_en: string;
  basis: string;
  document: string;
  since: string;
  fades: string;
  repairable: boolean;
  repair_from: string;
  raise_zh: string;
  raise_en: string;
  matter: string;
  evidence: { field: string; zh: string; en: string; value: string; shown_zh: string; shown_en: string }[];
}
export interface FirmCredit {
  score: number;
  grade: string;
  colour: string;
  base: number;
  marks: CreditMark[];
  raises: { indicator: string; zh: string; en: string; raise_zh: string; raise_en: string; points: number; grade: string }[];
  matters: { id: string; kind: string; zh: string; en: string; state: string; text: string; due: string; unit_zh: string; unit_en: string; said?: string }[];
  frequency?: FirmFrequency | null;
}
export interface FirmFrequency {
  grade: string;
  items: { item: string; zh: string; en: string; line_zh: string; line_en: string; state: string; due: string; reason_zh: string; reason_en: string; basis: string }[];
  noted: { item: string; zh: string; en: string; day: string; result: string }[];
}
export interface MatterRow {
  key: string;
  zh: string;
  en: string;
  kind: string;
  group: string;
  unit_zh: string;
  unit_en: string;
  who_zh: string;
  who_en: string;
  promised_days: number;
  statutory_days: number;
  materials: number;
  visits: number;
  fee_fen: number;
}
export interface MatterPage {
  edition: number;
  unit_zh: string;
  unit_en: string;
  matter: {
    key: string;
    zh: string;
    en: string;
    who_zh: string;
    who_en: string;
    law: string;
    statutory_days: number;
    promised_days: number;
    fee_fen: number;
    visits: number;
    result_zh: string;
    result_en: string;
    doubt_zh: string;
    doubt_en: string;
    materials: { key: string; zh: string; en: string; needed: boolean }[];
  };
}
export interface PlanLine {
  key: string;
  zh: string;
  en: string;
  type: string;
  choices: { value: string; zh: string; en: string }[];
  needed: boolean;
  filled: boolean;
  value: string;
  shown_zh: string;
  shown_en: string;
  source_zh: string;
  source_en: string;
  observed?: string;
}
export interface PlanMaterial {
  key: string;
  zh: string;
  en: string;
  needed: boolean;
  held: boolean;
  source_zh: string;
  source_en: string;
  observed?: string;
}
export interface ServicePlan {
  matter: string;
  edition: number;
  form: PlanLine[];
  materials: PlanMaterial[];
  asked: number;
  held: number;
  visits: number;
  fits: boolean;
  why_zh: string;
  why_en: string;
  under_way: string;
}
export interface MyApplication {
  id: string;
  zh: string;
  en: string;
  unit_zh: string;
  unit_en: string;
  state: string;
  state_zh: string;
  state_en: string;
  submitted: string;
  due?: string;
  lamp: string;
  seen?: string;
  burden: number;
  held: number;
  given: number;
  said: string;
  wanted: string[];
  digest: string;
  form: { key: string; zh: string; en: string; value: string; shown_zh: string; shown_en: string; from: string }[];
  materials: { key: string; zh: string; en: string; from: string; source_zh: string; source_en: string; file_name: string }[];
  history: { happened: string; by: string; zh: string; en: string }[];
  may: string[];
}
