import { catalogue } from "@tiange/shared";

export const t = catalogue({
  brand: ["天格", "Tiange"], motto: ["一网感知，一格处置", "One net senses, one grid settles"], account: ["账号", "Account"], password: ["密码", "Password"],
  code: ["动态验证码", "One-time code"], code_hint: ["请输入验证器应用显示的 6 位数字", "The 6 digits your authenticator shows"], sign_in: ["登录", "Sign in"],
  need_account: ["请填写账号", "Enter your account"], need_password: ["请填写密码", "Enter your password"],
  demo: ["演示角色", "Demo roles"], demo_hint: ["演示区只在本机提供免密切换角色，正式环境没有此入口。", "The demo district offers roles without a password on this machine only; a real one never does."],
  again: ["登录已过期", "Your session has ended"], again_hint: ["请重新登录，页面和填写的内容都保留着。", "Sign in again; the page and what you typed are kept."],
  leave: ["改用其他账号", "Use another account"], unreachable: ["连接不上服务", "Cannot reach the service"],
  me: ["我的账号", "My account"], posts: ["岗位", "Posts"], areas: ["管辖范围", "Areas"], delegated: [(who: string) => `由 ${who} 委托`, (who: string) => `delegated by ${who}`],
  until: [(day: string) => `至 ${day}`, (day: string) => `until ${day}`], change: ["修改密码", "Change password"],
  must_change: ["这是一次性密码，请先设置您自己的密码。", "This is a one-time password. Choose your own first."],
  old: ["现用密码", "Present password"], wanted: ["新密码", "New password"], repeat: ["再输一次", "Once more"], differ: ["两次输入不一致", "The two differ"],
  save: ["保存", "Save"], changed: ["密码已修改", "Password changed"], totp: ["第二因素（动态验证码）", "Second factor (one-time code)"],
  totp_hint: ["用验证器应用扫描或录入密钥，登录时再输入 6 位数字。", "Put the key into an authenticator; signing in then also asks for 6 digits."],
  start: ["启用", "Turn on"], stop: ["停用", "Turn off"], key: ["密钥", "Key"], confirm: ["确认", "Confirm"], on: ["已启用第二因素", "Second factor is on"], off: ["已停用第二因素", "Second factor is off"],
  role_filter: ["按姓名、岗位、单位筛选", "Filter by name, duty, unit"], prefer: ["偏好", "Preferences"], theme: ["外观", "Appearance"], system: ["跟随系统", "System"],
  light: ["浅色", "Light"], dark: ["深色", "Dark"], language: ["语言", "Language"], permissions: ["权限", "Permissions"],
});
