import { catalogue } from "@tiange/shared";

export const t = catalogue({
  title: ["受理登记", "Intake"], caller: ["来电人", "Caller"], name: ["姓名", "Name"], phone: ["电话", "Phone"], anonymous: ["匿名", "Anonymous"], confidential: ["要求保密", "Confidential"], reply: ["需要回复", "Wants a reply"],
  kind: ["诉求类型", "Kind"], channel: ["来源", "Channel"], content: ["诉求内容", "What is said"], content_hint: ["记录时间、地点、事情经过和诉求。边输入边给出事项建议。", "When, where, what happened, what is wanted. Suggestions come as you type."],
  place: ["地点", "Place"], place_hint: ["小区、路名、门牌、地标", "Estate, road, number, landmark"], pick: ["也可以在地图上点选", "Or press on the map"], located: [(name: string) => `位于 ${name}`, (name: string) => `In ${name}`],
  outside: ["该点不在本区网格内", "This point is outside the district's grids"], item: ["事项", "Item"], item_hint: ["输入名称或编码", "Name or code"], severity: ["紧急程度", "Urgency"], suggestions: ["事项建议", "Suggested items"], unit: ["建议承办单位", "Suggested unit"],
  no_suggestions: ["写下内容后，这里会给出建议和依据", "Suggestions with reasons appear once there is text"], similar: ["可能重复", "Possible duplicates"], no_similar: ["没有相近的在办工单", "No similar open case"], near: ["同一地点附近的在办工单", "Open cases nearby"],
  evidence: ["附件", "Attachments"], submit: ["登记并推送", "Register and push"], need_content: ["请填写诉求内容", "Say what it is about"], need_place: ["请填写地点，或在地图上点选", "Give a place, or press on the map"], sent: [(number: string) => `已登记 ${number}`, (number: string) => `Registered ${number}`],
  open: ["打开工单", "Open the case"], next: ["登记下一件", "Next one"], draft: ["草稿已自动保存", "Draft kept"], clear: ["清空", "Clear"], occurred: ["发生时间", "When"], urgency_word: ["建议紧急程度", "Suggested urgency"], use: ["采用", "Use"], bad_phone: ["电话应为 7 至 20 位数字", "A phone has 7 to 20 digits"], title_field: ["标题（可不填）", "Title (optional)"],
});
