#include "app/census/town_files.h"

#include <chrono>
#include <cstdio>
#include <memory>

#include "app/census/csv_output.h"
#include "base/text.h"

namespace tiange::app::census {

namespace {

using town::Kind;
using town::Number;
using town::true_id;

constexpr std::string_view k_tables[] = {"persons", "households", "firms", "rooms", "relations"};

std::string id_or_none(Kind kind, Number number) {
  return number == town::k_nobody ? std::string() : true_id(kind, number);
}

std::string date_or_none(const std::optional<Date>& date) { return date ? format_date(*date) : std::string(); }

std::string two_decimals(double value) {
  char text[32];
  std::snprintf(text, sizeof text, "%.2f", value);
  return text;
}

class Writer {
 public:
  Writer(const town::Population& people, std::string folder, const std::set<std::string>& wanted,
         const std::function<void(const Written&)>& tell)
      : people_(people), folder_(std::move(folder)), wanted_(wanted), tell_(tell) {}

  void write() {
    table("persons", [&](CsvFile& file) { persons(file); });
    table("households", [&](CsvFile& file) { households(file); });
    table("firms", [&](CsvFile& file) { firms(file); });
    table("rooms", [&](CsvFile& file) { rooms(file); });
    table("relations", [&](CsvFile& file) { relations(file); });
    extracts();
  }

 private:
  using Clock = std::chrono::steady_clock;

  void close(const std::string& name, CsvFile& file, Clock::time_point begin) {
    file.finish();
    tell_({name + ".csv", file.rows() - 1, file.bytes(), std::chrono::duration<double>(Clock::now() - begin).count(),
           file.digest()});
  }

  void table(const std::string& name, const std::function<void(CsvFile&)>& fill) {
    if (!wanted_.contains(name)) return;
    const Clock::time_point begin = Clock::now();
    CsvFile file(folder_ + "/" + name + ".csv", "UTF-8");
    fill(file);
    close(name, file, begin);
  }

  static void head(CsvFile& file, std::string_view columns) {
    for (const std::string_view column : text::split(columns, ' ')) file.cell(column);
    file.end();
  }

  void persons(CsvFile& file) {
    head(file,
         "id name id_card sex born died ethnicity phone old_phone email plate hukou hukou_address live_address grid "
         "household room relation since former_address marital married education political occupation employer school "
         "father mother spouse disability_kind disability low_income allowance_80 pension_yuan insured_work "
         "insured_health vaccinations");
    people_.each_person([&](const town::Resident& p) {
      for (const std::string& cell :
           {true_id(Kind::person, p.number), p.name, p.id_card, std::string(p.woman ? "2" : "1"), format_date(p.born),
            date_or_none(p.died), p.ethnicity, p.phone, p.old_phone, p.email, p.plate,
            std::string(p.hukou ? "1" : "0")}) {
        file.cell(cell);
      }
      for (const std::string* cell : {&p.hukou_address, &p.live_address, &p.grid}) file.cell(*cell);
      file.cell(true_id(Kind::household, p.household));
      file.cell(true_id(Kind::room, p.room));
      file.cell(p.relation);
      file.cell(format_date(p.since));
      for (const std::string* cell : {&p.former_address, &p.marital}) file.cell(*cell);
      file.cell(date_or_none(p.married));
      for (const std::string* cell : {&p.education, &p.political, &p.occupation}) file.cell(*cell);
      file.cell(id_or_none(Kind::firm, p.employer));
      file.cell(p.school);
      for (const Number n : {p.father, p.mother, p.spouse}) file.cell(id_or_none(Kind::person, n));
      file.cell(p.disability_kind);
      for (const std::int64_t n : {std::int64_t{p.disability}, std::int64_t{p.low_income}, std::int64_t{p.allowance_80},
                                   p.pension_fen / 100, std::int64_t{p.insured_work}, std::int64_t{p.insured_health},
                                   std::int64_t{p.vaccinations}}) {
        file.cell(static_cast<std::uint64_t>(n));
      }
      file.end();
    });
  }

  void households(CsvFile& file) {
    head(file, "id code head room address grid collective size members");
    people_.each_household([&](const town::Household& h) {
      file.cell(true_id(Kind::household, h.number));
      file.cell(h.code);
      file.cell(true_id(Kind::person, h.head));
      file.cell(true_id(Kind::room, h.room));
      file.cell(h.address);
      file.cell(h.grid);
      file.cell(h.collective ? "1" : "0");
      file.cell(std::uint64_t{h.members.size()});
      std::string members;
      for (const Number member : h.members) members += (members.empty() ? "" : " ") + true_id(Kind::person, member);
      file.cell(members);
      file.end();
    });
  }

  void firms(CsvFile& file) {
    head(file,
         "id name uscc kind section industry legal_person phone address room grid founded closed staff capital_yuan");
    people_.each_firm([&](const town::Firm& f) {
      file.cell(true_id(Kind::firm, f.number));
      for (const std::string* cell : {&f.name, &f.uscc, &f.kind, &f.section, &f.industry}) file.cell(*cell);
      file.cell(true_id(Kind::person, f.legal_person));
      file.cell(f.phone);
      file.cell(f.address);
      file.cell(true_id(Kind::room, f.room));
      file.cell(f.grid);
      file.cell(format_date(f.founded));
      file.cell(date_or_none(f.closed));
      file.cell(static_cast<std::uint64_t>(f.staff));
      file.cell(static_cast<std::uint64_t>(f.capital_yuan));
      file.end();
    });
  }

  void rooms(CsvFile& file) {
    static constexpr std::string_view k_uses[] = {"home", "shop", "office", "workshop", "dormitory"};
    head(file, "id address building grid lng lat unit floor door area_m2 use owner rented tenant");
    people_.each_room([&](const town::Room& r) {
      file.cell(true_id(Kind::room, r.number));
      file.cell(r.address);
      file.cell(static_cast<std::uint64_t>(r.standard) + 1);
      file.cell(r.grid);
      char text[32];
      std::snprintf(text, sizeof text, "%.6f", r.point.lng);
      file.cell(text);
      std::snprintf(text, sizeof text, "%.6f", r.point.lat);
      file.cell(text);
      file.cell(static_cast<std::uint64_t>(r.unit));
      file.cell(static_cast<std::uint64_t>(r.floor));
      file.cell(r.door);
      file.cell(two_decimals(r.area_m2));
      file.cell(k_uses[static_cast<std::size_t>(r.use)]);
      file.cell(r.owner != town::k_nobody ? true_id(Kind::person, r.owner) : id_or_none(Kind::firm, r.owner_firm));
      file.cell(r.rented ? "1" : "0");
      file.cell(id_or_none(Kind::household, r.tenant));
      file.end();
    });
  }

  void relations(CsvFile& file) {
    head(file, "from relation to since until");
    people_.each_tie([&](const town::Tie& tie) {
      file.cell(true_id(tie.from_kind, tie.from));
      file.cell(tie.kind);
      file.cell(true_id(tie.to_kind, tie.to));
      file.cell(date_or_none(tie.since));
      file.cell(date_or_none(tie.until));
      file.end();
    });
  }

  void extracts() {
    const Clock::time_point begin = Clock::now();
    std::unique_ptr<CsvFile> truth;
    if (wanted_.contains("truth")) {
      truth = std::make_unique<CsvFile>(folder_ + "/truth.csv", "UTF-8");
      head(*truth, "source key id");
    }
    for (const town::Department department : town::k_departments) {
      const std::string code(town::department_code(department));
      const bool write = wanted_.contains(code);
      if (!write && !truth) continue;
      extract(department, code, write, truth.get());
    }
    if (truth) close("truth", *truth, begin);
  }

  void extract(town::Department department, const std::string& code, bool write, CsvFile* truth) {
    const Clock::time_point begin = Clock::now();
    std::unique_ptr<CsvFile> file;
    if (write) {
      file = std::make_unique<CsvFile>(folder_ + "/" + code + ".csv", town::department_encoding(department));
      for (const town::ExtractColumn& column : town::extract_columns(department)) file->cell(column.title);
      file->end();
    }
    people_.extract(department, [&](const town::ExtractRow& row) {
      if (file) {
        for (const std::string& cell : row.cells) file->cell(cell);
        file->end();
      }
      if (truth) {
        truth->cell(code);
        truth->cell(row.cells[0]);
        truth->cell(true_id(row.kind, row.number));
        truth->end();
      }
    });
    if (file) close(code, *file, begin);
  }

  const town::Population& people_;
  std::string folder_;
  const std::set<std::string>& wanted_;
  const std::function<void(const Written&)>& tell_;
};

}  // namespace

Result<std::set<std::string>> parse_wanted(const std::string& text) {
  std::set<std::string> all{"truth"};
  for (const std::string_view table : k_tables) all.emplace(table);
  for (const town::Department department : town::k_departments) all.emplace(town::department_code(department));
  if (text.empty() || text == "csv") return all;
  std::set<std::string> wanted;
  for (const std::string_view name : text::split(text, ',')) {
    if (!all.contains(std::string(name))) {
      return refuse(ErrorCode::bad_input, "没有文件 " + std::string(name), "no file " + std::string(name));
    }
    wanted.emplace(name);
  }
  return wanted;
}

void write_files(const town::Population& people, const std::string& folder, const std::set<std::string>& wanted,
                 const std::function<void(const Written&)>& tell) {
  Writer(people, folder, wanted, tell).write();
}

}  // namespace tiange::app::census
