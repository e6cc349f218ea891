export { default as CaseSupervision } from "./CaseSupervision.vue";
