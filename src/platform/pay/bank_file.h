#pragma once
// Files as banks and offices carry them to each other: text, one record a line, fields apart by "|", a head with number and
// sum, and an end with number, sum and the SHA-256 of every byte before it. A file that does not add up is refused whole
// (bank_file_refused), naming the line.
//
//   TGPAY|1|<batch>|20261122|00000002|0000000000012000      TGRET|1|<batch>|20261123|…      TGSTA|1|<channel>|20261122|…
//   P|00000001|<number>|<bank>|<account>|<holder>|<fen>|<remark>
//   R|00000001|<number>|<code>|<fen>|<bank's number>|<text>      codes: 00 paid, 01 closed account, 02 no such account,
//   S|00000001|<number>|<bank's number>|<fen>                    03 another holder, 04 limit, 09 other, 99 in hand
//   E|00000002|0000000000012000|<digest>

#include "platform/pay/pay.h"

namespace tiange::pay {

struct BankFile {
  std::string batch;
  Date day;
  std::vector<Instruction> lines;
};
std::string write_bank_file(const BankFile& file);
Result<BankFile> read_bank_file(std::string_view text);

struct ReturnFile {
  std::string batch;
  Date day;
  std::vector<Said> lines;
};
std::string write_return_file(const ReturnFile& file);
Result<ReturnFile> read_return_file(std::string_view text);

struct StatementFile {
  std::string channel;
  Date day;
  std::vector<StatementLine> lines;
};
std::string write_statement_file(const StatementFile& file);
Result<StatementFile> read_statement_file(std::string_view text);

}  // namespace tiange::pay
