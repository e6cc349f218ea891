export { default as AuditTab } from "./AuditTab.vue";
export { default as LooksTab } from "./LooksTab.vue";
