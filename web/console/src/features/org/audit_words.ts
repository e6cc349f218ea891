// The kinds of entries of the audit trail, in words.
import { catalogue } from "@tiange/shared";

const words = catalogue({
  account_locked: ["停用账号", "Account locked"],
  account_opened: ["开通账号", "Account opened"],
  account_unlocked: ["启用账号", "Account unlocked"],
  administrator_appointed: ["任命管理员", "Administrator appointed"],
  administrator_dismissed: ["免去管理员", "Administrator dismissed"],
  "cases.export": ["导出工单", "Cases exported"],
  "cases.export_looks": ["导出查阅记录", "Looks exported"],
  definitions_loaded: ["载入机构与职责", "Units and duties loaded"],
  delegation_ended: ["委托终止", "Delegation ended"],
  delegation_made: ["新增委托", "Delegation made"],
  demo_sign_in: ["切换演示角色", "Demo role switched"],
  password_changed: ["修改密码", "Password changed"],
  person_added: ["新增人员", "Person added"],
  person_changed: ["修改人员", "Person changed"],
  policy_changed: ["修改安全策略", "Policy changed"],
  post_added: ["安排岗位", "Post given"],
  post_changed: ["调整岗位", "Post changed"],
  post_ended: ["结束岗位", "Post ended"],
  role_changed: ["修改角色权限", "Role changed"],
  roster_changed: ["调整值守", "Roster changed"],
  second_factor_off: ["关闭第二因素", "Second factor off"],
  second_factor_on: ["启用第二因素", "Second factor on"],
  secret_issued: ["签发一次性密码", "One-time password issued"],
  sign_in: ["登录", "Sign-in"],
  sign_in_failed: ["登录失败", "Sign-in failed"],
  sign_out: ["退出", "Sign-out"],
  staff_loaded: ["批量载入人员", "Staff loaded"],
  token_issued: ["签发令牌", "Token issued"],
  token_revoked: ["收回令牌", "Token revoked"],
  unit_added: ["新增单位", "Unit added"],
  unit_changed: ["修改单位", "Unit changed"],
});
export const k_audit_kinds = Object.keys(words) as (keyof typeof words)[];
export const audit_word = (kind: string): string => (words as Record<string, string>)[kind] ?? kind;
