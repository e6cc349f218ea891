import { catalogue } from "@tiange/shared";
import type { Check, OverlapGroup } from "./shapes";

export const t = catalogue({
  title: ["检查重复", "Repeated checks"],
  groups: ["重复的检查", "Asked twice"],
  list: ["检查清单", "Check lists"],
  object: ["对象", "Object"],
  any_object: ["全部对象", "All objects"],
  line: ["条线", "Line"],
  search: ["内容、编码、依据", "Content, code, basis"],
  export_report: ["导出报告", "Export the report"],
  export_list: ["导出清单", "Export the lists"],
  import: ["导入清单", "Import"],
  import_title: ["导入检查清单", "Import check lists"],
  sample: ["样例", "Sample"],
  sample_note: [
    (n: string) => `其中 ${n} 项为演示样例，不是部门的真实清单。导入本区各部门的清单后，比例按实际计算。`,
    (n: string) => `${n} of them are samples to show how it works. Import the departments' own lists for real figures.`,
  ],
  share: ["重复率", "Asked by several"],
  share_note: [(part: string, all: string) => `${all} 项检查中 ${part} 项有两个以上部门问`, (part: string, all: string) => `${part} of ${all} checks`],
  asked: ["一年问多少次", "Questions a year"],
  visits: ["一年上门几次", "Visits a year"],
  to_after: [(a: string, b: string) => `${a} → ${b}`, (a: string, b: string) => `${a} → ${b}`],
  if_once: ["只问一次后", "when asked once"],
  per_object: ["每个对象", "to each object"],
  decided: ["已决定合并", "Merges decided"],
  decided_note: [(n: string) => `每年少问 ${n} 次`, (n: string) => `${n} questions a year less`],
  lines_ask: [(n: number) => `${n} 个部门`, (n: number) => `${n} departments`],
  saved: [(n: number) => `每年可少问 ${n} 次`, (n: number) => `${n} times a year less`],
  alike_field: ["填同一表单字段", "The same field of a form"],
  alike_power: ["同一权责", "The same power"],
  alike_content: [(p: string) => `内容相似 ${p} 以上`, (p: string) => `alike by ${p} or more`],
  proposal: ["建议统一问", "Ask once"],
  lead: ["牵头", "Lead"],
  merge: ["决定合并", "Merge"],
  merged: ["已决定合并", "Merged"],
  merged_by: [(who: string, when: string) => `${who} 于 ${when} 决定`, (who: string, when: string) => `decided by ${who} on ${when}`],
  undo: ["撤销", "Undo"],
  undo_sure: ["撤销后，各部门仍按各自清单检查。", "Each department checks by its own list again."],
  undone: ["已撤销", "Undone"],
  question: ["统一问法", "The one question"],
  question_en: ["英文", "In English"],
  note: ["说明", "Note"],
  note_hint: ["合并依据，如会商纪要", "What it rests on: the minutes of a meeting"],
  keep: ["保存决定", "Decide"],
  kept: ["合并决定已保存，联合巡查按此只问一次", "Decided; joint visits ask it once"],
  cancel: ["取消", "Cancel"],
  times: [(n: number) => `每年 ${n} 次`, (n: number) => `${n} a year`],
  none: ["没有部门之间重复的检查", "No check is asked by several departments"],
  none_hint: ["导入各部门的检查清单后，系统自动比对。", "Import the departments' check lists; they are compared at once."],
  empty: ["没有符合条件的检查", "No check matches"],
  code: ["编码", "Code"],
  content: ["检查内容", "Content"],
  basis: ["依据", "Basis"],
  visits_year: ["每年次数", "A year"],
});

const objects = catalogue({
  shop: ["商铺", "Shop"],
  household: ["家庭", "Household"],
  site: ["工地", "Building site"],
  facility: ["设施", "Facility"],
  person: ["人员", "Person"],
});
export const k_objects = ["shop", "household", "site", "facility", "person"] as const;
export const say_object = (object: Check["object"]): string => objects[object];
export const percent = (share?: number | null) => (share == null ? "—" : `${Math.round(share * 100)}%`);
export const say_alike = (group: OverlapGroup): string =>
  group.alike === "field" ? t.alike_field : group.alike === "power" ? t.alike_power : t.alike_content(percent(group.likeness));
