#include <algorithm>

#include "base/text.h"
#include "city/registers/subjects/settling.h"

namespace tiange::registers {

namespace {

using http::Method;
using http::Request;

std::string base() { return "/api/v1/registers/"; }

// `answered` and `over` as the desk calls them; nothing for all.
Result<kept::DeskQuery> desk_query(const Request& r, std::string_view answered, std::string_view over) {
  kept::DeskQuery query;
  const std::string_view state = r.query_value("state");
  if (state == "open") query.state = kept::DeskState::open;
  else if (state == answered) query.state = kept::DeskState::answered;
  else if (state == over) query.state = kept::DeskState::over;
  else if (!state.empty()) return refuse_fields(ErrorCode::bad_input, {{"state", "没有这种状态", "no such state"}});
  query.unit = std::string(r.query_value("unit"));
  query.after = text::to_int(r.query_value("after")).value_or(0);
  query.limit = static_cast<std::size_t>(std::clamp<std::int64_t>(text::to_int(r.query_value("limit")).value_or(50), 1, 200));
  return query;
}

}  // namespace

void SubjectService::add_desk_routes(http::Routes& routes, const http::Recorder& record) {
  routes.query<ConflictList>(
      base() + "conflicts", Permission::registers_people, "数据冲突", "Where sources disagree",
      [this](const Request& r) -> Result<ConflictList> {
        TIANGE_TRY(const kept::DeskQuery query, desk_query(r, "answered", "over"));
        return parts_.db.read([&](db::Tx& tx) -> Result<ConflictList> {
          const Catalogue catalogue = catalogue_in(tx);
          ConflictList list;
          kept::each_conflict(tx, r.scope, query, [&](const kept::StoredConflict& one) {
            if (list.items.size() == query.limit) {
              list.next = list.items.back().id;
              return false;
            }
            list.items.push_back(conflict_view(tx, r.scope, *catalogue, one, r.now));
            return true;
          });
          return list;
        });
      },
      {"state", "unit", "after", "limit"});
  routes.command<AnswerIn, ConflictView>(
      Method::post, base() + "conflicts/{id}/answer", Permission::registers_answer, "答复数据冲突", "Answer a conflict for the owner",
      [this, record](const Request& r, db::Tx& tx, const AnswerIn& in) -> Result<ConflictView> {
        TIANGE_TRY(ConflictView view, answer_conflict(tx, r.scope, r.param("id"), in, r.now));
        record(tx, r, "registers.conflict_answered", view.subject, {"答复“" + view.zh + "”的数据冲突", "answered a conflict about " + view.en});
        return view;
      });
  routes.command<ProposalIn, ProposalView>(
      Method::post, base() + "proposals", Permission::registers_propose, "提出数据更正", "Propose a correction",
      [this, record](const Request& r, db::Tx& tx, const ProposalIn& in) -> Result<ProposalView> {
        TIANGE_TRY(ProposalView view, propose(tx, r.scope, in, r.now));
        record(tx, r, "registers.proposed", view.subject, {"提出更正“" + view.zh + "”", "proposed a correction of " + view.en});
        return view;
      });
  routes.query<ProposalList>(
      base() + "proposals", Permission::registers_people, "数据更正", "Corrections proposed",
      [this](const Request& r) -> Result<ProposalList> {
        TIANGE_TRY(const kept::DeskQuery query, desk_query(r, "accepted", "refused"));
        return parts_.db.read([&](db::Tx& tx) -> Result<ProposalList> {
          const Catalogue catalogue = catalogue_in(tx);
          ProposalList list;
          kept::each_proposal(tx, r.scope, query, [&](const kept::StoredProposal& one) {
            if (list.items.size() == query.limit) {
              list.next = list.items.back().id;
              return false;
            }
            list.items.push_back(proposal_view(tx, r.scope, *catalogue, one, r.now));
            return true;
          });
          return list;
        });
      },
      {"state", "unit", "after", "limit"});
  routes.command<AnswerIn, ProposalView>(
      Method::post, base() + "proposals/{id}/answer", Permission::registers_answer, "答复数据更正", "Answer a proposed correction",
      [this, record](const Request& r, db::Tx& tx, const AnswerIn& in) -> Result<ProposalView> {
        TIANGE_TRY(ProposalView view, answer(tx, r.scope, r.param("id"), in, r.now));
        record(tx, r, "registers.proposal_answered", view.subject, {"答复“" + view.zh + "”的更正", "answered a correction of " + view.en});
        return view;
      });
  add_catalogue_routes(routes, record);
}

// What an owner sends, and the definitions that it is read by.
void SubjectService::add_catalogue_routes(http::Routes& routes, const http::Recorder& record) {
  routes.command<RecordsIn, Absorbed>(
      Method::post, base() + "records", Permission::registers_answer, "报送记录", "Send rows of the own unit's source",
      [this, record](const Request& r, db::Tx& tx, const RecordsIn& in) -> Result<Absorbed> {
        TIANGE_TRY(const Absorbed kept, send_records(tx, r.scope, in, r.request_id, r.now));
        record(tx, r, "registers.records_sent", in.records.empty() ? "" : in.records.front().source,
               {"报送 " + std::to_string(in.records.size()) + " 条记录", "sent " + std::to_string(in.records.size()) + " records"});
        return kept;
      });
  routes.query<FieldsView>(base() + "fields", Permission::registers_people, "字段目录", "The catalogue of fields",
                           [this](const Request& r) -> Result<FieldsView> {
                             return parts_.db.read([&](db::Tx& tx) -> Result<FieldsView> {
                               const Catalogue catalogue = catalogue_in(tx);
                               FieldsView view;
                               for (const Kind kind : {Kind::person, Kind::household, Kind::firm, Kind::house, Kind::facility}) {
                                 for (const FieldDefinition* field : catalogue->fields(kind)) view.fields.push_back(*field);
                               }
                               view.sources = catalogue->sources();
                               view.may_edit = r.scope.may(Permission::registers_fields);
                               return view;
                             });
                           });
  routes.command<FieldDefinition, FieldDefinition>(
      Method::put, base() + "fields/{kind}/{field}", Permission::registers_fields, "修改字段定义", "Define a field",
      [this, record](const Request& r, db::Tx& tx, const FieldDefinition& in) -> Result<FieldDefinition> {
        if (json::enum_name(in.kind) != r.param("kind") || in.field != r.param("field"))
          return refuse_fields(ErrorCode::bad_input, {{"field", "与地址不符", "does not fit the address"}});
        TIANGE_TRY(FieldDefinition field, put_field(tx, r.scope, in, r.now));
        record(tx, r, "registers.field_changed", field.field, {"修改字段“" + field.zh + "”", "changed the field " + field.en});
        return field;
      });
  routes.command<SourceDefinition, SourceDefinition>(
      Method::put, base() + "sources/{code}", Permission::registers_fields, "修改来源", "Define a source",
      [this, record](const Request& r, db::Tx& tx, const SourceDefinition& in) -> Result<SourceDefinition> {
        if (in.code != r.param("code")) return refuse_fields(ErrorCode::bad_input, {{"code", "与地址不符", "does not fit the address"}});
        TIANGE_TRY(SourceDefinition source, put_source(tx, r.scope, in, r.now));
        record(tx, r, "registers.source_changed", source.code, {"修改来源“" + source.zh + "”", "changed the source " + source.en});
        return source;
      });
}

}  // namespace tiange::registers
