#include "app/census/csv_output.h"

#include <iconv.h>

#include <stdexcept>

namespace tiange::app {

namespace {
constexpr std::size_t k_buffer_bytes = 1 << 20;
}

struct CsvFile::Converter {
  explicit Converter(const char* to) : handle(iconv_open(to, "UTF-8")) {
    if (handle == reinterpret_cast<iconv_t>(-1)) throw std::runtime_error(std::string("no converter to ") + to);
  }
  ~Converter() { iconv_close(handle); }

  std::string convert(std::string& text) const {
    std::string out(text.size() * 2 + 16, '\0');
    char* from = text.data();
    char* into = out.data();
    std::size_t left = text.size(), room = out.size();
    if (iconv(handle, &from, &left, &into, &room) == static_cast<std::size_t>(-1)) {
      throw std::runtime_error("text that GB18030 cannot hold");
    }
    out.resize(out.size() - room);
    return out;
  }

  iconv_t handle;
};

CsvFile::CsvFile(const std::string& path, std::string_view encoding)
    : path_(path), file_(std::fopen(path.c_str(), "wb")) {
  if (!file_) throw std::runtime_error("无法写入 / cannot write " + path);
  if (encoding == "GB18030") converter_ = std::make_unique<Converter>("GB18030");
  buffer_.reserve(k_buffer_bytes + 4096);
}

CsvFile::~CsvFile() {
  if (file_) std::fclose(file_);
}

void CsvFile::cell(std::string_view text) {
  if (!first_) buffer_ += ',';
  first_ = false;
  if (text.find_first_of(",\"\r\n") == text.npos) {
    buffer_ += text;
    return;
  }
  buffer_ += '"';
  for (const char c : text) {
    if (c == '"') buffer_ += '"';
    buffer_ += c;
  }
  buffer_ += '"';
}

void CsvFile::end() {
  buffer_ += "\r\n";
  first_ = true;
  ++rows_;
  if (buffer_.size() >= k_buffer_bytes) flush();
}

void CsvFile::flush() {
  if (converter_) buffer_ = converter_->convert(buffer_);
  if (std::fwrite(buffer_.data(), 1, buffer_.size(), file_) != buffer_.size()) {
    throw std::runtime_error("写入失败 / writing failed: " + path_);
  }
  digest_.add(buffer_);
  bytes_ += buffer_.size();
  buffer_.clear();
}

void CsvFile::finish() {
  flush();
  const int failed = std::fclose(file_);
  file_ = nullptr;
  if (failed != 0) throw std::runtime_error("写入失败 / writing failed: " + path_);
  digest_text_ = hex(digest_.finish());
}

}  // namespace tiange::app
