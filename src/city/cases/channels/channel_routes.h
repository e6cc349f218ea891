#pragma once
// The routes of channels.

#include "city/cases/channels/channel_service.h"
#include "city/cases/channels/client_key_service.h"
#include "city/cases/channels/hook_service.h"

namespace tiange::cases {

void add_message_routes(http::Routes& routes, ChannelService& service);
void add_system_routes(http::Routes& routes, ChannelService& service);
void add_link_routes(http::Routes& routes, ChannelService& service);
void add_key_routes(http::Routes& routes, ClientKeyService& keys, const ChannelParts& parts);
void add_hook_routes(http::Routes& routes, HookService& hooks, const ChannelParts& parts);

}  // namespace tiange::cases
