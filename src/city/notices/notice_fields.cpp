// What events there are and what they say.
#include "city/notices/notice_rules.h"
#include "city/tidings/tidings.h"

namespace tiange::notices {

const std::vector<Field>& fields() {
  using K = FieldKind;
  static const std::vector<Field> k_fields = {
      {"number", K::plain, "编号", "number", true, true},
      {"title", K::words, "标题", "title", true, false},
      {"text", K::words, "说明", "what it says", true, false},
      {"item", K::plain, "事项编码", "code of the item", false, true},
      {"item_name", K::plain, "事项", "item", true, false},
      {"area", K::plain, "区域编码", "area code", false, true},
      {"place", K::place, "地点", "place", true, false},
      {"area_name", K::plain, "所在区域", "area", true, false},
      {"unit", K::plain, "办理单位编码", "code of the unit", false, true},
      {"unit_name", K::plain, "办理单位", "unit", true, false},
      {"step", K::plain, "当前环节", "step", true, true},
      {"severity", K::plain, "紧急程度", "severity", true, true},
      {"channel", K::plain, "来源渠道", "channel", true, true},
      {"kind", K::plain, "诉求类型", "kind of request", true, true},
      {"level", K::plain, "办理层级", "level", true, true},
      {"status", K::plain, "状态", "status", true, true},
      {"due", K::plain, "截止时间", "due", true, false},
      {"left", K::plain, "剩余时间", "time left", true, false},
      {"minutes_left", K::plain, "剩余分钟", "minutes left", false, true},
      {"result", K::words, "办理结果", "what was done", true, false},
      {"reporter", K::person, "诉求人", "reporter", true, false},
      {"phone", K::phone, "诉求人电话", "reporter's telephone", true, false},
      {"returns", K::plain, "退回次数", "times returned", true, true},
      {"urges", K::plain, "催办次数", "times urged", true, true},
      {"overdue", K::plain, "是否超期", "overdue", false, true},
      {"confidential", K::plain, "是否保密", "confidential", false, true},
      {"wants_reply", K::plain, "是否要回复", "wants a reply", false, true},
      {"hour", K::plain, "当前小时", "hour of the day", false, true},
      {"worked_day", K::plain, "是否工作日", "whether the day is worked", false, true},
      {"urgent", K::plain, "是否紧急", "urgent", false, true},
      {"link", K::plain, "链接", "link", true, false},
      {"progress", K::plain, "进度查询链接", "link to the progress page", true, false},
      {"count", K::plain, "条数", "how many", true, false},
      {"surname", K::plain, "称呼（只有姓；企业为名称）", "how they are addressed: the family name, of a firm its name", true, false},
      {"code", K::plain, "短信查询码", "code by which the SMS is checked", true, false},
      {"portal", K::plain, "短信核验页链接", "link to the page that checks the SMS", true, false},
  };
  return k_fields;
}

const std::vector<EventKind>& event_kinds() {
  using S = EventSource;
  static const std::vector<EventKind> k_kinds = [] {
    std::vector<EventKind> all = {
        {"case.reported", "工单上报", "A case is reported", S::cases},
        {"case.dispatched", "派到办理单位", "A case is dispatched", S::cases},
        {"case.handed_over", "转交到人", "A case is handed over", S::cases},
        {"case.parts_asked", "请求协办、会签或加签", "A part is asked of somebody", S::cases},
        {"case.returned", "退回派遣", "A case is returned", S::cases},
        {"case.sent_back", "退回上一环节", "A case is sent back", S::cases},
        {"case.urged", "催办", "A case is urged", S::cases},
        {"case.near_due", "临近时限", "A limit is near", S::cases},
        {"case.overdue", "超过时限", "A limit ran out", S::cases},
        {"case.settled", "处置完成", "A case is settled", S::cases},
        {"case.closed", "结案", "A case is closed", S::cases},
        {"case.rejected", "不予受理", "A case is not accepted", S::cases},
        {"case.reopened", "重新办理", "A case is reopened", S::cases},
        {"consult.called", "邀请会商", "Called to a consultation", S::summons},
        {"owners.asked", "征询部件归属", "Asked whose a part is", S::summons},
        {"owners.ordered", "下达先行处置", "Ordered to make safe", S::summons},
        {"whistle.blown", "村居吹哨", "A community whistles", S::summons},
        {"whistle.called", "吹哨调度到场", "Called to the place of a whistle", S::summons},
        {"letter.sent", "收到督办函", "An urge letter arrives", S::summons},
        {"instruction.given", "收到领导批示", "A leader's instruction arrives", S::summons},
        {"duty.announced", "值班提醒", "A word on duty", S::house},
        {"house.announced", "其他提醒", "Another word", S::house},
    };
    for (const tidings::Kind& kind : tidings::kinds()) all.push_back({kind.key, kind.zh, kind.en, S::tidings});
    return all;
  }();
  return k_kinds;
}

}  // namespace tiange::notices
