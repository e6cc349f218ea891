#include "platform/sheets/encoding.h"

#include <iconv.h>

#include "base/text.h"

namespace tiange::sheets {

namespace {

Result<std::string> convert(std::string_view bytes, const char* from) {
  const iconv_t converter = iconv_open("UTF-8", from);
  if (converter == reinterpret_cast<iconv_t>(-1)) {
    return refuse(ErrorCode::bad_file, std::string("系统缺少编码 ") + from, std::string("no converter for ") + from);
  }
  std::string out;
  char* in = const_cast<char*>(bytes.data());
  std::size_t left = bytes.size();
  char piece[1 << 16];
  bool bad = false;
  while (left > 0 && !bad) {
    char* to = piece;
    std::size_t room = sizeof piece;
    const std::size_t outcome = iconv(converter, &in, &left, &to, &room);
    out.append(piece, sizeof piece - room);
    bad = outcome == static_cast<std::size_t>(-1) && errno != E2BIG;
  }
  iconv_close(converter);
  if (bad) {
    const std::string where = std::to_string(bytes.size() - left + 1);
    return refuse(ErrorCode::bad_file, "第 " + where + " 个字节既不是 UTF-8 也不是 " + from + "，请另存为 UTF-8",
                  "byte " + where + " is neither UTF-8 nor " + from + "; save the file as UTF-8");
  }
  return out;
}

}  // namespace

Result<Decoded> decode(std::string bytes) {
  if (bytes.starts_with("\xEF\xBB\xBF")) bytes.erase(0, 3);
  if (bytes.starts_with("\xFF\xFE") || bytes.starts_with("\xFE\xFF")) {
    TIANGE_TRY(std::string text, convert(bytes, "UTF-16"));
    return Decoded{std::move(text), "UTF-16"};
  }
  if (bytes.find('\0') != std::string::npos) {
    return refuse(ErrorCode::bad_file, "文件不是文本表格，请上传 XLSX 或 CSV", "not a text table; send XLSX or CSV");
  }
  if (text::is_valid_utf8(bytes)) return Decoded{std::move(bytes), "UTF-8"};
  TIANGE_TRY(std::string text, convert(bytes, "GB18030"));
  return Decoded{std::move(text), "GB18030"};
}

}  // namespace tiange::sheets
