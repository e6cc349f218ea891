// Forms and answers at random, the same for a seed: every kind of component, rules over the fields before, answers that
// fit and answers that do not.

// mulberry32
export function dice(seed) {
  let state = seed >>> 0;
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
  const below = (n) => Math.floor(next() * n);
  return { next, below, one: (list) => list[below(list.length)], chance: (p) => next() < p };
}

const k_numbers = [0, 1, -1, 2, 3, 0.1, 0.2, 0.3, 1.005, 2.5, -2.5, 12.75, 100, 1e-7, 99999999999.99, 123456789.123, 7e14];
const k_texts = ["", "a", "B12", " 甲 ", "甲乙丙", "x@y.cn", "12", "-3.50", "😀表情", "long enough text", "\u3000全角 "];
const k_days = ["2026-11-20", "2026-11-21", "2026-11-22", "2024-02-29", "1999-12-31", "2026-02-30", ""];
const k_clocks = ["09:05", "23:59:59", "24:00", ""];
const k_moments = ["2026-11-21T09:00", "2026-11-21 10:00:30", "2026-11-20T23:59:00+08:00", "2026-11-21T09:00:00Z", ""];
const k_junk = [null, true, false, 5, "x", [], {}, [1], { a: 1 }];

// What stands in scope: names by the kind of their values.
const names_of = (scope, kind) => scope.filter((one) => one.kind === kind).map((one) => one.name);

function number(r, scope, depth) {
  const names = names_of(scope, "number");
  const lists = names_of(scope, "numbers");
  const literal = () => String(r.one([0, 1, 2, 3, 10, 0.1, 0.25, 15, 100, "1.10", "0.30"]));
  if (depth <= 0 || r.chance(0.3)) return names.length && r.chance(0.7) ? r.one(names) : literal();
  const n = () => number(r, scope, depth - 1);
  const forms = [
    () => `(${n()} + ${n()})`,
    () => `(${n()} - ${n()})`,
    () => `(${n()} * ${n()})`,
    () => `(${n()} / ${n()})`,
    () => `-${n()}`,
    () => `decimal(${n()}, ${r.below(4)})`,
    () => `${r.one(["floor", "ceiling", "abs"])}(${n()})`,
    () => `${r.one(["round up", "round down", "round half up", "round half down"])}(${n()}, ${r.below(3)})`,
    () => `modulo(${n()}, ${n()})`,
    () => `${r.one(["min", "max", "sum", "mean", "product", "count"])}(${list(r, scope, depth - 1)})`,
    () => `string length(${text(r, scope, depth - 1)})`,
    () => `number(${text(r, scope, depth - 1)})`,
    () => `(if ${truth(r, scope, depth - 1)} then ${n()} else ${n()})`,
    () => `(if ${n()} = null then 0 else ${n()})`,
    () => `${day(r, scope, depth - 1)}.${r.one(["year", "month", "day", "weekday"])}`,
    () => `(${day(r, scope, depth - 1)} - ${day(r, scope, depth - 1)}).days`,
    () => `years and months duration(${day(r, scope, depth - 1)}, today()).${r.one(["years", "months"])}`,
    () => `${list(r, scope, depth - 1)}[${r.one([1, 2, -1, 9])}]`,
  ];
  if (lists.length) forms.push(() => `sum(${r.one(lists)})`, () => `count(${r.one(lists)}[item > ${n()}])`);
  return r.one(forms)();
}
function list(r, scope, depth) {
  const lists = [...names_of(scope, "numbers"), ...names_of(scope, "texts")];
  if (lists.length && r.chance(0.4)) return r.one(lists);
  const n = () => number(r, scope, depth - 1);
  return r.one([
    () => `[${n()}, ${n()}, ${n()}]`,
    () => `(for x in [${n()}, ${n()}] return x * 2)`,
    () => `(for x in 1..${r.below(5)} return x + ${n()})`,
    () => `[${n()}, ${n()}, null][item > ${n()}]`,
    () => `append([${n()}], ${n()})`,
    () => `distinct values(concatenate([${n()}, 1], [1, 2.0]))`,
    () => `reverse(flatten([[${n()}], [1, [2]]]))`,
    () => `sublist([1, 2, ${n()}], 2)`,
    () => `index of([1, 2, 1.0], ${n()})`,
  ])();
}
function text(r, scope, depth) {
  const names = names_of(scope, "text");
  if (depth <= 0 || r.chance(0.4)) return names.length && r.chance(0.7) ? r.one(names) : JSON.stringify(r.one(k_texts).trim());
  const t = () => text(r, scope, depth - 1);
  return r.one([
    () => `(${t()} + ${t()})`,
    () => `string(${number(r, scope, depth - 1)})`,
    () => `string(${list(r, scope, depth - 1)})`,
    () => `string(${day(r, scope, depth - 1)} - @"P1D")`,
    () => `string(@"PT26H" * ${number(r, scope, depth - 1)})`,
    () => `substring(${t()}, ${r.one([1, 2, -1, 0])}, ${r.one([1, 2, 0])})`,
    () => `${r.one(["substring before", "substring after"])}(${t()}, ${t()})`,
    () => `string join([${t()}, ${t()}], "、")`,
    () => `string({a: ${t()}, "b c": ${number(r, scope, depth - 1)}})`,
  ])();
}
function day(r, scope, depth) {
  const names = names_of(scope, "day");
  if (names.length && r.chance(0.5)) return r.one(names);
  return r.one([
    () => "today()",
    () => `date(${JSON.stringify(r.one(k_days))})`,
    () => `@"${r.one(["2026-11-21", "2024-02-29"])}"`,
    () => `(${depth > 0 ? day(r, scope, depth - 1) : "today()"} + @"${r.one(["P1D", "P1M", "P1Y2M", "-P30D", "PT36H"])}")`,
    () => `date(${r.one([2026, 2023])}, ${r.one([2, 12, 13])}, ${r.one([1, 29, 31])})`,
  ])();
}
function truth(r, scope, depth) {
  const names = names_of(scope, "truth");
  const n = () => number(r, scope, depth - 1);
  if (depth <= 0) return names.length && r.chance(0.6) ? r.one(names) : r.one(["true", "false", "null"]);
  const t = () => truth(r, scope, depth - 1);
  const sign = r.one(["<", "<=", ">", ">=", "=", "!="]);
  return r.one([
    () => `${n()} ${sign} ${n()}`,
    () => `${n()} between ${n()} and ${n()}`,
    () => `${n()} in (${n()}, ${n()})`,
    () => `${n()} in (< ${n()}, > ${n()})`,
    () => `${n()} in [${n()}..${n()})`,
    () => `${n()} in ${list(r, scope, depth - 1)}`,
    () => `${text(r, scope, depth - 1)} ${sign} ${text(r, scope, depth - 1)}`,
    () => `${text(r, scope, depth - 1)} in ("a", "甲")`,
    () => `${day(r, scope, depth - 1)} ${sign} ${day(r, scope, depth - 1)}`,
    () => `(${t()} and ${t()})`,
    () => `(${t()} or ${t()})`,
    () => `not(${t()})`,
    () => `(${t()}) != true`,
    () => `${r.one(["contains", "starts with", "ends with"])}(${text(r, scope, depth - 1)}, ${text(r, scope, depth - 1)})`,
    () => `list contains(${list(r, scope, depth - 1)}, ${n()})`,
    () => `(${r.one(["some", "every"])} x in ${list(r, scope, depth - 1)} satisfies x > ${n()})`,
    () => `${r.one(["all", "any"])}([${t()}, ${t()}])`,
    () => `${r.one(["odd", "even"])}(${n()})`,
    () => `is(${n()}, ${n()})`,
    () => `${n()} = null`,
  ])();
}

const k_choices = [
  { label: "一", value: "one", en: "one" },
  { label: "二", value: "two" },
  { label: "三", value: "three" },
];
const k_yes_no = [
  { label: "是", value: true },
  { label: "否", value: false },
];

export function random_form(r) {
  let count = 0;
  const rule = (make, scope) => `=${make(r, scope, 1 + r.below(3))}`;

  // A component with its own answer and what it gives to rules after it.
  function asked(scope) {
    const type = r.one(["number", "number", "textfield", "textarea", "radio", "yes_no", "checklist", "checkbox", "date", "time", "datetime", "place", "select"]);
    const name = `f${++count}`;
    const one = { type, key: name, label: `第${count}`, validate: {}, properties: {} };
    let kind = "other";
    if (r.chance(0.3)) one.conditional = { hide: rule(truth, scope) };
    if (r.chance(0.25)) one.validate.required = true;
    else if (r.chance(0.2)) one.properties.required_when = rule(truth, scope);
    if (r.chance(0.1)) one.readonly = r.chance(0.5) ? true : rule(truth, scope);
    if (type === "number") {
      kind = "number";
      if (r.chance(0.3)) one.validate.min = r.chance(0.5) ? r.one([0, 0.1, -5]) : rule(number, scope);
      if (r.chance(0.3)) one.validate.max = r.chance(0.5) ? r.one([10, 100.5, 1e12]) : rule(number, scope);
      if (r.chance(0.3)) one.decimalDigits = r.below(4);
      if (r.chance(0.2)) one.defaultValue = r.one(k_numbers);
      if (r.chance(0.2)) one.properties.default = rule(number, scope);
    } else if (type === "textfield" || type === "textarea") {
      kind = "text";
      if (r.chance(0.3)) one.validate.minLength = r.below(3);
      if (r.chance(0.3)) one.validate.maxLength = 1 + r.below(6);
      if (r.chance(0.3)) one.validate.pattern = r.one(["^[A-Z]\\d+$", "^\\w{1,3}$", "[一-龥]", "^.{2}$", "a|甲", "^\\S+$"]);
      if (r.chance(0.2)) one.properties.default = rule(text, scope);
    } else if (type === "radio" || type === "checklist" || type === "select") {
      kind = type === "checklist" ? "texts" : "text";
      if (type === "select" && r.chance(0.6)) one.valuesExpression = rule(list, scope);
      else one.values = k_choices;
      if (one.valuesExpression) kind = "number";
    } else if (type === "yes_no") {
      kind = "truth";
      one.type = "radio";
      one.values = k_yes_no;
    } else if (type === "checkbox") {
      kind = "truth";
    } else if (type === "place") {
      one.type = "textfield";
      one.properties.input = "place";
    } else {
      one.type = "datetime";
      one.subtype = type;
      if (type === "date") kind = "day";
      if (type !== "time" && r.chance(0.3)) one.disallowPassedDates = true;
      if (type === "date" && r.chance(0.3)) one.properties.default = rule(day, scope);
    }
    const known = { name, kind, made: type };
    if (r.chance(0.2)) {
      one.properties.valid_when = rule(truth, [...scope, known]);
      one.properties.wrong_zh = "不符合规则";
    }
    scope.push(known);
    return one;
  }

  function components(scope, depth, most) {
    const made = [];
    for (let n = 1 + r.below(most); n > 0; --n) {
      const roll = r.next();
      if (roll < 0.66 || depth >= 3) {
        made.push(asked(scope));
      } else if (roll < 0.76) {
        const name = `f${++count}`;
        const [kind, make] = r.one([["number", number], ["text", text], ["truth", truth], ["numbers", list], ["day", day]]);
        made.push({ type: "expression", key: name, label: name, expression: rule(make, scope) });
        scope.push({ name, kind });
      } else if (roll < 0.8) {
        made.push({ type: "text", text: rule(text, scope) });
      } else if (roll < 0.9) {
        const name = `f${++count}`;
        const inner = [...scope];
        const from = inner.length;
        const group = { type: "group", label: name, components: components(inner, depth + 1, 3) };
        if (r.chance(0.3)) group.conditional = { hide: rule(truth, scope) };
        if (r.chance(0.5)) {
          group.path = name;
          for (const one of inner.slice(from)) if (!one.name.includes(".")) scope.push({ ...one, name: `${name}.${one.name}` });
        } else scope.push(...inner.slice(from));
        made.push(group);
      } else {
        const name = `f${++count}`;
        const inner = [...scope, { name: "i", kind: "number" }];
        const from = inner.length;
        const rows = { type: "dynamiclist", path: name, label: name, components: components(inner, depth + 1, 3), properties: {} };
        if (r.chance(0.3)) rows.properties.min_rows = r.below(3);
        if (r.chance(0.3)) rows.properties.max_rows = 2 + r.below(3);
        if (r.chance(0.1)) Object.assign(rows, { allowAddRemove: false, defaultRepetitions: 1 + r.below(3) });
        made.push(rows);
        for (const one of inner.slice(from)) {
          if (one.name.includes(".")) continue;
          if (one.kind === "number") scope.push({ name: `${name}.${one.name}`, kind: "numbers" });
          if (one.kind === "text") scope.push({ name: `${name}.${one.name}`, kind: "texts" });
        }
        const cell = inner.slice(from).find((one) => !one.name.includes("."));
        if (cell && r.chance(0.5)) made.push({ type: "table", label: "表", dataSource: `=${name}`, columns: [{ label: "列", key: cell.name }] });
      }
    }
    return made;
  }
  return { type: "default", id: "random", schemaVersion: 16, properties: { zh: "随机" }, components: components([], 0, 6) };
}

export function random_answers(r, fields) {
  const answers = {};
  for (const one of fields) {
    if (one.type === "group" && !one.path) {
      Object.assign(answers, random_answers(r, one.components));
      continue;
    }
    const name = one.key ?? one.path;
    if (!name || r.chance(0.2)) continue;
    if (r.chance(0.08)) answers[name] = r.one(k_junk);
    else if (one.type === "group") answers[name] = random_answers(r, one.components);
    else if (one.type === "dynamiclist") answers[name] = Array.from({ length: r.below(5) }, () => random_answers(r, one.components));
    else if (one.type === "number") answers[name] = r.one(k_numbers);
    else if (one.type === "checkbox") answers[name] = r.chance(0.5);
    else if (one.valuesExpression) answers[name] = r.one([1, 2, 3, 0.1]);
    else if (one.type === "checklist") answers[name] = k_choices.filter(() => r.chance(0.4)).map((choice) => choice.value);
    else if (one.values) answers[name] = r.one(one.values).value;
    else if (one.properties?.input === "place") answers[name] = r.one([{ lng: 113.1, lat: 23 }, { text: " 桥下 " }, { lng: 1 }]);
    else if (one.subtype === "date") answers[name] = r.one(k_days);
    else if (one.subtype === "time") answers[name] = r.one(k_clocks);
    else if (one.subtype === "datetime") answers[name] = r.one(k_moments);
    else answers[name] = r.one(k_texts);
  }
  return answers;
}
