// The payments desk as the server shows it.
export interface PayAccount {
  bank: string;
  number: string;
  holder: string;
  set_by: string;
  set_at: string;
  usable: boolean;
  version: number;
}
export interface Payment {
  id: string;
  key: string;
  payee: string;
  payee_name: string;
  policy: string;
  policy_zh: string;
  policy_en: string;
  town: string;
  amount_fen: number;
  offset_fen: number;
  paid_fen: number;
  state: string;
  state_zh: string;
  state_en: string;
  waits_zh: string;
  waits_en: string;
  why_zh: string;
  why_en: string;
  channel: string;
  batch: string;
  attempt: number;
  bank_number: string;
  ordered: string;
  sent?: string;
  settled?: string;
  seconds?: number;
  account?: PayAccount;
  verdict_fen?: number;
  proposed_by: string;
  proposed_reason: string;
  mine: boolean;
}
export interface Said {
  moment: string;
  source: string;
  number: string;
  verdict: string;
  ground: string;
  text: string;
  bank_number: string;
  amount_fen: number;
  effect: string;
}
export interface Entry {
  id: string;
  moment: string;
  day: string;
  debit_zh: string;
  debit_en: string;
  credit_zh: string;
  credit_en: string;
  amount_fen: number;
  reason: string;
}
export interface PaymentPage {
  payment: Payment;
  said: Said[];
  entries: Entry[];
}
export interface Summary {
  open: { state: string; zh: string; en: string; count: number; amount_fen: number }[];
  settled_today: number;
  settled_today_fen: number;
  median_s?: number;
  p95_s?: number;
  batches_waiting: number;
  differences_open: number;
  recoveries_open: number;
  write_offs_waiting: number;
}
export interface PayBatch {
  id: string;
  channel: string;
  policy: string;
  state: string;
  state_zh: string;
  state_en: string;
  count: number;
  amount_fen: number;
  settled: number;
  refused: number;
  digest: string;
  made_by: string;
  decided_by: string;
  reason: string;
  made: string;
  mine: boolean;
}
export interface Channel {
  code: string;
  zh: string;
  en: string;
  kind: "file" | "online" | "simulated";
  enabled: boolean;
  url: string;
  key_id: string;
  has_secret: boolean;
}
export interface Budget {
  policy: string;
  policy_zh: string;
  policy_en: string;
  year: number;
  amount_fen: number;
  free_fen: number;
  committed_fen: number;
  in_transit_fen: number;
  paid_fen: number;
  receivable_fen: number;
  waiting: number;
  waiting_fen: number;
  channel: string;
}
export interface Balance {
  day: string;
  closed: boolean;
  rows: {
    policy: string;
    policy_zh: string;
    policy_en: string;
    year: number;
    account: string;
    zh: string;
    en: string;
    debit_day_fen: number;
    credit_day_fen: number;
    debit_fen: number;
    credit_fen: number;
    balance_fen: number;
  }[];
  debit_fen: number;
  credit_fen: number;
}
export interface Day {
  day: string;
  closed: boolean;
  closed_by: string;
  settled: number;
  settled_fen: number;
  differences_open: number;
  statements: { channel: string; lines: number; out_fen: number; ours_fen: number; caught_up: number; differences: number }[];
}
export interface Difference {
  id: string;
  day: string;
  channel: string;
  kind_zh: string;
  kind_en: string;
  number: string;
  payment: string;
  bank_number: string;
  bank_fen: number;
  ours_fen: number;
  open: boolean;
  resolved_by: string;
  reason: string;
}
export interface Recovery {
  id: string;
  key: string;
  payee: string;
  payee_name: string;
  policy: string;
  policy_zh: string;
  policy_en: string;
  state: string;
  state_zh: string;
  state_en: string;
  amount_fen: number;
  open_fen: number;
  why_zh: string;
  why_en: string;
  asked_by: string;
  asked_reason: string;
  plan: { due: string; amount_fen: number; received_fen: number; overdue: boolean }[];
  receipts: { moment: string; kind: "received" | "offset" | "written_off"; amount_fen: number; by: string; note: string }[];
  mine: boolean;
}
