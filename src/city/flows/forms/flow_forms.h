#pragma once
// Forms in the district: what screens ask for, the registers that choices come from, and the designer's help.

#include <boost/describe.hpp>
#include <functional>
#include <limits>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/scope.h"
#include "city/flows/flows.h"
#include "city/items/items.h"
#include "city/org/org.h"
#include "city/places/places.h"
#include "engines/forms/forms.h"
#include "platform/http/http.h"

namespace tiange::flows {

struct ChoiceEntry {
  std::string value;
  std::string zh;
  std::string en;
};
BOOST_DESCRIBE_STRUCT(ChoiceEntry, (), (value, zh, en))

// The registers of a district, searched for choices. One object serves one request.
class FormChoices : public forms::Registers {
 public:
  // Those whose code or name holds `text`, at most `most`. Refused with no_definition for an unknown source, with
  // forbidden when people are asked for by somebody who works for no unit.
  virtual Result<std::vector<ChoiceEntry>> search(const Scope& scope, std::string_view source, std::string_view text,
                                                  std::string_view within, std::size_t most) const = 0;
};

// Areas, units, items and people as choices of forms, read from memory.
//   towns communities grids   codes of areas; within: the code of an area above
//   units                     codes of units; within: an area, or a unit above
//   items                     codes of items in force; within: the first signs of a code
//   people                    ids of people who hold a post; within: a unit. For staff only.
class DistrictChoices final : public FormChoices {
 public:
  DistrictChoices(const items::Items& items, const places::Places& places, std::shared_ptr<const org::Directory> directory,
                  Instant now)
      : items_(items), places_(places), directory_(std::move(directory)), now_(now) {}

  std::optional<Words> find(std::string_view source, std::string_view code, std::string_view within) override;
  Result<std::vector<ChoiceEntry>> search(const Scope& scope, std::string_view source, std::string_view text,
                                          std::string_view within, std::size_t most) const override;

 private:
  std::vector<ChoiceEntry> areas(std::string_view level, std::string_view within) const;
  std::vector<ChoiceEntry> units(std::string_view within) const;
  std::vector<ChoiceEntry> people(std::string_view unit) const;

  const items::Items& items_;
  const places::Places& places_;
  std::shared_ptr<const org::Directory> directory_;
  Instant now_;
};

using OpenChoices = std::function<std::unique_ptr<FormChoices>(Instant now)>;

// Forms for everybody, the registers, and for those who may see definitions a trial of one that is not kept.
void add_form_routes(http::Routes& routes, Flows& flows, OpenChoices choices);
// XLSForm to a form, for the designer.
void add_form_import_route(http::Routes& routes);

}  // namespace tiange::flows
