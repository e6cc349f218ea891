import { ref } from "vue";

export const help_open = ref(false);
