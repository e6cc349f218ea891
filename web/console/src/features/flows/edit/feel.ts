import { defineAsyncComponent } from "vue";

// The field carries an editor of its own, so it comes where an expression is really written.
export const FeelField = defineAsyncComponent(() => import("./FeelField.vue"));
