export { default as OwnerPanel } from "./OwnerPanel.vue";
