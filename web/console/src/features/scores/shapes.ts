// Shapes of this room as the server describes them, and how its values read.
import { is_zh, percent_text, type ServerShapes } from "@tiange/shared";

export type Catalogue = ServerShapes["scores.Catalogue"];
export type CardHead = ServerShapes["scores.CardHead"];
export type Result = ServerShapes["scores.ResultView"];
export type ScoreRow = ServerShapes["scores.ScoreRow"];
export type IndicatorHead = ServerShapes["scores.IndicatorHead"];
export type Definition = ServerShapes["scores.DefinitionView"];
export type Frozen = ServerShapes["scores.FrozenView"];
export type Drill = ServerShapes["scores.DrillList"];
export type Given = ServerShapes["scores.Given"];

// Bodies of definitions, as the server keeps them: with every member.
type Whole<T> = {
  [K in keyof T]-?: NonNullable<T[K]> extends (infer E)[] ? (E extends object ? Whole<E>[] : E[]) : NonNullable<T[K]>;
};
export type Indicator = Whole<ServerShapes["scores.Indicator"]>;
export type Scorecard = Whole<ServerShapes["scores.Scorecard"]>;

export function value_text(value: number | null | undefined, measure: string): string {
  if (value === null || value === undefined) return "—";
  if (measure === "percent") return percent_text(value);
  const digits = Math.abs(value) >= 100 ? 0 : Math.abs(value) >= 10 ? 1 : 2;
  return new Intl.NumberFormat(is_zh.value ? "zh-CN" : "en", { maximumFractionDigits: digits }).format(value);
}
export function points_text(value: number | null | undefined): string {
  return value === null || value === undefined ? "—" : value.toFixed(2).replace(/\.?0+$/, "");
}

export type PeriodKind = "week" | "month" | "quarter" | "year";
const k_how_many: Record<PeriodKind, number> = { week: 26, month: 24, quarter: 12, year: 4 };

function week_text(day: Date): string {
  const thursday = new Date(day);
  thursday.setUTCDate(day.getUTCDate() + 3);
  const first = new Date(Date.UTC(thursday.getUTCFullYear(), 0, 4));
  const monday = new Date(first);
  monday.setUTCDate(first.getUTCDate() - ((first.getUTCDay() + 6) % 7));
  const week = Math.round((day.getTime() - monday.getTime()) / 604_800_000) + 1;
  return `${thursday.getUTCFullYear()}-W${String(week).padStart(2, "0")}`;
}

// The latest periods of a kind, the running one first; `today` as 2026-11-22.
export function periods_of(kind: PeriodKind, today: string): string[] {
  const [year, month] = today.split("-").map(Number) as [number, number];
  const texts: string[] = [];
  for (let back = 0; back < k_how_many[kind]; ++back) {
    if (kind === "year") texts.push(String(year - back));
    else if (kind === "week") {
      const day = new Date(`${today}T00:00:00Z`);
      day.setUTCDate(day.getUTCDate() - ((day.getUTCDay() + 6) % 7) - back * 7);
      texts.push(week_text(day));
    } else {
      const months = kind === "month" ? 1 : 3;
      const index = year * 12 + (kind === "month" ? month - 1 : Math.floor((month - 1) / 3) * 3) - back * months;
      const at = Math.floor(index / 12);
      texts.push(
        kind === "month" ? `${at}-${String((index % 12) + 1).padStart(2, "0")}` : `${at}-Q${(index % 12) / 3 + 1}`,
      );
    }
  }
  return texts;
}
export function kind_of(period: string): PeriodKind {
  if (period.length === 4) return "year";
  return period.includes("Q") ? "quarter" : period.includes("W") ? "week" : "month";
}
