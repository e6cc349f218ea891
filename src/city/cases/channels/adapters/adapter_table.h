#pragma once
// The adapters, each from its own file.

#include "city/cases/channels/adapters/channel_adapter.h"

namespace tiange::cases {

const ChannelAdapter& city_12345_adapter();
const ChannelAdapter& line_12319_adapter();
const ChannelAdapter& petition_adapter();
const ChannelAdapter& police_adapter();
const ChannelAdapter& community_grid_adapter();
const ChannelAdapter& mini_program_adapter();
const ChannelAdapter& mailbox_adapter();
const ChannelAdapter& generic_json_adapter();

}  // namespace tiange::cases
