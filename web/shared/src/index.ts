import { defineAsyncComponent } from "vue";

export * from "./lang";
export * from "./clock";
export * from "./masks";
export * from "./words";
export * from "./theme";
export * from "./session";
export * from "./api/client";
export * from "./api/live";
export type * from "./api/types";
export { quantiles, class_of, ramp } from "./map_style";
export type { Mark } from "./components/MapView.vue";
export { default as ClockBar } from "./components/ClockBar.vue";
export { default as LevelLadder } from "./components/LevelLadder.vue";
export { default as StepBar } from "./components/StepBar.vue";
export { default as EmptyState } from "./components/EmptyState.vue";
export { default as ErrorState } from "./components/ErrorState.vue";
export { default as CaseLink } from "./components/CaseLink.vue";
export { default as EvidenceStrip } from "./components/EvidenceStrip.vue";
// Drawing the map is heavy, so it comes only when a page shows one.
export const MapView = defineAsyncComponent(() => import("./components/MapView.vue"));
export { default as ActionForm } from "./components/ActionForm.vue";
export type { Filled } from "./components/ActionForm.vue";
export { default as FilesField } from "./components/FilesField.vue";
export { default as UnitField } from "./components/UnitField.vue";
export * from "./api/evidence";
