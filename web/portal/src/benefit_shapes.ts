// What a resident is shown of the own benefits.
export interface BenefitFact {
  field: string;
  zh: string;
  en: string;
  value: string;
  source: string;
  source_zh: string;
  source_en: string;
  shown_zh: string;
  shown_en: string;
  observed?: string;
  subject: string;
}
export interface BenefitReview {
  id: string;
  kind: string;
  state: string;
  text: string;
  field: string;
  opened: string;
  due: string;
  answer: string;
}
export interface BenefitClaim {
  id: string;
  state: string;
  why_zh: string;
  why_en: string;
  amount_fen: number;
  open_fen: number;
  months: number;
  plan: { month: string; amount_fen: number }[];
}
export interface MyGrant {
  id: string;
  whose: string;
  policy: string;
  zh: string;
  en: string;
  words_zh: string;
  words_en: string;
  document: string;
  state: string;
  state_zh: string;
  state_en: string;
  why_zh: string;
  why_en: string;
  form: string;
  rhythm: string;
  amount_fen: number;
  paid_fen: number;
  window_until?: string;
  needs_confirm: boolean;
  place: number;
  digest: string;
  facts: BenefitFact[];
  instalments: { period: string; amount_fen: number; state: string }[];
  history: { act: string; happened: string; by: string; zh: string; en: string }[];
  reviews: BenefitReview[];
  claims: BenefitClaim[];
  may: string[];
}
export interface MyPolicy {
  policy: string;
  subject: string;
  whose: string;
  zh: string;
  en: string;
  words_zh: string;
  words_en: string;
  document: string;
  form: string;
  verdict: string;
  amount_fen: number;
  turns: string;
  lacks: { zh: string; en: string; clause: string; holds: string }[];
  todo_zh: string[];
  todo_en: string[];
  may_take: boolean;
}
export interface MyVoucher {
  id: string;
  zh: string;
  en: string;
  about_zh: string;
  about_en: string;
  state: string;
  holder: string;
  code: string;
  until: string;
  place_zh: string;
  place_en: string;
}
export interface MyBenefits {
  name: string;
  have: MyGrant[];
  could: MyPolicy[];
  missing: MyPolicy[];
  vouchers: MyVoucher[];
  account?: { bank: string; number: string; holder: string; usable: boolean };
  account_needed: boolean;
  households: MyHousehold[];
}
export interface MyHousehold {
  ref: string;
  members: { ref: string; name: string; head: boolean; adult: boolean; payee: boolean; order: number }[];
  waiting: boolean;
  may_name: boolean;
}
export interface PublicGrant {
  id: string;
  zh: string;
  en: string;
  name: string;
  number: string;
  area_name: string;
  amount_fen: number;
  until: string;
}
