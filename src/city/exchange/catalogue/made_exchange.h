#pragma once
// For tests: an exchange with one source of three rows.

#include "city/exchange/ingest/exchange_ingest.h"

namespace tiange::exchange {

class MadeExchange final : public Exchange {
 public:
  Result<SourceView> save_source(db::Tx&, const Scope&, const std::string&, const SourceIn&, Instant) override { return refuse(ErrorCode::not_found); }
  Result<BatchView> take_file(const Scope&, const std::string&, const std::string&, const std::string&, Instant) override {
    return refuse(ErrorCode::not_found);
  }
  Result<BatchView> decide(db::Tx&, const Scope&, std::int64_t, const DecideIn&, Instant) override { return refuse(ErrorCode::not_found); }
  Result<BatchView> run_batch(std::int64_t) override { return refuse(ErrorCode::not_found); }
  std::vector<SourceFacts> facts(db::Tx&, Instant now) override {
    SourceFacts one;
    one.code = "pop";
    one.unit = "440604-GA";
    one.department = "police";
    one.kind = "person";
    one.last_good = now - days(9);
    one.due = now - days(8);
    one.late = true;
    one.rows = 3;
    one.fields = {{"name", "姓名", "Name", FieldType::name, "name", {}}, {"phone", "电话", "Phone", FieldType::phone, "phone", {}}};
    return {one};
  }
  void each_row(db::Tx&, std::string_view, const std::function<bool(const MappedRow&)>& visit) override {
    for (int i = 1; i <= 3; ++i) {
      MappedRow row;
      row.number = i;
      row.key = std::to_string(i);
      row.values = {{"name", "甲" + std::to_string(i)}, {"phone", "1390000000" + std::to_string(i)}};
      if (!visit(row)) return;
    }
  }
  Outcome lay(db::Tx&, std::string_view, std::string_view, Instant) override { return done(); }
  void pull_due(Instant) override {}
  void drop_old(Instant) override {}
  void add_jobs() override {}
  void add_routes(http::Routes&, const http::Recorder&) override {}
};

}  // namespace tiange::exchange
