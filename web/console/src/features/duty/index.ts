export { default as OnDuty } from "./OnDuty.vue";
