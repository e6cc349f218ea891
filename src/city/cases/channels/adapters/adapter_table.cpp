#include "city/cases/channels/adapters/adapter_table.h"

namespace tiange::cases {

const std::vector<const ChannelAdapter*>& all_adapters() {
  static const std::vector<const ChannelAdapter*> all = {
      &city_12345_adapter(),     &line_12319_adapter(),   &petition_adapter(), &police_adapter(),
      &community_grid_adapter(), &mini_program_adapter(), &mailbox_adapter(),  &generic_json_adapter()};
  return all;
}

const ChannelAdapter* adapter_named(std::string_view name) {
  for (const ChannelAdapter* adapter : all_adapters()) {
    if (adapter->name() == name) return adapter;
  }
  return nullptr;
}

}  // namespace tiange::cases
