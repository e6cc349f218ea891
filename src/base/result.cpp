#include "base/result.h"

#include <cstdio>
#include <cstdlib>

namespace tiange {

const std::vector<ErrorInfo>& all_errors() {
  static const std::vector<ErrorInfo> table = {
#define TIANGE_ERROR(name, number, http_status, zh, en) {#name, number, http_status, zh, en},
#include "base/errors.def"
#undef TIANGE_ERROR
  };
  return table;
}

const ErrorInfo& error_info(ErrorCode code) {
  for (const ErrorInfo& info : all_errors()) {
    if (info.number == static_cast<int>(code)) return info;
  }
  std::abort();  // unreachable: every ErrorCode comes from the table
}

Refusal refuse(ErrorCode code) {
  const ErrorInfo& info = error_info(code);
  return {code, std::string(info.zh), std::string(info.en), {}};
}

Refusal refuse(ErrorCode code, std::string zh_detail, std::string en_detail) {
  const ErrorInfo& info = error_info(code);
  return {code, std::string(info.zh) + "：" + zh_detail, std::string(info.en) + ": " + en_detail, {}};
}

Refusal refuse_fields(ErrorCode code, std::vector<FieldError> fields) {
  Refusal refusal = refuse(code);
  refusal.fields = std::move(fields);
  return refusal;
}

namespace detail {
void bad_result_access(const Refusal* refusal) {
  std::fprintf(stderr, "a Result was used the wrong way round: %s\n", refusal ? refusal->en.c_str() : "it holds a value");
  std::abort();
}
}  // namespace detail

}  // namespace tiange
