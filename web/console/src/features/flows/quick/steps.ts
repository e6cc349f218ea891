// The steps of a process that people do: who, how long, which form; read from and written into the same BPMN file.
import { k_steps } from "@tiange/shared";
import { k_tg } from "../edit/bpmn/bpmn_js";

export interface Timer {
  id: string;
  name: string;
  limit: string;
  ends: boolean; // it interrupts the step
}
export interface Step {
  id: string;
  name: string;
  stage: string;
  queue: string;
  limit: string;
  form: string;
  timers: Timer[];
}
const k_bpmn = "http://www.omg.org/spec/BPMN/20100524/MODEL";
const tag = (node: Element, name: string) =>
  Array.from(node.getElementsByTagNameNS(k_bpmn, "extensionElements"))
    .filter((one) => one.parentElement === node)
    .flatMap((one) => Array.from(one.children))
    .find((one) => one.namespaceURI === k_tg && one.localName === name);
const value = (node: Element, name: string, attribute: string) => tag(node, name)?.getAttribute(attribute) ?? "";

export interface NodeName {
  id: string;
  kind: string;
  name: string;
}
const k_nodes = /Task$|Event$|Gateway$|^(subProcess|adHocSubProcess|transaction|callActivity|task)$/;
// Everything a token can stand at or pass.
export function read_nodes(xml: string): NodeName[] {
  const doc = new DOMParser().parseFromString(xml, "application/xml");
  return Array.from(doc.getElementsByTagNameNS(k_bpmn, "*"))
    .filter((one) => k_nodes.test(one.localName) && one.hasAttribute("id"))
    .map((one) => ({ id: one.getAttribute("id")!, kind: one.localName, name: one.getAttribute("name") ?? "" }));
}

export function read_steps(xml: string): Step[] {
  const doc = new DOMParser().parseFromString(xml, "application/xml");
  const borders = Array.from(doc.getElementsByTagNameNS(k_bpmn, "boundaryEvent"));
  const steps = Array.from(doc.getElementsByTagNameNS(k_bpmn, "userTask")).map((node) => ({
    id: node.getAttribute("id") ?? "",
    name: node.getAttribute("name") ?? "",
    stage: value(node, "stage", "key"),
    queue: value(node, "assignment", "queue"),
    limit: value(node, "limit", "value"),
    form: value(node, "form", "key"),
    timers: borders
      .filter((one) => one.getAttribute("attachedToRef") === node.getAttribute("id") && tag(one, "limit"))
      .map((one) => ({
        id: one.getAttribute("id") ?? "",
        name: one.getAttribute("name") ?? "",
        limit: value(one, "limit", "value"),
        ends: one.getAttribute("cancelActivity") !== "false",
      })),
  }));
  const order = (step: Step) => {
    const at = (k_steps as readonly string[]).indexOf(step.stage);
    return at < 0 ? k_steps.length : at;
  };
  return steps
    .map((step, i) => ({ step, i }))
    .sort((a, b) => order(a.step) - order(b.step) || a.i - b.i)
    .map(({ step }) => step);
}

// Writes one of our attributes on an element; taking the value away takes the element away.
export function set_ours(xml: string, id: string, name: string, attribute: string, text: string): string {
  const doc = new DOMParser().parseFromString(xml, "application/xml");
  const node = Array.from(doc.getElementsByTagName("*")).find((one) => one.getAttribute("id") === id);
  if (!node) return xml;
  const had = tag(node, name);
  if (had && !text) had.remove();
  else if (had) had.setAttribute(attribute, text);
  else if (text) {
    let holder = Array.from(node.children).find((one) => one.localName === "extensionElements");
    if (!holder) {
      holder = doc.createElementNS(k_bpmn, node.prefix ? `${node.prefix}:extensionElements` : "extensionElements");
      const after = Array.from(node.children).find((one) => one.localName === "documentation");
      node.insertBefore(holder, after ? after.nextSibling : node.firstChild);
    }
    const made = doc.createElementNS(k_tg, `${doc.documentElement.lookupPrefix(k_tg) ?? "tg"}:${name}`);
    made.setAttribute(attribute, text);
    holder.append(made);
  }
  return new XMLSerializer().serializeToString(doc).replace(/^(<\?xml[^>]*\?>)(?=<)/, "$1\n");
}
