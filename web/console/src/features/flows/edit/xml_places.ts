// XML with the place of everything in the text, so that one value can be put without touching a letter of the rest.

export interface Node {
  name: string; // without its prefix
  tag: string; // as written
  attributes: Record<string, string>;
  children: Node[];
  start: number; // of its first tag
  inside: number; // after its first tag
  inside_end: number; // before its last tag
  end: number;
  empty: boolean; // <x/>
}

const k_piece =
  /<!--[\s\S]*?-->|<!\[CDATA\[[\s\S]*?\]\]>|<\?[\s\S]*?\?>|<!DOCTYPE[^>]*>|<(\/?)([\w:.-]+)((?:\s+[\w:.-]+\s*=\s*(?:"[^"]*"|'[^']*'))*)\s*(\/?)>/g;
const k_attribute = /([\w:.-]+)\s*=\s*(?:"([^"]*)"|'([^']*)')/g;
const k_marks: Record<string, string> = { amp: "&", lt: "<", gt: ">", quot: '"', apos: "'" };
const plain = (text: string): string =>
  text.replace(/&(?:#x([0-9a-f]+)|#(\d+)|(\w+));/gi, (all, hex?: string, ten?: string, name?: string) =>
    hex ? String.fromCodePoint(parseInt(hex, 16)) : ten ? String.fromCodePoint(Number(ten)) : (k_marks[name!] ?? all),
  );
const escaped = (text: string): string => text.replace(/&/g, "&amp;").replace(/</g, "&lt;").replace(/\]\]>/g, "]]&gt;");

// The document's element; null where tags do not match.
export function read_places(xml: string): Node | null {
  let root: Node | null = null;
  const open: Node[] = [];
  for (const found of xml.matchAll(k_piece)) {
    const [all, closing, tag, attributes, closed] = found;
    if (!tag) continue;
    const at = found.index;
    if (closing) {
      const one = open.pop();
      if (!one || one.tag !== tag) return null;
      one.inside_end = at;
      one.end = at + all.length;
      continue;
    }
    const end = at + all.length;
    const node: Node = {
      name: tag.replace(/^.*:/, ""),
      tag,
      attributes: Object.fromEntries(
        Array.from((attributes ?? "").matchAll(k_attribute), (one) => [one[1]!, plain(one[2] ?? one[3] ?? "")]),
      ),
      children: [],
      start: at,
      inside: end,
      inside_end: end,
      end,
      empty: !!closed,
    };
    if (open.length) open[open.length - 1]!.children.push(node);
    else if (root) return null;
    else root = node;
    if (!closed) open.push(node);
  }
  return open.length ? null : root;
}

export function text_in(xml: string, node: Node): string {
  return xml
    .slice(node.inside, node.inside_end)
    .replace(/<!--[\s\S]*?-->/g, "")
    .split(/(<!\[CDATA\[[\s\S]*?\]\]>)/)
    .map((part) => (part.startsWith("<![CDATA[") ? part.slice(9, -3) : plain(part)))
    .join("");
}

// The text of an element; it keeps its CDATA where it is nothing else.
export function put_text(xml: string, node: Node, text: string): string {
  const before = xml.slice(node.inside, node.inside_end).trim();
  const wrapped = /^<!\[CDATA\[[\s\S]*\]\]>$/.test(before) && !text.includes("]]>");
  const inner = wrapped ? `<![CDATA[${text}]]>` : escaped(text);
  if (!node.empty) return xml.slice(0, node.inside) + inner + xml.slice(node.inside_end);
  const first = xml.slice(node.start, node.end).replace(/\s*\/>$/, ">");
  return `${xml.slice(0, node.start)}${first}${inner}</${node.tag}>${xml.slice(node.end)}`;
}
