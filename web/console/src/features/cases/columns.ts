// Columns of the case list: which there are, which are shown at first.
import type { Column } from "../../parts/DataGrid.vue";
import { t } from "./words";

export const k_columns = ["number", "title", "item", "severity", "level", "status", "unit", "area", "grid", "channel", "handler", "created", "due", "closed", "repeat"] as const;
export type ColumnKey = (typeof k_columns)[number];

export const k_first_columns: ColumnKey[] = ["number", "title", "item", "level", "status", "unit", "area", "channel", "created", "due"];

const widths: Record<ColumnKey, string> = {
  number: "180px", title: "minmax(240px, 2fr)", item: "minmax(120px, 1fr)", severity: "80px", level: "110px", status: "96px", unit: "minmax(150px, 1fr)",
  area: "minmax(110px, 0.8fr)", grid: "150px", channel: "72px", handler: "90px", created: "140px", due: "130px", closed: "140px", repeat: "64px",
};

export function column_title(key: ColumnKey): string {
  return key === "title" ? t.name : t[key];
}

export function column_of(key: ColumnKey): Column {
  return { key, title: column_title(key), width: widths[key], right: key === "repeat" };
}
