export { default as CaseLinks } from "./CaseLinks.vue";
