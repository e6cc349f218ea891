export type Means = "app" | "email" | "sms";

export interface NoticeLine {
  zh: string;
  en: string;
  number: string;
  link: string;
}
export interface Notice {
  id: string;
  kind: string;
  title_zh: string;
  title_en: string;
  text_zh: string;
  text_en: string;
  number: string;
  link: string;
  case_ref: string;
  urgent: boolean;
  merged: number;
  lines: NoticeLine[];
  created: string;
  read?: string;
}
export interface Preferences {
  email: string;
  by_email: boolean;
  by_sms: boolean;
  quiet_from: string;
  quiet_until: string;
  gather: boolean;
  language: string;
}
export interface PreferencesView extends Preferences {
  phone: string;
  email_on: boolean;
  sms_on: boolean;
  district_quiet_from: string;
  district_quiet_until: string;
}
export interface Rule {
  key: string;
  zh: string;
  en: string;
  event: string;
  condition: string;
  audience: { who: string; duty: string };
  means: Means[];
  must: Means[];
  template_key: string;
  when: "at_once" | "gathered";
  hours: string[];
  quiet: boolean;
  urgent: string;
  active: boolean;
}
export interface Kept {
  version: number;
  changed: string;
  changed_by: string;
}
export interface Template {
  key: string;
  name_zh: string;
  name_en: string;
  title_zh: string;
  title_en: string;
  text_zh: string;
  text_en: string;
  sms_zh: string;
  sms_en: string;
}
export interface Named {
  key: string;
  zh: string;
  en: string;
}
export interface NoticeField extends Named {
  in_text: boolean;
  in_condition: boolean;
  masked: boolean;
}
export interface Limits {
  per_hour: number;
  gather_minutes: number;
  quiet_from: string;
  quiet_until: string;
  version: number;
}
export interface RuleBook {
  rules: (Rule & Kept)[];
  templates: (Template & Kept)[];
  limits: Limits;
  events: Named[];
  audiences: Named[];
  means: Named[];
  duties: Named[];
  fields: NoticeField[];
  usable: Means[];
}
export interface PastEvent {
  id: string;
  kind: string;
  number: string;
  happened: string;
  told: number;
}
export interface Tried {
  number: string;
  holds: boolean;
  why: string;
  urgent: boolean;
  people: { name: string; unit_zh: string; unit_en: string; means: Means; to: string; gathered: boolean; due: string }[];
  title_zh: string;
  title_en: string;
  text_zh: string;
  text_en: string;
  sms_zh: string;
  sms_en: string;
}
export interface LogRow {
  id: string;
  kind: string;
  rule: string;
  means: Means;
  name: string;
  to: string;
  number: string;
  case_ref: string;
  title_zh: string;
  title_en: string;
  merged: number;
  state: string;
  attempts: number;
  error: string;
  created: string;
  next?: string;
  ended?: string;
  read?: string;
}
export interface MeansHead {
  enabled: boolean;
  has_secret: boolean;
  version: number;
  changed?: string;
  changed_by: string;
}
export interface EmailSetup {
  host: string;
  port: number;
  security: "none" | "starttls" | "tls";
  account: string;
  from: string;
  from_name: string;
}
export interface SmsSetup {
  url: string;
  mapping: { cloudevents: boolean; body: unknown; headers: Record<string, string>; taken: string };
}
export interface MeansView {
  email: MeansHead & { setup: EmailSetup };
  sms: MeansHead & { setup: SmsSetup };
}
