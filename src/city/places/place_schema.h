#pragma once

#include <span>

#include "platform/db/db.h"

namespace tiange::places {
std::span<const db::Migration> migrations();
}
