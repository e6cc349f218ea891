// How the district's numbers are laid out on the screen: groups, clues of a false closing, units and the server's bounds.
import { catalogue } from "@tiange/shared";

export const say = catalogue({
  appeal: ["超期申诉", "Appeals"],
  letter: ["督办函", "Urge letters"],
  instruction: ["领导批示", "Leaders' instructions"],
  check: ["抽查与复查", "Samples and re-checks"],
  closing: ["虚假结案识别", "False closings"],
  number_prefix: ["文号字头", "Prefix of numbers"],
  file_within: ["结案后多久内可申诉", "May be filed within"],
  review_within: ["每次复核时限", "Each review within"],
  first_duty: ["初审岗位", "First reviewer"],
  second_duty: ["复审岗位", "Second reviewer"],
  limit: ["缺省时限", "Limit unless another is given"],
  escalated_limit: ["升级后的时限", "Limit after it climbed"],
  most_escalations: ["逾期最多升级几级", "Climbs at most"],
  checklist: ["检查清单", "Checklist"],
  listed: ["达到多少分列入清单", "Listed from"],
  high: ["达到多少分为高度可疑", "Highly suspect from"],
  thresholds: ["分数线", "Thresholds"],
  clues: ["线索与分值（相加，0 分为不用）", "Clues and their points (added up; 0 is off)"],
  fast_items: ["按事项另定最短用时（事项编码或开头）", "Shortest time by item (code or its beginning)"],
  returned: ["同地再现", "It came back"],
  reused: ["照片用过", "Photo used before"],
  alike: ["照片雷同", "Photo looks alike"],
  before: ["照片早于上报", "Photo taken before the report"],
  far: ["照片不在现场", "Photo taken elsewhere"],
  fast: ["办结过快", "Settled too fast"],
  copied: ["结果雷同", "Result copied"],
  points: ["分", "points"],
  days: ["天内", "days"],
  metres_within: ["米内", "m"],
  metres_beyond: ["米以外", "m or more away"],
  minutes_early: ["分钟以上", "min. or more"],
  minutes_under: ["分钟内", "min. or less"],
  bits: ["位以内（64 位指纹相差）", "of 64 bits apart at most"],
  times: ["件以上", "cases or more"],
  least_length: ["字以上才算", "characters at least"],
  levels: ["级", "levels"],
  minutes: ["分钟", "minutes"],
  item: ["事项编码", "Item code"],
  question: ["检查什么", "What is checked"],
  question_en: ["英文", "In English"],
});

interface Bound {
  key: string;
  min: number;
  max: number;
  unit: keyof typeof say;
}
const of = (key: string, min: number, max: number, unit: keyof typeof say): Bound => ({ key, min, max, unit });

export const k_groups = ["letter", "instruction", "appeal", "check", "closing"] as const;
export const k_clues: { key: keyof typeof say; points: string; more: Bound[] }[] = [
  { key: "returned", points: "returned_points", more: [of("returned_days", 1, 365, "days"), of("returned_metres", 5, 2000, "metres_within")] },
  { key: "reused", points: "reused_points", more: [] },
  { key: "alike", points: "alike_points", more: [of("alike_bits", 0, 7, "bits")] },
  { key: "before", points: "before_points", more: [of("before_minutes", 0, 1440, "minutes_early")] },
  { key: "far", points: "far_points", more: [of("far_metres", 50, 50_000, "metres_beyond")] },
  { key: "fast", points: "fast_points", more: [of("fast_minutes", 0, 1440, "minutes_under")] },
  {
    key: "copied",
    points: "copied_points",
    more: [of("copied_times", 2, 1000, "times"), of("copied_days", 1, 365, "days"), of("copied_least_length", 1, 200, "least_length")],
  },
];
