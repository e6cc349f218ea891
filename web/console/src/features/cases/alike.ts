// The same matter told twice: what the server finds, and the words for it.
import { catalogue } from "@tiange/shared";

export type { AlikeList, AlikeRow, AlikeView } from "@tiange/shared";

export const t = catalogue({
  alike: ["可能是同一件事", "Possibly the same matter"],
  none: ["没有发现重复", "No duplicate found"],
  reading: ["正在读入在办工单，结果可能不全", "Open cases are still being read; there may be more"],
  ties: ["关联工单", "Tied cases"],
  hidden: ["（不在您的查看范围）", "(out of your scope)"],
  reporters: [(n: number) => `${n} 位诉求人`, (n: number) => `${n} reporters`],
  times: [(n: number) => `同一地点同一事项近期第 ${n} 次反映`, (n: number) => `told ${n} times lately at this place`],
  merge: ["并入这一件", "Merge into this"],
  merge_ask: [
    (number: string) => `本工单将结案并随 ${number} 一并办理，诉求人查询时看到合并后的进度。`,
    (number: string) => `This case is closed and follows ${number}; its reporter sees that case's progress.`,
  ],
  merged: [(number: string) => `已并入 ${number}`, (number: string) => `Merged into ${number}`],
  note: ["说明（可不填）", "A note, if you like"],
  unmerge: ["撤销合并", "Part again"],
  unmerge_ask: ["本工单重新开始办理。请写明理由。", "This case starts anew. Say why."],
  unmerged: ["已撤销合并", "Parted again"],
  split: ["拆分", "Split"],
  split_title: ["一件拆成几件", "Split matters off"],
  split_hint: [
    "每件拆出的事成为一件独立工单，来源、诉求人和选中的附件跟过去；留下的事仍由本工单办理。",
    "Each matter becomes a case of its own with this channel, reporter and the files chosen; the rest stays here.",
  ],
  part: [(n: number) => `拆出第 ${n} 件`, (n: number) => `Part ${n}`],
  content: ["这件事", "The matter"],
  severity: ["紧急程度", "Urgency"],
  item: ["事项（可不选）", "Item, if known"],
  files: ["带走的附件", "Files to take along"],
  add: ["再拆一件", "Another one"],
  remove: ["去掉", "Remove"],
  go: [(n: number) => `拆出 ${n} 件`, (n: number) => `Split off ${n}`],
  done: [(numbers: string) => `已拆出 ${numbers}`, (numbers: string) => `Split off ${numbers}`],
  cancel: ["取消", "Cancel"],
  confirm: ["确定", "OK"],
  before: ["登记前查重", "Told before?"],
  before_hint: ["填写内容和地点后自动查找", "Looked for as soon as there is a text"],
});
