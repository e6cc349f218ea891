export { inbox_counts, refresh_counts } from "./inbox";
export { default as TaskLine } from "./TaskLine.vue";
