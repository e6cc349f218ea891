#pragma once

#include "platform/sheets/sheets.h"

namespace tiange::sheets {
Result<std::unique_ptr<Reader>> open_xlsx_bytes(std::string bytes, const Limits& limits);
Result<std::unique_ptr<Reader>> open_xlsx_file(const std::string& path, const Limits& limits, std::string_view name = "");
}  // namespace tiange::sheets
