// The parts of form-js that the designer uses, with the district's set of components and words.
import { FormEditor } from "@bpmn-io/form-js-editor";
import type { Lang } from "@tiange/shared";

export interface Component {
  type: string;
  id: string;
  key?: string;
  path?: string;
  label?: string;
  components?: Component[];
  properties?: Record<string, string>;
  [member: string]: unknown;
}
export interface Schema extends Component {
  components: Component[];
}
interface Definition {
  config: { name?: string; label?: string; create: (options?: Partial<Component>, is_new?: boolean) => Component };
}
interface Services {
  formFields: { _formFields: Record<string, Definition> };
  selection: { get(): Component | null; set(field: Component): void; clear(): void };
  modeling: { editFormField(field: Component, member: string | Record<string, unknown>, value?: unknown): void };
  commandStack: { undo(): void; redo(): void; canUndo(): boolean; canRedo(): boolean };
  formFieldRegistry: { get(id: string): Component | undefined; getAll(): Component[] };
}
export interface Designer {
  get<K extends keyof Services>(name: K): Services[K];
  on(event: string, handler: (event: any) => void): void;
  importSchema(schema: Schema): Promise<unknown>;
  saveSchema(): Schema;
  _getState(): { schema: Schema };
  destroy(): void;
}

type Words = readonly [zh: string, en: string];
const k_names: Record<string, Words> = {
  textfield: ["单行文字", "Line of text"],
  textarea: ["多行文字", "Text area"],
  number: ["数字", "Number"],
  datetime: ["日期、时间", "Date or time"],
  expression: ["自动计算", "Calculated"],
  checkbox: ["勾选", "Tick box"],
  checklist: ["多选", "Several choices"],
  radio: ["单选", "One choice"],
  select: ["下拉单选", "Choice in a list"],
  taglist: ["下拉多选", "Choices in a list"],
  text: ["说明文字", "Explanation"],
  table: ["表格（只读）", "Table (to read)"],
  spacer: ["空白", "Space"],
  separator: ["分隔线", "Line"],
  group: ["分组", "Group"],
  dynamiclist: ["重复行", "Repeating rows"],
};
export const component_name = (type: string, lang: Lang): string => k_names[type]?.[lang === "zh" ? 0 : 1] ?? type;

const created = new WeakMap<Definition, Definition["config"]["create"]>();
// What a component begins with when it is put on the form.
function beginning(type: string, made: Component, lang: Lang): Component {
  const name = component_name(type, lang);
  const option = lang === "zh" ? "选项" : "Choice";
  if (type !== "separator" && type !== "spacer" && type !== "text") made.label = name;
  if (type === "text") made.text = name;
  if (type === "datetime") made.dateLabel = name;
  if (type === "expression") made.expression = "=";
  if (type === "table") Object.assign(made, { dataSource: "=", columns: [{ label: lang === "zh" ? "列" : "Column", key: "" }] });
  if (Array.isArray(made.values))
    made.values = [1, 2].map((n) => ({ label: `${option} ${n}`, value: `choice_${n}` }));
  return made;
}
// Only what the engine serves is offered, by the words of the language.
function fit(fields: Services["formFields"], lang: Lang): void {
  for (const [type, definition] of Object.entries(fields._formFields)) {
    if (type === "default") continue;
    if (!k_names[type]) {
      delete fields._formFields[type];
      continue;
    }
    const original = created.get(definition) ?? definition.config.create;
    created.set(definition, original);
    definition.config.name = component_name(type, lang);
    definition.config.create = (options = {}, is_new) => {
      const made = original(options, is_new);
      return is_new && options.label === undefined ? beginning(type, made, lang) : made;
    };
  }
}

export function open_designer(container: HTMLElement, lang: Lang): Designer {
  // The panel of form-js speaks English only and offers free text; ours stands beside.
  class Plain extends FormEditor {
    _getModules(): ReturnType<FormEditor["_getModules"]> {
      return super._getModules().filter((one) => !("propertiesPanel" in one)) as ReturnType<FormEditor["_getModules"]>;
    }
  }
  class Fitted {
    static $inject = ["formFields"];
    constructor(fields: Services["formFields"]) {
      fit(fields, lang);
    }
  }
  // The designer asks for a panel to attach; there is none to attach here.
  const no_panel = { attachTo: () => undefined, detach: () => undefined };
  const module = { __init__: ["fitted"], fitted: ["type", Fitted], propertiesPanel: ["value", no_panel] };
  return new Plain({ container, renderer: { compact: true }, additionalModules: [module] }) as unknown as Designer;
}

// What form-js says in English only.
const k_said: Record<string, Words> = {
  Components: ["组件", "Components"],
  Input: ["填写", "Input"],
  Selection: ["选择", "Selection"],
  Presentation: ["展示", "Presentation"],
  Containers: ["容器", "Containers"],
  "No components found.": ["没有找到组件", "No components found."],
  "Drag and drop components here.": ["把组件拖到这里", "Drag and drop components here."],
  "Build your form": ["开始设计表单", "Build your form"],
  "Drag and drop components here to start designing.": ["从左侧拖入组件", "Drag components here from the left."],
  "Use the preview window to test your form.": ["在右侧“试填”中查看效果", "Try it on the right."],
  Repeatable: ["可重复", "Repeatable"],
  "Expression is empty": ["尚未填写表达式", "The expression is empty"],
  Content: ["内容", "Content"],
  "Select": ["请选择", "Select"],
};
export function translate(root: HTMLElement, lang: Lang): void {
  if (lang !== "zh") return;
  const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const words = k_said[node.nodeValue ?? ""];
    if (words && node.nodeValue !== words[0]) node.nodeValue = words[0];
    else if (node.nodeValue?.startsWith("Expression for '")) node.nodeValue = `自动计算 ${node.nodeValue.slice(15).replaceAll("'", "")}`;
  }
  const set = (selector: string, attribute: string, text: string): void => {
    for (const one of root.querySelectorAll(selector)) if (one.getAttribute(attribute) !== text) one.setAttribute(attribute, text);
  };
  set(".fjs-palette-search", "placeholder", "查找组件");
  set(".fjs-palette-header", "title", "组件");
  set(".fjs-palette-search-clear", "title", "清除");
  set(".fjs-context-pad-item", "title", "删除");
  for (const one of root.querySelectorAll(".fjs-palette-field")) one.setAttribute("title", one.textContent ?? "");
}

// form-js labels dates twice and gives every choice a value; a file of ours does not hold what is not used.
export function to_designer(text: string): Schema {
  const schema = JSON.parse(text) as Schema;
  const walk = (one: Component): void => {
    if (one.type === "datetime") one[one.subtype === "time" ? "timeLabel" : "dateLabel"] ??= one.label;
    if (one.type === "datetime" && one.subtype === "datetime") one.timeLabel ??= "";
    one.components?.forEach(walk);
  };
  walk(schema);
  schema.components ??= [];
  return schema;
}
export function from_designer(schema: Schema): string {
  const copy = JSON.parse(JSON.stringify(schema)) as Schema;
  const walk = (one: Component): void => {
    if (one.type === "datetime" && one.label) {
      delete one.dateLabel;
      delete one.timeLabel;
    }
    if (one.properties?.source || one.valuesExpression) delete one.values;
    if (one.properties && Object.keys(one.properties).length === 0) delete one.properties;
    one.components?.forEach(walk);
  };
  walk(copy);
  return `${JSON.stringify(copy, null, 2)}\n`;
}

// "components[1].components[0].validate.pattern": the component, and the member below it.
export function place_of(schema: Schema, path: string): { component: Component; member: string } {
  let component: Component = schema;
  let rest = path;
  for (;;) {
    const step = /^components\[(\d+)\]\.?/.exec(rest);
    const next = step && component.components?.[Number(step[1])];
    if (!step || !next) return { component, member: rest };
    component = next;
    rest = rest.slice(step[0].length);
  }
}
// Names that rules of a component may read, with their labels: those before it, of its own group first.
export function names_before(schema: Schema, id: string): { name: string; label: string }[] {
  const walk = (components: Component[], outer: { name: string; label: string }[]): { name: string; label: string }[] | null => {
    const known = [...outer];
    for (const one of components) {
      if (one.id === id) return known;
      const name = one.key ?? one.path ?? "";
      if (one.components) {
        const found = walk(one.components, one.type === "dynamiclist" ? [...known, { name: "i", label: "#" }] : known);
        if (found) return found;
        if (!one.path) known.push(...(walk([...one.components, { type: "", id }], []) ?? []));
      }
      if (name) known.push({ name, label: one.label ?? "" });
    }
    return null;
  };
  return walk(schema.components, []) ?? [];
}
