// What a resident is shown of the own space.
export interface Consent {
  id: string;
  unit_zh: string;
  unit_en: string;
  purpose: string;
  fields_zh: string[];
  fields_en: string[];
  state: string;
  until: string;
  reads: number;
}
export interface Certificate {
  id: string;
  code: string;
  zh: string;
  en: string;
  text_zh: string;
  text_en: string;
  state: string;
  issued: string;
  until: string;
}
export interface Space {
  subject: string;
  name: string;
  facts: {
    field: string;
    zh: string;
    en: string;
    value: string;
    shown_zh: string;
    shown_en: string;
    claims: { source_zh: string; source_en: string; value: string; observed: string; won: boolean; why_zh: string; why_en: string }[];
  }[];
  ties: { zh: string; en: string; title: string }[];
  looks: { looked: string; name: string; unit_zh: string; unit_en: string; act_zh: string; act_en: string; purpose: string; ticket: string }[];
  consents: Consent[];
  asked: { unit: string; unit_zh: string; unit_en: string; purpose: string; fields: string[]; fields_zh: string[]; fields_en: string[]; until: string; given: boolean }[];
  corrections: { id: string; zh: string; en: string; value: string; text: string; state: string; owner_zh: string; owner_en: string; answer: string; proposed: string; due: string }[];
  certificates: Certificate[];
  files: { id: string; name: string; bytes: number; added: string }[];
  certificate_kinds: { key: string; zh: string; en: string }[];
  units: { key: string; zh: string; en: string }[];
  used_bytes: number;
  quota_bytes: number;
  until: string;
}
