// The ledgers of villages as the server shows them.
import type { Fact, Kind, Proposal } from "../registers/subjects/shapes";

export type OrderState = "asked" | "active" | "refused" | "returned" | "expired";
export interface Order {
  id: string;
  village: string;
  village_name: string;
  kind: string;
  kind_zh: string;
  kind_en: string;
  state: OrderState;
  purpose: string;
  until: string;
  renew_until: string;
  owner_unit: string;
  owner_zh: string;
  owner_en: string;
  asked: string;
  asked_by: string;
  due?: string;
  decided?: string;
  decided_by: string;
  reason: string;
  days_left: number;
  may_decide: boolean;
  version: number;
}
export interface DataKind {
  code: string;
  kind: Kind;
  topic_zh: string;
  topic_en: string;
  zh: string;
  en: string;
  fields: string[];
  filter: string;
  owner: string;
  release: "standing" | "at_once" | "owner";
  longest_days: number;
  watch: boolean;
  offered: boolean;
  order: number;
  version: number;
}
export interface KindRow extends DataKind {
  owner_zh: string;
  owner_en: string;
  readable: boolean;
  current?: Order;
}
export interface KindList {
  items: KindRow[];
  may_order: boolean;
  may_manage: boolean;
}
export interface VillageRow {
  code: string;
  name: string;
  town: string;
  orders: number;
  asked: number;
  watches: number;
  tasks: number;
}
export interface Village extends VillageRow {
  persons: number;
  households: number;
  houses: number;
  firms: number;
  facilities: number;
  grids: { code: string; name: string }[];
  may_order: boolean;
  may_give_tasks: boolean;
  may_propose: boolean;
  may_export: boolean;
}
export interface Column {
  field: string;
  zh: string;
  en: string;
}
export interface Line {
  ref: string;
  title: string;
  grid: string;
  area_name: string;
  age?: number;
  values: Record<string, string>;
}
export interface LineList {
  kind: string;
  purpose: string;
  columns: Column[];
  items: Line[];
  next: string;
  total: number;
}
export interface Task {
  id: string;
  village: string;
  kind: string;
  watch: string;
  watch_zh: string;
  watch_en: string;
  subject: string;
  subject_title: string;
  grid: string;
  area_name: string;
  address: string;
  title: string;
  text: string;
  due: string;
  state: "open" | "done" | "withdrawn";
  late: boolean;
  given: string;
  given_by: string;
  finished?: string;
  finished_by: string;
  outcome: string;
  result: string;
  mine: boolean;
  version: number;
}
export interface LineView extends Line {
  kind: string;
  kind_zh: string;
  kind_en: string;
  plural: string;
  purpose: string;
  facts: Fact[];
  edits: Proposal[];
  tasks: Task[];
  unmasked_until?: string;
  may_unmask: boolean;
  may_propose: boolean;
  may_give_tasks: boolean;
}
export interface WatchIn {
  village: string;
  kind: string;
  zh: string;
  en: string;
  filter: string;
  remind: string;
  remind_days: number;
  version: number;
}
export interface Watch extends WatchIn {
  id: string;
  count: number;
  entered: number;
  left: number;
  looked?: string;
  checked?: string;
  made_by: string;
  paused: boolean;
}
export interface Member extends Line {
  entered?: string;
  left?: string;
  fresh: boolean;
}
export interface MemberList {
  columns: Column[];
  items: Member[];
  next: string;
}
export interface Use {
  id: string;
  used: string;
  name: string;
  unit: string;
  act: string;
  kind_zh: string;
  kind_en: string;
  purpose: string;
  rows: number;
}
