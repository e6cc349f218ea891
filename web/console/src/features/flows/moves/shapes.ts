// Shapes of migrations as the server tells them.
export interface MoveElement {
  id: string;
  name: string;
  kind: string;
}
export interface MoveLine {
  from: MoveElement;
  to: string;
  by: string;
  standing: number;
  wrong_zh: string;
  wrong_en: string;
}
export interface MovePlan {
  process: string;
  from: number;
  to: number;
  running: number;
  lines: MoveLine[];
  targets: MoveElement[];
}
export interface MovePreview {
  running: number;
  movable: number;
  stuck: number;
  moves: { from: string; to: string; count: number }[];
  obstacles: { element: string; name: string; zh: string; en: string; count: number; examples: string[] }[];
}
export interface Migration {
  id: string;
  process: string;
  from: number;
  to: number;
  area: string;
  state: "moving" | "moved" | "undoing" | "undone" | "stopped";
  running: number;
  moved: number;
  stuck: number;
  undone: number;
  stayed: number;
  begun: string;
  begun_by_name: string;
  ended?: string | null;
}
export interface MovedInstance {
  subject: string;
  number: string;
  state: string;
  zh: string;
  en: string;
  happened: string;
}
