// The file made from a case, its print, and checking one.

#include "base/digest.h"
#include "city/cases/supervision/desk/supervision_desk.h"
#include "city/cases/supervision/proof/proof.h"

namespace tiange::cases {

namespace {

constexpr std::size_t k_most_file = 16 << 20;

std::string name_in(const Words& words, bool zh) { return zh ? words.zh : words.en; }

class Room final : public Proof {
 public:
  Room(SupervisionParts parts, const crypto::Signer& signer) : desk_(std::move(parts)), signer_(signer) {}

  void add_routes(http::Routes& routes) override {
    http::Route file{http::Method::get, "/api/v1/cases/{ref}/chain", Permission::cases_export, "导出责任链（签名文件）",
                     "Export the chain of responsibility as a signed file"};
    file.handle = [this](http::Request& request) {
      const auto body = made(request, {"导出责任链", "exported the chain of responsibility"});
      if (!body.ok()) return http::problem(body.refusal(), request.scope);
      http::Response response = http::json_response(sign_chain(*body, signer_));
      response.with("Content-Disposition", "attachment; filename=\"chain-" + body->ref + ".json\"");
      return response;
    };
    routes.raw(std::move(file));
    http::Route page{http::Method::get, "/api/v1/cases/{ref}/chain/print", Permission::cases_export, "打印责任链", "The chain of responsibility to be printed"};
    page.handle = [this](http::Request& request) {
      const auto body = made(request, {"打印责任链", "printed the chain of responsibility"});
      if (!body.ok()) return http::problem(body.refusal(), request.scope);
      http::Response response;
      response.content_type = "text/html; charset=utf-8";
      response.body = printed(*body, request.scope.language == Language::zh);
      return response;
    };
    routes.raw(std::move(page));
    http::Route verify{http::Method::post, "/api/v1/cases/supervision/verify", Permission::cases_view, "校验责任链文件", "Check a chain file"};
    verify.out = http::schema_of<ChainReport>();
    verify.max_body = k_most_file;
    verify.handle = [](http::Request& request) {
      const auto report = verify_chain(request.body);
      if (!report.ok()) return http::problem(report.refusal(), request.scope);
      return http::json_response(json::write(*report));
    };
    routes.raw(std::move(verify));
  }

 private:
  // Who took it is in the audit, and, of a confidential case, among those who looked at it.
  Result<ChainBody> made(const http::Request& request, const Words& what) {
    auto& db = desk_.parts.base.db;
    TIANGE_TRY(const CaseRef ref, CaseRef::parse(request.param("ref")));
    TIANGE_TRY(ChainBody body, db.read([&](db::Tx& tx) { return body_of(tx, request.scope, ref, request.now); }));
    TIANGE_CHECK_OK(db.write(request.scope, [&](db::Tx& tx) -> Outcome {
      TIANGE_TRY(const CaseRecord record, desk_.cases.load(tx, request.scope, ref));
      if (record.file.confidential)
        desk_.cases.record_look(tx, ref, desk_.next_id(request.now),
                                {request.scope.person, request.scope.name, "chain", request.scope.purpose, request.now, request.request_id});
      desk_.parts.record(tx, request, "cases.chain_exported", record.number, what);
      return done();
    }));
    return body;
  }

  Result<ChainBody> body_of(db::Tx& tx, const Scope& scope, CaseRef ref, Instant now) const {
    TIANGE_TRY(const CaseRecord record, desk_.cases.load(tx, scope, ref));
    TIANGE_TRY(const std::vector<HistoryEntry> said, desk_.parts.cases.history(tx, scope, ref));
    const CaseFile& file = record.file;
    const auto directory = desk_.directory(now);
    const auto& base = desk_.parts.base;
    ChainBody body;
    body.format = "tiange.chain/1";
    body.district = base.options.district;
    body.ref = ref.text();
    body.number = record.number;
    body.title = record.title;
    body.item = file.item;
    if (const auto item = base.items.find(file.item)) body.item_name = item->name_zh;
    body.area = file.area;
    body.area_name = base.places.full_name(file.area, Language::zh);
    body.unit = file.unit;
    body.unit_name = file.unit.empty() ? "" : directory->unit_name(file.unit).zh;
    const Words status = status_words(file.status());
    body.status_zh = status.zh;
    body.status_en = status.en;
    body.reported = record.created;
    if (file.settled) body.settled = file.settled;
    if (file.closed) body.closed = file.closed;
    add_clocks(file, body);
    std::string previous;
    std::size_t place = 0;
    for (const HistoryRow& row : desk_.cases.history(tx, scope, record)) {
      body.acts.push_back(act_of(row, previous, place < said.size() ? said[place] : HistoryEntry{}, *directory));
      previous = row.hash;
      ++place;
    }
    body.head = hex(previous);
    for (const EvidenceView& piece : desk_.cases.evidence(tx, scope, ref))
      body.evidence.push_back({piece.digest, piece.type, piece.by, piece.size, piece.added, piece.taken});
    body.exported = now;
    body.exported_by = scope.name;
    body.exported_unit = scope.units.empty() ? "" : scope.units.front();
    return body;
  }

  static ChainAct act_of(const HistoryRow& row, const std::string& previous, const HistoryEntry& said, const org::Directory& directory) {
    ChainAct act;
    act.seq = row.seq;
    act.happened = row.event.happened;
    act.kind = json::enum_name(row.event.kind);
    act.person = row.event.actor.person.text();
    act.name = row.event.actor.name;
    act.unit = row.event.actor.unit;
    act.unit_name = act.unit.empty() ? "" : directory.unit_name(act.unit).zh;
    act.zh = said.zh;
    act.en = said.en;
    act.text = row.event.text;
    if (row.event.to && row.event.to->clock.given()) {
      const Words limit = limit_words(row.event.to->clock.limit);
      act.limit_zh = limit.zh;
      act.limit_en = limit.en;
      if (row.event.to->clock.due) act.due = row.event.to->clock.due;
    }
    act.evidence = row.event.evidence;
    act.detail = row.detail;
    act.previous = hex(previous);
    act.hash = hex(row.hash);
    return act;
  }

  static void add_clocks(const CaseFile& file, ChainBody& body) {
    for (int i = 0; i < k_clock_count; ++i) {
      const Clock& clock = file.clocks.of(static_cast<ClockName>(i));
      if (!clock.given()) continue;
      const Words name = clock_words(static_cast<ClockName>(i));
      const Words limit = limit_words(clock.limit);
      ChainClock one{name.zh, name.en, limit.zh, limit.en, clock.started, std::nullopt, std::nullopt, clock.overdue};
      if (clock.due) one.due = clock.due;
      if (clock.stopped) one.stopped = clock.stopped;
      body.clocks.push_back(std::move(one));
    }
  }

  std::string printed(const ChainBody& body, bool zh) const {
    PrintPage page(zh, zh ? "责任链" : "Chain of responsibility", body.number);
    page.fact(zh ? "标题" : "Title", body.title);
    page.fact(zh ? "事项" : "Item", body.item_name.empty() ? body.item : body.item_name);
    page.fact(zh ? "区域" : "Area", body.area_name);
    page.fact(zh ? "承办单位" : "Handling unit", body.unit_name);
    page.fact(zh ? "状态" : "Status", name_in({body.status_zh, body.status_en}, zh));
    page.heading(zh ? "时限" : "Limits");
    std::vector<std::vector<std::string>> clocks;
    for (const ChainClock& clock : body.clocks)
      clocks.push_back({zh ? clock.zh : clock.en, zh ? clock.limit_zh : clock.limit_en, format_local(clock.started),
                        clock.due ? format_local(*clock.due) : "", clock.stopped ? format_local(*clock.stopped) : "",
                        clock.overdue ? (zh ? "超期" : "overdue") : ""});
    page.table(zh ? std::vector<std::string>{"时限", "长度", "起", "止", "停于", ""}
                  : std::vector<std::string>{"Limit", "Length", "From", "Due", "Stopped", ""},
               clocks);
    page.heading(zh ? "经办" : "Acts");
    std::vector<std::vector<std::string>> acts;
    for (const ChainAct& act : body.acts) {
      std::string what = zh ? act.zh : act.en;
      if (act.due) what += (zh ? "（限 " : " (due ") + format_local(*act.due) + (zh ? "）" : ")");
      for (const std::string& digest : act.evidence) what += " [" + digest.substr(0, 12) + "]";
      acts.push_back({std::to_string(act.seq), format_local_seconds(act.happened), act.name.empty() ? (zh ? "系统" : "the house") : act.name,
                      act.unit_name, what, act.hash.substr(0, 16)});
    }
    page.table(zh ? std::vector<std::string>{"序", "时间", "人员", "单位", "行为", "哈希"}
                  : std::vector<std::string>{"No.", "When", "Who", "Unit", "What", "Hash"},
               acts);
    page.heading(zh ? "证据" : "Evidence");
    std::vector<std::vector<std::string>> pieces;
    for (const ChainPiece& piece : body.evidence) pieces.push_back({format_local(piece.added), piece.by, piece.type, piece.digest});
    page.table(zh ? std::vector<std::string>{"时间", "人员", "类型", "SHA-256"} : std::vector<std::string>{"When", "Who", "Type", "SHA-256"}, pieces);
    page.fact(zh ? "链末哈希" : "Head of the chain", body.head);
    page.fact(zh ? "签名公钥指纹" : "Fingerprint of the signing key", std::string(crypto::suite_name(signer_.suite())) + " " + signer_.fingerprint());
    page.line(zh ? "本页供阅读；可离线校验的签名文件由“导出责任链”取得，以 tiange verify 校验。"
                 : "This page is for reading; the signed file is checked with tiange verify.");
    page.signed_by(body.exported_by, format_local(body.exported));
    return page.finish();
  }

  const SupervisionDesk desk_;
  const crypto::Signer& signer_;
};

}  // namespace

std::unique_ptr<Proof> open_proof(SupervisionParts parts, const crypto::Signer& signer) {
  return std::make_unique<Room>(std::move(parts), signer);
}

}  // namespace tiange::cases
