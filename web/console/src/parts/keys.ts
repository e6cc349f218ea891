// Keys of the desk. A page names the keys it answers; `?` shows those of the moment. Typing in a field is never a command.
import { onBeforeUnmount, onMounted, shallowReactive } from "vue";

export interface Key {
  key: string;
  word: () => string;
  act: (event: KeyboardEvent) => unknown;
}

export const keys = shallowReactive<{ groups: Key[][] }>({ groups: [] });

function typing(event: KeyboardEvent): boolean {
  const node = event.target as HTMLElement | null;
  return !!node && (node.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(node.tagName));
}

window.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented || typing(event)) return;
  if (event.key === "Enter" && (event.target as HTMLElement | null)?.closest("a, button, [role=dialog]")) return;
  if (document.querySelector(".el-overlay:not([style*='display: none']) .el-dialog") && event.key !== "Escape") return;
  for (let i = keys.groups.length - 1; i >= 0; i--) {
    const found = keys.groups[i]?.find((one) => one.key === event.key);
    if (found) {
      event.preventDefault();
      found.act(event);
      return;
    }
  }
});

export function use_keys(group: Key[]): void {
  onMounted(() => {
    keys.groups = [...keys.groups, group];
  });
  onBeforeUnmount(() => {
    keys.groups = keys.groups.filter((one) => one !== group);
  });
}
