// ingest: a file of a department through the data exchange. How many rows a second are read, mapped and checked on one
// thread; how many are kept durably, block by block, each with its checkpoint; and how many (--registers) when the registers take
// them up too. The flushes of the disk and the largest memory are printed beside.

#include <sys/resource.h>

#include <filesystem>
#include <fstream>

#include "app/bench/bench.h"
#include "app/bench/stage.h"
#include "app/district.h"
#include "app/exchanging/exchange_home.h"
#include "app/registering/register_home.h"
#include "base/codes.h"
#include "base/text.h"
#include "city/exchange/ingest/exchange_ingest.h"
#include "city/exchange/raw/exchange_raw.h"
#include "platform/observe/system_clock.h"

namespace tiange::app::bench {

namespace {

using exchange::FieldInfo;
using exchange::FieldType;

// Takes the rows and keeps nothing of them.
class NoSink final : public exchange::Sink {
 public:
  Result<exchange::Delivered> deliver(db::Tx&, const exchange::Delivery& delivery, Instant) override {
    return exchange::Delivered{static_cast<std::int64_t>(delivery.rows.size()), 0, 0, 0};
  }
  std::vector<FieldInfo> fields(std::string_view) const override {
    return {{"name", "姓名", "Name", FieldType::name, "name", {}},
            {"id_card", "公民身份号码", "ID number", FieldType::id_card, "id", {}},
            {"sex", "性别", "Sex", FieldType::code, "none", {{"1", "男", "male"}, {"2", "女", "female"}}},
            {"born", "出生日期", "Born", FieldType::date, "none", {}},
            {"phone", "手机号码", "Phone", FieldType::phone, "phone", {}},
            {"hukou_address", "户籍地址", "Registered address", FieldType::address, "address", {}},
            {"employer", "工作单位", "Employer", FieldType::text, "none", {}}};
  }
  std::vector<std::string> kinds() const override { return {"person"}; }
  std::vector<exchange::CodeName> departments() const override { return {{"police", "公安", "Police"}}; }
};

void write_file(const std::string& path, std::int64_t rows) {
  static constexpr const char* k_names[] = {"陈伟强", "梁嘉欣", "黄志明", "李秀英", "何国华", "区健文", "霍永康", "招桂芳", "麦咏诗"};
  std::ofstream file(path, std::ios::binary);
  std::string text = "人员编号,公民身份号码,姓名,性别,出生日期,户籍地址,联系电话,工作单位,登记日期\n";
  for (std::int64_t n = 0; n < rows; ++n) {
    const std::int64_t day = n % 20'000;
    const YearMonthDay born = split_date(make_date(1950, 1, 1) + static_cast<int>(day));
    char birth[16];
    std::snprintf(birth, sizeof birth, "%04d%02d%02d", born.year, born.month, born.day);
    std::string number = std::to_string(440601 + n / 20'000'000 % 8) + birth + std::to_string(100 + n / 20'000 % 900);
    number += codes::citizen_check(number);
    const bool woman = (number[16] - '0') % 2 == 0;
    text += "FS" + std::to_string(100'000'000 + n) + "," + number + "," + k_names[n % 9] + "," + (woman ? "女" : "男") + "," + std::string(birth, 4) + "-" +
            std::string(birth + 4, 2) + "-" + std::string(birth + 6, 2) + ",广东省佛山市禅城区石湾镇街道锦华路" + std::to_string(n % 300) + "号" +
            std::to_string(n % 40) + "栋" + std::to_string(n % 2000) + "房,138" + std::to_string(10'000'000 + n % 89'000'000) + ",佛山市第" + std::to_string(n % 5000) +
            "陶瓷有限公司,2026-10-" + std::to_string(10 + n % 20) + "\n";
    if (text.size() > 1 << 20) {
      file << text;
      text.clear();
    }
  }
  file << text;
}

exchange::SourceIn source() {
  exchange::SourceIn in;
  in.name_zh = "量测";
  in.unit = "440604-GA";
  in.department = "police";
  in.kind = "person";
  in.repairs = false;
  const auto column = [&](const char* name, const char* field) {
    exchange::ColumnMap map;
    map.column = name;
    map.field = field;
    in.mapping.columns.push_back(map);
  };
  column("人员编号", "");
  column("公民身份号码", "id_card");
  column("姓名", "name");
  column("性别", "sex");
  column("出生日期", "born");
  column("户籍地址", "hukou_address");
  column("联系电话", "phone");
  column("工作单位", "employer");
  column("登记日期", "");
  in.mapping.key = {"人员编号"};
  in.mapping.observed = "登记日期";
  return in;
}

const char* const k_rules = R"json([{"code":"B1","kind":"person","field":"born","expression":"born = id_card_birth(id_card)","zh":"出生日期应一致"},
{"code":"B2","kind":"person","field":"sex","expression":"sex = id_card_sex(id_card)","zh":"性别应一致"}])json";

double seconds_since(std::int64_t from) { return static_cast<double>(observe::steady_us() - from) / 1e6; }

double peak_megabytes() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  return static_cast<double>(usage.ru_maxrss) / 1024;
}

// Reads, maps and checks without keeping anything.
void parse(const std::string& path, Figures& figures) {
  const NoSink sink;
  const auto fields = sink.fields("");
  auto rows = exchange::open_rows(path);
  if (!rows.ok()) throw std::runtime_error(rows.refusal().en);
  const auto mapper = exchange::Mapper::make(source().mapping, fields, (*rows)->columns());
  const auto rules = json::read<std::vector<exchange::QualityRule>>(k_rules);
  for (const bool with_rules : {false, true}) {
    rows = exchange::open_rows(path);
    const auto book = exchange::RuleBook::make(with_rules ? *rules : std::vector<exchange::QualityRule>{}, fields);
    const std::int64_t from = observe::steady_us();
    exchange::RawRow raw;
    std::int64_t count = 0, faults = 0;
    while (*(*rows)->next(raw)) {
      exchange::MappedRow row = mapper->map(raw, Instant{1});
      book->check(row, Instant{1});
      faults += static_cast<std::int64_t>(row.faults.size());
      ++count;
    }
    figures.add(with_rules ? "parsed_with_2_feel_rules_per_s" : "parsed_per_s", static_cast<double>(count) / seconds_since(from));
    if (with_rules) figures.add("faults", static_cast<double>(faults));
  }
}

double take(exchange::Exchange& exchange, db::Db& db, const std::string& path, Instant now) {
  const Scope house = system_scope("440604");
  const auto saved = db.write(house, [&](db::Tx& tx) { return exchange.save_source(tx, house, "bench", source(), now); });
  if (!saved.ok()) throw std::runtime_error(saved.refusal().en + (saved.refusal().fields.empty() ? "" : saved.refusal().fields[0].en));
  const std::int64_t from = observe::steady_us();
  const auto batch = exchange.take_file(house, "bench", path, "bench.csv", now);
  if (!batch.ok()) throw std::runtime_error(batch.refusal().en);
  const auto done = exchange.run_batch(*parse_id(batch->id));
  if (!done.ok()) throw std::runtime_error(done.refusal().en);
  return static_cast<double>(done->rows) / seconds_since(from);
}

void store(const std::string& path, const Call& call, const std::filesystem::path& folder, Figures& figures) {
  const std::string url = call.settings.db.empty() ? "sqlite:" + (folder / "blocks.db").string() : call.settings.db;
  const auto db = db::open({.url = url});
  std::vector<db::Migration> migrations;
  for (const auto& part : {jobs::migrations(), exchange::raw::migrations(), exchange::ingest_migrations()}) migrations.insert(migrations.end(), part.begin(), part.end());
  db->migrate(migrations);
  const observe::SystemClock clock;
  IdSource ids(1);
  jobs::Jobs jobs(*db, clock, ids);
  NoSink sink;
  const auto exchange = exchange::open_exchange({.db = *db,
                                                 .clock = clock,
                                                 .ids = ids,
                                                 .jobs = jobs,
                                                 .sink = sink,
                                                 .repairs = nullptr,
                                                 .sealer = nullptr,
                                                 .calendar = std::make_shared<const WorkCalendar>(),
                                                 .unit_name = [](std::string_view) { return std::optional(Words{"公安", "Police"}); },
                                                 .show = {},
                                                 .folder = (folder / "files").string()});
  const std::int64_t before = db->stats().commits;
  figures.add("stored_per_s", take(*exchange, *db, path, clock.now()));
  figures.add("flushes", static_cast<double>(db->stats().commits - before));
  if (call.settings.db.empty()) {
    double bytes = 0;
    for (const char* name : {"blocks.db", "blocks.db-wal"}) {
      std::error_code error;
      const auto size = std::filesystem::file_size(folder / name, error);
      if (!error) bytes += static_cast<double>(size);
    }
    figures.add("database_mb", bytes / 1e6);
  }
}

// The same file into a whole district: kept by the exchange and by the registers in one transaction, then settled.
void through_registers(const std::string& path, const Call& call, Figures& figures) {
  Stage stage(call, 0);
  District& district = stage.district();
  figures.add("kept_by_registers_per_s", take(district.exchange().exchange(), district.db(), path, district.clock().now()));
  const std::int64_t from = observe::steady_us();
  const std::size_t settled = district.registers().subjects().settle(SIZE_MAX, district.clock().now());
  figures.add("settled_per_s", static_cast<double>(settled) / seconds_since(from));
}

}  // namespace

int ingest(const Call& call) {
  const std::int64_t rows = text::to_int(call.flag("--rows", "1000000")).value_or(1'000'000);
  const auto folder = std::filesystem::temp_directory_path() / ("tiange_ingest_" + std::to_string(observe::steady_us()));
  std::filesystem::create_directories(folder);
  Figures figures;
  const std::string path = (folder / "police.csv").string();
  write_file(path, rows);
  figures.add("rows", static_cast<double>(rows));
  figures.add("file_mb", static_cast<double>(std::filesystem::file_size(path)) / 1e6);
  parse(path, figures);
  store(path, call, folder, figures);
  if (call.has("--registers")) through_registers(path, call, figures);
  figures.add("peak_memory_mb", peak_megabytes());
  figures.add("fsync_per_s", db::fsync_per_s(folder.string()));
  figures.add("limit", "stored: one core reads and checks while the other compresses and commits; each block of 2,000 rows is one flush");
  figures.print(call.has("--json"));
  std::error_code ignored;
  std::filesystem::remove_all(folder, ignored);
  return 0;
}

}  // namespace tiange::app::bench
