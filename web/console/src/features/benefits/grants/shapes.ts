// What the desk of grants shows.
export interface GrantRow {
  id: string;
  subject: string;
  kind: string;
  title: string;
  area_name: string;
  policy: string;
  zh: string;
  en: string;
  unit_zh: string;
  unit_en: string;
  state: string;
  state_zh: string;
  state_en: string;
  why_zh: string;
  why_en: string;
  form: string;
  rhythm: string;
  day: string;
  means: string;
  amount_fen: number;
  paid_fen: number;
  offered: string;
  decided?: string;
  seen?: string;
  decided_by: string;
  next_period: string;
  ended_on: string;
  place: number;
  failed: boolean;
  to_call: string;
  sms_state: string;
}
export interface Review {
  id: string;
  grant: string;
  subject: string;
  title: string;
  kind: string;
  state: string;
  area_name: string;
  policy_zh: string;
  policy_en: string;
  text: string;
  by: string;
  phone: string;
  field: string;
  doubts: { field: string; zh: string; en: string; held: string; source_zh: string; source_en: string; says: string }[];
  opened: string;
  due: string;
  late: boolean;
  answered?: string;
  answered_by: string;
  answer: string;
  may_answer: boolean;
}
export interface Claim {
  id: string;
  grant: string;
  subject: string;
  title: string;
  state: string;
  area_name: string;
  policy_zh: string;
  policy_en: string;
  why_zh: string;
  why_en: string;
  amount_fen: number;
  open_fen: number;
  months: number;
  plan: { month: string; amount_fen: number }[];
  proposed: string;
  proposed_by: string;
  decided?: string;
  decided_by: string;
  reason: string;
  may_decide: boolean;
}
export interface GrantPage extends GrantRow {
  document: string;
  law: string;
  digest: string;
  confirm: boolean;
  by_person: boolean;
  confirmed: boolean;
  sms: { state: string; to: string; why: string; at?: string };
  told?: string;
  told_by: string;
  tell_subject: string;
  window_until?: string;
  facts: { field: string; zh: string; en: string; value: string; source: string; source_zh: string; source_en: string; lineage: string; shown_zh: string; shown_en: string; observed?: string; subject: string }[];
  reasons: { zh: string; en: string; clause: string; holds: string }[];
  frozen: boolean;
  instalments: { period: string; amount_fen: number; state: string; ordered: string; settled?: string }[];
  history: { act: string; happened: string; by: string; zh: string; en: string }[];
  reviews: Review[];
  claims: Claim[];
  may: string[];
}
// Who is paid for a household.
export interface Household {
  ref: string;
  members: { ref: string; name: string; head: boolean; adult: boolean; payee: boolean; order: number }[];
  waiting: boolean;
  named_by: string;
  reason: string;
  named?: string;
  may_name: boolean;
}
export interface GrantProof {
  digest: string;
  text: string;
  kept: string;
  fits: boolean;
}
export interface Statement {
  id: string;
  place: string;
  place_zh: string;
  place_en: string;
  month: string;
  state: string;
  lines: { kind: string; zh: string; en: string; count: number; value_fen: number; amount_fen: number }[];
  count: number;
  amount_fen: number;
  drawn: string;
  drawn_by: string;
  confirmed_by: string;
}
// How one of them is told by SMS.
export interface SubjectSms {
  subject: string;
  gateway: boolean;
  mobile: boolean;
  phone: string;
  off: boolean;
  changed?: string;
  changed_by: string;
}
export interface VoucherRow {
  id: string;
  zh: string;
  en: string;
  holder: string;
  value_fen: number;
  redeemed?: string | null;
  place_zh: string;
  place_en: string;
}
export interface VoucherClash {
  voucher: string;
  first_zh: string;
  first_en: string;
  second_zh: string;
  second_en: string;
  first_redeemed: string;
  second_redeemed: string;
}
