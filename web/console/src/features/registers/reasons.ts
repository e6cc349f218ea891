// Asks for the reason of an act that cannot do without one; null when broken off.
import { ElMessageBox } from "element-plus";
import { t } from "./words";

export async function ask_reason(title: string, hint = ""): Promise<string | null> {
  try {
    const { value } = await ElMessageBox.prompt(hint, title, {
      inputPattern: /\S{2,}/,
      inputErrorMessage: t.why,
      inputPlaceholder: t.why,
      confirmButtonText: t.confirm,
      cancelButtonText: t.cancel,
    });
    return value ?? "";
  } catch {
    return null;
  }
}
