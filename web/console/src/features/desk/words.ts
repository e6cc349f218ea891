import { catalogue } from "@tiange/shared";

export const t = catalogue({
  title: ["我的待办", "My desk"], now: ["立即处理", "Due now"], today: ["今日到期", "Due today"], later: ["稍后", "Later"], returned: ["退回给我", "Came back"],
  all: ["全部", "All"], empty: ["没有待办", "Nothing to do"],
  empty_hint: ["新的任务会自动出现在这里，无需刷新。", "New tasks appear here by themselves."], task: ["任务", "Task"], case: ["工单", "Case"], item: ["事项", "Item"],
  area: ["区域", "Area"], remaining: ["时限", "Clock"], owner: ["认领", "Taken by"], entered: ["到达", "Arrived"], claim: ["认领", "Take"], release: ["放回", "Put back"],
  mine: ["我", "Me"], queue: ["任务组", "Queue"], came_back: ["退回", "Came back"], why: [(why: string) => `原因：${why}`, (why: string) => `Why: ${why}`],
  claimed: ["已认领", "Taken"], released: ["已放回任务组", "Put back"], open: ["打开工单", "Open the case"], next: ["下一条", "Next"], previous: ["上一条", "Previous"],
  act: ["主要操作", "Main action"], all_queues: ["全部任务组", "All queues"], choose: ["选择一条任务，在此查看工单", "Choose a task to read its case here"],
});
