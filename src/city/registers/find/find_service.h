#pragma once
// Searches and areas: what each caller may find, what is kept of it.

#include <map>
#include <mutex>

#include "city/registers/find/find_index.h"
#include "city/registers/find/find_store.h"

namespace tiange::registers {

class FindService final : public Find {
 public:
  explicit FindService(FindParts parts);

  void work(const std::function<bool()>& stop) override { index_.work(stop); }
  FindStatus status() const override { return index_.status(); }
  Result<FindList> find(const Scope& scope, const Ask& ask, Instant now) override;
  Result<ShapeView> draw(const Scope& scope, const ShapeIn& in, Instant now) override;
  Result<std::vector<SubjectId>> inside(db::Tx& tx, const Scope& scope, std::string_view shape, Kind kind) const override;
  void add_routes(http::Routes& routes, const http::Recorder& record) override;

 private:
  struct Place {  // an address inside a shape with who hangs on it
    AddressRow address;
    std::vector<std::pair<Kind, SubjectId>> subjects;
  };
  struct Inside {
    std::vector<Place> places;  // by address
    KindCounts counts;
    std::string area;           // that all have in common
  };

  std::uint32_t whole_sorts(const Scope& scope) const;
  std::vector<FindRow> search(db::Tx& tx, const Scope& scope, const finder::Question& question, FindList& list, Instant now);
  void keep(db::Tx& tx, const Scope& scope, const Ask& ask, const FindList& list, std::int64_t id, Instant now);
  std::int64_t entry_of(const Scope& scope, const Ask& ask, Instant now);
  void keep_hits(db::Tx& tx, const Scope& scope, const Ask& ask, const FindList& list, Instant now);
  Result<Inside> inside_of(db::Tx& tx, const Scope& scope, const std::vector<std::vector<double>>& ring) const;
  Result<find_store::StoredShape> shape_for(db::Tx& tx, const Scope& scope, std::string_view id) const;
  struct Page {
    std::vector<Kind> kinds;  // none: all
    std::string after;
    std::size_t limit = 100;  // subjects
  };
  // What would be kept, before it has a number.
  Result<ShapeView> measure(const Scope& scope, const ShapeIn& in, Instant now) const;
  ShapeView add(db::Tx& tx, const Scope& scope, ShapeView view, Instant now);
  Result<InsideList> list_inside(db::Tx& tx, const Scope& scope, const find_store::StoredShape& drawn, const Page& page, Instant now) const;
  Result<InsideList> show_inside(const Scope& scope, std::string_view id, const Page& page, Instant now);
  FindLook look_of(const Scope& scope, Instant now) const;

  FindParts parts_;
  FindIndex index_;

  // Somebody who types goes on with the search begun: one entry, not one for each letter.
  struct Typing {
    std::int64_t id = 0;
    std::string q, purpose;
    Instant at;
  };
  std::mutex typing_lock_;
  std::map<std::int64_t, Typing> typing_;  // by account
};

// Kinds by their names, parted by commas; refuses others.
Result<std::vector<Kind>> read_kinds(std::string_view text);
// How much there is to be found is told to those who see the whole district; others hear how far the building is.
FindStatus shown_status(FindStatus status, const Scope& scope);
// Long numbers of a search as they are kept: the first three and the last four.
std::string kept_words(std::string_view q);

}  // namespace tiange::registers
