#include "city/cases/channels/adapters/adapter_table.h"

namespace tiange::cases {

namespace {

// What the mapping says, and nothing else: sister districts, province platforms, anything that speaks JSON.
class GenericJson final : public ChannelAdapter {
 public:
  std::string_view name() const override { return "generic_json"; }
};

}  // namespace

const ChannelAdapter& generic_json_adapter() {
  static const GenericJson adapter;
  return adapter;
}

}  // namespace tiange::cases
