// Files that leave, and files that come back to be told whose they were.
#include "city/org/masks/mask_service.h"
#include "platform/sheets/routes/sheet_routes.h"

namespace tiange::masks {

namespace {

using http::Method;
using http::Request;

std::vector<std::string> titles_of(const MaskService& room, const ExportAsk& ask, Language language) {
  std::vector<std::string> out;
  const auto fields = room.export_fields(ask.kind);
  for (const ExportColumn& column : ask.columns) {
    std::string title = column.field;
    if (fields.ok()) {
      for (const ExportField& field : fields->items) {
        if (field.field == column.field) title = language == Language::zh ? field.zh : field.en;
      }
    }
    out.push_back(std::move(title));
  }
  return out;
}

// Rows behind the head go through the mark.
class MarkedWriter final : public sheets::Writer {
 public:
  MarkedWriter(masking::MarkSeed seed, std::unique_ptr<sheets::Writer> writer)
      : writer_(std::move(writer)), marker_(seed, [this](const std::vector<std::string>& row) { writer_->row(row); }) {}
  void row(const std::vector<std::string>& cells) override {
    if (std::exchange(head_, false)) writer_->row(cells);
    else marker_.row(cells);
  }
  void finish() override {
    marker_.finish();
    writer_->finish();
  }

 private:
  std::unique_ptr<sheets::Writer> writer_;
  masking::Marker marker_;
  bool head_ = true;
};

http::Response file_of(const MaskService& room, const Request& request, const ExportView& view, masking::Rows rows) {
  return sheets::answer(
      request, {"export-" + view.id},
      [titles = titles_of(room, view.ask, request.scope.language), rows = std::move(rows),
       seed = masking::mark_seed(room.parts().key, view.id)](std::unique_ptr<sheets::Writer> plain) {
        MarkedWriter writer(seed, std::move(plain));
        writer.row(titles);
        for (const auto& row : rows) writer.row(row);
        writer.finish();
      });
}

}  // namespace

std::unique_ptr<sheets::Writer> MaskService::marked(std::int64_t id, std::unique_ptr<sheets::Writer> writer) const {
  return std::make_unique<MarkedWriter>(mark_of(id), std::move(writer));
}

void add_file_routes(http::Routes& routes, MaskService& room, const http::Recorder& record) {
  const std::string base = "/api/v1/org/masks/exports";
  http::Route out{Method::get, base + "/{id}/file", Permission::masks_ask, "下载导出文件", "Fetch an approved export, marked"};
  out.query_params = {"format"};
  out.handle = [&room, record](Request& request) -> http::Response {
    const auto id = parse_id(request.param("id"));
    if (!id.ok()) return http::problem(id.refusal(), request.scope);
    masking::Rows rows;
    const auto view = room.parts().db.write(request.scope, [&](db::Tx& tx) -> Result<ExportView> {
      TIANGE_TRY(ExportView fetched, room.fetch(tx, request.scope, *id, rows, request.now));
      const std::string n = std::to_string(fetched.rows);
      record(tx, request, "masks.export_fetched", fetched.id, {"下载导出：" + fetched.ask.title + "，" + n + " 行", "fetched the export " + fetched.ask.title + ", " + n + " rows"});
      return fetched;
    });
    return view.ok() ? file_of(room, request, *view, std::move(rows)) : http::problem(view.refusal(), request.scope);
  };
  routes.raw(std::move(out));
  http::Route trace{Method::post, base + "/trace", Permission::masks_approve, "水印溯源", "Whose export a file was"};
  trace.out = http::schema_of<TraceView>();
  trace.upload = true;
  trace.max_body = 64 << 20;
  trace.handle = [&room, record](Request& request) -> http::Response {
    const auto view = trace_file(room.parts().db, room.parts().key, request.upload_path);
    if (!view.ok()) return http::problem(view.refusal(), request.scope);
    room.parts().db.run_write(request.scope, [&](db::Tx& tx) {
      const bool found = !view->matches.empty() && view->matches.front().certain;
      record(tx, request, "masks.traced", found ? view->matches.front().id : "", found ? Words{"水印溯源：" + view->matches.front().title, "traced a file to " + view->matches.front().title}
                                                                                       : Words{"水印溯源：没有结果", "traced a file: nothing certain"});
      return true;
    });
    return http::json_response(json::write(*view));
  };
  routes.raw(std::move(trace));
}

}  // namespace tiange::masks
