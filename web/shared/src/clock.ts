// Times as people read them. The server sends RFC 3339 in UTC; screens show the district's own time (UTC+8).
import { ref } from "vue";
import { catalogue, is_zh } from "./lang";

const k_zone = "Asia/Shanghai";
const k_minute_ms = 60_000;

const parts_format = new Intl.DateTimeFormat("en-CA", {
  timeZone: k_zone,
  year: "numeric",
  month: "2-digit",
  day: "2-digit",
  hour: "2-digit",
  minute: "2-digit",
  hour12: false,
});

// Ticks every half minute, so that remaining times on the screen stay true.
export const now = ref(Date.now());
setInterval(() => {
  now.value = Date.now();
}, k_minute_ms / 2);

function parts(when: string | Date): Record<string, string> {
  const out: Record<string, string> = {};
  for (const part of parts_format.formatToParts(new Date(when))) out[part.type] = part.value;
  if (out.hour === "24") out.hour = "00";
  return out;
}

export function date_text(when?: string | Date | null): string {
  if (!when || Number.isNaN(+new Date(when))) return "—";
  const p = parts(when);
  return `${p.year}-${p.month}-${p.day}`;
}

export function time_text(when?: string | Date | null): string {
  if (!when || Number.isNaN(+new Date(when))) return "—";
  const p = parts(when);
  return `${p.year}-${p.month}-${p.day} ${p.hour}:${p.minute}`;
}

export function hour_text(when?: string | Date | null): string {
  if (!when || Number.isNaN(+new Date(when))) return "—";
  const p = parts(when);
  return `${p.hour}:${p.minute}`;
}

// 2 天 3 小时, 45 分钟: two units at most, never negative.
export function span_text(minutes: number): string {
  const total = Math.max(0, Math.round(Math.abs(minutes)));
  const days = Math.floor(total / 1440);
  const hours = Math.floor((total % 1440) / 60);
  const rest = total % 60;
  const zh = is_zh.value;
  const day = zh ? `${days} 天` : `${days} d`;
  const hour = zh ? `${hours} 小时` : `${hours} h`;
  const minute = zh ? `${rest} 分钟` : `${rest} min`;
  if (days > 0) return days < 10 && hours > 0 ? `${day} ${hour}` : day;
  if (hours > 0) return hours < 10 && rest > 0 ? `${hour} ${minute}` : hour;
  return minute;
}

const t = catalogue({
  left: [(span: string) => `剩 ${span}`, (span: string) => `${span} left`],
  over: [(span: string) => `超期 ${span}`, (span: string) => `${span} overdue`],
  ago: [(span: string) => `${span}前`, (span: string) => `${span} ago`],
  ahead: [(span: string) => `${span}后`, (span: string) => `in ${span}`],
  just_now: ["刚刚", "just now"],
});

export function remaining_text(minutes: number): string {
  return minutes < 0 ? t.over(span_text(minutes)) : t.left(span_text(minutes));
}

export function relative_text(when?: string | null): string {
  if (!when) return "";
  const minutes = (+new Date(when) - now.value) / k_minute_ms;
  if (Math.abs(minutes) < 1) return t.just_now;
  return minutes < 0 ? t.ago(span_text(minutes)) : t.ahead(span_text(minutes));
}

// Working minutes left are counted by the server; between two answers they age with the wall clock only when it runs.
export function minutes_until(when?: string | null): number {
  return when ? (+new Date(when) - now.value) / k_minute_ms : 0;
}

// The district's day of an instant, as the server's filters want it (YYYY-MM-DD).
export function district_day(when: number = Date.now()): string {
  return date_text(new Date(when));
}
