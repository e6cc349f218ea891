// The rooms of the console: where they are, what they are called, who may enter. The rail and the router read this.
import type { Component } from "vue";
import {
  BellRing,
  Building2,
  Cable,
  ClipboardList,
  FileInput,
  Gauge,
  Headset,
  LayoutDashboard,
  ListChecks,
  Map,
  Phone,
  Send,
  Settings2,
  Workflow,
  Inbox,
} from "lucide-vue-next";

export interface Room {
  name: string;
  path: string;
  zh: string;
  en: string;
  icon: Component;
  needs: string[];
  group: "work" | "look" | "define" | "run";
}

export const rooms: Room[] = [
  { name: "desk", path: "/desk", zh: "我的待办", en: "My desk", icon: Inbox, needs: ["cases.view"], group: "work" },
  { name: "notices", path: "/notices", zh: "通知", en: "Notices", icon: BellRing, needs: [], group: "work" },
  {
    name: "intake",
    path: "/intake",
    zh: "受理登记",
    en: "Intake",
    icon: Headset,
    needs: ["cases.report"],
    group: "work",
  },
  {
    name: "hotline",
    path: "/hotline",
    zh: "热线",
    en: "Hotline",
    icon: Phone,
    needs: ["hotline.view"],
    group: "work",
  },
  {
    name: "dispatch",
    path: "/dispatch",
    zh: "分拨台",
    en: "Dispatch",
    icon: Send,
    needs: ["cases.dispatch", "cases.locate"],
    group: "work",
  },
  { name: "cases", path: "/cases", zh: "工单", en: "Cases", icon: ClipboardList, needs: ["cases.view"], group: "work" },
  {
    name: "imports",
    path: "/imports",
    zh: "批量导入",
    en: "Import",
    icon: FileInput,
    needs: ["cases.import"],
    group: "work",
  },
  {
    name: "board",
    path: "/board",
    zh: "运行看板",
    en: "Board",
    icon: LayoutDashboard,
    needs: ["command.view"],
    group: "look",
  },
  {
    name: "scores",
    path: "/scores",
    zh: "考核",
    en: "Scores",
    icon: Gauge,
    needs: ["scores.view"],
    group: "look",
  },
  {
    name: "items",
    path: "/items",
    zh: "事项目录",
    en: "Catalogue",
    icon: ListChecks,
    needs: ["items.view"],
    group: "define",
  },
  {
    name: "flows",
    path: "/flows",
    zh: "流程与决策",
    en: "Processes",
    icon: Workflow,
    needs: ["flows.view"],
    group: "define",
  },
  { name: "places", path: "/places", zh: "区域网格", en: "Places", icon: Map, needs: ["places.view"], group: "define" },
  {
    name: "org",
    path: "/org",
    zh: "组织人员",
    en: "Organisation",
    icon: Building2,
    needs: ["org.view", "org.roles"],
    group: "run",
  },
  {
    name: "channels",
    path: "/channels",
    zh: "渠道与对接",
    en: "Channels",
    icon: Cable,
    needs: ["channels.view"],
    group: "run",
  },
  {
    name: "system",
    path: "/system",
    zh: "系统管理",
    en: "System",
    icon: Settings2,
    needs: ["system.manage", "org.audit"],
    group: "run",
  },
];
