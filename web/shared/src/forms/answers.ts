// One answer: whether it is of its field's kind, and how it is kept; as form_answers.cpp of the server.
import type { Choice, FormField } from "../api/forms";
import { Clock, from_json, moment_of, parse_day, type Value } from "./values";

export interface Said {
  zh: string;
  en: string;
}
export interface Reading {
  kept?: unknown;
  wrong?: Said;
}

const k_most_text = 2_000;
const k_most_place_text = 200;
const k_most_code = 200;
const k_most_chosen = 100;

const bad = (zh: string, en: string): Reading => ({ wrong: { zh, en } });
// Blanks, tabs, line breaks, ideographic spaces and byte order marks.
const trim = (text: string): string => text.replace(/^[ \t\r\n\u3000\ufeff]+|[ \t\r\n\u3000\ufeff]+$/g, "");

function read_text(value: unknown, longest: number): Reading {
  if (typeof value !== "string") return bad("应为文字", "must be text");
  const trimmed = trim(value);
  if (trimmed === "") return {};
  if (trimmed.includes("\0")) return bad("含有无效字符", "holds invalid characters");
  if (Array.from(trimmed).length > longest) return bad(`不超过 ${longest} 字`, `at most ${longest} characters`);
  return { kept: trimmed };
}

const is_code = (value: unknown): boolean =>
  typeof value === "string" && value !== "" && new TextEncoder().encode(value).length <= k_most_code && !value.includes("\0");

function read_choice(field: FormField, choices: Choice[], value: unknown): Reading {
  if (value === "") return {};
  const chosen = field.source ? is_code(value) : choices.some((one) => one.value === value);
  return chosen ? { kept: value } : bad("请从选项中选择", "must be one of the choices");
}

function read_choices(field: FormField, choices: Choice[], value: unknown): Reading {
  if (!Array.isArray(value)) return bad("应为若干选项", "must be an array of choices");
  const good = field.source ? value.every(is_code) : value.every((given) => choices.some((one) => one.value === given));
  if (!good) return bad("请从选项中选择", "must be of the choices");
  const kept = field.source
    ? [...new Set(value)]
    : choices.filter((one) => value.includes(one.value)).map((one) => one.value);
  if (field.source && kept.length > k_most_chosen) return bad("最多选 100 项", "at most 100 choices");
  return kept.length > 0 ? { kept } : {};
}

const is_day = (text: string): boolean => !text.startsWith("0000") && parse_day(text) !== null;
const is_clock = (text: string): boolean => /^([01]\d|2[0-3]):[0-5]\d(:[0-5]\d)?$/.test(text);

function read_moment(value: unknown): Reading {
  if (value === "") return {};
  if (typeof value === "string") {
    const text = value.endsWith("+08:00") ? value.slice(0, -6) : value;
    if ((text[10] === "T" || text[10] === " ") && is_day(text.slice(0, 10)) && is_clock(text.slice(11)))
      return { kept: `${text.slice(0, 10)}T${text.slice(11, 16)}` };
  }
  return bad("应为日期和时间，如 2026-11-21T09:05", "must be a date and time such as 2026-11-21T09:05");
}

function read_place(value: unknown): Reading {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return bad("应为位置", "must be a place");
  const { lng, lat, text, grid_code } = value as Record<string, unknown>;
  const place: Record<string, unknown> = {};
  const has_lng = lng !== undefined && lng !== null;
  const has_lat = lat !== undefined && lat !== null;
  if (has_lng !== has_lat) return bad("经度和纬度须同时填写", "give both longitude and latitude");
  if (has_lng) {
    if (typeof lng !== "number" || typeof lat !== "number" || Math.abs(lng) > 180 || Math.abs(lat) > 90)
      return bad("经纬度有误", "longitude or latitude is wrong");
    place.lng = lng;
    place.lat = lat;
  }
  for (const [name, given] of [
    ["text", text],
    ["grid_code", grid_code],
  ] as const) {
    if (given === undefined || given === null) continue;
    const read = read_text(given, k_most_place_text);
    if (read.wrong) return read;
    if (read.kept !== undefined) place[name] = read.kept;
  }
  return Object.keys(place).length > 0 ? { kept: place } : {};
}

export function read_answer(field: FormField, choices: Choice[], value: unknown): Reading {
  if (value === null || value === undefined) return {};
  switch (field.kind) {
    case "text":
      return read_text(value, k_most_text);
    case "number":
      return typeof value === "number" && Number.isFinite(value) ? { kept: value } : bad("应为数字", "must be a number");
    case "tick":
      return typeof value === "boolean" ? { kept: value } : bad("应为“是”或“否”", "must be yes or no");
    case "choice":
      return read_choice(field, choices, value);
    case "choices":
      return read_choices(field, choices, value);
    case "date":
      if (value === "") return {};
      return typeof value === "string" && is_day(value)
        ? { kept: value }
        : bad("应为日期，如 2026-11-21", "must be a date such as 2026-11-21");
    case "time":
      if (value === "") return {};
      return typeof value === "string" && is_clock(value)
        ? { kept: value.slice(0, 5) }
        : bad("应为时间，如 09:05", "must be a time such as 09:05");
    case "moment":
      return read_moment(value);
    case "place":
      return read_place(value);
    default:
      return {};
  }
}

const seconds_of = (clock: string): number => Number(clock.slice(0, 2)) * 3600 + Number(clock.slice(3, 5)) * 60;

export function value_of(field: FormField, kept: unknown): Value {
  if (field.kind === "date") return parse_day(kept as string);
  if (field.kind === "time") return new Clock(seconds_of(kept as string));
  if (field.kind === "moment") {
    const text = kept as string;
    return moment_of(parse_day(text.slice(0, 10))!, seconds_of(text.slice(11)));
  }
  return from_json(kept);
}
