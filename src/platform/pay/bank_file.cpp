#include "platform/pay/bank_file.h"

#include <array>
#include <charconv>
#include <limits>

#include "base/digest.h"
#include "base/text.h"

namespace tiange::pay {

namespace {

constexpr std::size_t k_most_lines = 1'000'000;

std::string padded(std::int64_t number, std::size_t width) {
  std::string digits = std::to_string(number < 0 ? -number : number);
  if (digits.size() < width) digits.insert(0, width - digits.size(), '0');
  return number < 0 ? "-" + digits : digits;
}

std::string plain(std::string_view field) {
  std::string out(field);
  for (char& c : out)
    if (c == '|' || c == '\n' || c == '\r') c = ' ';
  return out;
}

std::string compact(Date day) { return text::replace_all(format_date(day), "-", ""); }

std::string written(std::string_view kind, std::string_view name, Date day, std::size_t count, std::int64_t total, const std::string& lines) {
  const std::string sums = padded(static_cast<std::int64_t>(count), 8) + "|" + padded(total, 16);
  std::string file = std::string(kind) + "|1|" + plain(name) + "|" + compact(day) + "|" + sums + "\n" + lines;
  const std::string digest = hex(sha256(file));
  return file + "E|" + sums + "|" + digest + "\n";
}

Refusal refused(std::size_t line, std::string zh, std::string en) {
  return refuse(ErrorCode::bank_file_refused, "第 " + std::to_string(line) + " 行：" + zh, "line " + std::to_string(line) + ": " + en);
}

std::optional<std::int64_t> number_of(std::string_view digits) {
  std::int64_t value = 0;
  const auto read = std::from_chars(digits.data(), digits.data() + digits.size(), value);
  if (digits.empty() || read.ec != std::errc{} || read.ptr != digits.data() + digits.size()) return std::nullopt;
  return value;
}

struct Frame {
  std::string name;
  Date day;
  std::int64_t count = 0, total = 0;
  std::vector<std::vector<std::string_view>> lines;  // fields, without the letter and the number of the line
};

// The lines of a whole file whose head, end, numbers and digest fit.
Result<Frame> read_frame(std::string_view file, std::string_view kind, std::string_view letter, std::size_t fields) {
  Frame frame;
  std::string_view rest = file;
  std::size_t number = 0;
  bool ended = false;
  while (!rest.empty()) {
    ++number;
    const auto end = rest.find('\n');
    if (end == rest.npos) return refused(number, "文件不完整", "the file is cut off");
    const std::size_t offset = static_cast<std::size_t>(rest.data() - file.data());
    std::string_view line = rest.substr(0, end);
    rest.remove_prefix(end + 1);
    if (line.ends_with('\r')) line.remove_suffix(1);
    if (ended) return refused(number, "结束行之后还有内容", "something follows the end");
    const auto cells = text::split(line, '|');
    if (number == 1) {
      if (cells.size() != 6 || cells[0] != kind || cells[1] != "1") return refused(1, "文件头不符", "the head is not of this kind of file");
      const auto day = parse_date(cells[3]);
      const auto count = number_of(cells[4]), total = number_of(cells[5]);
      if (!day.ok() || !count || !total || *count < 0) return refused(1, "文件头的日期、笔数或金额有误", "day, number or sum of the head is wrong");
      frame = {std::string(cells[2]), *day, *count, *total, {}};
    } else if (cells[0] == "E") {
      ended = true;
      if (cells.size() != 4 || number_of(cells[1]) != frame.count || number_of(cells[2]) != frame.total ||
          static_cast<std::int64_t>(frame.lines.size()) != frame.count)
        return refused(number, "笔数或金额与文件头不符", "number or sum do not fit the head");
      if (cells[3] != hex(sha256(file.substr(0, offset)))) return refused(number, "摘要不符，文件可能被改动", "the digest does not fit: the file was changed");
    } else {
      if (cells.size() != fields + 2 || cells[0] != letter || number_of(cells[1]) != static_cast<std::int64_t>(frame.lines.size() + 1))
        return refused(number, "字段数或行号有误", "fields or number of the line are wrong");
      if (frame.lines.size() >= k_most_lines) return refused(number, "行数过多", "too many lines");
      frame.lines.emplace_back(cells.begin() + 2, cells.end());
    }
  }
  if (!ended) return refused(number + 1, "缺少结束行", "the end is missing");
  return frame;
}

Result<std::int64_t> fen_of(std::string_view digits, std::size_t line) {
  const auto value = number_of(digits);
  if (!value || *value > 100'000'000'000'000 || *value < -100'000'000'000'000) return refused(line, "金额有误", "the amount is wrong");
  return *value;
}

Outcome check_total(const Frame& frame, std::int64_t total) {
  if (total == frame.total) return done();
  return refused(1, "各行金额之和与文件头不符", "the lines do not add up to the sum of the head");
}

struct Code {
  std::string_view code;
  Verdict verdict;
  Ground ground;
};
constexpr std::array<Code, 7> k_codes = {{{"00", Verdict::paid, Ground::none},
                                          {"01", Verdict::refused, Ground::closed_account},
                                          {"02", Verdict::refused, Ground::no_such_account},
                                          {"03", Verdict::refused, Ground::wrong_holder},
                                          {"04", Verdict::refused, Ground::limit},
                                          {"09", Verdict::refused, Ground::other},
                                          {"99", Verdict::in_hand, Ground::none}}};

std::string_view code_of(const Said& said) {
  for (const Code& code : k_codes)
    if (code.verdict == said.verdict && code.ground == said.ground) return code.code;
  return said.verdict == Verdict::refused ? "09" : "99";
}

}  // namespace

std::string write_bank_file(const BankFile& file) {
  std::string lines;
  std::int64_t total = 0, number = 0;
  for (const Instruction& one : file.lines) {
    total += one.amount_fen;
    lines += "P|" + padded(++number, 8) + "|" + plain(one.number) + "|" + plain(one.bank) + "|" + plain(one.account) + "|" +
             plain(one.holder) + "|" + std::to_string(one.amount_fen) + "|" + plain(one.remark) + "\n";
  }
  return written("TGPAY", file.batch, file.day, file.lines.size(), total, lines);
}

Result<BankFile> read_bank_file(std::string_view text) {
  TIANGE_TRY(const Frame frame, read_frame(text, "TGPAY", "P", 6));
  BankFile file{frame.name, frame.day, {}};
  std::int64_t total = 0;
  for (const auto& cells : frame.lines) {
    TIANGE_TRY(const std::int64_t fen, fen_of(cells[4], file.lines.size() + 2));
    total += fen;
    file.lines.push_back({std::string(cells[0]), std::string(cells[1]), std::string(cells[2]), std::string(cells[3]), fen, std::string(cells[5])});
  }
  TIANGE_CHECK_OK(check_total(frame, total));
  return file;
}

std::string write_return_file(const ReturnFile& file) {
  std::string lines;
  std::int64_t total = 0, number = 0;
  for (const Said& one : file.lines) {
    total += one.amount_fen;
    lines += "R|" + padded(++number, 8) + "|" + plain(one.number) + "|" + std::string(code_of(one)) + "|" + std::to_string(one.amount_fen) + "|" +
             plain(one.bank_number) + "|" + plain(one.text) + "\n";
  }
  return written("TGRET", file.batch, file.day, file.lines.size(), total, lines);
}

Result<ReturnFile> read_return_file(std::string_view text) {
  TIANGE_TRY(const Frame frame, read_frame(text, "TGRET", "R", 5));
  ReturnFile file{frame.name, frame.day, {}};
  std::int64_t total = 0;
  for (const auto& cells : frame.lines) {
    const std::size_t line = file.lines.size() + 2;
    TIANGE_TRY(const std::int64_t fen, fen_of(cells[2], line));
    total += fen;
    Said said;
    said.number = std::string(cells[0]);
    said.amount_fen = fen;
    said.bank_number = std::string(cells[3]);
    said.text = std::string(cells[4]);
    bool known = false;
    for (const Code& code : k_codes) {
      if (code.code != cells[1]) continue;
      said.verdict = code.verdict;
      said.ground = code.ground;
      known = true;
    }
    if (!known) return refused(line, "结果代码不认识：" + std::string(cells[1]), "unknown code: " + std::string(cells[1]));
    file.lines.push_back(std::move(said));
  }
  TIANGE_CHECK_OK(check_total(frame, total));
  return file;
}

std::string write_statement_file(const StatementFile& file) {
  std::string lines;
  std::int64_t total = 0, number = 0;
  for (const StatementLine& one : file.lines) {
    total += one.amount_fen;
    lines += "S|" + padded(++number, 8) + "|" + plain(one.number) + "|" + plain(one.bank_number) + "|" + std::to_string(one.amount_fen) + "\n";
  }
  return written("TGSTA", file.channel, file.day, file.lines.size(), total, lines);
}

Result<StatementFile> read_statement_file(std::string_view text) {
  TIANGE_TRY(const Frame frame, read_frame(text, "TGSTA", "S", 3));
  StatementFile file{frame.name, frame.day, {}};
  std::int64_t total = 0;
  for (const auto& cells : frame.lines) {
    TIANGE_TRY(const std::int64_t fen, fen_of(cells[2], file.lines.size() + 2));
    total += fen;
    file.lines.push_back({std::string(cells[0]), std::string(cells[1]), fen});
  }
  TIANGE_CHECK_OK(check_total(frame, total));
  return file;
}

}  // namespace tiange::pay
