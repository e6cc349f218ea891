#pragma once
// The record of Idempotency-Keys: what was answered to a request that may come again.

#include "platform/db/db.h"

namespace tiange::http {

std::span<const db::Migration> http_migrations();

// Forgets answers older than three days, a thousand at a time; call it now and then. Returns how many were forgotten.
std::int64_t clean_request_keys(db::Db& db, Instant now);

}  // namespace tiange::http
