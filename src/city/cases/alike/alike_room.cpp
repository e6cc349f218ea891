#include <algorithm>
#include <cmath>

#include "base/digest.h"
#include "base/text.h"
#include "city/cases/alike/alike_book.h"
#include "city/cases/alike/tie_service.h"
#include "city/cases/case_service.h"
#include "engines/text/grams.h"

namespace tiange::cases {

namespace {

constexpr std::size_t k_candidates = 24;  // some may not be seen by the reader
constexpr std::size_t k_shown = 5;
constexpr Span k_afterwards = seconds(2);

std::string span_text(std::int64_t minutes, bool zh) {
  if (minutes < 60) return std::to_string(minutes) + (zh ? " 分钟" : minutes == 1 ? " minute" : " minutes");
  const std::int64_t hours = minutes / 60;
  if (hours < 48) return std::to_string(hours) + (zh ? " 小时" : hours == 1 ? " hour" : " hours");
  return std::to_string(hours / 24) + (zh ? " 天" : " days");
}

// Why two cases may be the same: the strongest first.
void say_why(AlikeRow& row, const textual::AlikeHit& hit, bool same_item, bool same_grid, bool later) {
  std::vector<std::string> zh;
  std::vector<std::string> en;
  const auto add = [&](std::string in_zh, std::string in_en) {
    zh.push_back(std::move(in_zh));
    en.push_back(std::move(in_en));
  };
  if (hit.same_person) add("同一诉求人", "same reporter");
  if (row.metres && *row.metres <= 300) {
    add("相距 " + std::to_string(*row.metres) + " 米", std::to_string(*row.metres) + " m apart");
  } else if (same_grid) {
    add("同一网格", "same grid");
  }
  if (hit.minutes == 0) {
    add("同时", "at the same time");
  } else {
    add(span_text(hit.minutes, true) + (later ? "后" : "前"), span_text(hit.minutes, false) + (later ? " later" : " earlier"));
  }
  if (same_item) add("同一事项", "same item");
  if (row.words_percent > 0) add("文字相近 " + std::to_string(row.words_percent) + " %", std::to_string(row.words_percent) + " % of the words alike");
  row.why_zh = text::join(zh, "、");
  row.why_en = text::join(en, ", ");
}

struct Query {
  textual::AlikeText about;
  std::string words;
  std::string item;
  std::string area;
};

class Room final : public Alike {
 public:
  Room(const CasesParts& parts, Cases& cases, jobs::Jobs& jobs, const tiange::Clock& clock)
      : parts_(parts), jobs_(jobs), clock_(clock), book_(parts.db), ties_(parts_, cases) {}

  void refresh(Instant now) override { book_.refresh(now); }

  void listen(db::Outbox& outbox) override {
    outbox.subscribe("case.dispatched", "cases.alike", [this](db::Tx& tx, const db::Event& event) -> Outcome {
      TIANGE_TRY(const CaseRef ref, CaseRef::parse(event.subject));
      if (!ties_.comes_back(tx, ref, clock_.now())) return done();
      // When whoever dispatched it has read the answer.
      jobs_.add(tx, {.kind = "cases.repeat", .payload = json::write(json::Value(json::Object{{"ref", event.subject}})), .run_after = clock_.now() + k_afterwards, .unique_key = event.subject});
      return done();
    });
    jobs_.handle("cases.repeat", [this](const jobs::Job& job) -> Outcome {
      TIANGE_TRY(const json::Value payload, json::parse(job.payload));
      TIANGE_TRY(const CaseRef ref, CaseRef::parse(payload.text_or("ref")));
      return parts_.db.write(system_scope(), [&](db::Tx& tx) { return ties_.watch_repeat(tx, ref, clock_.now()); });
    });
  }

  void add_routes(http::Routes& routes) override {
    add_reads(routes);
    add_acts(routes);
  }

 private:
  void add_reads(http::Routes& routes) {
    http::Route before{http::Method::post, "/api/v1/cases/alike", Permission::cases_report, "受理前查重", "Look for the same matter before filing"};
    before.in = http::schema_of<AlikeIn>();
    before.out = http::schema_of<AlikeList>();
    before.handle = [this](http::Request& r) {
      auto in = json::read<AlikeIn>(r.body);
      if (!in.ok()) return http::problem(in.refusal(), r.scope);
      if (!text::is_valid_utf8(in->content)) return http::problem(refuse(ErrorCode::bad_input), r.scope);
      book_.refresh(r.now);
      AlikeList list = find(query_of(*in, r.now), r.scope, r.now);
      return http::json_response(json::write(list));
    };
    routes.raw(std::move(before));
    routes.query<AlikeView>("/api/v1/cases/{ref}/alike", Permission::cases_view, "疑似重复与关联", "Possible duplicates and ties of a case",
                            [this](const http::Request& r) -> Result<AlikeView> {
                              book_.refresh(r.now);
                              TIANGE_TRY(const CaseRef ref, CaseRef::parse(r.param("ref")));
                              return parts_.db.read([&](db::Tx& tx) { return view(tx, r.scope, ref, r.now); });
                            });
  }

  void add_acts(http::Routes& routes) {
    routes.command<MergeIn, AlikeView>(http::Method::post, "/api/v1/cases/{ref}/merge", Permission::cases_locate, "合并到另一件工单", "Merge a case into another",
                                       [this](const http::Request& r, db::Tx& tx, const MergeIn& in) -> Result<AlikeView> {
                                         TIANGE_TRY(const CaseRef one, CaseRef::parse(r.param("ref")));
                                         TIANGE_TRY(const CaseRef into, CaseRef::parse(in.into));
                                         TIANGE_CHECK_OK(ties_.merge(tx, r.scope, one, into, in.text, r.now));
                                         return view(tx, r.scope, one, r.now);
                                       });
    routes.command<UnmergeIn, AlikeView>(http::Method::post, "/api/v1/cases/{ref}/unmerge", Permission::cases_locate, "撤销合并", "Part a merged case again",
                                         [this](const http::Request& r, db::Tx& tx, const UnmergeIn& in) -> Result<AlikeView> {
                                           TIANGE_TRY(const CaseRef one, CaseRef::parse(r.param("ref")));
                                           TIANGE_CHECK_OK(ties_.unmerge(tx, r.scope, one, in.text, r.now));
                                           return view(tx, r.scope, one, r.now);
                                         });
    routes.command<SplitIn, SplitView>(http::Method::post, "/api/v1/cases/{ref}/split", Permission::cases_locate, "拆分工单", "Split matters off a case",
                                       [this](const http::Request& r, db::Tx& tx, const SplitIn& in) -> Result<SplitView> {
                                         TIANGE_TRY(const CaseRef one, CaseRef::parse(r.param("ref")));
                                         TIANGE_TRY(const std::vector<CaseRef> made, ties_.split(tx, r.scope, one, in, r.now));
                                         SplitView out;
                                         const auto names = parts_.org.directory(r.now);
                                         // Whoever split them off may read them once, wherever they went.
                                         for (const ListedCase& row : store_.rows_of(tx, system_scope(), made))
                                           out.items.push_back(row_of(parts_, *names, row, r.scope.language, r.now));
                                         return out;
                                       });
  }

  Query query_of(const AlikeIn& in, Instant now) const {
    Query q;
    q.words = in.content;
    q.item = in.item_code;
    const Place& place = in.place;
    Result<places::Located> found = refuse(ErrorCode::not_found);
    if (place.lng && place.lat) {
      found = parts_.places.locate(*place.lng, *place.lat);
    } else if (!place.grid_code.empty()) {
      found = parts_.places.of_grid(place.grid_code);
    } else if (!text::trim(place.text).empty() && text::is_valid_utf8(place.text)) {
      const auto named = parts_.places.find(place.text, 1, Language::zh);
      const bool sure = !named.empty() && named.front().score >= places::k_sure_score;
      if (sure) found = parts_.places.of_grid(named.front().grid_code);
    }
    if (found.ok()) {
      q.area = found->grid_code;
      q.about.lng = place.lng.value_or(found->lng);
      q.about.lat = place.lat.value_or(found->lat);
    }
    if (!in.phone.empty()) q.about.person = store::person_number(bytes_of(sha256(text::trim(in.phone))));
    finish(q, now);
    return q;
  }

  static void finish(Query& q, Instant when) {
    q.about.text = q.words;
    q.about.minute = when.us / 60'000'000;
    q.about.kind = store::item_number(q.item);
    if (!q.area.empty()) q.about.area = static_cast<std::uint64_t>(part_key_of(q.area));
  }

  AlikeList find(const Query& query, const Scope& scope, Instant now) {
    return *parts_.db.read([&](db::Tx& tx) -> Result<AlikeList> { return find_in(tx, query, scope, now); });
  }

  AlikeList find_in(db::Tx& tx, const Query& query, const Scope& scope, Instant now) {
    AlikeList list;
    list.complete = book_.complete();
    textual::AlikeText asked = query.about;
    asked.text = query.words;
    const auto names = parts_.org.directory(now);
    for (const AlikeBook::Found& found : book_.find(asked, k_candidates)) {
      const CaseRef ref[] = {found.ref};
      const auto rows = store_.rows_of(tx, scope, ref);
      if (rows.empty() || rows.front().closed) continue;
      AlikeRow row;
      static_cast<CaseRow&>(row) = row_of(parts_, *names, rows.front(), scope.language, now);
      row.score = found.hit.score;
      row.words_percent = std::lround(found.hit.words * 100);
      if (found.hit.metres >= 0) row.metres = std::lround(found.hit.metres);
      row.minutes = found.hit.minutes;
      row.same_person = found.hit.same_person;
      // The row may have been located or classified since the index took it.
      const bool same_item = !query.item.empty() && rows.front().item == query.item;
      const bool same_grid = query.area.size() == 15 && rows.front().area == query.area;
      const bool later = rows.front().created.us / 60'000'000 > asked.minute;
      say_why(row, found.hit, same_item, same_grid, later);
      list.items.push_back(std::move(row));
      if (list.items.size() == k_shown) break;
    }
    return list;
  }

  Result<AlikeView> view(db::Tx& tx, const Scope& scope, CaseRef ref, Instant now) {
    TIANGE_TRY(const CaseRecord record, store_.load(tx, scope, ref));
    AlikeView out;
    if (record.file.open()) {
      Query q;
      q.words = record.title + "。" + record.content;
      q.item = record.file.item;
      q.area = record.file.area;
      q.about.id = static_cast<std::uint64_t>(ref.id.value);
      if (record.file.lng && record.file.lat) {
        q.about.lng = *record.file.lng;
        q.about.lat = *record.file.lat;
      }
      if (const auto reporter = store_.reporter(tx, system_scope(), ref); reporter && !reporter->phone.empty())
        q.about.person = store::person_number(bytes_of(sha256(reporter->phone)));
      finish(q, record.created);
      static_cast<AlikeList&>(out) = find_in(tx, q, scope, now);
    }
    out.ties = ties_.ties(tx, scope, record, now);
    out.reporters += std::count_if(out.ties.begin(), out.ties.end(), [](const TieView& tie) { return tie.how == "merged_in"; });
    out.times = ties_.times(tx, record, now);
    out.may_merge = record.file.open() && scope.may(Permission::cases_locate);
    return out;
  }

  const CasesParts parts_;
  jobs::Jobs& jobs_;
  const tiange::Clock& clock_;
  CaseStore store_;
  AlikeBook book_;
  TieService ties_;
};

}  // namespace

std::unique_ptr<Alike> open_alike(const CasesParts& parts, Cases& cases, jobs::Jobs& jobs, const tiange::Clock& clock) {
  return std::make_unique<Room>(parts, cases, jobs, clock);
}

}  // namespace tiange::cases
