import { ElMessage, ElMessageBox } from "element-plus";
import { as_problem, catalogue } from "@tiange/shared";

const t = catalogue({ sure: ["确定", "OK"], cancel: ["取消", "Cancel"] });

export function told(text: string): void {
  ElMessage({ message: text, type: "success", grouping: true, duration: 2500 });
}

export function failed(reason: unknown): void {
  const problem = as_problem(reason);
  const detail = problem.fields.length
    ? `${problem.text} ${problem.fields.map((one) => problem.field(one.path)).join(" ")}`
    : problem.text;
  ElMessage({ message: detail || problem.heading, type: "error", grouping: true, showClose: true, duration: 6000 });
}

export async function asked(text: string, title: string): Promise<boolean> {
  try {
    await ElMessageBox.confirm(text, title, {
      confirmButtonText: t.sure,
      cancelButtonText: t.cancel,
      closeOnClickModal: false,
    });
    return true;
  } catch {
    return false;
  }
}

// Runs one command; says what happened; true when it went through.
export async function attempt(act: () => Promise<unknown>, done?: string): Promise<boolean> {
  try {
    await act();
    if (done) told(done);
    return true;
  } catch (reason) {
    failed(reason);
    return false;
  }
}
