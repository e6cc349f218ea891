import { catalogue, is_zh } from "@tiange/shared";

export const w = catalogue({
  title: ["协同", "Together"],
  whistles: ["吹哨报到", "Whistles"],
  rechecks: ["到期复查", "To be looked at again"],
  none: ["没有等您到场或复查的事", "Nobody waits for you"],
  none_hint: ["镇街调度您的单位到场、提醒到期需要复查时，会出现在这里。", "When the town calls your unit, or a reminder has run out, it appears here."],
  strip: [(calls: number) => `${calls} 处待到场`, (calls: number) => `${calls} to report in`],
  recheck: ["复查", "Look again"],
  hand_task: ["移交执法", "Hand to enforcement"],
  more_proof: ["补充证据", "More evidence"],
  due_now: ["已到期", "due"],
  due_today: ["今天到期", "due today"],
  due_later: [(when: string) => `${when} 到期`, (when: string) => `due ${when}`],
  back_by: ["执法退回，请补充证据后再移交", "Enforcement sent it back: add evidence and hand it over again"],
  at_first: ["发现时", "When it was found"],
  last_check: ["上次复查", "Last look"],
  too_early: ["期限未到，只能登记“已改正”", "There is still time: only “mended” can be recorded"],
  say_more: ["补充说明（可不填）", "Anything to add"],
  said_mended: ["现场复查，已改正", "Looked again on the spot: mended"],
  said_not: ["现场复查，仍未改正", "Looked again on the spot: not mended"],
  nothing: ["这件事已处理", "This is done"],
  required: [(when: string) => `${when} 前到场`, (when: string) => `be there by ${when}`],
  late: ["已超时，仍请到场", "Late already; still come"],
  task: ["任务", "Task"],
  asked_by: [(who: string) => `${who} 吹哨`, (who: string) => `whistled by ${who}`],
  check_in: ["拍照报到", "Photo and check in"],
  in_reach: [(text: string) => `距现场 ${text}，可以报到`, (text: string) => `${text} from the place; you may check in`],
  too_far: [(text: string) => `距现场 ${text}，到了再报到`, (text: string) => `${text} from the place; check in when you are there`],
  no_gps: ["定位失败，请打开定位后重试", "No position; allow it and try again"],
  find_again: ["重新定位", "Find me again"],
  say: ["说明（可不填）", "Anything to say"],
  done: ["已报到", "Checked in"],
  arrived: [(metres: number) => `已到场，距现场 ${metres} 米`, (metres: number) => `There, ${metres} m from the place`],
  minutes_late: [(n: number) => `迟到 ${n} 分钟`, (n: number) => `${n} minutes late`],
  over: ["这次吹哨已结束", "This whistle is over"],
  score: ["评价这次吹哨", "Score this whistle"],
  points: [(n: number) => `${n} 分`, (n: number) => `${n}`],
  send: ["提交", "Send"],
  scored: ["已评价", "Scored"],
  colleagues: ["同时到场的部门", "Other units called"],
  party: ["当事人", "Party"],
  until: [(when: string) => `限 ${when} 前改正`, (when: string) => `to mend by ${when}`],
  photo: ["复查照片", "Photo of now"],
  found: ["复查情况", "What you saw"],
  mended: ["已改正", "Mended"],
  not_mended: ["未改正", "Not mended"],
  next_hand: ["未改正的，请移交执法", "Not mended: hand it to enforcement"],
  hand: ["移交执法", "Hand over"],
  unit: ["执法单位", "Enforcement unit"],
  handed: ["已移交", "Handed over"],
  recorded: ["已登记", "Recorded"],
  need_photo: ["请先拍照", "Take a photo first"],
  need_text: ["请写明情况", "Say what you saw"],
});
const states: Record<string, [string, string]> = {
  called: ["待到场", "called"],
  late: ["超时", "late"],
  arrived: ["已到场", "there"],
  excused: ["免予到场", "excused"],
  absent: ["未到场", "absent"],
};
export const call_state = (state: string) => states[state]?.[is_zh.value ? 0 : 1] ?? state;
export interface Call {
  unit: string;
  unit_zh: string;
  unit_en: string;
  task: string;
  required: string;
  state: string;
  arrival?: { metres: number; minutes_late: number } | null;
}
export interface Whistle {
  ref: string;
  number: string;
  kind_zh: string;
  kind_en: string;
  title: string;
  content: string;
  area: string;
  area_zh: string;
  area_en: string;
  place: string;
  lng: number;
  lat: number;
  unit_zh: string;
  unit_en: string;
  state: string;
  calls: Call[];
  may: string[];
  my_unit: string;
}
export interface Finding {
  ref: string;
  number: string;
  state: string;
  party: string;
  what: string;
  item_name: string;
  unit: string;
  lng?: number | null;
  lat?: number | null;
  checks: { when: string; by: string; mended: boolean; text: string; evidence: string[] }[];
  area: string;
  area_zh: string;
  area_en: string;
  place: string;
  until?: string | null;
  evidence: string[];
  may: string[];
}
