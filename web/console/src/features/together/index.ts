export { default as TogetherPanel } from "./CasePanel.vue";
