// Supervision as one part: its services and its routes.

#include "base/text.h"
#include "city/cases/supervision/appeal_service.h"
#include "city/cases/supervision/instruction_service.h"
#include "city/cases/supervision/lamp_service.h"
#include "city/cases/supervision/letter_service.h"
#include "city/cases/supervision/supervision.h"

namespace tiange::cases {

namespace {

using http::Method;
using http::Request;
using http::Routes;

Result<std::int64_t> id_of(const Request& request) {
  const auto id = text::to_int(request.param("id"));
  if (!id) return refuse(ErrorCode::not_found);
  return *id;
}

class Room final : public Supervision {
 public:
  explicit Room(SupervisionParts parts)
      : desk_(std::move(parts)), appeals_(desk_), letters_(desk_), instructions_(desk_), lamps_(desk_) {}

  Outcome seed(db::Tx& tx, std::string_view rules, Instant now) override {
    TIANGE_TRY(const SupervisionRules read, read_supervision_rules(rules));
    if (store::supervision_rules(tx)) return done();
    store::add_supervision_rules(tx, {1, json::write(read)}, {1, now, "", "初始规则 / first rules"});
    return done();
  }
  SupervisionRules rules(db::Tx& tx) const override { return desk_.rules(tx); }
  int tick(Instant now) override { return letters_.climb(now); }

  bool may_see_document(db::Tx& tx, const Scope& scope, std::string_view digest) const override {
    if (!scope.may(Permission::cases_view)) return false;
    for (const store::StoredFile& file : store::papers_with_file(tx, digest)) {
      if (scope.works_for(file.unit) || scope.covers(file.area)) return true;
    }
    return false;
  }

  Result<LetterView> send_letter(db::Tx& tx, const Scope& scope, const LetterInput& input, Instant now) override {
    return letters_.send(tx, scope, input, now);
  }
  Result<LetterView> answer_letter(db::Tx& tx, const Scope& scope, std::int64_t id, const PaperText& input, Instant now) override {
    return letters_.answer(tx, scope, id, input, now);
  }
  Result<InstructionView> add_instruction(db::Tx& tx, const Scope& scope, const InstructionInput& input, Instant now) override {
    return instructions_.add(tx, scope, input, now);
  }
  Result<InstructionView> feed_back(db::Tx& tx, const Scope& scope, std::int64_t id, const PaperText& input, Instant now) override {
    return instructions_.feed_back(tx, scope, id, input, now);
  }
  Result<AppealView> appeal(db::Tx& tx, const Scope& scope, CaseRef ref, const AppealInput& input, Instant now) override {
    return appeals_.file(tx, scope, ref, input, now);
  }
  Result<AppealView> review(db::Tx& tx, const Scope& scope, std::int64_t id, const ReviewInput& input, Instant now) override {
    return appeals_.review(tx, scope, id, input, now);
  }

  void add_routes(Routes& routes) override {
    add_lamp_routes(routes);
    add_appeal_routes(routes);
    add_letter_routes(routes);
    add_instruction_routes(routes);
    add_rule_routes(routes);
  }

 private:
  template <class Out, class F>
  void read(Routes& routes, const char* path, const char* zh, const char* en, F fn, std::vector<std::string> query = {}) {
    routes.query<Out>(path, Permission::cases_view, zh, en,
                      [this, fn](const Request& r) -> Result<Out> {
                        return desk_.parts.base.db.read([&](db::Tx& tx) -> Result<Out> { return fn(tx, r); });
                      },
                      std::move(query));
  }

  void add_lamp_routes(Routes& routes) {
    read<LampList>(routes, "/api/v1/cases/supervision/lamps", "红黄灯", "Lamps by area, unit or person",
                   [this](db::Tx& tx, const Request& r) { return lamps_.lamps(tx, r); }, {"by", "area", "unit", "lamp"});
    read<LampCases>(routes, "/api/v1/cases/supervision/lamps/cases", "临期与超期工单", "Cases near due and overdue, soonest first",
                    [this](db::Tx& tx, const Request& r) { return lamps_.cases(tx, r); },
                    {"area", "unit", "person", "lamp", "after"});
    http::Route sheet{Method::get, "/api/v1/cases/supervision/lamps/export", Permission::cases_export, "导出临期与超期工单",
                      "Export cases near due and overdue"};
    sheet.query_params = {"area", "unit", "person", "lamp", "format"};
    sheet.handle = [this](Request& request) {
      desk_.parts.base.db.run_write(request.scope, [&](db::Tx& tx) {
        desk_.parts.record(tx, request, "cases.export", "lamps", {"导出临期与超期工单", "exported cases near due and overdue"});
        return true;
      });
      return lamps_.file(request);
    };
    routes.raw(std::move(sheet));
  }

  void add_appeal_routes(Routes& routes) {
    routes.command<AppealInput, AppealView>(Method::post, "/api/v1/cases/{ref}/appeal", Permission::cases_handle, "申诉处置超期",
                                            "Appeal against a counted overrun",
                                            [this](const Request& r, db::Tx& tx, const AppealInput& in) -> Result<AppealView> {
                                              TIANGE_TRY(const CaseRef ref, CaseRef::parse(r.param("ref")));
                                              return appeals_.file(tx, r.scope, ref, in, r.now);
                                            });
    routes.command<ReviewInput, AppealView>(Method::post, "/api/v1/cases/supervision/appeals/{id}/review",
                                            Permission::cases_review_appeals, "复核申诉", "Review an appeal",
                                            [this](const Request& r, db::Tx& tx, const ReviewInput& in) -> Result<AppealView> {
                                              TIANGE_TRY(const std::int64_t id, id_of(r));
                                              return appeals_.review(tx, r.scope, id, in, r.now);
                                            });
    read<AppealList>(routes, "/api/v1/cases/supervision/appeals", "申诉", "Appeals",
                     [this](db::Tx& tx, const Request& r) { return appeals_.list(tx, r); }, {"state", "after"});
    read<AppealView>(routes, "/api/v1/cases/supervision/appeals/{id}", "一件申诉", "One appeal",
                     [this](db::Tx& tx, const Request& r) -> Result<AppealView> {
                       TIANGE_TRY(const std::int64_t id, id_of(r));
                       return appeals_.one(tx, r.scope, id, r.now);
                     });
    read<CaseSupervision>(routes, "/api/v1/cases/{ref}/supervision", "一件工单的督办", "Supervision of one case",
                          [this](db::Tx& tx, const Request& r) -> Result<CaseSupervision> {
                            TIANGE_TRY(const CaseRef ref, CaseRef::parse(r.param("ref")));
                            TIANGE_TRY(const CaseRecord record, desk_.cases.load(tx, r.scope, ref));
                            CaseSupervision out;
                            appeals_.tell_of(tx, r.scope, record, out, r.now);
                            out.letters = letters_.about(tx, r.scope, ref, r.now);
                            out.instructions = instructions_.about(tx, r.scope, ref, r.now);
                            return out;
                          });
  }

  using LetterAct = Result<LetterView> (LetterService::*)(db::Tx&, const Scope&, std::int64_t, const PaperText&, Instant) const;
  void letter_act(Routes& routes, const char* path, Permission permission, const char* zh, const char* en, LetterAct act) {
    routes.command<PaperText, LetterView>(Method::post, path, permission, zh, en,
                                          [this, act](const Request& r, db::Tx& tx, const PaperText& in) -> Result<LetterView> {
                                            TIANGE_TRY(const std::int64_t id, id_of(r));
                                            return (letters_.*act)(tx, r.scope, id, in, r.now);
                                          });
  }

  void add_letter_routes(Routes& routes) {
    read<LetterList>(routes, "/api/v1/cases/supervision/letters", "督办函", "Urge letters",
                     [this](db::Tx& tx, const Request& r) { return letters_.list(tx, r); }, {"state", "unit", "mine", "after"});
    read<LetterView>(routes, "/api/v1/cases/supervision/letters/{id}", "一封督办函", "One urge letter",
                     [this](db::Tx& tx, const Request& r) -> Result<LetterView> {
                       TIANGE_TRY(const std::int64_t id, id_of(r));
                       return letters_.one(tx, r.scope, id, r.now);
                     });
    routes.command<LetterInput, LetterView>(Method::post, "/api/v1/cases/supervision/letters", Permission::cases_supervise,
                                            "发督办函", "Send an urge letter",
                                            [this](const Request& r, db::Tx& tx, const LetterInput& in) -> Result<LetterView> {
                                              TIANGE_TRY(LetterView sent, letters_.send(tx, r.scope, in, r.now));
                                              desk_.parts.record(tx, r, "cases.letter_sent", sent.number,
                                                                 {"发督办函：" + sent.unit_zh, "urge letter to " + sent.unit_en});
                                              return sent;
                                            });
    letter_act(routes, "/api/v1/cases/supervision/letters/{id}/answer", Permission::cases_handle, "答复督办函", "Answer an urge letter", &LetterService::answer);
    letter_act(routes, "/api/v1/cases/supervision/letters/{id}/accept", Permission::cases_supervise, "督办办结", "Close an urge letter", &LetterService::accept);
    letter_act(routes, "/api/v1/cases/supervision/letters/{id}/send_back", Permission::cases_supervise, "退回重答", "Send the answer back", &LetterService::send_back);
    http::Route page{Method::get, "/api/v1/cases/supervision/letters/{id}/print", Permission::cases_view, "打印督办函", "An urge letter to be printed"};
    page.handle = [this](Request& request) {
      const auto id = id_of(request);
      if (!id.ok()) return http::problem(id.refusal(), request.scope);
      const auto letter = desk_.parts.base.db.read([&](db::Tx& tx) { return letters_.one(tx, request.scope, *id, request.now); });
      if (!letter.ok()) return http::problem(letter.refusal(), request.scope);
      http::Response response;
      response.content_type = "text/html; charset=utf-8";
      response.body = letters_.page(*letter, request.scope.language);
      return response;
    };
    routes.raw(std::move(page));
  }

  using InstructionAct = Result<InstructionView> (InstructionService::*)(db::Tx&, const Scope&, std::int64_t, const PaperText&,
                                                                         Instant) const;
  void instruction_act(Routes& routes, const char* path, Permission permission, const char* zh, const char* en, InstructionAct act) {
    routes.command<PaperText, InstructionView>(Method::post, path, permission, zh, en,
                                               [this, act](const Request& r, db::Tx& tx, const PaperText& in) -> Result<InstructionView> {
                                                 TIANGE_TRY(const std::int64_t id, id_of(r));
                                                 return (instructions_.*act)(tx, r.scope, id, in, r.now);
                                               });
  }

  void add_instruction_routes(Routes& routes) {
    read<InstructionList>(routes, "/api/v1/cases/supervision/instructions", "领导批示", "Leaders' instructions",
                          [this](db::Tx& tx, const Request& r) { return instructions_.list(tx, r); }, {"state", "mine", "after"});
    read<InstructionView>(routes, "/api/v1/cases/supervision/instructions/{id}", "一件批示", "One instruction",
                          [this](db::Tx& tx, const Request& r) -> Result<InstructionView> {
                            TIANGE_TRY(const std::int64_t id, id_of(r));
                            return instructions_.one(tx, r.scope, id, r.now);
                          });
    routes.command<InstructionInput, InstructionView>(
        Method::post, "/api/v1/cases/supervision/instructions", Permission::cases_instruct, "登记领导批示", "Register an instruction",
        [this](const Request& r, db::Tx& tx, const InstructionInput& in) -> Result<InstructionView> {
          TIANGE_TRY(InstructionView added, instructions_.add(tx, r.scope, in, r.now));
          desk_.parts.record(tx, r, "cases.instruction_added", added.number, {"登记领导批示：" + added.leader, "instruction of " + added.leader});
          return added;
        });
    instruction_act(routes, "/api/v1/cases/supervision/instructions/{id}/feedback", Permission::cases_view, "反馈批示", "Feed back on an instruction", &InstructionService::feed_back);
    instruction_act(routes, "/api/v1/cases/supervision/instructions/{id}/close", Permission::cases_instruct, "批示办结", "Close an instruction", &InstructionService::close);
    instruction_act(routes, "/api/v1/cases/supervision/instructions/{id}/ask_again", Permission::cases_instruct, "要求再次反馈", "Ask for another round", &InstructionService::ask_again);
  }

  RulesView rules_view(db::Tx& tx) const {
    const auto stored = store::supervision_rules(tx);
    return {desk_.rules(tx), stored ? stored->version : 0, store::supervision_rule_changes(tx, 50)};
  }

  void add_rule_routes(Routes& routes) {
    read<RulesView>(routes, "/api/v1/cases/supervision/rules", "督办规则", "Rules of supervision",
                    [this](db::Tx& tx, const Request&) -> Result<RulesView> { return rules_view(tx); });
    routes.command<RulesInput, RulesView>(
        Method::put, "/api/v1/cases/supervision/rules", Permission::cases_supervise_rules, "修改督办规则", "Change the rules of supervision",
        [this](const Request& r, db::Tx& tx, const RulesInput& in) -> Result<RulesView> {
          TIANGE_CHECK_OK(check_words("note", in.note, 200));
          auto faults = rule_faults(in.rules);
          for (FieldError& fault : faults) fault.path = "rules." + fault.path;
          if (!faults.empty()) return refuse_fields(ErrorCode::bad_input, std::move(faults));
          const auto stored = store::supervision_rules(tx);
          const std::int64_t version = stored ? stored->version : 0;
          if (in.version != version) return refuse(ErrorCode::stale_version);
          if (!store::add_supervision_rules(tx, {version + 1, json::write(in.rules)}, {version + 1, r.now, r.scope.name, in.note}))
            return refuse(ErrorCode::conflict);
          desk_.parts.record(tx, r, "cases.supervision_rules", std::to_string(version + 1),
                             {"修改督办规则：" + in.note, "changed the rules of supervision: " + in.note});
          // Not through the memory of what stands: this version is not there yet.
          return RulesView{in.rules, version + 1, store::supervision_rule_changes(tx, 50)};
        });
  }

  SupervisionDesk desk_;
  AppealService appeals_;
  LetterService letters_;
  InstructionService instructions_;
  LampService lamps_;
};

}  // namespace

std::unique_ptr<Supervision> open_supervision(SupervisionParts parts) {
  return std::make_unique<Room>(std::move(parts));
}

}  // namespace tiange::cases
