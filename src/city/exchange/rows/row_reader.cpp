#include "city/exchange/rows/row_reader.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cstring>
#include <deque>
#include <set>

#include "base/json.h"
#include "base/text.h"
#include "platform/sheets/encoding.h"
#include "platform/sheets/sheets.h"

namespace tiange::exchange {

namespace {

constexpr std::size_t k_piece_bytes = 4u << 20;   // converted at a time
constexpr std::size_t k_longest_record = 4u << 20;
constexpr std::size_t k_rows_for_keys = 1000;     // of JSON lines, to learn the columns
constexpr std::size_t k_most_columns = 1000;

Refusal bad_file(std::string zh, std::string en) { return refuse(ErrorCode::bad_file, std::move(zh), std::move(en)); }

// A file mapped into memory.
class Mapped {
 public:
  explicit Mapped(const std::string& path) {
    const int file = open(path.c_str(), O_RDONLY | O_CLOEXEC);
    if (file < 0) return;
    struct stat facts {};
    if (fstat(file, &facts) == 0 && facts.st_size > 0) {
      void* at = mmap(nullptr, static_cast<std::size_t>(facts.st_size), PROT_READ, MAP_PRIVATE, file, 0);
      if (at != MAP_FAILED) {
        madvise(at, static_cast<std::size_t>(facts.st_size), MADV_SEQUENTIAL);
        data_ = {static_cast<const char*>(at), static_cast<std::size_t>(facts.st_size)};
      }
    }
    close(file);
  }
  ~Mapped() {
    if (!data_.empty()) munmap(const_cast<char*>(data_.data()), data_.size());
  }
  Mapped(const Mapped&) = delete;
  Mapped& operator=(const Mapped&) = delete;
  std::string_view data() const { return data_; }

 private:
  std::string_view data_;
};

// The text of a file, seen through a window that moves over it.
class TextWindow {
 public:
  Outcome open(const std::string& path) {
    file_ = std::make_unique<Mapped>(path);
    std::string_view bytes = file_->data();
    if (bytes.empty()) return bad_file("文件是空的", "the file is empty");
    if (bytes.starts_with("\xFF\xFE") || bytes.starts_with("\xFE\xFF")) {
      TIANGE_TRY(sheets::Decoded all, sheets::decode(std::string(bytes)));
      held_ = std::move(all.text);
      encoding = all.encoding;
      seen_ = held_;
      return done();
    }
    if (bytes.starts_with("\xEF\xBB\xBF")) bytes.remove_prefix(3);
    if (bytes.find('\0') != bytes.npos) return bad_file("文件不是文本表格", "not a text table");
    if (text::is_valid_utf8(bytes)) {
      encoding = "UTF-8";
      seen_ = bytes;
      return done();
    }
    encoding = "GB18030";
    rest_ = bytes;
    const std::size_t pieces = std::max<std::size_t>(1, bytes.size() / k_piece_bytes);
    piece_ = bytes.size() / pieces + 1;
    return more(0).ok() ? done() : bad_file("既不是 UTF-8 也不是 GB18030", "neither UTF-8 nor GB18030");
  }
  std::string_view seen() const { return seen_; }
  bool whole() const { return rest_.empty(); }
  // Drops what was used of the window and adds the next piece.
  Outcome more(std::size_t used) {
    std::size_t size = std::min(piece_, rest_.size());
    if (size < rest_.size()) {
      const std::size_t line = rest_.find('\n', size);
      size = line == rest_.npos ? rest_.size() : line + 1;
    }
    TIANGE_TRY(sheets::Decoded piece, sheets::decode(std::string(rest_.substr(0, size))));
    rest_.remove_prefix(size);
    held_.erase(0, used);
    held_ += piece.text;
    seen_ = held_;
    return done();
  }

  std::string encoding;

 private:
  std::unique_ptr<Mapped> file_;
  std::string held_;
  std::string_view seen_;
  std::string_view rest_;  // not yet converted
  std::size_t piece_ = 0;
};

// Cuts one record of CSV out of a text.
class RecordCutter {
 public:
  explicit RecordCutter(char separator) : separator_(separator) {}
  // The place behind the record, or npos when the text ends inside quotes. Cells are views into `text` or kept here.
  std::size_t cut(std::string_view text, std::size_t from, std::vector<std::string_view>& cells, std::string_view& raw) {
    cells.clear();
    unquoted_.clear();
    std::size_t at = from;
    for (;;) {
      if (at < text.size() && text[at] == '"') {
        const std::size_t end = quoted(text, at, cells);
        if (end == text.npos) return text.npos;
        at = end;
      } else {
        const std::size_t begin = at;
        while (at < text.size() && text[at] != separator_ && text[at] != '\n' && text[at] != '\r') ++at;
        cells.push_back(text::trim(text.substr(begin, at - begin)));
      }
      if (at < text.size() && text[at] == separator_) {
        ++at;
        continue;
      }
      break;
    }
    raw = text.substr(from, at - from);
    if (at < text.size() && text[at] == '\r') ++at;
    if (at < text.size() && text[at] == '\n') ++at;
    return at;
  }

 private:
  std::size_t quoted(std::string_view text, std::size_t at, std::vector<std::string_view>& cells) {
    const std::size_t begin = ++at;
    bool doubled = false;
    for (;; ++at) {
      at = text.find('"', at);
      if (at == text.npos) return text.npos;
      if (at + 1 >= text.size() || text[at + 1] != '"') break;
      doubled = true;
      ++at;
    }
    std::string_view inside = text.substr(begin, at - begin);
    if (doubled) {
      unquoted_.push_back(text::replace_all(inside, "\"\"", "\""));
      inside = unquoted_.back();
    }
    cells.push_back(text::trim(inside));
    ++at;
    while (at < text.size() && text[at] != separator_ && text[at] != '\n' && text[at] != '\r') ++at;
    return at;
  }

  const char separator_;
  std::deque<std::string> unquoted_;
};

Outcome check_head(std::vector<std::string>& columns) {
  while (!columns.empty() && columns.back().empty()) columns.pop_back();
  if (columns.empty()) return bad_file("第一行应为列名", "the first row must hold the names of the columns");
  if (columns.size() > k_most_columns) return bad_file("超过 1000 列", "over 1000 columns");
  std::set<std::string_view> seen;
  for (std::size_t i = 0; i < columns.size(); ++i) {
    if (columns[i].empty()) columns[i] = "列" + std::to_string(i + 1);
    if (!seen.insert(columns[i]).second) return bad_file("列名“" + columns[i] + "”重复", "two columns are called " + columns[i]);
  }
  return done();
}

// Brings the cells to the number of the head's; empty ones too many at the end do no harm.
void fit(RawRow& row, std::size_t columns) {
  while (row.cells.size() > columns && row.cells.back().empty()) row.cells.pop_back();
  if (row.cells.size() != columns) row.trouble = RowTrouble::cells;
  row.cells.resize(columns);
}

class CsvRows final : public RowReader {
 public:
  explicit CsvRows(std::unique_ptr<TextWindow> window, char separator) : window_(std::move(window)), cutter_(separator) {
    format_ = FileFormat::csv;
    encoding_ = window_->encoding;
  }
  Outcome read_head() {
    RawRow head;
    TIANGE_TRY(const bool any, record(head));
    if (!any) return bad_file("文件是空的", "the file is empty");
    columns_.assign(head.cells.begin(), head.cells.end());
    return check_head(columns_);
  }
  Result<bool> next(RawRow& row) override {
    TIANGE_TRY(const bool any, record(row));
    if (!any) return false;
    row.number = ++number_;
    row.trouble = RowTrouble::none;
    row.detail = {};
    if (row.cells.size() != columns_.size()) fit(row, columns_.size());
    return true;
  }

 private:
  Result<bool> record(RawRow& row) {
    for (;;) {
      std::string_view seen = window_->seen();
      while (at_ < seen.size() && (seen[at_] == '\n' || seen[at_] == '\r')) ++at_;
      const bool ended = at_ >= seen.size();
      if (ended && window_->whole()) return false;
      const std::size_t end = ended ? seen.npos : cutter_.cut(seen, at_, row.cells, row.raw);
      // A record that touches the end of the window may go on behind it.
      if (!window_->whole() && (end == seen.npos || end >= seen.size())) {
        TIANGE_CHECK_OK(window_->more(at_));
        at_ = 0;
        continue;
      }
      if (end == seen.npos || end - at_ > k_longest_record) {
        return bad_file("第 " + std::to_string(number_ + 2) + " 行的引号没有成对", "a quote of row " + std::to_string(number_ + 2) + " is never closed");
      }
      at_ = end;
      return true;
    }
  }

  std::unique_ptr<TextWindow> window_;
  RecordCutter cutter_;
  std::size_t at_ = 0;
  std::int64_t number_ = 0;
};

// A value of JSON as the text of a cell.
std::string cell_of(const json::Value& value) {
  if (value.is_null()) return "";
  if (value.is_string()) return std::string(text::trim(value.as_string()));
  return json::write(value);
}

class JsonRows final : public RowReader {
 public:
  explicit JsonRows(std::unique_ptr<TextWindow> window) : window_(std::move(window)) {
    format_ = FileFormat::json_lines;
    encoding_ = window_->encoding;
  }
  Outcome read_head() {
    std::string_view line;
    for (std::size_t i = 0; i < k_rows_for_keys; ++i) {
      TIANGE_TRY(const bool any, next_line(line));
      if (!any) break;
      early_.emplace_back(line);
      const auto value = json::parse(line);
      if (!value.ok() || !value->is_object()) continue;
      for (const auto& [key, ignored] : value->as_object()) {
        if (std::find(columns_.begin(), columns_.end(), key) == columns_.end()) columns_.push_back(key);
      }
    }
    return check_head(columns_);
  }
  Result<bool> next(RawRow& row) override {
    if (!early_.empty()) {
      line_ = std::move(early_.front());
      early_.pop_front();
    } else {
      std::string_view line;
      TIANGE_TRY(const bool any, next_line(line));
      if (!any) return false;
      line_.assign(line);
    }
    row.number = ++number_;
    row.raw = line_;
    row.trouble = RowTrouble::none;
    row.detail = {};
    row.cells.assign(columns_.size(), {});
    values_.assign(columns_.size(), {});
    const auto value = json::parse(line_);
    if (!value.ok() || !value->is_object()) {
      row.trouble = RowTrouble::unreadable;
      return true;
    }
    for (const auto& [key, member] : value->as_object()) {
      const auto column = std::find(columns_.begin(), columns_.end(), key);
      if (column == columns_.end()) {
        row.trouble = RowTrouble::strange_field;
        strange_ = key;
        row.detail = strange_;
        continue;
      }
      const auto at = static_cast<std::size_t>(column - columns_.begin());
      values_[at] = cell_of(member);
      row.cells[at] = values_[at];
    }
    return true;
  }

 private:
  Result<bool> next_line(std::string_view& line) {
    for (;;) {
      const std::string_view seen = window_->seen();
      const std::size_t end = seen.find('\n', at_);
      if (end == seen.npos && !window_->whole()) {
        TIANGE_CHECK_OK(window_->more(at_));
        at_ = 0;
        continue;
      }
      if (at_ >= seen.size()) return false;
      line = text::trim(seen.substr(at_, end == seen.npos ? seen.npos : end - at_));
      at_ = end == seen.npos ? seen.size() : end + 1;
      if (!line.empty()) return true;
    }
  }

  std::unique_ptr<TextWindow> window_;
  std::deque<std::string> early_;
  std::string line_;
  std::string strange_;
  std::vector<std::string> values_;
  std::size_t at_ = 0;
  std::int64_t number_ = 0;
};

void append_cell(std::string& record, std::string_view cell) {
  if (!record.empty()) record += ',';
  record += '"';
  record += text::replace_all(cell, "\"", "\"\"");
  record += '"';
}

class SheetRows final : public RowReader {
 public:
  explicit SheetRows(std::unique_ptr<sheets::Reader> sheet) : sheet_(std::move(sheet)) {
    format_ = FileFormat::xlsx;
    encoding_ = "UTF-8";
  }
  Outcome read_head() {
    TIANGE_TRY(const bool any, sheet_->next(row_));
    if (!any) return bad_file("文件是空的", "the file is empty");
    columns_ = row_.cells;
    return check_head(columns_);
  }
  Result<bool> next(RawRow& row) override {
    for (;;) {
      TIANGE_TRY(const bool any, sheet_->next(row_));
      if (!any) return false;
      if (std::any_of(row_.cells.begin(), row_.cells.end(), [](const std::string& cell) { return !cell.empty(); })) break;
    }
    raw_.clear();
    for (const std::string& cell : row_.cells) append_cell(raw_, cell);
    row.number = ++number_;
    row.raw = raw_;
    row.trouble = RowTrouble::none;
    row.detail = {};
    row.cells.assign(row_.cells.begin(), row_.cells.end());
    // The cells at the end of a row that are empty are not in the file.
    if (row.cells.size() < columns_.size()) row.cells.resize(columns_.size());
    fit(row, columns_.size());
    return true;
  }

 private:
  std::unique_ptr<sheets::Reader> sheet_;
  sheets::Row row_;
  std::string raw_;
  std::int64_t number_ = 0;
};

template <class Rows>
Result<std::unique_ptr<RowReader>> with_head(std::unique_ptr<Rows> rows) {
  TIANGE_CHECK_OK(rows->read_head());
  return std::unique_ptr<RowReader>(std::move(rows));
}

}  // namespace

char separator_of_head(std::string_view head) {
  head = head.substr(0, head.find('\n'));
  char best = ',';
  std::ptrdiff_t most = 0;
  for (const char one : {'\t', ',', ';', '|'}) {
    const std::ptrdiff_t count = std::count(head.begin(), head.end(), one);
    if (count > most) {
      most = count;
      best = one;
    }
  }
  return best;
}

Result<std::unique_ptr<RowReader>> open_rows(const std::string& path) {
  {
    const Mapped file(path);
    if (file.data().starts_with("PK\x03\x04")) {
      TIANGE_TRY(auto sheet, sheets::open_file(path));
      return with_head(std::make_unique<SheetRows>(std::move(sheet)));
    }
    if (file.data().starts_with("\xD0\xCF\x11\xE0")) return bad_file("不支持旧式 XLS，请另存为 XLSX", "old XLS is not supported; save as XLSX");
  }
  auto window = std::make_unique<TextWindow>();
  TIANGE_CHECK_OK(window->open(path));
  const std::string_view head = text::trim(window->seen().substr(0, 64 << 10));
  if (head.starts_with('{')) return with_head(std::make_unique<JsonRows>(std::move(window)));
  const char separator = separator_of_head(head);
  return with_head(std::make_unique<CsvRows>(std::move(window), separator));
}

std::vector<std::string> split_raw(FileFormat format, std::string_view raw, const std::vector<std::string>& columns, char separator) {
  std::vector<std::string> cells(columns.size());
  if (format == FileFormat::json_lines) {
    const auto value = json::parse(raw);
    for (std::size_t i = 0; value.ok() && i < columns.size(); ++i) {
      if (const json::Value* member = value->find(columns[i])) cells[i] = cell_of(*member);
    }
    return cells;
  }
  RecordCutter cutter(format == FileFormat::xlsx ? ',' : separator);
  std::vector<std::string_view> views;
  std::string_view whole;
  cutter.cut(raw, 0, views, whole);
  for (std::size_t i = 0; i < cells.size() && i < views.size(); ++i) cells[i] = std::string(views[i]);
  return cells;
}

}  // namespace tiange::exchange
