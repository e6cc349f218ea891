// Picture editors forget the comments of a file when they write it. They come back before the element they stood before;
// where that is gone, into the one they stood in.
import { read_places, type Node } from "./xml_places";

interface Comment {
  text: string;
  before: string; // id of the element that follows; empty: none, or it has none
  inside: string[]; // ids of the elements around it, nearest first
  first: boolean; // it stood before everything else there
  place: "top" | "inside" | "end"; // of the file's element
}
const k_skipped = /^(?:\s|<!--[\s\S]*?-->)*/;
const k_comment = /<!\[CDATA\[[\s\S]*?\]\]>|<!--[\s\S]*?-->/g;
const id_of = (node: Node): string => node.attributes.id ?? "";

// The elements around a place, nearest first.
function around(root: Node, at: number): Node[] {
  const found: Node[] = [];
  let node: Node | undefined = root;
  while (node && node.inside <= at && at < node.inside_end) {
    found.unshift(node);
    node = node.children.find((one) => one.start <= at && at < one.end);
  }
  return found;
}
function comments_in(xml: string, root: Node): Comment[] {
  const found: Comment[] = [];
  for (const { 0: text, index } of xml.matchAll(k_comment)) {
    if (text.startsWith("<![")) continue;
    const place = index < root.start ? "top" : index >= root.end ? "end" : "inside";
    const holders = around(root, index);
    const next = index + text.length + (k_skipped.exec(xml.slice(index + text.length))?.[0].length ?? 0);
    const siblings = place === "top" ? [root] : (holders[0]?.children ?? []);
    found.push({
      text,
      before: id_of(siblings.find((one) => one.start === next) ?? ({ attributes: {} } as Node)),
      inside: holders.map(id_of).filter(Boolean),
      first: !!holders[0] && !!id_of(holders[0]) && !siblings.some((one) => one.end <= index),
      place,
    });
  }
  return found;
}
function by_id(root: Node): Map<string, Node> {
  const found = new Map<string, Node>();
  const look = (node: Node): void => {
    if (id_of(node) && !found.has(id_of(node))) found.set(id_of(node), node);
    node.children.forEach(look);
  };
  look(root);
  return found;
}

export function keep_comments(before: string, written: string): string {
  if (!before.includes("<!--")) return written;
  const old_root = read_places(before);
  const root = read_places(written);
  if (!old_root || !root) return written;
  const had = new Map<string, number>();
  for (const { text } of comments_in(written, root)) had.set(text, (had.get(text) ?? 0) + 1);
  const nodes = by_id(root);
  const indent = (at: number): string => /[^\S\n]*$/.exec(written.slice(0, at))?.[0] ?? "";
  const puts: { at: number; text: string }[] = [];
  for (const one of comments_in(before, old_root)) {
    const left = had.get(one.text) ?? 0;
    if (left) {
      had.set(one.text, left - 1);
      continue;
    }
    if (one.place === "end") {
      puts.push({ at: root.end, text: `\n${one.text}` });
      continue;
    }
    const anchor = one.place === "top" ? root : nodes.get(one.before);
    if (anchor) {
      puts.push({ at: anchor.start, text: `${one.text}\n${indent(anchor.start)}` });
      continue;
    }
    const holder = nodes.get(one.inside.find((id) => nodes.has(id)) ?? "") ?? root;
    const first = one.first && id_of(holder) === one.inside[0];
    if (holder.empty) puts.push({ at: holder.start, text: `${one.text}\n${indent(holder.start)}` });
    else if (first && holder.children.length)
      puts.push({ at: holder.children[0]!.start, text: `${one.text}\n${indent(holder.children[0]!.start)}` });
    else puts.push({ at: holder.inside_end - indent(holder.inside_end).length, text: `${indent(holder.inside_end)}  ${one.text}\n` });
  }
  puts.sort((a, b) => a.at - b.at);
  let text = "";
  let from = 0;
  for (const one of puts) {
    text += written.slice(from, one.at) + one.text;
    from = one.at;
  }
  return text + written.slice(from);
}
