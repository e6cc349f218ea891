// Undo and redo of a text that is changed from here; a change from outside starts afresh.
import { watch } from "vue";
import type { EditorHistory } from "../edit/contract";

export function use_undo(now: () => string, put: (text: string) => void, tell: (state: EditorHistory) => void) {
  let past: string[] = [];
  let ahead: string[] = [];
  let mine = now();
  const say = () => tell({ undo: past.length > 0, redo: ahead.length > 0 });
  function change(text: string): void {
    if (text === now()) return;
    past.push(now());
    ahead = [];
    mine = text;
    put(text);
    say();
  }
  function step(from: string[], to: string[]): void {
    const text = from.pop();
    if (text === undefined) return;
    to.push(now());
    mine = text;
    put(text);
    say();
  }
  watch(now, (text) => {
    if (text === mine) return;
    mine = text;
    past = [];
    ahead = [];
    say();
  });
  return { change, undo: () => step(past, ahead), redo: () => step(ahead, past) };
}
