// Shapes that travel between server and screens.

export type Level = "district" | "town" | "community" | "grid";
export type Lamp = "green" | "amber" | "red" | "grey";
export type Severity = "normal" | "serious" | "urgent";

export interface Page<T> { items: T[]; next: string; total?: number | null }

export interface Post {
  post_id: string; duty: string; duty_zh: string; duty_en: string; unit: string; unit_zh: string;
  areas: string[]; delegated_from?: string; until?: string;
}
export interface Me {
  account_id: string; account: string; person_id: string; name: string; posts: Post[]; permissions: string[];
  areas: string[]; queues: string[]; home_area: { code: string; name_zh: string; name_en: string; level: Level };
  level: Level; demo: boolean; must_change_secret: boolean; language?: string;
}
export interface SignedIn { person: { id: string; name: string }; must_change_secret: boolean; second_factor_needed: boolean }
export interface DemoRole { account: string; name: string; duty_zh: string; duty_en: string; unit_zh: string; level: Level }

export interface Unit {
  code: string; area_code: string; line: string; kind: string; name_zh: string; name_en: string; parent: string; people: number;
}
export interface Person {
  id: string; name: string; phone?: string; account?: string; account_id?: string; locked?: boolean; posts: Post[];
  last_sign_in?: string; second_factor?: boolean; version?: number;
}
export interface Role { duty: string; zh: string; en: string; level?: string; permissions: string[]; people?: number }
export interface Permission { name: string; zh: string; en: string }
export interface Delegation {
  id: string; post_id: string; from_person: string; to_person: string; duty_zh: string; duty_en: string; unit_zh: string;
  from: string; until: string; reason: string;
}
export interface AuditEntry {
  id: string; happened: string; who: string; kind: string; subject: string; detail_zh: string; detail_en: string;
  remote: string; request_id: string; result: string;
}
export interface RosterRow {
  grid: string; grid_zh: string; station: string; head: string; officer: string; officer_id?: string; backup: string;
  backup_id?: string; on_leave: boolean; leave_from?: string; leave_until?: string; cover?: string;
}

export interface Area {
  code: string; level: Level; name_zh: string; name_en: string; parent: string; lng: number; lat: number; area_km2: number;
  population: number; version: number; valid_from: string; valid_until?: string;
}
export interface AreaWithShape extends Area { geometry?: GeoJSON.Geometry }
export interface Located {
  grid_code: string; grid_zh?: string; community_code: string; community_zh?: string; town_code: string; town_zh?: string;
  name_zh?: string; name_en?: string;
}
export interface PlaceFound { kind: string; name: string; lng: number; lat: number; grid_code: string; area_name: string; score: number }
export interface TopologyFinding { zh: string; en: string; code?: string; other?: string; area_m2?: number; lng?: number; lat?: number }
export interface TopologyReport {
  features: number; gaps: TopologyFinding[]; overlaps: TopologyFinding[]; crossings: TopologyFinding[]; errors: TopologyFinding[];
}
export interface AreaVersion { version: number; valid_from: string; valid_until?: string; reason: string; by?: string }

export interface Limit { severity: Severity; amount: number; kind: "urgent_hours" | "natural_days" | "work_hours" | "work_days"; stage: string }
export interface Item {
  code: string; catalogue: string; class: "part" | "event" | "social"; major: string; major_zh: string; minor: string;
  name_zh: string; name_en: string; filing_condition: string; closing_conditions: string[]; limits: Limit[]; lead_line: string;
  supervising_line: string; legal_basis: string; form?: string; verify_needed: boolean; version: number; active: boolean;
}
export interface ItemHistory { version: number; happened: string; who: string; zh: string; en: string }
export interface ItemImportReport {
  rows: number; accepted: number; changed: number; errors: { row: number; column: string; value: string; zh: string; en: string }[];
}

export interface Definition {
  key: string; kind: "bpmn" | "dmn" | "form"; version: number; name: string; deployed: string; deployed_by: string; running: number; current: boolean;
}
export interface DefinitionFull extends Definition { content: string }
export interface Visit {
  element: string; name: string; times: number; entered: string; left?: string; minutes: number; state: "done" | "active" | "cancelled";
}
export interface Instance { definition_key: string; version: number; xml: string; visits: Visit[] }
export interface DecisionTry { outputs: Record<string, unknown>; matched: { rule: string; text_zh: string }[]; near: unknown[] }

export interface Reporter { name?: string; phone?: string; anonymous: boolean; confidential: boolean; wants_reply: boolean }
export interface Place { lng?: number; lat?: number; text?: string; grid_code?: string; area_name?: string }
export interface NewCase {
  channel: string; kind: string; title?: string; content: string; item_code?: string; severity?: Severity; place: Place; reporter: Reporter;
  evidence: string[]; occurred?: string; extra?: Record<string, unknown>;
  settled?: { closing_condition: string; text: string; evidence: string[] };
}
export interface CaseRow {
  ref: string; number: string; title: string; item_code: string; item_name: string; channel: string; severity: Severity; level: string;
  status: string; stage: string; area_code: string; area_name: string; grid_code: string; unit: string; unit_zh: string; handler: string;
  created: string; due?: string; lamp: Lamp; remaining_minutes: number; closed?: string; overdue: boolean; repeat: number;
}
export interface Evidence {
  digest: string; type: string; size: number; taken?: string; lng?: number; lat?: number; device?: string; by?: string; added?: string; stage?: string;
}
export interface Clock {
  name: string; name_zh: string; limit_text: string; started: string; due?: string; stopped?: string; paused: boolean; lamp: Lamp;
  share: number; reason?: string;
}
export interface Step { step: string; name_zh: string; name_en: string; state: "done" | "current" | "future"; entered?: string; left?: string }
export interface Rung { level: string; name_zh: string; lit: boolean; times: number }
export interface Suggested { code: string; name: string; score: number; reasons: string[] }
export interface Suggestions { item: Suggested[]; unit?: string; unit_zh?: string; urgency?: string; similar?: CaseRow[] }
export interface DispatchReason { zh: string; en: string; decision_key: string; decision_version: number; rules: string[] }
export interface ActionField {
  name: string; kind: "text" | "choice" | "evidence" | "unit" | "date" | "number"; zh: string; en: string; required: boolean;
  choices?: { value: string; zh: string; en: string }[];
}
export interface Action {
  action: string; zh: string; en: string; primary: boolean; allowed: boolean; why_not_zh?: string; why_not_en?: string; form: ActionField[];
}
export interface Task {
  id: string; case_ref: string; number: string; title: string; element: string; name_zh: string; name_en: string; queue: string;
  assignee?: string; claimed_by?: string; created: string; due?: string; lamp: Lamp; remaining_minutes: number; item_name: string;
  area_name: string; severity: Severity; came_back: boolean; why_zh?: string;
}
export interface CaseView extends CaseRow {
  kind?: string; content: string; reporter?: Reporter; place: Place; evidence: Evidence[]; clocks: Clock[]; steps: Step[]; ladder: Rung[];
  tasks: Task[]; suggestions?: Suggestions; dispatch_reason?: DispatchReason; linked: CaseRow[]; actions: Action[]; version: number;
}
export interface HistoryEntry {
  seq: number; happened: string; actor: string; actor_unit: string; step: string; kind: string; zh: string; en: string;
  detail: Record<string, unknown>; hash: string; previous: string;
}
export interface HistoryCheck { intact: boolean; entries: number; broken_at?: number }
export interface InboxCounts { now: number; today: number; later: number; returned: number; total: number }
export interface Inbox extends Page<Task> { counts: InboxCounts }
export interface SavedView { id?: string; name: string; query: string; columns?: string }
export interface Progress { number: string; title?: string; status?: string; steps: Step[]; reply?: string; created?: string }
export interface Unlocated { ref: string; number: string; title: string; text: string; created?: string; candidates: PlaceFound[] }

export interface ImportUpload {
  import_id: string; format: string; encoding: string; sheets: string[]; header_row: number;
  columns: { index: number; header: string; samples: string[]; suggested_field?: string }[]; rows_estimate: number;
}
export interface ImportPreview { rows: { row: number; cells: { field: string; value: string; zh?: string; en?: string }[] }[] }
export interface ImportState { state: string; rows: number; cases: number; repeated: number; errors: number; seconds: number; total?: number }
export interface ImportMapping { name: string; columns: Record<string, number> }

export interface Figure {
  key: string; zh: string; en: string; definition_zh: string; definition_en: string; value: number; last_week?: number; link: string;
}
export interface BoardChild {
  code: string; name_zh: string; name_en?: string; open: number; overdue: number; new_today: number; closed_today: number; on_time_rate: number;
}
export interface Board {
  area: string; as_of: string; figures: Figure[]; by_child: BoardChild[];
  trend: { day: string; new: number; closed: number; new_last_week: number }[];
  by_item: { code: string; name: string; new_today: number; open: number }[]; by_level: { level: string; open: number }[];
  feed: { ref: string; number: string; title: string; zh: string; happened: string }[];
}

export interface BlobStored { digest: string; type: string; size: number; thumbnail: boolean }
