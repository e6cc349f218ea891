#pragma once

#include "city/cases/supervision/appeal_store.h"
#include "city/cases/supervision/desk/supervision_desk.h"

namespace tiange::cases {

class AppealService {
 public:
  explicit AppealService(const SupervisionDesk& desk) : desk_(desk) {}

  Result<AppealView> file(db::Tx& tx, const Scope& scope, CaseRef about, const AppealInput& input, Instant now) const;
  Result<AppealView> review(db::Tx& tx, const Scope& scope, std::int64_t id, const ReviewInput& input,
                            Instant now) const;
  Result<AppealView> one(db::Tx& tx, const Scope& scope, std::int64_t id, Instant now) const;
  Result<AppealList> list(db::Tx& tx, const http::Request& request) const;
  void tell_of(db::Tx& tx, const Scope& scope, const CaseRecord& record, CaseSupervision& out, Instant now) const;

 private:
  std::string unit_late(db::Tx& tx, const CaseRecord& record) const;
  AppealView view(db::Tx& tx, const Scope& scope, const store::StoredAppeal& appeal, Instant now) const;
  const SupervisionDesk& desk_;
};

}  // namespace tiange::cases
