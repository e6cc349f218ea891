// What differs between two BPMN or DMN files, element by element, in the words of people who never saw XML. Elements are
// matched by their id; what is drawn where is not looked at.
import { say_limit } from "../edit/limits";
import { say_queue } from "../edit/queues";
import { duty_name, forms, decisions, processes } from "../edit/knows";
import { say_step, lang } from "@tiange/shared";
import { bpmn_zh } from "../edit/bpmn/bpmn_words";
import { t } from "./words";

export type Sort = "added" | "removed" | "changed";
export interface Field {
  path: string;
  word: string;
  before: string;
  after: string;
}
export interface Change {
  id: string;
  name: string;
  kind: string;
  sort: Sort;
  fields: Field[];
}

interface Part {
  id: string;
  name: string;
  kind: string;
  values: Map<string, string>;
}

const k_drawn = /DMNDI|BPMNDI|\/DI|\/DC/;
const skip = new Set(["incoming", "outgoing", "flowNodeRef"]);

function gather(node: Element, prefix: string, values: Map<string, string>): void {
  for (const one of Array.from(node.attributes)) {
    if (one.name === "id" || one.name.startsWith("xmlns")) continue;
    values.set(`${prefix}@${one.localName}`, one.value);
  }
  const seen = new Map<string, number>();
  let text = "";
  for (const child of Array.from(node.childNodes)) {
    if (child.nodeType === Node.TEXT_NODE || child.nodeType === Node.CDATA_SECTION_NODE)
      text += child.textContent ?? "";
    if (!(child instanceof Element) || skip.has(child.localName) || stands_alone(child)) continue;
    const name = child.localName === "extensionElements" ? "" : child.localName;
    const times = seen.get(name) ?? 0;
    seen.set(name, times + 1);
    const step = name && (times ? `${name}[${times + 1}]` : name);
    gather(child, prefix + (step ? `${step}/` : ""), values);
  }
  if (text.trim()) values.set(`${prefix}#`, text.trim());
}

// Things with a name of their own; all else is a property of what holds it.
const alone = new Set([
  "process",
  "subProcess",
  "adHocSubProcess",
  "transaction",
  "task",
  "userTask",
  "serviceTask",
  "sendTask",
  "receiveTask",
  "manualTask",
  "scriptTask",
  "businessRuleTask",
  "callActivity",
  "startEvent",
  "endEvent",
  "boundaryEvent",
  "intermediateCatchEvent",
  "intermediateThrowEvent",
  "exclusiveGateway",
  "inclusiveGateway",
  "parallelGateway",
  "eventBasedGateway",
  "complexGateway",
  "sequenceFlow",
  "message",
  "signal",
  "error",
  "escalation",
  "lane",
  "participant",
  "messageFlow",
  "textAnnotation",
  "association",
  "dataObjectReference",
  "dataStoreReference",
  "collaboration",
  "decision",
  "inputData",
  "businessKnowledgeModel",
  "knowledgeSource",
  "decisionService",
  "itemDefinition",
  "rule",
  "informationRequirement",
  "knowledgeRequirement",
  "authorityRequirement",
  "import",
]);
const is_column = (node: Element) =>
  (node.localName === "input" || node.localName === "output") && node.parentElement?.localName === "decisionTable";
const stands_alone = (node: Element) => node.hasAttribute("id") && (alone.has(node.localName) || is_column(node));
const requirement = /Requirement$/;

export function parts_of(xml: string): Map<string, Part> | null {
  const doc = new DOMParser().parseFromString(xml, "application/xml");
  if (doc.getElementsByTagName("parsererror").length) return null;
  const out = new Map<string, Part>();
  for (const node of [doc.documentElement, ...Array.from(doc.documentElement.getElementsByTagName("*"))]) {
    if (k_drawn.test(node.namespaceURI ?? "") || !node.getAttribute("id")) continue;
    if (node !== doc.documentElement && !stands_alone(node)) continue;
    const values = new Map<string, string>();
    gather(node, "", values);
    if (node === doc.documentElement)
      for (const key of values.keys()) if (!/^(@name|description)/.test(key)) values.delete(key);
    const id = node === doc.documentElement ? "" : node.getAttribute("id")!;
    out.set(id, {
      id,
      name: node.getAttribute("name") ?? node.getAttribute("label") ?? "",
      kind: node.localName,
      values,
    });
  }
  return out;
}

const words: [RegExp, () => string][] = [
  [/^@name$/, () => t.name],
  [/^stage\/@key/, () => t.stage],
  [/^assignment\/@queue/, () => t.who],
  [/^limit\/@value/, () => t.limit],
  [/^form\/@key/, () => t.form],
  [/^decision\/@ref/, () => t.decision],
  [/^service\/@name/, () => t.service],
  [/\/@result$/, () => t.result],
  [/^conditionExpression\/#|^.*condition\/#/, () => t.condition],
  [/^@sourceRef/, () => t.from],
  [/^@targetRef/, () => t.to],
  [/^@calledElement/, () => t.called],
  [/^call\//, () => t.binding],
  [/^documentation|^description/, () => t.notes],
  [/^@attachedToRef/, () => t.attached],
  [/^@(cancelActivity|isInterrupting)/, () => t.stops],
  [/^@default$/, () => t.default_flow],
  [/^outcome/, () => t.outcome],
  [/^input(\[\d+\])?\/@(target|source)/, () => t.input],
  [/^output(\[\d+\])?\/@(target|source)/, () => t.output],
  [/LoopCharacteristics/, () => t.loop],
  [/^script\/#/, () => t.script],
  [/message/, () => t.message],
  [/^timerEventDefinition/, () => t.timer],
  [/hitPolicy|aggregation/, () => t.hit],
  [/^@label/, () => t.label],
  [/literalExpression\/text|inputExpression\/text|\/text\/#$/, () => t.expression],
  [/typeRef/, () => t.type],
];
const quiet = /^conditionExpression\/@(type|language)|@isExecutable|@textFormat/;

const named = (list: { key: string; name: string }[], key: string) => list.find((one) => one.key === key)?.name ?? key;
function say(path: string, value: string, parts: Map<string, Part>): string {
  if (!value) return "";
  if (/^limit\/@value/.test(path)) return say_limit(value);
  if (/^assignment\/@queue/.test(path)) return say_queue(value);
  if (/^stage\/@key/.test(path)) return say_step(value);
  if (/^form\/@key/.test(path)) return named(forms.value, value);
  if (/^decision\/@ref/.test(path)) return named(decisions.value, value);
  if (/^@calledElement/.test(path)) return named(processes.value, value);
  if (/^@(sourceRef|targetRef|attachedToRef|default)$/.test(path)) return parts.get(value)?.name || value;
  if (value === "true" || value === "false") return lang.value === "zh" ? (value === "true" ? "是" : "否") : value;
  return duty_name(value) || value;
}

const k_dmn_kinds: Record<string, [zh: string, en: string]> = {
  decision: ["决策", "Decision"],
  inputData: ["输入数据", "Input data"],
  businessKnowledgeModel: ["业务知识模型", "Knowledge model"],
  knowledgeSource: ["知识来源", "Knowledge source"],
  decisionService: ["决策服务", "Decision service"],
  itemDefinition: ["数据类型", "Item definition"],
  rule: ["规则", "Rule"],
  input: ["条件列", "Input column"],
  output: ["结果列", "Output column"],
  process: ["流程", "Process"],
  sequenceFlow: ["连线", "Flow"],
  message: ["消息", "Message"],
  signal: ["信号", "Signal"],
  error: ["错误", "Error"],
  escalation: ["升级", "Escalation"],
  boundaryEvent: ["边界事件", "Boundary event"],
  intermediateCatchEvent: ["中间事件", "Intermediate event"],
  intermediateThrowEvent: ["中间事件", "Intermediate event"],
};
export function kind_word(kind: string): string {
  const pair = k_dmn_kinds[kind];
  if (pair) return pair[lang.value === "zh" ? 0 : 1];
  const english = kind
    .replace(/^./, (one) => one.toUpperCase())
    .replace(/([a-z])([A-Z])/g, (_, a: string, b: string) => `${a} ${b.toLowerCase()}`);
  return lang.value === "zh" ? (bpmn_zh[english.replace(/ event$/, " event")] ?? bpmn_zh[english] ?? english) : english;
}

// Flows have no name of their own worth reading: where they lead says more.
function title(part: Part, parts: Map<string, Part>): string {
  if (part.kind === "sequenceFlow") {
    const [from, to] = [part.values.get("@sourceRef") ?? "", part.values.get("@targetRef") ?? ""];
    const way = `${parts.get(from)?.name || from} → ${parts.get(to)?.name || to}`;
    return part.name ? `${way} · ${part.name}` : way;
  }
  return part.id === "" ? t.definition : part.name || part.id;
}

export interface Difference {
  changes: Change[];
  drawn: boolean; // the files differ, if only in their drawing
}
export function differences(
  before: string,
  after: string,
  leave: (kind: string) => boolean = () => false,
): Difference | null {
  const old = parts_of(before);
  const now = parts_of(after);
  if (!old || !now) return null;
  const changes: Change[] = [];
  for (const part of now.values()) {
    if (leave(part.kind) || requirement.test(part.kind)) continue;
    const was = old.get(part.id);
    if (!was) {
      changes.push({ id: part.id, name: title(part, now), kind: part.kind, sort: "added", fields: [] });
      continue;
    }
    const fields: Field[] = [];
    if (was.kind !== part.kind)
      fields.push({ path: "", word: t.kind, before: kind_word(was.kind), after: kind_word(part.kind) });
    for (const path of new Set([...was.values.keys(), ...part.values.keys()])) {
      const [a, b] = [was.values.get(path) ?? "", part.values.get(path) ?? ""];
      if (a === b || quiet.test(path)) continue;
      if (leave("rule") && /^decisionTable\//.test(path) && !/hitPolicy|aggregation/.test(path)) continue;
      const word = words.find(([pattern]) => pattern.test(path))?.[1]() ?? `${t.other} ${path.replace(/[@#]/g, "")}`;
      fields.push({ path, word, before: say(path, a, old), after: say(path, b, now) });
    }
    if (fields.length) changes.push({ id: part.id, name: title(part, now), kind: part.kind, sort: "changed", fields });
  }
  for (const part of old.values())
    if (!now.has(part.id) && !leave(part.kind) && !requirement.test(part.kind))
      changes.push({ id: part.id, name: title(part, old), kind: part.kind, sort: "removed", fields: [] });
  const weight = (one: Change) => (one.kind === "sequenceFlow" ? 1 : 0);
  changes.sort((a, b) => weight(a) - weight(b));
  return { changes, drawn: before.replace(/\s+/g, "") !== after.replace(/\s+/g, "") };
}
