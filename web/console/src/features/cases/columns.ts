// Columns of the case list: which there are, which are shown at first.
import { is_zh } from "@tiange/shared";
import type { Column } from "../../parts/DataGrid.vue";
import { t } from "./words";

export const k_columns = [
  "number",
  "title",
  "item",
  "severity",
  "status",
  "due",
  "level",
  "unit",
  "area",
  "grid",
  "channel",
  "handler",
  "created",
  "closed",
  "repeat",
] as const;
export type ColumnKey = (typeof k_columns)[number];

export const k_first_columns: ColumnKey[] = [
  "number",
  "title",
  "item",
  "status",
  "due",
  "level",
  "unit",
  "area",
  "channel",
  "created",
];

const widths: Record<ColumnKey, string> = {
  number: "152px",
  title: "minmax(176px, 2fr)",
  item: "minmax(104px, 1fr)",
  severity: "80px",
  level: "112px",
  status: "76px",
  unit: "minmax(116px, 1fr)",
  area: "minmax(130px, 0.8fr)",
  grid: "150px",
  channel: "60px",
  handler: "90px",
  created: "140px",
  due: "128px",
  closed: "140px",
  repeat: "64px",
};

// English words for the same are longer.
const english: Partial<Record<ColumnKey, string>> = {
  level: "188px",
  status: "104px",
  channel: "100px",
  severity: "92px",
  repeat: "76px",
};

export function column_title(key: ColumnKey): string {
  return key === "title" ? t.name : t[key];
}

export function column_of(key: ColumnKey): Column {
  return { key, title: column_title(key), width: (!is_zh.value && english[key]) || widths[key], right: key === "repeat" };
}
