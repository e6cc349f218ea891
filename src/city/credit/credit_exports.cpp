// What leaves the house: the list of firms and the page of one, with a purpose, recorded in the audit.

#include "base/text.h"
#include "city/credit/credit_service.h"
#include "platform/sheets/sheets.h"

namespace tiange::credit {

namespace {

using http::Method;
using http::Request;

Words colour_words(std::string_view colour) {
  if (colour == "green") return {"绿", "green"};
  return colour == "yellow" ? Words{"黄", "yellow"} : Words{"红", "red"};
}

const std::string& pick(bool zh, const std::string& a, const std::string& b) { return zh ? a : b; }

void write_profile(sheets::Writer& writer, const CreditProfile& page, const std::string& purpose, const std::string& by, Instant now, bool zh) {
  const auto row = [&](const std::string& what, const std::string& value) { writer.row({what, value}); };
  row(zh ? "企业" : "Firm", page.title);
  row(zh ? "统一社会信用代码" : "Credit code", page.uscc);
  row(zh ? "区域" : "Area", page.area_name);
  row(zh ? "信用分" : "Score", std::to_string(page.score));
  row(zh ? "等级" : "Grade", page.grade);
  const Words colour = colour_words(page.colour);
  row(zh ? "颜色" : "Colour", pick(zh, colour.zh, colour.en));
  row(zh ? "评分规则版本" : "Scoring", std::to_string(page.scoring_version));
  row(zh ? "导出目的" : "Purpose", purpose);
  row(zh ? "导出人" : "By", by);
  row(zh ? "导出时间" : "At", format_local(now));
  writer.row({});
  if (zh) writer.row({"指标", "分值", "计入", "来源", "依据", "文号", "发生日期", "消退日期", "事实"});
  else writer.row({"Indicator", "Points", "Counts", "Source", "Basis", "Document", "Since", "Fades", "Facts"});
  for (const CreditMarkView& mark : page.marks) {
    std::string facts;
    for (const CreditEvidence& one : mark.evidence) {
      const std::string& shown = pick(zh, one.shown_zh, one.shown_en);
      facts += (facts.empty() ? "" : "; ") + pick(zh, one.zh, one.en) + "=" + (shown.empty() ? one.value : shown);
    }
    writer.row({pick(zh, mark.zh, mark.en), std::to_string(mark.points), mark.left_out ? (zh ? "否" : "no") : (zh ? "是" : "yes"),
                pick(zh, mark.source_zh, mark.source_en), mark.basis, mark.document, mark.since, mark.fades, facts});
  }
  writer.row({});
  if (zh) writer.row({"时间", "原分", "现分", "等级", "颜色"});
  else writer.row({"When", "From", "To", "Grade", "Colour"});
  for (const CreditChange& change : page.history) {
    const Words to = colour_words(change.colour);
    writer.row({format_local(change.happened), std::to_string(change.from), std::to_string(change.to), change.grade, pick(zh, to.zh, to.en)});
  }
  writer.finish();
}

}  // namespace

void CreditService::add_exports(http::Routes& routes, const http::Recorder& record) {
  const std::string base = "/api/v1/credit/firms";
  http::Route sheet{Method::get, base + "/export", Permission::credit_export, "导出企业信用名单", "Export of firms by colour and score"};
  sheet.query_params = {"format", "purpose", "q", "colour", "grade", "area", "industry"};
  sheet.handle = [this, record](Request& request) {
    const std::string purpose(text::trim(request.query_value("purpose")));
    if (purpose.empty()) return http::problem(refuse(ErrorCode::purpose_needed), request.scope);
    store::FirmAsk ask;
    ask.colour = std::string(request.query_value("colour"));
    ask.grade = std::string(request.query_value("grade"));
    ask.area = std::string(request.query_value("area"));
    ask.industry = std::string(request.query_value("industry"));
    if (const Outcome found = look_for(request, ask); !found.ok()) return http::problem(found.refusal(), request.scope);
    parts_.db.run_write(request.scope, [&](db::Tx& tx) {
      record(tx, request, "credit.exported", "firms", {"导出企业信用名单，目的：" + purpose, "exported credit of firms for: " + purpose});
      return true;
    });
    const bool csv = request.query_value("format") == "csv";
    http::Response response;
    response.content_type = std::string(csv ? sheets::k_csv_type : sheets::k_xlsx_type);
    response.with("Content-Disposition", std::string("attachment; filename=\"credit.") + (csv ? "csv\"" : "xlsx\""));
    response.stream = [this, csv, scope = request.scope, ask, now = request.now](const http::Sink& sink) {
      const auto writer = csv ? sheets::write_csv(sink, sheets::CsvFor::people) : sheets::write_xlsx(sink);
      const bool zh = scope.language == Language::zh;
      if (zh) writer->row({"企业", "区域", "行业", "信用分", "等级", "颜色", "评分颜色", "人工调整", "变化时间"});
      else writer->row({"Firm", "Area", "Industry", "Score", "Grade", "Colour", "By score", "Set by hand", "Changed"});
      store::FirmAsk page = ask;
      page.limit = 500;
      for (bool more = true; more;) {
        const auto some = parts_.db.read([&](db::Tx& tx) -> Result<CreditFirmList> { return list(tx, scope, page, now); });
        if (!some.ok()) break;
        for (const CreditFirm& one : some->items) {
          const Words colour = colour_words(one.colour), own = colour_words(one.own_colour);
          writer->row({one.title, one.area_name, pick(zh, one.industry_zh, one.industry_en), std::to_string(one.score), one.grade, pick(zh, colour.zh, colour.en),
                       pick(zh, own.zh, own.en), one.overridden ? (zh ? "是" : "yes") : "", format_local(one.changed)});
        }
        more = !some->next.empty();
        if (!more) break;
        const CreditFirm& last = some->items.back();
        page.after = {last.score, parse_id(last.ref).ok() ? *parse_id(last.ref) : 0};
      }
      writer->finish();
    };
    return response;
  };
  routes.raw(std::move(sheet));

  http::Route one{Method::get, base + "/{ref}/export", Permission::credit_export, "导出企业信用画像", "Export of a firm's page"};
  one.query_params = {"purpose"};
  one.handle = [this, record](Request& request) {
    const std::string purpose(text::trim(request.query_value("purpose")));
    if (purpose.empty()) return http::problem(refuse(ErrorCode::purpose_needed), request.scope);
    const auto page = parts_.db.write(request.scope, [&](db::Tx& tx) -> Result<CreditProfile> {
      TIANGE_TRY(CreditProfile page, profile(tx, request.scope, request.param("ref"), true, request.now));
      record(tx, request, "credit.exported", page.ref, {"导出企业信用画像“" + page.title + "”，目的：" + purpose, "exported the credit page of " + page.title + " for: " + purpose});
      return page;
    });
    if (!page.ok()) return http::problem(page.refusal(), request.scope);
    http::Response response;
    response.content_type = std::string(sheets::k_xlsx_type);
    response.with("Content-Disposition", "attachment; filename=\"credit-" + page->ref + ".xlsx\"");
    response.stream = [page = *page, purpose, scope = request.scope, now = request.now](const http::Sink& sink) {
      const auto writer = sheets::write_xlsx(sink);
      write_profile(*writer, page, purpose, scope.name, now, scope.language == Language::zh);
    };
    return response;
  };
  routes.raw(std::move(one));
}

}  // namespace tiange::credit
