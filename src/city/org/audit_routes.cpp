// Reading, checking and exporting the audit trail (org.audit).
#include "base/text.h"
#include "city/org/org_views.h"
#include "platform/db/keyset.h"

namespace tiange::org {

using http::Method;
using http::Request;
using http::Response;

namespace {

struct AuditView {
  std::string id;  // "<day>-<number of the day>"
  Instant happened;
  std::string who;
  AccountId account;
  std::string kind, subject, detail_zh, detail_en, remote, request_id, result, hash;
};
BOOST_DESCRIBE_STRUCT(AuditView, (), (id, happened, who, account, kind, subject, detail_zh, detail_en, remote,
                                      request_id, result, hash))

struct AuditCheck {
  bool intact = false;
  std::int64_t entries = 0;
  std::string broken_at;
};
BOOST_DESCRIBE_STRUCT(AuditCheck, (), (intact, entries, broken_at))

std::string id_of(const store::AuditEntry& e) { return std::to_string(e.day) + "-" + std::to_string(e.seq); }

AuditView audit_view(const store::AuditEntry& e) {
  return {id_of(e), e.happened, e.who, e.account, e.kind, e.subject, e.zh, e.en, e.remote, e.request_id, e.result, e.hash};
}

store::AuditFilter filter_of(const Request& request) {
  store::AuditFilter filter;
  filter.kind = request.query_value("kind");
  filter.who = text::trim(request.query_value("who"));
  filter.subject = text::trim(request.query_value("subject"));
  return filter;
}

Result<List<AuditView>> list_audit(OrgRoom& room, const Request& request) {
  TIANGE_TRY(const auto cursor, db::read_cursor(request.query_value("after"), 2));
  store::AuditFilter filter = filter_of(request);
  if (cursor) {
    const auto* day = std::get_if<std::int64_t>(&(*cursor)[0]);
    const auto* seq = std::get_if<std::int64_t>(&(*cursor)[1]);
    if (!day || !seq) return refuse(ErrorCode::bad_input);
    filter.before_day = *day;
    filter.before_seq = *seq;
  }
  const int limit = limit_of(request);
  filter.limit = limit + 1;
  std::vector<store::AuditEntry> entries;
  room.database().run_read([&](db::Tx& tx) {
    entries.clear();
    store::each_audit(tx, filter, [&](const store::AuditEntry& entry) {
      entries.push_back(entry);
      return true;
    });
  });
  auto page = db::make_page(std::move(entries), static_cast<std::size_t>(limit),
                            [](const store::AuditEntry& e) { return db::Cursor{e.day, e.seq}; });
  List<AuditView> list;
  list.next = page.next;
  for (const store::AuditEntry& entry : page.rows) list.items.push_back(audit_view(entry));
  return list;
}

Response export_audit(OrgRoom& room, const Request& request) {
  Response response;
  response.content_type = "text/csv; charset=utf-8";
  response.with("Content-Disposition", "attachment; filename=\"audit.csv\"");
  response.stream = [&room, filter = filter_of(request)](const http::Sink& sink) mutable {
    filter.limit = 0;
    std::string piece = "\xEF\xBB\xBF";  // so that spreadsheets read UTF-8
    text::append_csv_row(piece, {"编号 id", "时间 happened", "人员 who", "账号 account", "类别 kind", "对象 subject", "内容 detail",
                                 "detail_en", "来源 remote", "请求 request_id", "结果 result", "前一摘要 previous", "摘要 hash"});
    room.database().run_read([&](db::Tx& tx) {
      bool open = true;
      store::each_audit(tx, filter, [&](const store::AuditEntry& e) {
        text::append_csv_row(piece, {id_of(e), format_local_seconds(e.happened), e.who, e.account.text(), e.kind, e.subject,
                                     e.zh, e.en, e.remote, e.request_id, e.result, e.previous, e.hash});
        if (piece.size() < 64 * 1024) return true;
        open = sink(piece);
        piece.clear();
        return open;
      });
      if (open && !piece.empty()) sink(piece);
    });
  };
  return response;
}

}  // namespace

void add_audit_routes(OrgRoom& room, http::Routes& routes) {
  routes.query<List<AuditView>>("/api/v1/org/audit", Permission::org_audit, "审计记录", "The audit trail",
                                [&room](const Request& request) { return list_audit(room, request); },
                                {"after", "limit", "kind", "who", "subject"});
  routes.query<AuditCheck>("/api/v1/org/audit/check", Permission::org_audit, "校验审计链", "Check the chain of the audit trail",
                           [&room](const Request&) -> Result<AuditCheck> {
                             return room.database().read([](db::Tx& tx) -> Result<AuditCheck> {
                               const store::ChainState state = store::check_audit(tx);
                               return AuditCheck{state.broken_at.empty(), state.entries, state.broken_at};
                             });
                           });
  http::Route csv{Method::get, "/api/v1/org/audit/export", Permission::org_audit, "导出审计记录", "Export the audit trail"};
  csv.query_params = {"kind", "who", "subject"};
  csv.handle = [&room](Request& request) { return export_audit(room, request); };
  routes.raw(std::move(csv));
}

}  // namespace tiange::org
