// Words of the trade that several screens say. The same word for the same thing everywhere.
import { catalogue } from "./lang";

const levels = catalogue({
  grid: ["格", "Grid"],
  village: ["村", "Village"],
  department: ["部", "Dept"],
  town: ["镇", "Town"],
  district: ["区", "District"],
  community: ["村居", "Community"],
});
const area_levels = catalogue({
  grid: ["网格", "Grid"],
  community: ["村居", "Community"],
  town: ["镇街", "Town"],
  district: ["区", "District"],
});
const long_levels = catalogue({
  grid: ["网格自处", "Grid"],
  village: ["村居指挥", "Village command"],
  community: ["村居指挥", "Village command"],
  department: ["部门分拨", "Department"],
  town: ["镇街统筹", "Town coordination"],
  district: ["区级会商", "District"],
});
const channels = catalogue({
  hotline: ["热线", "Hotline"],
  grid: ["网格", "Grid officer"],
  web: ["网上", "Web form"],
  import: ["导入", "Import"],
  sensing: ["感知", "Sensing"],
  police: ["非警务", "Non-police"],
  other: ["其他", "Other"],
  video: ["视频", "Video"],
  patrol: ["巡查", "Patrol"],
  petition: ["信访", "Petition"],
});
const severities = catalogue({
  urgent: ["紧急", "Urgent"],
  normal: ["一般", "Normal"],
  minor: ["轻微", "Minor"],
  works: ["工程类", "Works"],
});
const kinds = catalogue({
  consult: ["咨询", "Question"],
  help: ["求助", "Help"],
  complaint: ["投诉", "Complaint"],
  report: ["举报", "Report"],
  suggestion: ["建议", "Suggestion"],
  praise: ["表扬", "Praise"],
  other: ["其他", "Other"],
});
const lamps = catalogue({
  green: ["正常", "In time"],
  amber: ["过半", "Half gone"],
  red: ["紧迫", "Urgent"],
  grey: ["停表", "Stopped"],
});
const steps = catalogue({
  report: ["发现上报", "Report"],
  classify: ["分类推送", "Classify and push"],
  handle: ["协同处理", "Handle together"],
  follow_up: ["跟踪回访", "Follow up"],
  close: ["评价结案", "Evaluate and close"],
});
const statuses = catalogue({
  open: ["在办", "Open"],
  ended: ["已办结", "Ended"],
  pending_locate: ["待定位", "To locate"],
  pending_verify: ["待核实", "To verify"],
  pending_accept: ["待受理", "To accept"],
  pending_dispatch: ["待派遣", "To dispatch"],
  not_accepted: ["不予受理", "Not accepted"],
  returned: ["已退回", "Returned"],
  handling: ["处置中", "Handling"],
  suspended: ["已挂账", "Suspended"],
  pending_check: ["待核查", "To check"],
  pending_follow_up: ["待回访", "To follow up"],
  pending_close: ["待结案", "To close"],
  pending_step: ["待办理", "To work on"],
  closed: ["已结案", "Closed"],
});
const item_classes = catalogue({ part: ["部件", "Part"], event: ["事件", "Event"], social: ["社会治理", "Social"] });
const limit_kinds = catalogue({
  urgent_hours: ["紧急工作时", "urgent hours"],
  natural_days: ["自然日", "calendar days"],
  work_hours: ["工作时", "working hours"],
  work_days: ["工作日", "working days"],
});
const clocks = catalogue({
  total: ["全程", "Whole"],
  verify: ["核实", "Verify"],
  dispatch: ["派遣", "Dispatch"],
  handle: ["处置", "Handle"],
  check: ["核查", "Check"],
  follow_up: ["回访", "Follow up"],
  close: ["结案", "Close"],
  step: ["环节", "Step"],
  classify: ["分类", "Classify"],
  accept: ["受理", "Accept"],
});

function say(table: object, word?: string | null): string {
  return word ? ((table as Record<string, string>)[word] ?? word) : "—";
}

export const say_level = (word?: string | null) => say(levels, word);
export const say_area_level = (word?: string | null) => say(area_levels, word);
export const say_long_level = (word?: string | null) => say(long_levels, word);
export const say_channel = (word?: string | null) => say(channels, word);
export const say_severity = (word?: string | null) => say(severities, word);
export const say_kind = (word?: string | null) => say(kinds, word);
export const say_lamp = (word?: string | null) => say(lamps, word);
export const say_step = (word?: string | null) => say(steps, word);
export const say_status = (word?: string | null) => say(statuses, word);
export const say_item_class = (word?: string | null) => say(item_classes, word);
export const say_limit_kind = (word?: string | null) => say(limit_kinds, word);
export const say_clock = (word?: string | null) => say(clocks, word);

export const k_channels = ["hotline", "grid", "web", "import"] as const;
export const k_severities = ["urgent", "normal", "minor", "works"] as const;
export const k_kinds = ["help", "complaint", "report", "consult", "suggestion", "praise", "other"] as const;
export const k_statuses = [
  "pending_locate",
  "pending_verify",
  "pending_accept",
  "pending_dispatch",
  "returned",
  "handling",
  "suspended",
  "pending_check",
  "pending_follow_up",
  "pending_close",
  "pending_step",
  "closed",
  "not_accepted",
] as const;
export const k_levels = ["grid", "village", "department", "town"] as const;
export const k_lamps = ["red", "amber", "green", "grey"] as const;
export const k_steps = ["report", "classify", "handle", "follow_up", "close"] as const;
