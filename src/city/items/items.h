#pragma once
// 事项 items: the matter catalogue. An item says when a matter may be filed, who leads, how long it may take, and when it
// may be closed. Items are versioned; a case keeps the version it was filed under.

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/json.h"
#include "base/result.h"
#include "base/scope.h"
#include "platform/db/db.h"

namespace tiange::items {

// The four clocks of DOMAIN: urgent hours and natural days run always, work hours and work days on the working calendar.
enum class ClockKind { urgent_hours, natural_days, work_hours, work_days };
BOOST_DESCRIBE_ENUM(ClockKind, urgent_hours, natural_days, work_hours, work_days)

enum class Severity { normal, serious, urgent };
BOOST_DESCRIBE_ENUM(Severity, normal, serious, urgent)

struct Limit {
  Severity severity = Severity::normal;
  double amount = 0;  // hours or days, by kind
  ClockKind kind = ClockKind::work_days;
};
BOOST_DESCRIBE_STRUCT(Limit, (), (severity, amount, kind))

struct Item {
  std::string code;        // "2013-E0110", "2007-P0104", "SOC-0301": unique over all catalogues
  std::string catalogue;   // "2013" | "2007" | "social"
  std::string item_class;  // part | event | social
  std::string major;
  std::string major_zh;
  std::string minor;
  std::string name_zh;
  std::string name_en;
  std::string filing_condition;
  std::vector<std::string> closing_conditions;
  std::vector<Limit> limits;      // of handling; at least one for normal
  std::string lead_line;          // "CG"
  std::string supervising_line;
  std::string legal_basis;
  std::string form;               // key of the extra form, "" when none
  std::string keywords;           // words that speak for the item, separated by spaces
  bool verify_needed = true;      // reports of others are verified before registering
  bool trifle = false;            // a grid officer may settle it on the spot
  bool active = true;
  int version = 1;
};
BOOST_DESCRIBE_STRUCT(Item, (), (code, catalogue, item_class, major, major_zh, minor, name_zh, name_en, filing_condition,
                                 closing_conditions, limits, lead_line, supervising_line, legal_basis, form, keywords,
                                 verify_needed, trifle, active, version))

// Reads are from memory; a change swaps the catalogue whole.
class Items {
 public:
  virtual ~Items() = default;
  // The current version, or the version asked for.
  virtual std::shared_ptr<const Item> find(std::string_view code) const = 0;
  virtual std::shared_ptr<const Item> find(std::string_view code, int version) const = 0;
  virtual std::vector<std::shared_ptr<const Item>> all() const = 0;  // active, in order of code
};

// The limit of the item for a severity; falls back to the nearest milder one.
const Limit& limit_of(const Item& item, Severity severity);

}  // namespace tiange::items
