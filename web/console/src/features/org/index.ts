export { default as AuditTab } from "./AuditTab.vue";
