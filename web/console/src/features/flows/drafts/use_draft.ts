// One draft while somebody works on it: kept on the server as it changes, never lost, never written over another's work.
import { computed, onBeforeUnmount, reactive, ref, watch } from "vue";
import { api, as_problem, type Problem } from "@tiange/shared";
import type { Checked, Draft } from "./shapes";
import type { Fault } from "../edit/contract";

const k_rest_ms = 1200;

export function use_draft(id: () => string) {
  const draft = ref<Draft | null>(null);
  const problem = ref<Problem | null>(null);
  const content = ref("");
  const note = ref("");
  const kept = reactive({ content: "", note: "" });
  const saving = ref(false);
  const save_problem = ref<Problem | null>(null);
  const conflict = ref<Draft | null>(null);
  const problems = ref<Fault[]>([]);
  const checked = ref(false);
  const checking = ref(false);
  const unsaved = computed(() => content.value !== kept.content || note.value !== kept.note);
  let timer = 0;
  let running: Promise<void> | null = null;
  let check_turn = 0;

  const place = () => `tiange.flow_draft.${id()}`;
  function take(got: Draft): void {
    draft.value = got;
    kept.content = got.content;
    kept.note = got.note;
  }
  async function load(): Promise<void> {
    problem.value = null;
    try {
      const got = await api.get<Draft>(`/flows/drafts/${id()}`);
      take(got);
      content.value = got.content;
      note.value = got.note;
      const lost = read_lost(got.revision);
      if (lost !== null && got.may_edit) content.value = lost;
      void check();
    } catch (reason) {
      problem.value = as_problem(reason);
    }
  }
  // What could not be sent before the page went is there again when it comes back to the same revision.
  function read_lost(revision: number): string | null {
    try {
      const lost = JSON.parse(localStorage.getItem(place()) ?? "null") as { revision: number; content: string } | null;
      return lost && lost.revision === revision ? lost.content : null;
    } catch {
      return null;
    }
  }

  async function put(revision: number): Promise<void> {
    const sent = { content: content.value, note: note.value };
    saving.value = true;
    save_problem.value = null;
    try {
      const got = await api.put<Draft>(`/flows/drafts/${id()}`, { revision, ...sent });
      const { content: now_content, note: now_note } = { content: content.value, note: note.value };
      take(got);
      content.value = now_content === sent.content ? got.content : now_content;
      note.value = now_note === sent.note ? got.note : now_note;
      localStorage.removeItem(place());
      void check();
    } catch (reason) {
      const failed = as_problem(reason);
      if (failed.status === 409) conflict.value = await api.get<Draft>(`/flows/drafts/${id()}`);
      else save_problem.value = failed;
    } finally {
      saving.value = false;
    }
  }
  async function save(): Promise<boolean> {
    window.clearTimeout(timer);
    while (running) await running; // whoever waited longest goes first, the next looks again
    if (draft.value && draft.value.may_edit && unsaved.value && !conflict.value) {
      running = put(draft.value.revision);
      await running;
      running = null;
    }
    return !unsaved.value;
  }
  async function keep_mine(): Promise<void> {
    const other = conflict.value;
    if (!other) return;
    conflict.value = null;
    await put(other.revision);
  }
  function take_theirs(): void {
    const other = conflict.value;
    if (!other) return;
    conflict.value = null;
    take(other);
    content.value = other.content;
    note.value = other.note;
    localStorage.removeItem(place());
    void check();
  }

  async function check(): Promise<void> {
    const mine = ++check_turn;
    checking.value = true;
    try {
      const got = await api.post<Checked>(`/flows/drafts/${id()}/check`, {
        ...(unsaved.value ? { content: content.value } : {}),
      });
      if (mine !== check_turn) return;
      problems.value = got.problems;
      checked.value = true;
    } catch (reason) {
      if (mine === check_turn) save_problem.value ??= as_problem(reason);
    } finally {
      if (mine === check_turn) checking.value = false;
    }
  }

  // What somebody else saved meanwhile shows when this window is looked at again, unless work here is not saved yet.
  async function refresh(): Promise<void> {
    if (!draft.value || unsaved.value || saving.value || conflict.value) return;
    try {
      const got = await api.get<Draft>(`/flows/drafts/${id()}`);
      if (unsaved.value || (got.revision === draft.value.revision && got.state === draft.value.state)) return;
      take(got);
      content.value = got.content;
      note.value = got.note;
      void check();
    } catch {
      // The next saving says what is wrong.
    }
  }
  window.addEventListener("focus", refresh);

  watch([content, note], () => {
    if (!draft.value || !unsaved.value) return;
    localStorage.setItem(place(), JSON.stringify({ revision: draft.value.revision, content: content.value }));
    window.clearTimeout(timer);
    timer = window.setTimeout(() => void save(), k_rest_ms);
  });
  watch(id, () => void load(), { immediate: true });
  onBeforeUnmount(() => {
    window.removeEventListener("focus", refresh);
    void save();
  });

  return {
    draft,
    problem,
    content,
    note,
    unsaved,
    saving,
    save_problem,
    conflict,
    problems,
    checked,
    checking,
    load,
    save,
    check,
    keep_mine,
    take_theirs,
    take,
  };
}
