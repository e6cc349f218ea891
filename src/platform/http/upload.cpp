#include "platform/http/upload.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>

#include <utility>

#include "base/text.h"
#include "platform/http/uri.h"

namespace tiange::http {

namespace {

constexpr std::size_t k_most_parts = 200;
constexpr std::size_t k_most_part_head = 8 << 10;
constexpr std::size_t k_most_field = 256 << 10;
constexpr std::size_t k_most_boundary = 70;  // RFC 2046

Refusal malformed(std::string zh, std::string en) {
  return refuse(ErrorCode::bad_request, std::move(zh), std::move(en));
}

bool is_sound(std::string_view text) {
  return text.find('\0') == std::string_view::npos && text::is_valid_utf8(text);
}

// The value of name="…" or name=…, with browsers' %22, %0D, %0A undone.
std::optional<std::string> parameter(std::string_view header, std::string_view name) {
  std::size_t at = 0;
  while ((at = header.find(';', at)) != std::string_view::npos) {
    std::string_view rest = text::trim(header.substr(++at));
    if (!text::lower_ascii(rest.substr(0, name.size())).starts_with(name)) continue;
    rest = text::trim(rest.substr(name.size()));
    if (!rest.starts_with('=')) continue;
    rest = text::trim(rest.substr(1));
    if (!rest.starts_with('"')) return std::string(text::trim(rest.substr(0, rest.find(';'))));
    std::string value;
    for (std::size_t i = 1; i < rest.size() && rest[i] != '"'; ++i) {
      if (rest[i] == '\\' && i + 1 < rest.size() && (rest[i + 1] == '"' || rest[i + 1] == '\\')) ++i;
      value += rest[i];
    }
    value = text::replace_all(value, "%22", "\"");
    return value;
  }
  return std::nullopt;
}

std::string last_component(std::string_view name) {
  const auto slash = name.find_last_of("/\\");
  return text::cut(slash == std::string_view::npos ? name : name.substr(slash + 1), 200);
}

}  // namespace

Upload::Upload(Upload&& other) noexcept { *this = std::move(other); }

Upload& Upload::operator=(Upload&& other) noexcept {
  std::swap(mapped_, other.mapped_);
  std::swap(size_, other.size_);
  std::swap(parts_, other.parts_);
  return *this;
}

Upload::~Upload() {
  if (mapped_) ::munmap(const_cast<char*>(mapped_), size_);
}

Result<Upload> Upload::open(const Request& request) {
  Upload upload;
  upload.size_ = request.upload_size;
  if (upload.size_ == 0) return malformed("没有内容", "there is no content");
  const int file = ::open(request.upload_path.c_str(), O_RDONLY | O_CLOEXEC);
  void* mapped = file < 0 ? MAP_FAILED : ::mmap(nullptr, upload.size_, PROT_READ, MAP_PRIVATE, file, 0);
  if (file >= 0) ::close(file);
  if (mapped == MAP_FAILED) return refuse(ErrorCode::unavailable);
  upload.mapped_ = static_cast<const char*>(mapped);

  const std::string_view type = request.header("content-type");
  const std::string kind = text::lower_ascii(text::trim(type.substr(0, type.find(';'))));
  if (kind == "multipart/form-data") {
    const auto boundary = parameter(type, "boundary");
    if (!boundary || boundary->empty() || boundary->size() > k_most_boundary) {
      return malformed("缺少分隔符", "the boundary is missing");
    }
    TIANGE_CHECK_OK(upload.split(*boundary));
    return upload;
  }
  if (kind.empty() || kind == "application/x-www-form-urlencoded" || kind.starts_with("multipart/")) {
    return refuse(ErrorCode::unsupported_type, "应为 multipart/form-data 或文件本身",
                  "send multipart/form-data or the file itself");
  }
  const auto name = percent_decode(request.header("x-file-name"), false);
  if (!name || !is_sound(*name)) return malformed("X-File-Name 无效", "X-File-Name is not valid");
  Part part{"file", last_component(*name), kind, {upload.mapped_, upload.size_}};
  if (part.file_name.empty()) part.file_name = "file";
  upload.parts_.push_back(std::move(part));
  return upload;
}

Outcome Upload::split(std::string_view boundary) {
  const std::string_view all(mapped_, size_);
  const std::string opening = "--" + std::string(boundary);
  const std::string between = "\r\n" + opening;
  std::size_t at = all.find(opening);
  if (at != 0 && (at == std::string_view::npos || at > 2 || all.substr(0, at) != "\r\n")) {
    return malformed("表单开头无效", "the form does not begin with its boundary");
  }
  at += opening.size();
  while (true) {
    if (all.substr(at, 2) == "--") return done();
    if (all.substr(at, 2) != "\r\n") return malformed("表单分隔无效", "a boundary of the form is not valid");
    at += 2;
    const std::size_t head_end = all.substr(at, k_most_part_head).find("\r\n\r\n");
    if (head_end == std::string_view::npos) return malformed("表单项缺少头部", "a part of the form has no header");
    const std::size_t content_at = at + head_end + 4;
    const std::size_t end = all.find(between, content_at - 2);
    if (end == std::string_view::npos) return malformed("表单不完整", "the form is cut off");
    const std::size_t size = end < content_at ? 0 : end - content_at;
    TIANGE_CHECK_OK(add_part(all.substr(at, head_end), all.substr(content_at, size)));
    at = end + between.size();
  }
}

Outcome Upload::add_part(std::string_view head, std::string_view content) {
  if (parts_.size() >= k_most_parts) return malformed("表单项过多", "the form has too many parts");
  if (!is_sound(head)) return malformed("表单头部不是有效的 UTF-8", "a header of the form is not valid UTF-8");
  Part part;
  part.content = content;
  bool named = false;
  for (std::string_view line : text::split(head, '\n')) {
    const auto colon = line.find(':');
    if (colon == std::string_view::npos) continue;
    const std::string name = text::lower_ascii(text::trim(line.substr(0, colon)));
    const std::string_view value = text::trim(line.substr(colon + 1));
    if (name == "content-type") {
      part.content_type = text::lower_ascii(text::trim(value.substr(0, value.find(';'))));
    } else if (name == "content-disposition") {
      const auto field = parameter(value, "name");
      named = field.has_value();
      part.name = field.value_or("");
      if (const auto file_name = parameter(value, "filename")) {
        part.file_name = last_component(*file_name);
        if (part.file_name.empty()) part.file_name = "file";
      }
    }
  }
  if (!named) return malformed("表单项没有名称", "a part of the form has no name");
  if (part.file_name.empty()) {
    if (content.size() > k_most_field) return refuse(ErrorCode::too_large);
    if (!is_sound(content)) return malformed("表单文字不是有效的 UTF-8", "a field of the form is not valid UTF-8");
  }
  parts_.push_back(std::move(part));
  return done();
}

const Part* Upload::file() const {
  for (const Part& part : parts_) {
    if (!part.file_name.empty()) return &part;
  }
  return nullptr;
}

std::string Upload::field(std::string_view name) const {
  for (const Part& part : parts_) {
    if (part.name == name && part.file_name.empty()) return std::string(part.content);
  }
  return {};
}

std::string content_disposition(std::string_view kind, std::string_view file_name) {
  std::string plain;
  for (const char c : file_name) {
    const bool safe = c >= 0x20 && c < 0x7f && c != '"' && c != '\\' && c != '/' && c != '%';
    plain += safe ? c : '_';
  }
  return std::string(kind) + "; filename=\"" + plain + "\"; filename*=UTF-8''" + percent_encode(file_name);
}

}  // namespace tiange::http
