#include <algorithm>
#include <map>

#include "base/text.h"
#include "city/cases/intake/import_service.h"
#include "city/cases/intake/learning.h"
#include "engines/text/grams.h"
#include "platform/http/upload.h"
#include "platform/sheets/sheets.h"

namespace tiange::cases {

namespace {

struct SuggestIn {
  static constexpr bool k_json_defaults = true;
  std::string content;
  Place place;
};
BOOST_DESCRIBE_STRUCT(SuggestIn, (), (content, place))

struct SuggestOut : Suggestions {
  std::vector<places::Candidate> places;  // that the text may mean
  std::vector<CaseRow> similar;           // open cases of the first suggested item in the same grid
  std::vector<CaseRow> past;              // closed cases of that item nearby whose titles are most like the text
};
BOOST_DESCRIBE_STRUCT(SuggestOut, (Suggestions), (places, similar, past))

struct MappingIn {
  static constexpr bool k_json_defaults = true;
  std::string name;
  ImportMapping columns;
  ImportMeanings values;
  DateOrder dates = DateOrder::month_first;
};
BOOST_DESCRIBE_STRUCT(MappingIn, (), (name, columns, values, dates))

struct NamedMapping {
  std::string name;
  ImportMapping columns;
  ImportMeanings values;
  DateOrder dates = DateOrder::month_first;
};
BOOST_DESCRIBE_STRUCT(NamedMapping, (), (name, columns, values, dates))
struct MappingList {
  std::vector<NamedMapping> items;
};
BOOST_DESCRIBE_STRUCT(MappingList, (), (items))

struct MeaningView {
  std::string value;
  std::string zh;
  std::string en;
};
BOOST_DESCRIBE_STRUCT(MeaningView, (), (value, zh, en))
struct FieldView {
  std::string field;
  std::string zh;
  std::string en;
  bool required = false;
  std::vector<MeaningView> meanings;  // what its values can mean; none: anything, or the code of an item or unit
};
BOOST_DESCRIBE_STRUCT(FieldView, (), (field, zh, en, required, meanings))
struct FieldList {
  std::vector<FieldView> items;
};
BOOST_DESCRIBE_STRUCT(FieldList, (), (items))

struct ImportList {
  std::vector<ImportStateView> items;
};
BOOST_DESCRIBE_STRUCT(ImportList, (), (items))

constexpr std::string_view k_what_is_wrong = "错误原因";

class Room : public Intake {
 public:
  explicit Room(IntakeParts parts) : parts_(parts), suggester_(parts), imports_(parts, suggester_) {}

  Suggestions suggest(std::string_view content, std::string_view area_code) const override { return suggester_.suggest(content, area_code); }
  void refresh() override { suggester_.refresh(); }
  Result<Training> train(Lesson lesson) override { return suggester_.train(lesson, ""); }
  void nightly(Instant now) override {
    constexpr int k_from_hour = 2;
    constexpr int k_to_hour = 5;
    const Date today = local_date(now);
    if (now < local_instant(today, hours(k_from_hour).us) || now >= local_instant(today, hours(k_to_hour).us)) return;
    parts_.db.write(system_scope(), [&](db::Tx& tx) -> Outcome {
      const auto runs = store::trainings(tx, Lesson::item, 1);
      const bool done_today = !runs.empty() && local_date(runs.front().trained) == today;
      if (!done_today) parts_.jobs.add(tx, {.kind = "cases.learn", .payload = "{}", .deadline = now + hours(12), .unique_key = "night"});
      return done();
    }).ok();
  }
  void use_cases(Cases& cases) override {
    cases_ = &cases;
    imports_.use_cases(cases);
  }
  void add_jobs(jobs::Jobs& jobs) override {
    jobs.handle("cases.learn", [this](const jobs::Job& job) -> Outcome {
      TIANGE_TRY(json::Value payload, json::parse(job.payload));
      for (const Lesson lesson : {Lesson::item, Lesson::urgency}) {
        const auto learnt = suggester_.train(lesson, payload.text_or("by"));
        // Too few cases are no failure that another attempt would mend.
        if (!learnt.ok() && learnt.refusal().code != ErrorCode::bad_input) return learnt.refusal();
      }
      return done();
    });
    jobs.handle("cases.import", [this](const jobs::Job& job) -> Outcome {
      TIANGE_TRY(json::Value payload, json::parse(job.payload));
      TIANGE_TRY(std::int64_t id, parse_id(payload.text_or("id")));
      return imports_.run(id);
    });
  }
  void add_routes(http::Routes& routes) override {
    add_suggest_routes(routes);
    add_import_routes(routes);
    add_import_reads(routes);
    add_learning_routes(routes);
  }

 private:
  template <class T>
  T read(const std::function<T(db::Tx&)>& fn) {
    return parts_.db.read(fn);
  }

  void add_learning_routes(http::Routes& routes) {
    routes.query<LearningView>("/api/v1/cases/learning", Permission::items_view, "学习情况", "What was learnt, and which model suggests",
                               [this](const http::Request& r) -> Result<LearningView> {
                                 return read<Result<LearningView>>([&](db::Tx& tx) -> Result<LearningView> {
                                   return learning(tx, lesson_in(r), r.query_value("training"));
                                 });
                               }, {"what", "training"});
    routes.command<http::Nothing, LearningView>(http::Method::post, "/api/v1/cases/learning/train", Permission::items_manage, "立即学习", "Learn now",
                                                [this](const http::Request& r, db::Tx& tx, const http::Nothing&) -> Result<LearningView> {
                                                  json::Object by{{"by", r.scope.name}};
                                                  parts_.jobs.add(tx, {.kind = "cases.learn", .payload = json::write(json::Value(by)), .deadline = r.now + hours(1), .unique_key = "now"});
                                                  return learning(tx, lesson_in(r), "");
                                                });
    routes.command<UseModelIn, LearningView>(http::Method::post, "/api/v1/cases/learning/use", Permission::items_manage, "改用另一个模型", "Take another model",
                                             [this](const http::Request& r, db::Tx& tx, const UseModelIn& in) -> Result<LearningView> {
                                               TIANGE_TRY(const std::int64_t id, parse_id(in.id));
                                               if (text::trim(in.text).empty()) return refuse_fields(ErrorCode::bad_input, {FieldError{"text", "请说明理由", "say why"}});
                                               TIANGE_CHECK_OK(suggester_.use(tx, id, r.scope.name, text::cut(in.text, 200), r.now));
                                               return learning(tx, store::lesson_of(tx, id).value_or(Lesson::item), "");
                                             });
  }

  // What the page asks about: the item unless it says otherwise.
  static Lesson lesson_in(const http::Request& r) { return json::enum_from<Lesson>(r.query_value("what")).value_or(Lesson::item); }

  Words class_name(Lesson lesson, const std::string& code) const {
    if (lesson == Lesson::urgency) {
      const auto severity = json::enum_from<Severity>(code);
      return severity ? severity_words(*severity) : Words{code, code};
    }
    const auto item = parts_.items.find(code);
    return item ? Words{item->name_zh, item->name_en} : Words{code, code};
  }

  LearningView learning(db::Tx& tx, Lesson lesson, std::string_view shown) const {
    constexpr int k_most = 30;
    LearningView out;
    out.what = json::enum_name(lesson);
    const std::int64_t in_use = store::model_id_in_use(tx, lesson);
    std::optional<StoredTraining> chosen;
    for (const StoredTraining& t : store::trainings(tx, lesson, k_most)) {
      out.trainings.push_back({std::to_string(t.id), t.trained, t.asked_by, t.texts, t.held, t.items, t.macro_f1, t.accuracy,
                               t.before_id ? std::to_string(t.before_id) : "", t.before_macro_f1, t.before_accuracy, t.rules_macro_f1, t.rules_accuracy, t.used,
                               t.id == in_use, t.used && store::lesson_of(tx, t.id).has_value()});
      if (shown.empty() ? !chosen : std::to_string(t.id) == shown) chosen = t;
    }
    for (const ModelUse& use : store::model_uses(tx, lesson, k_most)) out.uses.push_back({std::to_string(use.model_id), use.since, use.by, use.why});
    if (!chosen) return out;
    out.shown = std::to_string(chosen->id);
    out.figures = json::read<LearnedFigures>(chosen->figures).value_or({});
    const auto name = [&](const std::string& code) { return class_name(lesson, code); };
    for (LearnedClass& c : out.figures.classes) {
      const Words words = name(c.code);
      c.name_zh = words.zh;
      c.name_en = words.en;
    }
    for (LearnedMistake& m : out.figures.confused) {
      const Words truth = name(m.truth);
      const Words guess = name(m.guess);
      m.truth_zh = truth.zh;
      m.truth_en = truth.en;
      m.guess_zh = guess.zh;
      m.guess_en = guess.en;
    }
    return out;
  }

  void add_suggest_routes(http::Routes& routes) {
    http::Route suggest{http::Method::post, "/api/v1/cases/suggest", Permission::cases_report, "受理建议", "Suggest item, urgency, unit and place for a text"};
    suggest.in = http::schema_of<SuggestIn>();
    suggest.out = http::schema_of<SuggestOut>();
    suggest.handle = [this](http::Request& r) {
      auto in = json::read<SuggestIn>(r.body);
      if (!in.ok()) return http::problem(in.refusal(), r.scope);
      SuggestOut out;
      out.places = parts_.places.find(in->place.text + " " + in->content, 5, r.scope.language);
      std::string area = in->place.grid_code;
      if (area.empty() && !out.places.empty()) area = out.places.front().grid_code;
      static_cast<Suggestions&>(out) = suggester_.suggest(in->content, area);
      out.similar = similar(r, out, area);
      out.past = past(r, out, area, in->content);
      return http::json_response(json::write(out));
    };
    routes.raw(std::move(suggest));
  }

  std::vector<CaseRow> similar(const http::Request& r, const Suggestions& suggestions, const std::string& area) {
    if (suggestions.item.empty() || area.size() < 15) return {};
    const auto list = read<Result<CaseList>>([&](db::Tx& tx) -> Result<CaseList> {
      ListQuery query;
      query.area = area;
      query.item = suggestions.item.front().code;
      query.open = true;
      query.limit = 5;
      return cases_->list(tx, r.scope, query, r.now);
    });
    return list.ok() ? list->items : std::vector<CaseRow>{};
  }

  // Of the newest closed cases of the first item in the town, or where the caller may look.
  std::vector<CaseRow> past(const http::Request& r, const Suggestions& suggestions, const std::string& area, const std::string& content) {
    if (suggestions.item.empty()) return {};
    auto list = read<Result<CaseList>>([&](db::Tx& tx) -> Result<CaseList> {
      ListQuery query;
      query.area = area.substr(0, 9);
      query.item = suggestions.item.front().code;
      query.open = false;
      query.limit = 30;
      return cases_->list(tx, r.scope, query, r.now);
    });
    if (!list.ok()) return {};
    std::vector<CaseRow> rows = std::move(list->items);
    std::map<std::string, double> likeness;
    for (const CaseRow& row : rows) likeness[row.ref] = textual::likeness(row.title, content);
    std::stable_sort(rows.begin(), rows.end(), [&](const CaseRow& a, const CaseRow& b) { return likeness[a.ref] > likeness[b.ref]; });
    if (rows.size() > 3) rows.resize(3);
    return rows;
  }

  void add_import_routes(http::Routes& routes) {
    http::Route upload{http::Method::post, "/api/v1/cases/imports", Permission::cases_import, "上传导入文件", "Upload an export of another platform"};
    upload.out = http::schema_of<ImportUploadView>();
    upload.upload = true;
    upload.writes = true;
    upload.max_body = 512 << 20;
    upload.handle = [this, &routes](http::Request& r) {
      auto received = http::Upload::open(r);
      if (!received.ok()) return http::problem(received.refusal(), r.scope);
      const http::Part* file = received->file();
      if (!file) return http::problem(refuse(ErrorCode::bad_file, "没有文件", "there is no file"), r.scope);
      return routes.run_command(r, [&](db::Tx& tx) -> Result<std::string> {
        TIANGE_TRY(ImportUploadView view, imports_.upload(tx, r.scope, file->content, file->file_name, r.now));
        return json::write(view);
      });
    };
    routes.raw(std::move(upload));
    routes.command<MappingIn, ImportPreview>(http::Method::put, "/api/v1/cases/imports/{id}/mapping", Permission::cases_import, "确认列的对应并预览", "Map the columns and preview",
                                             [this](const http::Request& r, db::Tx& tx, const MappingIn& in) -> Result<ImportPreview> {
                                               TIANGE_TRY(std::int64_t id, parse_id(r.param("id")));
                                               return imports_.map(tx, r.scope, id, {in.columns, in.values, in.dates}, in.name, r.now);
                                             });
    routes.command<http::Nothing, ImportStateView>(http::Method::post, "/api/v1/cases/imports/{id}/run", Permission::cases_import, "开始导入", "Run the import",
                                                   [this](const http::Request& r, db::Tx& tx, const http::Nothing&) -> Result<ImportStateView> {
                                                     TIANGE_TRY(std::int64_t id, parse_id(r.param("id")));
                                                     return imports_.start(tx, r.scope, id);
                                                   });
  }

  void add_import_reads(http::Routes& routes) {
    routes.query<FieldList>("/api/v1/cases/import-fields", Permission::cases_import, "可导入的字段", "Fields a column may hold", [](const http::Request&) -> Result<FieldList> {
      FieldList list;
      for (const ImportField& f : import_fields()) {
        FieldView view{std::string(f.name), std::string(f.zh), std::string(f.en), f.name == "content", {}};
        for (const Meaning& m : meanings_of(f.name)) view.meanings.push_back({m.value, m.zh, m.en});
        list.items.push_back(std::move(view));
      }
      return list;
    });
    routes.query<MappingList>("/api/v1/cases/import-mappings", Permission::cases_import, "记住的列对应", "Remembered mappings", [this](const http::Request&) -> Result<MappingList> {
      return read<Result<MappingList>>([](db::Tx& tx) -> Result<MappingList> {
        MappingList list;
        for (auto& [name, plan] : store::remembered_plans(tx)) list.items.push_back({name, plan.columns, plan.values, plan.dates});
        return list;
      });
    });
    routes.query<ImportList>("/api/v1/cases/imports", Permission::cases_import, "我的导入", "My imports", [this](const http::Request& r) -> Result<ImportList> {
      return read<Result<ImportList>>([&](db::Tx& tx) -> Result<ImportList> { return ImportList{imports_.list(tx, r.scope)}; });
    });
    routes.query<ImportStateView>("/api/v1/cases/imports/{id}", Permission::cases_import, "导入进度", "How far an import is", [this](const http::Request& r) -> Result<ImportStateView> {
      TIANGE_TRY(std::int64_t id, parse_id(r.param("id")));
      return read<Result<ImportStateView>>([&](db::Tx& tx) { return imports_.state(tx, r.scope, id); });
    });
    http::Route errors{http::Method::get, "/api/v1/cases/imports/{id}/errors.csv", Permission::cases_import, "错误行文件", "The rows at fault, to be mended and sent again"};
    errors.handle = [this](http::Request& r) { return error_file(r); };
    routes.raw(std::move(errors));
    http::Route differences{http::Method::get, "/api/v1/cases/imports/{id}/differences.csv", Permission::cases_import, "超期结论不一致的行", "Rows whose overdue flag differs from the file's"};
    differences.handle = [this](http::Request& r) { return difference_file(r); };
    routes.raw(std::move(differences));
  }

  http::Response difference_file(http::Request& r) {
    auto id = parse_id(r.param("id"));
    auto record = id.ok() ? read<Result<ImportRecord>>([&](db::Tx& tx) { return imports_.record(tx, r.scope, *id); }) : Result<ImportRecord>(id.refusal());
    if (!record.ok()) return http::problem(record.refusal(), r.scope);
    http::Response response;
    response.content_type = std::string(sheets::k_csv_type);
    response.with("Content-Disposition", http::content_disposition("attachment", "超期不一致.csv"));
    response.stream = [this, id = *id](const http::Sink& sink) {
      const auto writer = sheets::write_csv(sink);
      writer->row({"文件行", "工单编号", "受理时间", "应办结时间", "办结时间", "文件中的结论", "本系统的结论"});
      parts_.db.read([&](db::Tx& tx) -> Outcome {
        store::each_difference(tx, id, [&](const ImportDifference& d) {
          writer->row({std::to_string(d.row), d.number, d.reported, d.due, d.closed, d.said_overdue ? "超期" : "按时", d.found_overdue ? "超期" : "按时"});
          return true;
        });
        return done();
      }).ok();
      writer->finish();
    };
    return response;
  }

  http::Response error_file(http::Request& r) {
    auto id = parse_id(r.param("id"));
    auto record = id.ok() ? read<Result<ImportRecord>>([&](db::Tx& tx) { return imports_.record(tx, r.scope, *id); }) : Result<ImportRecord>(id.refusal());
    if (!record.ok()) return http::problem(record.refusal(), r.scope);
    http::Response response;
    response.content_type = std::string(sheets::k_csv_type);
    response.with("Content-Disposition", http::content_disposition("attachment", "导入错误行.csv"));
    response.stream = [this, record = *record](const http::Sink& sink) {
      const auto writer = sheets::write_csv(sink);
      std::vector<std::string> titles = record.titles;
      titles.emplace_back(k_what_is_wrong);
      writer->row(titles);
      parts_.db.read([&](db::Tx& tx) -> Outcome {
        store::each_error_row(tx, record.id, [&](const ImportErrorRow& row) {
          std::vector<std::string> cells = row.cells;
          cells.resize(record.titles.size());
          cells.push_back(row.what);
          writer->row(cells);
          return true;
        });
        return done();
      }).ok();
      writer->finish();
    };
    return response;
  }

  IntakeParts parts_;
  ItemSuggester suggester_;
  ImportService imports_;
  Cases* cases_ = nullptr;
};

}  // namespace

std::unique_ptr<Intake> open_intake(IntakeParts parts) { return std::make_unique<Room>(parts); }

}  // namespace tiange::cases
