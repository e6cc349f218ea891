#pragma once
// What every service of supervision needs: the rules in force, the case a paper is about, documents, the log.

#include <mutex>

#include "city/cases/case_service.h"
#include "city/cases/supervision/desk/paper_store.h"
#include "city/cases/supervision/desk/print_page.h"
#include "city/cases/supervision/desk/supervision_parts.h"

namespace tiange::cases {

class SupervisionDesk {
 public:
  explicit SupervisionDesk(SupervisionParts parts) : parts(std::move(parts)) {}

  const SupervisionParts parts;
  const CaseStore cases;

  SupervisionRules rules(db::Tx& tx) const;
  const WorkCalendar& calendar() const { return *parts.base.calendar; }
  std::shared_ptr<const org::Directory> directory(Instant now) const { return parts.base.org.directory(now); }
  std::int64_t next_id(Instant now) const { return parts.base.ids.next(now); }

  AboutCase about(db::Tx& tx, const Scope& scope, CaseRef ref, const std::string& number, Instant now) const;
  // Refused with the field when a digest is not known. Stores them with who may see the paper.
  Outcome attach(db::Tx& tx, CaseRef paper, const std::vector<std::string>& digests, const std::string& area,
                 const std::string& unit, Instant now) const;
  void note(db::Tx& tx, CaseRef paper, const Scope& scope, const Words& said, const std::string& text, Instant now) const;
  // Says it in the history of the case, if there is one.
  Outcome remark(db::Tx& tx, const Scope& scope, CaseRef about, const char* kind, const Words& said,
                 const std::string& text, Instant now) const;
  UnitName unit_name(const std::string& code, Instant now) const;
  // The screens of the unit and of whoever looks at the area ask again.
  void wake(db::Tx& tx, const std::string& area) const;

 private:
  mutable std::mutex lock_;
  mutable std::int64_t known_version_ = 0;
  mutable SupervisionRules known_;
};

// A text people must write: not empty, at most `most` characters.
Outcome check_words(const char* field, const std::string& text, std::size_t most, bool needed = true);
// A limit that may be absent.
Outcome check_limit(const char* field, const std::string& text);

}  // namespace tiange::cases
