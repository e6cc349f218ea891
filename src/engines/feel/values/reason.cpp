#include "engines/feel/values/reason.h"

#include <array>

namespace tiange::feel {
namespace {

struct ReasonText {
  const char* zh;
  const char* en;
};

constexpr std::array k_texts = {
#define TIANGE_REASON(name, zh, en) ReasonText{zh, en},
#include "engines/feel/values/reasons.def"
#undef TIANGE_REASON
};

std::string fill(std::string text, const Reason& reason, bool chinese) {
  const auto put = [&](const char* mark, const std::string& with) {
    for (auto at = text.find(mark); at != std::string::npos; at = text.find(mark)) text.replace(at, 2, with);
  };
  const Words left = kind_words(reason.left), right = kind_words(reason.right);
  put("%l", chinese ? left.zh : left.en);
  put("%r", chinese ? right.zh : right.en);
  put("%d", std::to_string(reason.detail));
  return text;
}

}  // namespace

Words kind_words(Kind kind) {
  switch (kind) {
    case Kind::null: return {"空值", "null"};
    case Kind::boolean: return {"布尔值", "boolean"};
    case Kind::number: return {"数字", "number"};
    case Kind::date: return {"日期", "date"};
    case Kind::time: return {"时间", "time"};
    case Kind::date_time: return {"日期时间", "date and time"};
    case Kind::days_duration: return {"日时时长", "days and time duration"};
    case Kind::months_duration: return {"年月时长", "years and months duration"};
    case Kind::string: return {"文本", "string"};
    case Kind::list: return {"列表", "list"};
    case Kind::context: return {"上下文", "context"};
    case Kind::range: return {"区间", "range"};
    case Kind::function: return {"函数", "function"};
  }
  return {"未知", "unknown"};
}

Words reason_words(const Reason& reason) {
  const auto& text = k_texts[static_cast<std::size_t>(reason.code)];
  return {fill(text.zh, reason, true), fill(text.en, reason, false)};
}

}  // namespace tiange::feel
