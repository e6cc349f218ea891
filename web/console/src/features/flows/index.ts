import { defineAsyncComponent } from "vue";

// The viewer is heavy, so it comes only when a diagram is opened.
export const BpmnView = defineAsyncComponent(() => import("./BpmnView.vue"));
