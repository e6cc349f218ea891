#pragma once
// A refusal is a value: a numbered code from errors.def, what happened in Chinese and English, and,
// for input, every field that is wrong. Functions that may refuse return Result<T>; nothing throws a refusal.

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

namespace tiange {

enum class ErrorCode : int {
#define TIANGE_ERROR(name, number, http_status, zh, en) name = number,
#include "base/errors.def"
#undef TIANGE_ERROR
};

// One row of the table: its name, number, HTTP status and both texts.
struct ErrorInfo {
  std::string_view name;
  int number;
  int http_status;
  std::string_view zh;
  std::string_view en;
};

const ErrorInfo& error_info(ErrorCode code);
const std::vector<ErrorInfo>& all_errors();

// Text in both languages; Chinese first.
struct Words {
  std::string zh;
  std::string en;
};

// One wrong field of an input: JSON path such as "place.lng", or "row 12 / 标题", and how to mend it.
struct FieldError {
  std::string path;
  std::string zh;
  std::string en;
};

struct Refusal {
  ErrorCode code;
  std::string zh;  // the whole sentence shown to the user
  std::string en;
  std::vector<FieldError> fields;

  int http_status() const { return error_info(code).http_status; }
};

// The table's text alone.
Refusal refuse(ErrorCode code);
// The table's text followed by a detail in each language.
Refusal refuse(ErrorCode code, std::string zh_detail, std::string en_detail);
Refusal refuse_fields(ErrorCode code, std::vector<FieldError> fields);

struct Unit {};  // "nothing to return"

namespace detail {
[[noreturn]] void bad_result_access(const Refusal* refusal);
}

template <class T>
class [[nodiscard]] Result {
 public:
  using value_type = T;

  Result(T value) : state_(std::in_place_index<0>, std::move(value)) {}
  Result(Refusal refusal) : state_(std::in_place_index<1>, std::move(refusal)) {}

  bool ok() const { return state_.index() == 0; }
  explicit operator bool() const { return ok(); }

  T& value() & { return checked(*this); }
  const T& value() const& { return checked(*this); }
  T&& value() && { return std::move(checked(*this)); }
  T& operator*() & { return value(); }
  const T& operator*() const& { return value(); }
  T* operator->() { return &value(); }
  const T* operator->() const { return &value(); }

  const Refusal& refusal() const& {
    if (ok()) detail::bad_result_access(nullptr);
    return *std::get_if<1>(&state_);
  }
  Refusal&& refusal() && {
    if (ok()) detail::bad_result_access(nullptr);
    return std::move(*std::get_if<1>(&state_));
  }

  T value_or(T other) const { return ok() ? value() : std::move(other); }

 private:
  template <class Self>
  static auto& checked(Self& self) {
    if (!self.ok()) detail::bad_result_access(std::get_if<1>(&self.state_));
    return *std::get_if<0>(&self.state_);
  }

  std::variant<T, Refusal> state_;
};

using Outcome = Result<Unit>;  // done, or refused
inline Outcome done() { return Unit{}; }

// TIANGE_TRY(auto x, f());  returns the refusal of f() from the calling function, else binds x.
#define TIANGE_CAT2(a, b) a##b
#define TIANGE_CAT(a, b) TIANGE_CAT2(a, b)
#define TIANGE_TRY_IMPL(tmp, decl, expr)       \
  auto tmp = (expr);                           \
  if (!tmp.ok()) return std::move(tmp).refusal(); \
  decl = std::move(tmp).value()
#define TIANGE_TRY(decl, expr) TIANGE_TRY_IMPL(TIANGE_CAT(try_, __LINE__), decl, expr)
#define TIANGE_CHECK_OK(expr)                                          \
  do {                                                                 \
    auto check_ok_tmp = (expr);                                        \
    if (!check_ok_tmp.ok()) return std::move(check_ok_tmp).refusal();  \
  } while (false)

}  // namespace tiange
