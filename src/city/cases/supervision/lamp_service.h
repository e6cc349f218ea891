#pragma once

#include "city/cases/supervision/lamp_store.h"
#include "city/cases/supervision/desk/supervision_desk.h"
#include "platform/sheets/sheets.h"

namespace tiange::cases {

// 红黄灯 Counted anew whenever somebody looks: what is open is a small part of what there is.
class LampService {
 public:
  explicit LampService(const SupervisionDesk& desk) : desk_(desk) {}

  Result<LampList> lamps(db::Tx& tx, const http::Request& request) const;
  Result<LampCases> cases(db::Tx& tx, const http::Request& request) const;
  http::Response file(const http::Request& request) const;

 private:
  struct Filter;
  struct Found;
  Result<Filter> filter_of(const http::Request& request) const;
  void each(db::Tx& tx, const Scope& scope, const Filter& filter, bool with_claims, Instant now,
            const std::function<void(const store::LampLine&, Lamp)>& visit) const;
  std::vector<Found> find(db::Tx& tx, const Scope& scope, const Filter& filter, Instant now) const;
  std::vector<LampCase> rows(db::Tx& tx, const Scope& scope, const std::vector<Found>& found, Instant now) const;
  LampRow named(LampBy by, const std::string& key, const std::string& area, Instant now) const;
  const SupervisionDesk& desk_;
};

}  // namespace tiange::cases
