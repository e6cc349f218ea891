import { catalogue } from "@tiange/shared";

export const t = catalogue({
  title: ["工单", "Cases"], count: [(n: string) => `共 ${n} 件`, (n: string) => `${n} cases`], loaded: [(n: string) => `已列出 ${n} 件`, (n: string) => `${n} listed`],
  number: ["编号", "Number"], name: ["标题", "Title"], item: ["事项", "Item"], level: ["层级", "Level"], status: ["状态", "Status"], unit: ["承办单位", "Unit"], area: ["区域", "Area"],
  grid: ["网格", "Grid"], channel: ["来源", "Channel"], severity: ["紧急程度", "Urgency"], handler: ["经办人", "Handler"], created: ["上报时间", "Reported"], due: ["时限", "Clock"], closed: ["结案时间", "Closed"],
  repeat: ["重复", "Repeats"], search: ["编号、标题、内容", "Number, title, words"], any: ["不限", "Any"], filters: ["筛选", "Filters"], more: ["更多条件", "More"], clear: ["清除条件", "Clear"],
  columns: ["列", "Columns"], views: ["视图", "Views"], save_view: ["保存当前视图", "Save this view"], view_name: ["视图名称", "Name of the view"], saved: ["视图已保存", "View saved"], remove_view: ["删除视图", "Remove the view"],
  no_views: ["还没有保存的视图", "No saved views yet"], export: ["导出", "Export"], export_hint: ["按当前条件和列导出全部结果，边查边下载。", "Everything under these filters and columns, streamed."], from: ["起", "From"], to: ["止", "To"],
  lamp: ["时限灯", "Lamp"], mine: ["只看我上报的", "Reported by me"], overdue_only: ["只看超期的", "Overdue only"], empty: ["没有符合条件的工单", "No case matches"], empty_hint: ["放宽条件，或换一个区域再看。", "Loosen the filters, or look at another area."],
  new: ["受理登记", "New case"], save: ["保存", "Save"], cancel: ["取消", "Cancel"], open_row: ["打开工单", "Open"], down: ["下一行", "Next row"], up: ["上一行", "Previous row"], overdue: ["已超时", "Overdue"],
  said: ["诉求内容", "What was said"], extra: ["附加信息", "Further facts"], evidence: ["证据", "Evidence"], no_evidence: ["没有照片或文件", "No photo or file"], place: ["位置", "Place"], no_place: ["尚未定位", "Not located yet"], linked: ["关联工单", "Linked cases"],
  people: ["诉求人", "Reporter"], anonymous: ["匿名", "Anonymous"], confidential: ["要求保密", "Confidential"], wants_reply: ["需要回复", "Wants a reply"], reveal: ["查看号码", "Show the number"],
  reveal_why: ["查看诉求人信息会留下记录，请填写用途：", "Seeing this is recorded. What for?"], purpose: ["用途", "Purpose"], history: ["办理经过", "History"], why: ["为什么", "Why?"], why_title: ["分拨依据", "Why it was routed so"],
  rules: ["命中规则", "Rules that matched"], decision: [(key: string, version: number) => `决策表 ${key} 第 ${version} 版`, (key: string, version: number) => `decision ${key}, version ${version}`], suggested: ["系统建议", "Suggestion"],
  words_counted: ["依据词", "Words that counted"], tasks: ["当前任务", "Present tasks"], flow: ["流程图", "Process"], print: ["打印", "Print"], intact: [(n: number) => `${n} 条记录完整，未被改动`, (n: number) => `${n} entries intact`],
  broken: [(n: number) => `第 ${n} 条记录校验不符`, (n: number) => `Entry ${n} does not match`], check: ["校验存证", "Check the record"], details: ["详情", "Details"], system: ["系统", "System"], no_history: ["还没有记录", "Nothing yet"],
  not_allowed: ["暂不可用", "Not now"], more_actions: ["更多操作", "More"], done: [(word: string) => `已${word}`, (word: string) => `Done: ${word}`], no_actions: ["您对此工单没有可执行的操作", "Nothing for you to do on this case"],
  changed: ["工单已被他人更新，已为您刷新。", "Someone changed this case; it has been refreshed."], whole_clock: ["全程", "Whole"], started: ["起", "From"], limit: ["时限", "Limit"], stage: ["所在步骤", "Step"],
  element: ["环节", "Element"], times: ["次数", "Times"], spent: ["用时", "Time"], state: ["状态", "State"], s_done: ["已完成", "Done"], s_active: ["进行中", "Here now"], s_cancelled: ["已撤销", "Cancelled"], version: [(n: number) => `第 ${n} 版`, (n: number) => `version ${n}`],
  step: ["步骤", "Step"], kind: ["诉求类型", "Kind"], back: ["返回列表", "Back to the list"], act: ["主要操作", "Main action"], full: ["打开完整页面", "Open the full page"], from_day: ["开始日期", "From"], to_day: ["结束日期", "To"], suggestion_score: ["把握", "Score"],
});
