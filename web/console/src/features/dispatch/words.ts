import { catalogue } from "@tiange/shared";

export const t = catalogue({
  title: ["分拨台", "Dispatch"], queue: ["待分拨", "Waiting"], unlocated: ["待定位", "To locate"], empty: ["没有待分拨的工单", "Nothing to dispatch"], empty_hint: ["新到的工单会自动出现。", "New ones appear by themselves."],
  accept: ["采纳建议", "Accept the suggestion"], accept_hint: ["按建议派遣，并转到下一件", "Dispatch as suggested and go on"], suggested: ["建议", "Suggested"], item: ["事项", "Item"], unit: ["承办单位", "Unit"], limit: ["处置时限", "Limit"], why: ["依据", "Why"], duplicates: ["可能重复", "Possible duplicates"],
  none: ["无", "None"], other: ["其他处理", "Otherwise"], dispatched: [(unit: string) => `已派遣给${unit}`, (unit: string) => `Dispatched to ${unit}`], no_action: ["此工单当前没有派遣操作", "This case is not at dispatch now"], candidates: ["候选地点", "Candidate places"], choose_place: ["选一个候选地点，或在地图上点选", "Choose a candidate, or press on the map"],
  locate: ["定位到这里", "Locate here"], located: ["已定位", "Located"], next: ["下一条", "Next"], previous: ["上一条", "Previous"], open: ["打开工单", "Open the case"], all_located: ["没有待定位的工单", "Nothing waits for a place"], nearby: ["附近在办", "Open nearby"], waits: ["等待", "Waiting"], no_unit: ["没有建议单位，请选择", "No unit suggested; choose one"], text: ["地址文字", "Address text"],
});
