import { catalogue } from "@tiange/shared";

export const m = catalogue({
  title: ["核验短信", "Check an SMS"],
  lead: ["收到本平台的短信，可以在这里核对是不是真的。填短信里的查询码和收到短信的手机后四位。", "Whether an SMS in the district's name is genuine: give its code and the last four digits of the mobile that got it."],
  code: ["查询码", "Code"],
  tail: ["手机后四位", "Last four digits"],
  check: ["核验", "Check"],
  none: ["没有查到。请核对查询码和手机后四位；查不到的短信不是本平台所发，请勿回复、转账或点开其中的链接。", "Not found. Compare both; an SMS that is not found was not sent from here: do not answer it, pay, or open its links."],
  genuine: ["是本平台所发", "It was sent from here"],
  sent_to: [(to: string, when: string) => `${when} 发至 ${to}`, (to: string, when: string) => `to ${to}, ${when}`],
  never_asks: ["本平台从不在短信里索要验证码、银行卡号或转账。", "We never ask for codes, card numbers or payments by SMS."],
  see_mine: ["到“我的惠民”查看并办理", "See it under My benefits"],
  see_services: ["到“办事”查看并办理", "See it under Services"],
  see_work: ["到“找工作”查看并答复", "See it under Work"],
  see_firms: ["到“企业专属空间”查看", "See it under My firms"],
  wish: ["短信告知", "SMS"],
  wish_on: [(phone: string) => `待遇、办事有进展时，发短信到登记的手机 ${phone}。`, (phone: string) => `When something happens to your grants and applications, an SMS goes to ${phone}, as registered.`],
  wish_off: ["您已选择不收短信，有事会打电话或上门告知。", "You chose no SMS; you are told by phone or by a visit."],
  wish_none: ["登记中没有您的手机号码，可在上面申请更正“联系电话”。", "There is no mobile of yours in the registers; ask for a correction above."],
  wish_gateway: ["本区还没有启用短信。", "The district has not switched SMS on yet."],
  stop: ["不再收短信", "No more SMS"],
  again: ["恢复短信", "SMS again"],
});
