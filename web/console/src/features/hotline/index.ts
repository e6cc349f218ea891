export { default as CallPop } from "./CallPop.vue";
