import { catalogue } from "@tiange/shared";

export const t = catalogue({
  title: ["运行看板", "Board"], as_of: [(when: string) => `统计至 ${when}`, (when: string) => `as of ${when}`], week: ["上周同日", "a week ago"], trend: ["新增与结案", "New and closed"], fresh: ["新增", "New"], closed: ["结案", "Closed"], last_week: ["上周新增", "New, last week"],
  by_area: ["下级区域", "By area"], area: ["区域", "Area"], open: ["在办", "Open"], overdue: ["超时", "Overdue"], new_today: ["今日新增", "New today"], closed_today: ["今日结案", "Closed today"], rate: ["按期办结率", "On time"], by_item: ["事项前列", "Leading items"], by_level: ["四级在办", "Open by level"],
  map: ["在办分布", "Open, by area"], feed: ["动态", "As it happens"], legend: ["在办件数（按分位）", "Open cases (quantiles)"], up: ["返回上级", "Up"], cases: ["看工单", "Cases"], none: ["暂无数据", "Nothing yet"], map_of: ["指标", "Show"], rate_note: ["按期办结率 = 近 7 日按期结案数 ÷ 近 7 日结案数；没有结案则不计", "On time = closed in time ÷ closed, over the last 7 days; none closed, none counted"], definition: ["口径", "Definition"],
});
