// The functions of FEEL with a line of help in both languages, for completion.
import { lang } from "@tiange/shared";

type Row = [name: string, params: string, zh: string, en: string];

const rows: Row[] = [
  ["contains", "string, match", "文字里有没有这一段", "Whether a text holds another"],
  ["starts with", "string, match", "文字是不是以它开头", "Whether a text begins so"],
  ["ends with", "string, match", "文字是不是以它结尾", "Whether a text ends so"],
  ["matches", "input, pattern", "文字是否符合正则表达式", "Whether a text fits a pattern"],
  ["replace", "input, pattern, replacement", "把符合正则的部分换掉", "Replaces what fits a pattern"],
  ["substring", "string, start position, length", "取一段文字，从 1 数起", "A part of a text, counted from 1"],
  ["substring before", "string, match", "这一段之前的文字", "The text before a part"],
  ["substring after", "string, match", "这一段之后的文字", "The text after a part"],
  ["string length", "string", "字数", "How many characters"],
  ["upper case", "string", "换成大写", "In capitals"],
  ["lower case", "string", "换成小写", "In small letters"],
  ["split", "string, delimiter", "按分隔符拆成列表", "Splits into a list"],
  ["string join", "list, delimiter", "把列表连成文字", "Joins a list into a text"],
  ["string", "from", "变成文字", "As a text"],
  ["number", "from", "变成数字", "As a number"],
  ["not", "negand", "相反：是变否，否变是", "The opposite of true or false"],
  ["is", "value1, value2", "两个值是否完全相同", "Whether two values are the very same"],
  ["count", "list", "列表有几项", "How many are in a list"],
  ["min", "list", "最小的", "The least"],
  ["max", "list", "最大的", "The greatest"],
  ["sum", "list", "合计", "The sum"],
  ["mean", "list", "平均", "The average"],
  ["median", "list", "中位数", "The middle value"],
  ["product", "list", "连乘", "The product"],
  ["stddev", "list", "标准差", "The standard deviation"],
  ["mode", "list", "出现最多的", "The most frequent values"],
  ["all", "list", "是不是每一项都为真", "Whether all are true"],
  ["any", "list", "有没有一项为真", "Whether any is true"],
  ["list contains", "list, element", "列表里有没有这一项", "Whether a list holds it"],
  ["sublist", "list, start position, length", "列表的一段", "A part of a list"],
  ["append", "list, item", "在末尾加上", "Adds at the end"],
  ["concatenate", "list, list", "把列表接起来", "Puts lists together"],
  ["union", "list, list", "合并，去掉重复", "Together, without doubles"],
  ["distinct values", "list", "去掉重复", "Without doubles"],
  ["insert before", "list, position, newItem", "插到某一项之前", "Inserts before a place"],
  ["remove", "list, position", "去掉某一项", "Takes one out"],
  ["list replace", "list, position, newItem", "换掉某一项", "Replaces one"],
  ["reverse", "list", "倒过来", "The other way round"],
  ["index of", "list, match", "它在第几项", "Where it stands"],
  ["flatten", "list", "把层层列表铺平", "Lists in lists made one"],
  ["sort", "list, precedes", "排序", "Sorts"],
  ["decimal", "n, scale", "保留几位小数", "Rounded to places, half to even"],
  ["floor", "n", "向下取整", "Rounded down"],
  ["ceiling", "n", "向上取整", "Rounded up"],
  ["round half up", "n, scale", "四舍五入", "Rounded, half up"],
  ["round half down", "n, scale", "五舍六入", "Rounded, half down"],
  ["round up", "n, scale", "远离零取整", "Away from zero"],
  ["round down", "n, scale", "向零取整", "Towards zero"],
  ["abs", "n", "绝对值", "Without its sign"],
  ["modulo", "dividend, divisor", "余数", "The remainder"],
  ["sqrt", "number", "平方根", "The square root"],
  ["log", "number", "自然对数", "The natural logarithm"],
  ["exp", "number", "e 的幂", "A power of e"],
  ["odd", "number", "是不是奇数", "Whether odd"],
  ["even", "number", "是不是偶数", "Whether even"],
  ["date", "from", '日期，如 date("2026-11-21")', 'A date, like date("2026-11-21")'],
  ["time", "from", "时刻", "A time of day"],
  ["date and time", "from", "日期时间", "A date with its time"],
  ["duration", "from", '时长，如 duration("PT2H")', 'A duration, like duration("PT2H")'],
  ["years and months duration", "from, to", "相差几年几月", "Years and months between"],
  ["now", "", "现在", "This moment"],
  ["today", "", "今天", "Today"],
  ["day of week", "date", "星期几（英文）", "The day of the week"],
  ["day of year", "date", "一年中的第几天", "The day of the year"],
  ["week of year", "date", "一年中的第几周", "The week of the year"],
  ["month of year", "date", "几月（英文）", "The month"],
  ["get value", "context, key", "取上下文里的一个值", "A value of a context"],
  ["get entries", "context", "上下文的所有键和值", "Keys and values of a context"],
  ["context put", "context, key, value", "在上下文里写一个值", "A context with one value more"],
  ["context merge", "contexts", "合并上下文", "Contexts put together"],
  ["before", "point1, point2", "是否在前", "Whether before"],
  ["after", "point1, point2", "是否在后", "Whether after"],
  ["meets", "range1, range2", "两段是否首尾相接", "Whether two ranges meet"],
  ["overlaps", "range1, range2", "两段是否重叠", "Whether two ranges overlap"],
  ["includes", "range, value", "这一段是否包含它", "Whether a range includes it"],
  ["during", "value, range", "是否落在这一段里", "Whether within a range"],
];

export interface Variable {
  name: string;
  type?: "function" | "variable";
  params?: { name: string }[];
  info?: string | (() => HTMLElement);
  detail?: string;
  entries?: Variable[];
}

export function builtins(): Variable[] {
  return rows.map(([name, params, zh, en]) => ({
    name,
    type: "function",
    params: params ? params.split(", ").map((one) => ({ name: one })) : [],
    info: () => {
      const node = document.createElement("div");
      node.textContent = lang.value === "zh" ? zh : en;
      return node;
    },
  }));
}
