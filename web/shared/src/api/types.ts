// Shapes that travel between server and screens.
import type { FormLine } from "./forms";

export type Level = "district" | "town" | "community" | "grid";
export type Lamp = "green" | "amber" | "red" | "grey";
export type Severity = "urgent" | "normal" | "minor" | "works";

export interface Page<T> { items: T[]; next: string; total?: number | null }

export interface Post {
  post_id: string; duty: string; duty_zh: string; duty_en: string; unit: string; unit_zh: string;
  areas: string[]; from: string; delegated_from?: string; until?: string; unit_en: string;
}
export interface Me {
  account_id: string; account: string; person_id: string; name: string; posts: Post[]; permissions: string[];
  areas: string[]; queues: string[]; home_area: { code: string; name_zh: string; name_en: string; level: Level };
  level: Level; demo: boolean; must_change_secret: boolean; second_factor: boolean; language: string; session_ends: string; idle_minutes: number;
}
export interface SignedIn { person: { id: string; name: string }; must_change_secret: boolean; second_factor_needed: boolean }
export interface DemoRole { account: string; name: string; duty: string; duty_zh: string; duty_en: string; unit: string; unit_zh: string; unit_en: string; level: Level }

export interface Unit {
  code: string; area_code: string; line: string; kind: string; name_zh: string; name_en: string; parent: string; people: number; version: number;
}
export interface PersonRef { id: string; name: string }
export interface Person {
  id: string; name: string; phone: string; unit: string; unit_zh: string; unit_en: string; area_code: string;
  account?: { id: string; account: string; locked: boolean }; posts: Post[]; version: number;
}
export interface Role { duty: string; name_zh: string; name_en: string; level: string; by_area: boolean; administrator: boolean; permissions: string[] }
export interface Permission { permission: string; name_zh: string; name_en: string; room: string }
export interface Delegation {
  id: string; post_id: string; from_person: PersonRef; to_person: PersonRef; duty_zh: string; duty_en: string; unit_zh: string; unit_en: string;
  from: string; until: string; reason: string; state: "coming" | "active" | "over" | "taken_back";
}
export interface AuditEntry {
  id: string; happened: string; who: string; kind: string; subject: string; detail_zh: string; detail_en: string;
  remote: string; request_id: string; result: string;
}
export interface RosterRow {
  grid: string; grid_zh: string; grid_en: string; station_heads: PersonRef[]; officers: PersonRef[]; backup?: PersonRef; cover?: PersonRef;
  leave_from?: string; leave_until?: string; on_leave: boolean; on_duty: PersonRef[];
}

export interface Area {
  code: string; level: Level; name_zh: string; name_en: string; parent: string; lng: number; lat: number; area_km2: number;
  population: number; version: number; valid_from: string; valid_until?: string;
}
export interface AreaWithShape { area: Area; full_name: string; geometry?: GeoJSON.Geometry | null }
export interface Located {
  grid_code: string; grid_name: string; community_code: string; community_name: string; town_code: string; town_name: string; lng: number; lat: number;
}
export interface PlaceFound { kind: string; name: string; lng: number; lat: number; grid_code: string; area_name: string; score: number }
export interface Flaw {
  kind: "broken" | "self_crossing" | "overlap" | "gap" | "outside"; first: string; second: string; lng: number; lat: number; area_m2: number; zh: string; en: string;
}
export interface TopologyReport { features: number; area_km2: number; clean: boolean; flaws: Flaw[] }
export interface AreaVersion { area: Area; reason: string; changed_by: string; changed: string }

export interface Limit { severity: Severity; amount: number; kind: "urgent_hours" | "natural_days" | "work_hours" | "work_days" }
export interface Item {
  code: string; catalogue: string; item_class: "part" | "event" | "social"; major: string; minor: string; major_zh: string; major_en: string;
  name_zh: string; name_en: string; filing_condition: string; closing_conditions: string[]; limits: Limit[]; limit_basis: string; settle_level: string;
  lead_line: string; supervising_line: string; form: string; successor: string; keywords: string; legal_basis: string; verify_needed: boolean;
  confidential: boolean; rated: boolean; active: boolean; version: number;
}
export interface ItemView { item: Item; versions: Item[]; version: number }
export interface Edition { edition: number; published: string; published_by: string; note: string; changed: number }
export interface ItemDifference { code: string; name_zh: string; kind: "added" | "removed" | "changed"; fields: string[] }
export interface ItemImportReport {
  rows: number; accepted: number; added: number; changed: number; unchanged: number; published: boolean; edition: number; errors: { row: number; column: string; value: string; zh: string; en: string }[];
}

export interface Definition {
  key: string; kind: "bpmn" | "dmn" | "form"; version: number; name: string; deployed: string; deployed_by: string; running?: number; current?: boolean;
}
export interface DefinitionFull extends Definition { content: string }
export interface Visit {
  element: string; name: string; kind: string; entered: string; left?: string; cancelled?: boolean; times?: number; minutes?: number; state?: "done" | "active" | "cancelled";
}
export interface Instance { definition_key?: string; process?: string; version: number; xml: string; visits: Visit[]; flows?: string[] }
export interface RuleText { decision: string; rule: string; text_zh: string; text_en: string }
export interface DecisionTry { outputs: Record<string, unknown>; matched: RuleText[]; near: RuleText[]; note_zh: string; note_en: string }

export interface Reporter { name?: string; phone?: string; anonymous: boolean; confidential: boolean; wants_reply: boolean }
export interface Place { lng?: number; lat?: number; text?: string; grid_code?: string; area_name?: string }
export interface NewCase {
  channel: string; kind: string; title?: string; content: string; item_code?: string; severity?: Severity; place: Place; reporter: Reporter;
  evidence: string[]; occurred?: string; extra?: Record<string, unknown>;
  settled?: { closing_condition: string; text: string };
}
export interface CaseRow {
  ref: string; number: string; title: string; item_code: string; item_name: string; channel: string; severity: Severity; level: string;
  status: string; stage: string; area_code: string; area_name: string; grid_code: string; unit: string; unit_zh: string; unit_en: string; handler: string;
  kind: string; created: string; due?: string; lamp: Lamp; remaining_minutes?: number; confidential: boolean; closed?: string; overdue: boolean; repeat: number;
}
export interface Evidence {
  digest: string; type: string; size: number; taken?: string; lng?: number; lat?: number; device?: string; by?: string; added?: string; stage?: string;
}
export interface Clock {
  name: string; name_zh: string; name_en: string; limit_text: string; limit_text_en: string; started: string; due?: string; stopped?: string; paused: boolean;
  overdue: boolean; lamp: Lamp; share: number;
}
export interface Step { step: string; name_zh: string; name_en: string; state: "done" | "current" | "future"; entered?: string; left?: string }
export interface Rung { level: string; name_zh: string; name_en: string; lit: boolean; current: boolean }
export interface Suggested { code: string; name: string; score: number; reasons: string[] }
export interface Suggestions { item: Suggested[]; unit: string; unit_zh: string; unit_en: string; urgency: string; similar?: CaseRow[]; places?: PlaceFound[] }
export interface DispatchReason { zh: string; en: string; decision_key: string; decision_version: number; rules?: string[] }
export interface ActionField {
  name: string; kind: "text" | "choice" | "evidence" | "unit" | "item" | "date" | "place" | "person" | "number"; zh: string; en: string; required: boolean;
  choices?: { value: string; zh: string; en: string }[];
}
export interface Action {
  action: string; zh: string; en: string; primary: boolean; allowed: boolean; why_not_zh?: string; why_not_en?: string; form: ActionField[];
}
export interface Task {
  id: string; case_ref: string; number: string; title: string; element: string; name_zh: string; name_en: string; queue: string;
  queue_zh: string; assignee: string; claimed_by: string; mine: boolean; created: string; due?: string; lamp: Lamp; remaining_minutes?: number; item_name: string;
  area_name: string; severity: Severity; came_back: boolean; why_zh: string; why_en: string;
}
export interface CaseView extends CaseRow {
  code: string; content: string; reporter: Reporter; place: Place; evidence: Evidence[]; clocks: Clock[]; steps: Step[]; ladder: Rung[];
  tasks: Task[]; suggestions?: Suggestions; dispatch_reason?: DispatchReason; linked: CaseRow[]; actions: Action[]; closing_condition: string; result: string; query_code?: string; returns: number; extensions: number; reworks: number;
  form?: FormLine[];
  version: number;
}
export interface HistoryEntry {
  seq: number; happened: string; actor: string; actor_unit: string; step: string; kind: string; zh: string; en: string;
  detail: Record<string, unknown>; hash: string; previous: string;
}
export interface HistoryCheck { intact: boolean; entries: number; broken_at?: number }
export interface InboxCounts { now: number; today: number; later: number; returned: number; total: number }
export interface Inbox extends Page<Task> { counts: InboxCounts }
export interface SavedView { name: string; query: string }
export interface Progress {
  number: string; title: string; status_zh: string; status_en: string; steps: Step[]; created: string; due?: string; closed?: string; unit_zh: string; unit_en: string; result: string;
}
export interface Unlocated { ref: string; number: string; title: string; text: string; created?: string; candidates: PlaceFound[] }

export interface ImportUpload {
  import_id: string; format: string; encoding: string; file_name: string; header_row: number; remembered: string;
  columns: { index: number; header: string; samples: string[]; suggested_field?: string }[]; rows_estimate: number;
}
export interface ImportPreview { rows: { row: number; cells: { field: string; value: string; zh?: string; en?: string }[] }[] }
export interface ImportState {
  import_id: string; file_name: string; state: "uploaded" | "mapped" | "running" | "done" | "failed"; total: number; rows: number; cases: number; repeated: number; errors: number;
  seconds: number; trouble: string; uploaded: string;
}
export interface ImportMapping { name: string; columns: Record<string, number> }

export interface Figure {
  key: string; zh: string; en: string; definition_zh: string; definition_en: string; value: number; last_week?: number; link: string;
}
export interface BoardChild {
  code: string; name_zh: string; name_en: string; population: number; open: number; overdue: number; new_today: number; closed_today: number; new_week: number; on_time_rate?: number;
}
export interface Board {
  area: string; area_name: string; level: string; as_of: string; figures: Figure[]; by_child: BoardChild[];
  trend: { day: string; reported: number; closed: number; reported_week_before: number }[];
  by_item: { code: string; name: string; new_today: number; new_week: number; open: number }[]; by_level: { level: string; open: number; overdue: number }[];
  feed: { ref: string; number: string; title: string; area_name: string; status: string; severity: Severity; lamp: Lamp; happened: string }[];
}

export interface BlobStored { digest: string; type: string; size: number; thumbnail: boolean }
