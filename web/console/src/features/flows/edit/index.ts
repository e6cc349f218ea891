import { defineAsyncComponent } from "vue";

// Editors are heavy, so each comes when a draft of its kind is opened.
export const BpmnEditor = defineAsyncComponent(() => import("./BpmnEditor.vue"));
export const DmnEditor = defineAsyncComponent(() => import("./DmnEditor.vue"));
export const FormEditor = defineAsyncComponent(() => import("./FormEditor.vue"));
