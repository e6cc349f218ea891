#pragma once
// A large CSV file written line by line, in constant memory.

#include <cstdint>
#include <cstdio>
#include <memory>
#include <string>
#include <string_view>

#include "base/digest.h"

namespace tiange::app {

class CsvFile {
 public:
  // Throws std::runtime_error when the file cannot be made. `encoding`: UTF-8 or GB18030.
  CsvFile(const std::string& path, std::string_view encoding);
  ~CsvFile();
  CsvFile(const CsvFile&) = delete;
  CsvFile& operator=(const CsvFile&) = delete;

  void cell(std::string_view text);  // quoted where RFC 4180 asks for it
  void cell(std::uint64_t number) { cell(std::string_view(std::to_string(number))); }
  void end();
  // Everything is on its way to the disk; throws when it is full.
  void finish();

  std::uint64_t rows() const { return rows_; }
  std::uint64_t bytes() const { return bytes_; }
  const std::string& digest() const { return digest_text_; }  // SHA-256, after finish

 private:
  void flush();

  struct Converter;
  std::string path_;
  std::FILE* file_ = nullptr;
  std::unique_ptr<Converter> converter_;  // null: UTF-8
  std::string buffer_;
  Sha256 digest_;
  std::string digest_text_;
  bool first_ = true;
  std::uint64_t rows_ = 0, bytes_ = 0;
};

}  // namespace tiange::app
