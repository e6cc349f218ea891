import { defineAsyncComponent } from "vue";

// Drawing the map is heavy, so it comes only when a page shows one.
export const MapView = defineAsyncComponent(() => import("./MapView.vue"));
