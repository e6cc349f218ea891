// What supervisors, offices and units of a synthetic district have on their desks.

#include "app/supervision/supervision_home.h"

namespace tiange::app {

namespace {

class Filler {
 public:
  Filler(const SupervisionSeedParts& district, SupervisionHome& home) : district_(district), home_(home), now_(district.clock.now()) {}

  void run() {
    supervisor_ = holder_of(district_.district + "-ZX:supervisor");
    office_ = holder_of(district_.district + "-BG:office_staff");
    if (!supervisor_.person) return;
    const std::vector<cases::CaseRow> late = rows({.overdue = true, .limit = 200}, true);
    letters(late);
    instructions(late);
    appeals();
    samples();
    closings();
  }

 private:
  // What whoever works off a queue may do; nobody: an empty scope.
  Scope holder_of(const std::string& queue) {
    const auto holders = district_.org.directory(now_)->holders(queue, now_);
    if (holders.empty()) return {};
    auto scope = district_.org.scope_of(holders.front().account, now_);
    return scope.ok() ? *std::move(scope) : Scope{};
  }

  std::vector<cases::CaseRow> rows(cases::ListQuery query, bool open) {
    query.open = open;
    const auto list = district_.db.read([&](db::Tx& tx) { return district_.cases.list(tx, system_scope(), query, now_); });
    return list.ok() ? list->items : std::vector<cases::CaseRow>{};
  }

  template <class F>
  bool write(const Scope& scope, F&& fn) {
    return district_.db.write(scope, [&](db::Tx& tx) -> Outcome {
      TIANGE_TRY(const auto view, fn(tx));
      (void)view;
      return done();
    }).ok();
  }

  void letters(const std::vector<cases::CaseRow>& late) {
    const char* answers[] = {"已约谈责任科室，今日下班前完成处置并回访。", "因雨天无法施工，已设置警示，预计明日完成。"};
    int sent = 0;
    for (const cases::CaseRow& row : late) {
      if (sent == 6) break;
      if (row.unit.empty() || supervisor_.works_for(row.unit)) continue;
      const Instant when = now_ - hours(sent * 9 + 1);
      std::string id;
      const cases::LetterInput input{row.unit, "关于 " + row.number + " 逾期的督办函",
                                     "该件已超过办理时限。请查明原因，明确责任人，按期办结并答复诉求人。", row.ref, sent % 3 == 2 ? "4 work_hours" : "", true};
      const bool done = write(supervisor_, [&](db::Tx& tx) -> Result<cases::LetterView> {
        TIANGE_TRY(cases::LetterView letter, home_.supervision().send_letter(tx, supervisor_, input, when));
        id = letter.id;
        return letter;
      });
      if (!done) continue;
      if (++sent % 3 == 0) continue;
      const Scope handler = holder_of(row.unit + ":handler");
      const auto number = parse_id(id);
      if (handler.person && number.ok())
        write(handler, [&](db::Tx& tx) { return home_.supervision().answer_letter(tx, handler, *number, {answers[sent % 2], "", {}}, now_); });
    }
    const std::string unit = district_.district + "-CG";
    write(supervisor_, [&](db::Tx& tx) {
      return home_.supervision().send_letter(
          tx, supervisor_, {unit, "关于本月按期处置率偏低的督办函", "本月按期处置率低于全区平均，请分析原因并报送整改措施。", "", "3 work_days", true}, now_ - hours(3));
    });
    // Nobody answered this one.
    write(supervisor_, [&](db::Tx& tx) {
      return home_.supervision().send_letter(
          tx, supervisor_, {district_.district + "010-CG", "关于占道经营反复投诉的督办函", "同一路段两周内多次被反映，请说明巡查安排和整改计划。", "", "1 work_days", true}, now_ - days(9));
    });
    home_.supervision().tick(now_);
  }

  void instructions(const std::vector<cases::CaseRow>& late) {
    if (!office_.person) return;
    const std::string d = district_.district;
    const cases::InstructionInput inputs[] = {
        {"陈志强", "区长", "请城管局会同各镇街，一周内对占道经营反复点位逐一过堂，拿出长效办法。", "", d + "-CG", {d + "-GA", d + "-SJ"}, "5 work_days"},
        {"黄丽华", "副区长", "老旧小区消防通道堵塞问题群众反映集中，请消防牵头核查并反馈。", "", d + "-XF", {d + "-ZJ"}, "3 work_days"},
        {"陈志强", "区长", "此件群众多次反映，请查清迟办原因，限期解决。", late.empty() ? "" : late.front().ref, late.empty() || late.front().unit.empty() ? d + "-CG" : late.front().unit, {}, "2 work_days"}};
    int n = 0;
    for (const cases::InstructionInput& input : inputs) {
      std::string id;
      write(office_, [&](db::Tx& tx) -> Result<cases::InstructionView> {
        TIANGE_TRY(cases::InstructionView view, home_.supervision().add_instruction(tx, office_, input, now_ - hours(20 + 60 * n)));
        id = view.id;
        return view;
      });
      const Scope handler = holder_of(input.lead + ":handler");
      const auto number = parse_id(id);
      if (n++ == 0 && handler.person && number.ok())
        write(handler, [&](db::Tx& tx) {
          return home_.supervision().feed_back(tx, handler, *number, {"已排出 26 个反复点位，逐点定人定时；本周先对菜市场周边 8 处集中整治。", "", {}}, now_);
        });
    }
  }

  // Of cases that were closed lately after handling had overrun; some are reviewed.
  void appeals() {
    const char* grounds[] = {"暴雨红色预警期间道路封闭，无法进场，附气象记录。", "需产权单位配合停电作业，等待停电批复四天。", "诉求人两次改约看现场时间，联系记录在卷。",
                             "派遣时事项归类有误，更正后时限未重新起算。"};
    const Scope dispatcher = holder_of(district_.district + "-ZX:dispatcher");
    const Scope acceptor = holder_of(district_.district + "-ZX:acceptor");
    int filed = 0;
    for (const cases::CaseRow& row : rows({.overdue = true, .limit = 200}, false)) {
      if (filed == 4) break;
      const auto ref = cases::CaseRef::parse(row.ref);
      const Scope handler = row.unit.empty() ? Scope{} : holder_of(row.unit + ":handler");
      if (!ref.ok() || !handler.person) continue;
      std::string id;
      const bool done = write(handler, [&](db::Tx& tx) -> Result<cases::AppealView> {
        TIANGE_TRY(cases::AppealView view, home_.supervision().appeal(tx, handler, *ref, {grounds[filed % 4], {}}, now_));
        id = view.id;
        return view;
      });
      if (!done) continue;
      ++filed;
      const auto number = parse_id(id);
      if (!number.ok() || filed == 1) continue;
      write(dispatcher, [&](db::Tx& tx) {
        return home_.supervision().review(tx, dispatcher, *number, {filed != 4, filed != 4 ? "情况属实，附件齐全。" : "更正归类当日时限已重算，理由不成立。"}, now_);
      });
      if (filed == 2) write(acceptor, [&](db::Tx& tx) { return home_.supervision().review(tx, acceptor, *number, {true, "同意初审意见。"}, now_); });
    }
  }

  void samples() { (void)home_.sampling().seed_plan(supervisor_, "近两周结案质量抽查", 14, 24, 15, now_).ok(); }

  void closings() {
    constexpr int k_examined = 160;
    cases::ListQuery query;
    query.closed_from = now_ - days(12);
    query.limit = k_examined;
    for (const cases::CaseRow& row : rows(query, false)) {
      const auto ref = cases::CaseRef::parse(row.ref);
      if (ref.ok()) (void)home_.closings().examine(*ref, now_).ok();
    }
    home_.closings().seed_verdicts(supervisor_, 8, 2, now_);
  }

  const SupervisionSeedParts& district_;
  SupervisionHome& home_;
  const Instant now_;
  Scope supervisor_, office_;
};

}  // namespace

void seed_supervision(const SupervisionSeedParts& district, SupervisionHome& home) { Filler(district, home).run(); }

}  // namespace tiange::app
