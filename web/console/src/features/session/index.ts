export { default as AskAgain } from "./AskAgain.vue";
