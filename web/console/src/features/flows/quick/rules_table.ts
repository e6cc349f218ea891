// Changes single cells, rules and reasons of a DMN file and leaves everything else in it as it was.

const texts = (node: Element, name: string) => Array.from(node.children).filter((one) => one.localName === name);

export interface Place {
  table: string; // id of the decision
  row: number; // from 0
}
export type CellPlace = Place & { column: number; output: boolean };

function edit(xml: string, table: string, act: (table: Element, doc: Document) => void): string {
  const doc = new DOMParser().parseFromString(xml, "application/xml");
  const found = Array.from(doc.getElementsByTagNameNS("*", "decisionTable")).find(
    (one) => (one.parentElement?.getAttribute("id") ?? "") === table,
  );
  if (!found) return xml;
  act(found, doc);
  const text = new XMLSerializer().serializeToString(doc);
  return text.replace(/^(<\?xml[^>]*\?>)(?=<)/, "$1\n");
}
const rules = (table: Element) => texts(table, "rule");

function put_text(entry: Element, doc: Document, text: string): void {
  let holder = texts(entry, "text")[0];
  if (!holder) {
    holder = doc.createElementNS(entry.namespaceURI, entry.prefix ? `${entry.prefix}:text` : "text");
    entry.append(holder);
  }
  holder.textContent = text;
}

export function set_cell(xml: string, place: CellPlace, text: string): string {
  return edit(xml, place.table, (table, doc) => {
    const rule = rules(table)[place.row];
    const entry = rule && texts(rule, place.output ? "outputEntry" : "inputEntry")[place.column];
    if (entry) put_text(entry, doc, text);
  });
}

// The first annotation is Chinese, the second English; a table without them gets both columns.
function need_annotations(table: Element, doc: Document): void {
  const made = (name: string, parent: Element) =>
    doc.createElementNS(parent.namespaceURI, parent.prefix ? `${parent.prefix}:${name}` : name);
  for (const [i, name] of ["理由", "Reason"].entries()) {
    if (texts(table, "annotation").length > i) continue;
    const column = made("annotation", table);
    column.setAttribute("name", name);
    const before = rules(table)[0];
    if (before) table.insertBefore(column, before);
    else table.append(column);
  }
  for (const rule of rules(table)) {
    while (texts(rule, "annotationEntry").length < 2) {
      const entry = made("annotationEntry", rule);
      entry.append(made("text", rule));
      rule.append(entry);
    }
  }
}
export function set_reason(xml: string, { table, row }: Place, index: number, text: string): string {
  return edit(xml, table, (node, doc) => {
    need_annotations(node, doc);
    const entry = rules(node)[row] && texts(rules(node)[row]!, "annotationEntry")[index];
    if (entry) put_text(entry, doc, text);
  });
}

function fresh_ids(rule: Element): void {
  const mark = Math.random().toString(36).slice(2, 8);
  for (const one of [rule, ...Array.from(rule.getElementsByTagName("*"))]) {
    const id = one.getAttribute("id");
    if (id) one.setAttribute("id", `${id.replace(/_n[a-z0-9]{6}$/, "")}_n${mark}`);
  }
}
// A copy of a rule right below it, or a rule for anything at the place given.
export function add_rule(xml: string, { table, row }: Place, reasons: [string, string] | null): string {
  return edit(xml, table, (node, doc) => {
    const model = rules(node)[Math.min(row, rules(node).length - 1)];
    if (!model) return;
    const made = model.cloneNode(true) as Element;
    fresh_ids(made);
    if (reasons) {
      for (const entry of texts(made, "inputEntry")) put_text(entry, doc, "-");
      texts(made, "annotationEntry").forEach((entry, i) => put_text(entry, doc, reasons[i] ?? ""));
      for (const one of texts(made, "description")) one.remove();
    }
    const before = reasons ? model : model.nextSibling;
    node.insertBefore(made, before);
    const space = model.previousSibling;
    if (space?.nodeType === Node.TEXT_NODE) node.insertBefore(space.cloneNode(true), reasons ? model : made);
  });
}
export function remove_rule(xml: string, { table, row }: Place): string {
  return edit(xml, table, (node) => {
    const rule = rules(node)[row];
    if (rule?.previousSibling?.nodeType === Node.TEXT_NODE) rule.previousSibling.remove();
    rule?.remove();
  });
}
export function move_rule(xml: string, { table, row }: Place, by: -1 | 1): string {
  return edit(xml, table, (node) => {
    const all = rules(node);
    const [one, other] = [all[Math.min(row, row + by)], all[Math.max(row, row + by)]];
    if (!one || !other) return;
    const mark = other.nextSibling;
    node.insertBefore(other, one);
    node.insertBefore(one, mark);
    const space = other.previousSibling;
    if (space?.nodeType === Node.TEXT_NODE) node.insertBefore(space.cloneNode(true), one);
  });
}
