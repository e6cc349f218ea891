#pragma once

#include <span>

#include "platform/db/db.h"

namespace tiange::items {
std::span<const db::Migration> migrations();
}
