export interface DutyPerson {
  id: string;
  name: string;
  after_minutes: number;
}
export interface Shift {
  id: string;
  rota: string;
  starts: string;
  ends: string;
  name: string;
  people: DutyPerson[];
  note: string;
  now: boolean;
  mine: boolean;
  red: boolean;
  version: number;
}
export interface ShiftPattern {
  name: string;
  from: string;
  until: string;
  days: "all" | "worked" | "rest";
}
export interface Rota {
  id: string;
  unit: string;
  zh: string;
  en: string;
  shifts: ShiftPattern[];
  teams: string[][];
  turn: "shift" | "day" | "week";
  first_day?: string;
  call_minutes: number[];
  active: boolean;
}
export interface RotaView extends Rota {
  unit_zh: string;
  unit_en: string;
  version: number;
  may_manage: boolean;
  on_now: Shift[];
  red: number;
}
export interface RotaList {
  items: RotaView[];
  units: string[];
}
export interface Month {
  rota: RotaView;
  days: { day: string; worked: boolean; holiday: string }[];
  shifts: Shift[];
  gaps: { name: string; starts: string; ends: string; nobody: boolean }[];
  clashes: { name: string; one: string; other: string }[];
  staff: DutyPerson[];
}
export interface OpenMatter {
  number: string;
  title: string;
  link: string;
  due: string;
  lamp: string;
}
export interface ShiftLog {
  shift: Shift;
  rota_zh: string;
  rota_en: string;
  entries: { kind: string; text: string; by: string; when: string; taken_by: string; taken?: string; open: OpenMatter[] }[];
  open: OpenMatter[];
  may_write: boolean;
  may_take: boolean;
  next?: Shift;
}
export interface NowRow {
  rota: string;
  zh: string;
  en: string;
  unit: string;
  unit_zh: string;
  unit_en: string;
  shift: Shift;
}
export interface Swap {
  id: string;
  from: string;
  to: string;
  mine: boolean;
  shift: Shift;
  in_return?: Shift;
  text: string;
  state: string;
  asked: string;
}
export interface Call {
  id: string;
  rota_zh: string;
  rota_en: string;
  text: string;
  asked_by: string;
  asked: string;
  called: string[];
  next?: string;
  taken_by: string;
  taken?: string;
  may_take: boolean;
}
export interface Mine {
  shifts: NowRow[];
  swaps: Swap[];
  to_take: NowRow[];
  calls: Call[];
}
