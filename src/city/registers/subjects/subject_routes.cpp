#include <algorithm>

#include "base/text.h"
#include "city/registers/subjects/settling.h"
#include "platform/sheets/routes/sheet_routes.h"

namespace tiange::registers {

namespace {

using http::Method;
using http::Request;

std::string base() { return "/api/v1/registers/"; }

Result<std::optional<Instant>> as_of(const Request& r) {
  const std::string_view text = r.query_value("as_of");
  if (text.empty()) return std::optional<Instant>();
  // A day means its end.
  if (const auto day = parse_date(text); day.ok()) return std::optional(local_instant(*day + 1, 0) - seconds(1));
  const auto moment = parse_iso(text);
  if (!moment.ok()) return refuse_fields(ErrorCode::bad_input, {{"as_of", "应为日期，如 2026-03-01", "must be a date such as 2026-03-01"}});
  return std::optional(*moment);
}

}  // namespace

void SubjectService::add_kind_routes(http::Routes& routes, const http::Recorder& record, Kind kind) {
  const std::string path = base() + std::string(plural_of(kind));
  const std::string zh = kind_words(kind).zh;
  const std::string en = text::lower_ascii(kind_words(kind).en);
  const Permission people = Permission::registers_people;
  routes.query<SubjectList>(
      path, people, "查询" + zh, "List the register: " + en,
      [this, kind](const Request& r) -> Result<SubjectList> {
        if (text::trim(r.query_value("q")).empty()) return parts_.db.read([&](db::Tx& tx) { return list(tx, r.scope, r, kind); });
        return parts_.db.write(r.scope, [&](db::Tx& tx) { return list(tx, r.scope, r, kind); });
      },
      {"area", "status", "age_from", "age_to", "q", "after", "limit"});
  routes.query<SubjectView>(
      path + "/{ref}", people, "查看" + zh, "One page of the register: " + en,
      [this, kind](const Request& r) -> Result<SubjectView> {
        TIANGE_TRY(const auto moment, as_of(r));
        const ViewAsk ask{std::string(r.query_value("purpose")), std::string(r.query_value("ticket")), moment};
        return parts_.db.write(r.scope, [&](db::Tx& tx) -> Result<SubjectView> {
          TIANGE_TRY(SubjectView view, this->view(tx, r.scope, r.param("ref"), ask, r.now));
          if (view.kind != kind) return refuse(ErrorCode::out_of_scope);
          return view;
        });
      },
      {"purpose", "ticket", "as_of"});
  routes.query<RelationGraph>(
      path + "/{ref}/relations", people, zh + "的关系图", "Relations as a graph: " + en,
      [this](const Request& r) -> Result<RelationGraph> {
        TIANGE_TRY(const auto moment, as_of(r));
        TIANGE_TRY(const SubjectId id, subject_ref(r.param("ref")));
        const int depth = static_cast<int>(std::clamp<std::int64_t>(text::to_int(r.query_value("depth")).value_or(2), 1, 3));
        return parts_.db.write(r.scope, [&](db::Tx& tx) -> Result<RelationGraph> {
          TIANGE_TRY(RelationGraph found, graph(tx, r.scope, id, depth, moment));
          looked(tx, r.scope, id, "relations", {std::string(r.query_value("purpose")), "", {}}, r.now);
          return found;
        });
      },
      {"depth", "as_of", "purpose"});
  routes.query<ExplainedList>(
      path + "/{ref}/explain", people, "为何取此值", "Why a value stands: " + en,
      [this](const Request& r) -> Result<ExplainedList> {
        TIANGE_TRY(const auto moment, as_of(r));
        TIANGE_TRY(const SubjectId id, subject_ref(r.param("ref")));
        return parts_.db.write(r.scope, [&](db::Tx& tx) -> Result<ExplainedList> {
          TIANGE_TRY(std::vector<Explained> all, explain(tx, r.scope, id, r.query_value("field"), moment));
          mask_claims(tx, r.scope, id, all, r.now);
          looked(tx, r.scope, id, "explain", {std::string(r.query_value("purpose")), "", {}}, r.now);
          return ExplainedList{std::move(all)};
        });
      },
      {"field", "as_of", "purpose"});
  routes.query<TimelineList>(path + "/{ref}/timeline", people, zh + "的变更历程", "What became of it: " + en,
                             [this](const Request& r) -> Result<TimelineList> {
                               TIANGE_TRY(const SubjectId id, subject_ref(r.param("ref")));
                               return parts_.db.read([&](db::Tx& tx) { return timeline(tx, r.scope, id); });
                             });
  routes.query<LookList>(path + "/{ref}/looks", people, "谁看过", "Who looked: " + en, [this](const Request& r) -> Result<LookList> {
    TIANGE_TRY(const SubjectId id, subject_ref(r.param("ref")));
    return parts_.db.read([&](db::Tx& tx) -> Result<LookList> {
      const auto subject = kept::subject(tx, id);
      if (!subject || !r.scope.covers(subject->grid)) return refuse(ErrorCode::out_of_scope);
      return LookList{looks_of(tx, id, 200)};
    });
  });
  add_unmask(routes, record, kind);
  add_export(routes, record, kind);
}

void SubjectService::add_unmask(http::Routes& routes, const http::Recorder& record, Kind kind) {
  const std::string path = base() + std::string(plural_of(kind));
  const std::string en = text::lower_ascii(kind_words(kind).en);
  routes.command<UnmaskIn, SubjectView>(
      Method::post, path + "/{ref}/unmask", Permission::registers_unmask, "限时查看原文", "See it unmasked for a time: " + en,
      [this, record](const Request& r, db::Tx& tx, const UnmaskIn& in) -> Result<SubjectView> {
        TIANGE_TRY(SubjectView view, unmask(tx, r.scope, r.param("ref"), in, r.now));
        record(tx, r, "registers.unmasked", view.ref,
               {"凭工单 " + in.ticket + " 查看原文，目的：" + in.purpose, "saw a subject unmasked for the case " + in.ticket});
        return view;
      });
}

void SubjectService::add_export(http::Routes& routes, const http::Recorder& record, Kind kind) {
  http::Route sheet{Method::get, base() + std::string(plural_of(kind)) + "/export", Permission::registers_export,
                    "导出" + kind_words(kind).zh, "Export, masked: " + text::lower_ascii(kind_words(kind).en)};
  sheet.query_params = {"format", "purpose", "area", "status", "age_from", "age_to"};
  sheet.handle = [this, record, kind](Request& request) {
    auto query = subject_query(request, kind);
    if (!query.ok()) return http::problem(query.refusal(), request.scope);
    const std::string purpose(text::trim(request.query_value("purpose")));
    if (purpose.empty()) return http::problem(refuse(ErrorCode::purpose_needed), request.scope);
    query->limit = 0;
    query->after.clear();
    std::int64_t mark = 0;
    parts_.db.run_write(request.scope, [&](db::Tx& tx) {
      record(tx, request, "registers.exported", std::string(plural_of(kind)),
             {"导出" + kind_words(kind).zh + "，目的：" + purpose, "exported " + std::string(plural_of(kind)) + " for: " + purpose});
      mark = masker_->leaves(tx, request.scope,
                             {kind_words(kind).zh + "名单", std::string(json::enum_name(kind)), query->area, purpose,
                              kept::count_subjects(tx, request.scope, *query)},
                             request.now);
      return true;
    });
    return sheets::answer(
        request, {std::string(plural_of(kind))}, [this, mark, scope = request.scope, query = *query](std::unique_ptr<sheets::Writer> plain) {
          const auto writer = masker_->marked(mark, std::move(plain));
          parts_.db.run_read([&](db::Tx& tx) { write_sheet(tx, scope, query, *writer); });
        });
  };
  routes.raw(std::move(sheet));
}

void SubjectService::add_address_routes(http::Routes& routes) {
  routes.query<AddressList>(
      base() + "addresses", Permission::registers_people, "标准地址", "Standard addresses",
      [this](const Request& r) -> Result<AddressList> {
        AddressAsk ask;
        ask.parent = std::string(r.query_value("parent"));
        ask.area = std::string(r.query_value("area"));
        ask.q = std::string(text::trim(r.query_value("q")));
        ask.lng = text::to_double(r.query_value("lng"));
        ask.lat = text::to_double(r.query_value("lat"));
        ask.after = std::string(r.query_value("after"));
        ask.limit = static_cast<std::size_t>(std::clamp<std::int64_t>(text::to_int(r.query_value("limit")).value_or(50), 1, 200));
        return parts_.db.read([&](db::Tx& tx) -> Result<AddressList> { return parts_.addresses.list(tx, r.scope, ask); });
      },
      {"parent", "area", "q", "lng", "lat", "after", "limit"});
  routes.query<AddressPage>(base() + "addresses/{id}", Permission::registers_people, "楼栋分层分户", "An address floor by floor",
                            [this](const Request& r) -> Result<AddressPage> {
                              return parts_.db.read([&](db::Tx& tx) { return address_page(tx, r.scope, r.param("id"), r.now); });
                            });
}

void SubjectService::add_routes(http::Routes& routes, const http::Recorder& record) {
  for (const Kind kind : {Kind::person, Kind::household, Kind::firm, Kind::house, Kind::facility}) add_kind_routes(routes, record, kind);
  add_address_routes(routes);
  add_desk_routes(routes, record);
}

std::unique_ptr<Subjects> open_subjects(SubjectsParts parts) { return std::make_unique<SubjectService>(std::move(parts)); }

}  // namespace tiange::registers
