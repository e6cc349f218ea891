// Shapes of the life of definitions as the server tells them.
import type { Fault } from "../edit/contract";

export type Kind = "bpmn" | "dmn" | "form";
export type DraftState = "editing" | "handed_in" | "approved" | "released" | "discarded";

export interface DraftRow {
  id: string;
  kind: Kind;
  key: string;
  name: string;
  note: string;
  based_on: number;
  state: DraftState;
  revision: number;
  opened: string;
  opened_by_name: string;
  changed: string;
  changed_by: string;
  changed_by_name: string;
  writers: string[];
  handed_in?: string | null;
  handed_in_by_name: string;
  reviewed?: string | null;
  reviewed_by_name: string;
  reason: string;
  version: number;
}
export interface Draft extends DraftRow {
  content: string;
  may_edit: boolean;
  may_approve: boolean;
  may_release: boolean;
}
export interface Checked {
  good: boolean;
  problems: Fault[];
}

export interface TestCase {
  id: string;
  kind: Kind;
  key: string;
  name: string;
  spec: Record<string, unknown>;
  revision: number;
  changed: string;
  changed_by_name: string;
}
export interface TestDifference {
  path: string;
  wanted: string;
  got: string;
  zh: string;
  en: string;
}
export interface TestOutcome {
  id: string;
  name: string;
  passed: boolean;
  differences: TestDifference[];
  came_out: unknown;
  path: string[];
}
export interface TestRun {
  passed: number;
  failed: number;
  items: TestOutcome[];
}

export interface Release {
  id: string;
  kind: Kind;
  key: string;
  name: string;
  version: number;
  area: string;
  area_zh: string;
  area_en: string;
  state: "scheduled" | "live" | "replaced" | "withdrawn";
  effective: string;
  made: string;
  made_by_name: string;
  note: string;
  withdrawn?: string | null;
  withdrawn_by_name: string;
  reason: string;
  running: number;
  lead_days?: number | null;
}
export interface LeadTime {
  target_days: number;
  count: number;
  last_days?: number | null;
  mean_days?: number | null;
  longest_days?: number | null;
  items: Release[];
}

export interface ReplayTotal {
  what: string;
  what_zh: string;
  what_en: string;
  value: string;
  value_zh: string;
  value_en: string;
  before: number;
  after: number;
}
export interface Replay {
  id: string;
  kind: Kind;
  key: string;
  name: string;
  draft?: string | null;
  draft_revision: number;
  version: number;
  from: string;
  to: string;
  area: string;
  state: "waiting" | "running" | "done" | "cancelled" | "failed";
  asked_by_name: string;
  asked: string;
  ended?: string | null;
  total: number;
  done: number;
  differing: number;
  made_again: number;
  without: number;
  per_s: number;
  totals: ReplayTotal[];
  notes: { zh: string; en: string }[];
  error_zh: string;
  error_en: string;
}
export interface ReplayChange {
  what: string;
  what_zh: string;
  what_en: string;
  from: string;
  from_zh: string;
  from_en: string;
  to: string;
  to_zh: string;
  to_en: string;
}
export interface ReplayCase {
  seq: number;
  ref: string;
  number: string;
  happened: string;
  item: string;
  item_zh: string;
  item_en: string;
  area_zh: string;
  area_en: string;
  made_again: boolean;
  changes: ReplayChange[];
  reason_zh: string;
  reason_en: string;
}
