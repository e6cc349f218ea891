#pragma once
// 事项 items: the matter catalogue. An item says when a matter may be filed, who leads, how long it may take, and when it
// may be closed. Items are versioned; a case keeps the version it was filed under.

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/calendar.h"
#include "base/json.h"
#include "base/result.h"
#include "base/scope.h"
#include "platform/db/db.h"

namespace tiange::items {

// How long a matter of one severity may take, in one area or everywhere.
struct SeverityLimit {
  Severity severity = Severity::normal;
  double amount = 0;  // hours or days, by kind
  LimitKind kind = LimitKind::work_days;
  std::optional<std::string> area = {};  // code of a district, town, community or grid; without one it holds everywhere

  bool holds_in(std::string_view place) const { return !area || place.starts_with(*area); }

  Limit limit() const { return {amount, kind}; }
};
BOOST_DESCRIBE_STRUCT(SeverityLimit, (), (severity, amount, kind, area))

struct Item {
  std::string code;        // "E13-0110", "P07-0101", "S26-0901": class letter, generation, major and minor
  std::string catalogue;   // "GB/T 30428.2-2013" | "CJ/T 214-2007" | the district's own
  std::string item_class;  // part | event | social
  std::string major;
  std::string minor;
  std::string major_zh;
  std::string major_en;
  std::optional<std::string> parent;  // code of the item this one is a kind of, to any depth; its class is the same
  std::string name_zh;
  std::string name_en;
  std::string filing_condition;
  std::optional<std::string> filing_condition_en;
  std::vector<std::string> closing_conditions;
  std::vector<std::string> closing_conditions_en;  // in the same order; none, or as many
  std::vector<SeverityLimit> limits;      // of handling; at least one that holds everywhere
  std::string limit_basis;        // table | law | default: where the limits come from
  std::string settle_level;       // lowest level that can usually settle it: grid | community | town | department
  std::string lead_line;          // "CG"
  std::string supervising_line;
  std::string form;               // key of the extra form, "" when none
  std::string successor;          // of an item no longer in force: the code that took its place
  std::string keywords;           // words that speak for the item, official and everyday, separated by spaces
  // How residents say it, and what makes it urgent. A word is one run of characters; "灯+不亮": both near each other, in
  // any order; "请问~": a weak word, which counts for little. The same signs hold in `keywords`.
  std::vector<std::string> everyday_words;
  std::vector<std::string> urgent_words;
  std::string legal_basis;
  bool verify_needed = true;      // a public report is verified on the spot before it is registered
  bool confidential = false;      // seen by those with that permission only
  bool rated = true;              // satisfaction counts in scores
  bool active = true;             // in force
  int version = 1;
  std::optional<std::vector<std::string>> powers;  // codes of the power list (权责清单) it rests on
  // On trial: this version is in force in these areas only (6 to 12 digits); elsewhere the version before it is.
  std::optional<std::vector<std::string>> areas;

  bool trifle() const { return settle_level == "grid"; }  // a grid officer may settle it alone
  bool on_trial() const { return areas && !areas->empty(); }
  // Whether this version says what holds at a place, be it that the item is in force or that it no longer is.
  bool speaks_for(std::string_view place) const {
    if (!on_trial()) return true;
    for (const std::string& area : *areas) {
      if (place.starts_with(area)) return true;
    }
    return false;
  }
};
BOOST_DESCRIBE_STRUCT(Item, (), (code, catalogue, item_class, major, minor, major_zh, major_en, parent, name_zh, name_en,
                                 filing_condition, filing_condition_en, closing_conditions, closing_conditions_en, limits, limit_basis, settle_level, lead_line,
                                 supervising_line, form, successor, keywords, legal_basis, verify_needed, confidential,
                                 rated, active, version, everyday_words, urgent_words, powers, areas))

// Reads are from memory; a change swaps the catalogue whole.
class Items {
 public:
  virtual ~Items() = default;
  // The current version, or the version asked for.
  virtual std::shared_ptr<const Item> find(std::string_view code) const = 0;
  virtual std::shared_ptr<const Item> find(std::string_view code, int version) const = 0;
  virtual std::vector<std::shared_ptr<const Item>> all() const = 0;  // active, in order of code
};

// The version of an item that is in force at a place (an area code): the newest one, or, outside the areas of a trial, the
// one before. Null when none is.
std::shared_ptr<const Item> in_force_at(const Items& items, std::string_view code, std::string_view place);

// Why an item may not be chosen at a place: there is no such item, it is on trial elsewhere and where, or something took its
// place. Nothing when it is in force there. `area_name` gives the names of an area.
std::optional<Words> why_not_at(const Items& items, std::string_view code, std::string_view place,
                                const std::function<Words(std::string_view)>& area_name);

// In English where that is known, else as it is.
const std::string& closing_condition_en(const Item& item, std::size_t index);

// The limit of the item for a severity at a place (an area code, "" when not known): the one of the smallest area that
// holds the place, else the one that holds everywhere; the normal one where that severity has none of its own.
const SeverityLimit& limit_of(const Item& item, Severity severity, std::string_view place = {});

}  // namespace tiange::items
