// The few parts of bpmn-js that the editor and its panel use, by their own names.
export const k_tg = "https://tiange.dev/bpmn";

export interface Moddle {
  $type: string;
  $parent?: Moddle;
  $descriptor?: { ns?: { prefix?: string; localName?: string; uri?: string }; isGeneric?: boolean };
  $children?: Moddle[];
  id?: string;
  name?: string;
  get(name: string): any;
  set(name: string, value: unknown): void;
  [name: string]: any;
}
export interface Shape {
  id: string;
  type: string;
  businessObject: Moddle;
  parent?: Shape;
  waypoints?: unknown[];
  labelTarget?: Shape;
}
export interface Canvas {
  zoom(to: string | number, center?: string): number;
  addMarker(id: string, name: string): void;
  removeMarker(id: string, name: string): void;
  getRootElement(): Shape;
  getRootElements(): Shape[];
  setRootElement(root: Shape): void;
  findRoot(id: string): Shape | null;
  scrollToElement(shape: Shape, padding?: number): void;
  resized(): void;
  viewbox(box?: object): ViewBox;
}
interface Box {
  x: number;
  y: number;
  width: number;
  height: number;
}
interface ViewBox extends Box {
  inner: Box;
  outer: { width: number; height: number };
}

// The whole picture, beside the palette and not larger than life.
export function fit(canvas: Pick<Canvas, "viewbox">, left = 84): void {
  const { inner, outer } = canvas.viewbox();
  if (!outer.width || !outer.height || !inner.width) return;
  const scale = Math.min(1, (outer.width - left - 24) / inner.width, (outer.height - 72) / inner.height);
  const [width, height] = [outer.width / scale, outer.height / scale];
  const free = Math.max(0, height - inner.height);
  const y = inner.y - Math.min(free / 2, 120 / scale);
  canvas.viewbox({ x: inner.x - left / scale, y, width, height });
}
export interface Registry {
  get(id: string): Shape | undefined;
  filter(test: (shape: Shape) => boolean): Shape[];
  getAll(): Shape[];
}
export interface Modeling {
  updateProperties(shape: Shape, values: object): void;
  updateModdleProperties(shape: Shape, element: Moddle, values: object): void;
}
export interface CommandStack {
  undo(): void;
  redo(): void;
  canUndo(): boolean;
  canRedo(): boolean;
}
export interface Factory {
  create(type: string, values?: object): Moddle;
}
export interface ModdleModel {
  createAny(name: string, uri: string, values?: object): Moddle;
}
export interface EventBus {
  on(name: string, act: (event: any) => unknown): void;
  on(name: string, priority: number, act: (event: any) => unknown): void;
  fire(name: string, event?: object): unknown;
}
export interface Selection {
  select(shape: Shape | null): void;
  get(): Shape[];
}
export interface Editor {
  get(name: "canvas"): Canvas;
  get(name: "elementRegistry"): Registry;
  get(name: "modeling"): Modeling;
  get(name: "commandStack"): CommandStack;
  get(name: "bpmnFactory"): Factory;
  get(name: "moddle"): ModdleModel;
  get(name: "eventBus"): EventBus;
  get(name: "selection"): Selection;
  get(name: string): unknown;
  importXML(xml: string): Promise<{ warnings: unknown[] }>;
  saveXML(options: object): Promise<{ xml?: string }>;
  getDefinitions(): Moddle;
  destroy(): void;
}

export const kind_of = (element?: Moddle | null) => (element?.$type ?? "").replace(/^bpmn:/, "");

const is_ours = (element: Moddle) => element.$descriptor?.ns?.uri === k_tg;
const local_name = (element: Moddle) => element.$type.replace(/^.*:/, "");

// Values of extensionElements, and what of them is ours. Everything else in it is left alone.
export function extensions(element?: Moddle | null): Moddle[] {
  return (element?.get?.("extensionElements")?.get("values") as Moddle[] | undefined) ?? [];
}
export function ours(element: Moddle | null | undefined, name: string): Moddle[] {
  return extensions(element).filter((one) => is_ours(one) && local_name(one) === name);
}
export function our_value(element: Moddle | null | undefined, name: string, attribute: string): string {
  const value = ours(element, name)[0]?.[attribute];
  return typeof value === "string" ? value : "";
}

// The attributes of one of our elements, without what moddle keeps beside them.
export function attributes(one: Moddle): Record<string, string> {
  const out: Record<string, string> = {};
  for (const [name, value] of Object.entries(one)) {
    if (!name.startsWith("$") && typeof value === "string") out[name] = value;
  }
  return out;
}

export class Writer {
  constructor(private editor: Editor) {}

  private any(name: string, values: object, parent: Moddle): Moddle {
    const made = this.editor.get("moddle").createAny(`tg:${name}`, k_tg, values);
    made.$parent = parent;
    return made;
  }

  // Writes the whole list of our elements called `name` on `holder` (the element itself or a part of it, such as its
  // multi-instance description), in one step that can be undone.
  set_list(shape: Shape, holder: Moddle, name: string, rows: Record<string, string>[]): void {
    const modeling = this.editor.get("modeling");
    const factory = this.editor.get("bpmnFactory");
    const held = holder.get("extensionElements") as Moddle | undefined;
    const rest = extensions(holder).filter((one) => !(is_ours(one) && local_name(one) === name));
    const at = extensions(holder).findIndex((one) => is_ours(one) && local_name(one) === name);
    const old = ours(holder, name);
    const next = factory.create("bpmn:ExtensionElements", { values: [] });
    next.$parent = holder;
    const made = rows.map((row, i) => {
      const one = this.any(name, row, next);
      if (old[i]?.$children) one.$children = old[i].$children;
      return one;
    });
    const place = at < 0 ? rest.length : at;
    const values = [...rest.slice(0, place), ...made, ...rest.slice(place)];
    for (const one of values) one.$parent = next;
    next.set("values", values);
    if (!values.length && !held) return;
    modeling.updateModdleProperties(shape, holder, { extensionElements: values.length ? next : undefined });
  }

  // One element of ours with at most one occurrence; attributes it does not know stay, and it goes when all are empty.
  set_one(shape: Shape, holder: Moddle, name: string, values: Record<string, string>): void {
    const old = ours(holder, name)[0];
    const all = { ...(old ? attributes(old) : {}), ...values };
    for (const [key, value] of Object.entries(all)) if (value === "") delete all[key];
    const gone = Object.keys(all).length === 0 && !old?.$children?.length;
    this.set_list(shape, holder, name, gone ? [] : [all]);
  }

  set(shape: Shape, values: object): void {
    this.editor.get("modeling").updateProperties(shape, values);
  }
  set_on(shape: Shape, element: Moddle, values: object): void {
    this.editor.get("modeling").updateModdleProperties(shape, element, values);
  }
  expression(parent: Moddle, body: string): Moddle | undefined {
    if (!body) return undefined;
    const made = this.editor.get("bpmnFactory").create("bpmn:FormalExpression", { body });
    made.$parent = parent;
    return made;
  }

  // Messages, signals, errors and escalations of the file: <bpmn:message id name/> and the like.
  roots(type: string): Moddle[] {
    return (this.editor.getDefinitions().get("rootElements") as Moddle[]).filter((one) => one.$type === type);
  }
  // The one named so; made when the file has none yet.
  root_named(shape: Shape, type: string, name: string): Moddle {
    const found = this.roots(type).find((one) => one.name === name || one.id === name);
    if (found) return found;
    const definitions = this.editor.getDefinitions();
    const code = { "bpmn:Error": { errorCode: name }, "bpmn:Escalation": { escalationCode: name } }[type] ?? {};
    const made = this.editor.get("bpmnFactory").create(type, { name, ...code });
    made.$parent = definitions;
    this.set_on(shape, definitions, { rootElements: [...definitions.get("rootElements"), made] });
    return made;
  }
}

// Copying and changing the type of an element keep what bpmn-js does not know.
export function keep_unknown(editor: Editor): void {
  const moddle = editor.get("moddle");
  const copy = (one: Moddle): Moddle => {
    const made = moddle.createAny(one.$type, one.$descriptor?.ns?.uri ?? k_tg, attributes(one));
    if (one.$children) made.$children = one.$children.map(copy);
    if (typeof one.$body === "string") made.$body = one.$body;
    return made;
  };
  editor
    .get("eventBus")
    .on("moddleCopy.canCopyProperty", 2000, ({ property }: { property: Moddle }) =>
      property?.$descriptor?.isGeneric ? copy(property) : undefined,
    );
}
