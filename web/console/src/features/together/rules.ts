// What a district changes about working together, in its own words. Names are those of the rules themselves; bounds are
// the server's.
import { catalogue } from "@tiange/shared";

export interface RuleField {
  name: string;
  kind: "number" | "limit" | "choice" | "yuan" | "codes" | "kinds";
  label: string;
  unit?: string;
  min?: number;
  max?: number;
  choices?: { value: string; label: string }[];
}

const t = catalogue({
  kinds: ["吹哨类型和到场时限", "Kinds of whistles and when to be there"],
  metres: ["到场报到离现场不超过", "A check-in is at most this far from the place"],
  photo_minutes: ["报到照片与报到相差不超过", "The photo is taken within"],
  months: ["先例缺省有效", "A precedent holds"],
  area: ["先例缺省适用", "A precedent counts in"],
  follow: ["裁定多久内落实", "A decision is carried out within"],
  community: ["本村居", "the community"],
  town: ["本镇街", "the town"],
  district: ["全区", "the district"],
  first_days: ["多久内提醒过的不再算初犯", "Reminded within this time is no first offender"],
  longest_days: ["限期改正最长", "Longest time to mend"],
  most_fen: ["罚款上限", "Highest fine"],
  no_reminder: ["不适用初犯提醒的事项（编码或开头）", "Items never only reminded of (code or its beginning)"],
  skill: ["权重：专长", "Weight: skill"],
  load: ["权重：手头件数", "Weight: load"],
  distance: ["权重：距离", "Weight: distance"],
  shift: ["权重：是否当班", "Weight: on shift"],
  full_load: ["手头多少件算满", "Full at"],
  far_metres: ["多远算远", "Far from"],
  m: ["米", "m"],
  minutes: ["分钟", "minutes"],
  months_unit: ["个月", "months"],
  days: ["天", "days"],
  cases: ["件", "cases"],
  yuan: ["元", "yuan"],
  of_hundred: ["（四项之比）", "(of the four together)"],
});

export function rule_fields(path: string): RuleField[] {
  const number = (name: keyof typeof t, min: number, max: number, unit: string): RuleField => ({ name, kind: "number", label: t[name], min, max, unit });
  if (path.startsWith("/whistle"))
    return [
      { name: "kinds", kind: "kinds", label: t.kinds },
      number("metres", 20, 5000, t.m),
      number("photo_minutes", 1, 240, t.minutes),
    ];
  if (path.startsWith("/consult"))
    return [
      number("months", 1, 60, t.months_unit),
      { name: "area", kind: "choice", label: t.area, choices: (["community", "town", "district"] as const).map((one) => ({ value: one, label: t[one] })) },
      { name: "follow", kind: "limit", label: t.follow },
    ];
  if (path.startsWith("/penalty"))
    return [
      number("first_days", 1, 3650, t.days),
      number("longest_days", 1, 90, t.days),
      { name: "most_fen", kind: "yuan", label: t.most_fen, min: 1, max: 100_000_000, unit: t.yuan },
      { name: "no_reminder", kind: "codes", label: t.no_reminder },
    ];
  return [
    ...(["skill", "load", "distance", "shift"] as const).map((name) => number(name, 0, 1000, t.of_hundred)),
    number("full_load", 1, 1000, t.cases),
    number("far_metres", 1, 100_000, t.m),
  ];
}
