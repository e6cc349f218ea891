export { default as CasePane } from "./CasePane.vue";
export { default as SuggestionList } from "./SuggestionList.vue";
export { default as UrgencyAdvice } from "./UrgencyAdvice.vue";
export { default as ActionBar } from "./ActionBar.vue";
export { default as AlikeHints } from "./AlikeHints.vue";
export { default as AlikePanel } from "./AlikePanel.vue";
export { use_case } from "./use_case";
