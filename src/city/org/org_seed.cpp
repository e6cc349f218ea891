// What a fresh district starts with: duties, role templates, units, the first administrators; and staff by the thousand.
#include <algorithm>
#include <fstream>
#include <sstream>

#include "base/text.h"
#include "city/org/org_service.h"
#include "platform/crypto/crypto.h"

namespace tiange::org {

namespace {

// Rows of a definition file by the names in its header.
class Table {
 public:
  static Result<Table> read(const std::string& path) {
    std::ifstream file(path, std::ios::binary);
    if (!file) return refuse(ErrorCode::bad_file, "无法读取 " + path, "cannot read " + path);
    std::ostringstream all;
    all << file.rdbuf();
    Table table;
    table.path_ = path;
    const std::string text = std::move(all).str();
    text::CsvReader reader(text);
    std::vector<std::string> row;
    std::size_t line = 0;
    if (!reader.next(table.header_, line)) return refuse(ErrorCode::bad_file, path + " 是空的", path + " is empty");
    while (reader.next(row, line)) {
      if (row.size() == 1 && row[0].empty()) continue;
      if (row.size() != table.header_.size()) {
        const std::string where = path + ":" + std::to_string(line);
        return refuse(ErrorCode::bad_file, where + " 列数不对", where + " has a wrong number of columns");
      }
      table.rows_.push_back(row);
    }
    return table;
  }

  const std::vector<std::vector<std::string>>& rows() const { return rows_; }
  Result<std::size_t> column(std::string_view name) const {
    for (std::size_t i = 0; i < header_.size(); ++i) {
      if (text::trim(header_[i]) == name) return i;
    }
    return refuse(ErrorCode::bad_file, path_ + " 缺少列 " + std::string(name), path_ + " lacks the column " + std::string(name));
  }

 private:
  std::string path_;
  std::vector<std::string> header_;
  std::vector<std::vector<std::string>> rows_;
};

struct DutyRow {
  DutyInfo duty;
  Permissions permissions;
};

Result<Permissions> permissions_from(std::string_view keys, const std::string& duty) {
  Permissions permissions;
  for (const std::string_view key : text::split(keys, ' ')) {
    if (text::trim(key).empty()) continue;
    const auto permission = permission_from_key(text::trim(key));
    if (!permission)
      return refuse(ErrorCode::bad_file, duty + " 的权限 " + std::string(key) + " 不存在",
                    "no such permission of " + duty + ": " + std::string(key));
    permissions.set(static_cast<std::size_t>(*permission));
  }
  return permissions;
}

Result<std::vector<DutyRow>> read_duties(const std::string& path) {
  TIANGE_TRY(const Table table, Table::read(path));
  TIANGE_TRY(const std::size_t code, table.column("code"));
  TIANGE_TRY(const std::size_t level, table.column("level"));
  TIANGE_TRY(const std::size_t name_zh, table.column("name_zh"));
  TIANGE_TRY(const std::size_t name_en, table.column("name_en"));
  TIANGE_TRY(const std::size_t permissions, table.column("permissions"));
  std::vector<DutyRow> duties;
  for (const auto& row : table.rows()) {
    DutyRow entry;
    entry.duty = {row[code], row[name_zh], row[name_en], row[level], row[level] == "grid"};
    if (entry.duty.level == "line") entry.duty.level.clear();  // any department, any branch
    TIANGE_TRY(entry.permissions, permissions_from(row[permissions], row[code]));
    duties.push_back(std::move(entry));
  }
  return duties;
}

Result<std::vector<UnitInfo>> read_units(const std::string& path) {
  TIANGE_TRY(const Table table, Table::read(path));
  TIANGE_TRY(const std::size_t code, table.column("code"));
  TIANGE_TRY(const std::size_t area, table.column("area_code"));
  TIANGE_TRY(const std::size_t line, table.column("line"));
  TIANGE_TRY(const std::size_t kind, table.column("kind"));
  TIANGE_TRY(const std::size_t name_zh, table.column("name_zh"));
  TIANGE_TRY(const std::size_t name_en, table.column("name_en"));
  TIANGE_TRY(const std::size_t parent, table.column("parent"));
  std::vector<UnitInfo> units;
  for (const auto& row : table.rows()) {
    if (row[code] != row[area] + "-" + row[line])
      return refuse(ErrorCode::bad_file, path + "：" + row[code] + " 与区域、条线不符",
                    path + ": " + row[code] + " does not agree with its area and line");
    units.push_back({row[code], row[area], row[line], row[kind], row[name_zh], row[name_en], row[parent]});
  }
  return units;
}

Scope house_scope() {
  Scope scope = system_scope();
  scope.request_id = "start";
  return scope;
}

struct FirstAccount {
  std::string_view account;
  std::string_view duty;
  std::string_view person;
};
constexpr FirstAccount k_first_accounts[] = {
    {"admin", k_system_admin, "系统管理员"},
    {"security", k_security_admin, "安全管理员"},
    {"audit", k_audit_admin, "审计管理员"},
};

}  // namespace

Outcome OrgRoom::seed(db::Tx& tx, const std::string& data_folder, Instant now) {
  TIANGE_TRY(const auto duties, read_duties(data_folder + "/duties.csv"));
  TIANGE_TRY(const auto units, read_units(data_folder + "/units.csv"));
  int position = 0;
  for (const DutyRow& row : duties) {
    store::put_duty(tx, row.duty, position++);
    if (!store::role_exists(tx, row.duty.key)) store::replace_role(tx, row.duty.key, row.permissions);
  }
  TIANGE_CHECK_OK(check_roles(store::all_roles(tx)));
  int added = 0;
  for (const UnitInfo& unit : units) added += store::insert_unit(tx, unit);
  changed(tx, store::Changed::directory);
  const Scope scope = house_scope();
  const std::string n = std::to_string(added);
  audit(tx, {scope, "", now}, "definitions_loaded", data_folder, {"载入单位与职务，新增单位 " + n, "loaded units and duties, new units " + n});
  return done();
}

void OrgRoom::load(db::Tx& tx, const Batch& batch, Instant now) {
  for (const NewUnit& unit : batch.units) {
    store::insert_unit(tx, {unit.area_code + "-" + unit.line, unit.area_code, unit.line, unit.kind, unit.name_zh,
                            unit.name_en, unit.parent});
  }
  std::map<std::string, std::string> areas;
  for (const UnitInfo& unit : store::all_units(tx)) areas[unit.code] = unit.area_code;
  store::load_people(tx, batch.people, areas, batch.since ? batch.since : now);
  for (const NewRoster& one : batch.rosters)
    store::put_roster(tx, {one.grid, one.backup, one.cover, one.leave_from, one.leave_until});
  changed(tx, store::Changed::directory);
  const Scope scope = house_scope();
  const std::string n = std::to_string(batch.people.size());
  audit(tx, {scope, "", now}, "staff_loaded", "", {"批量载入人员 " + n, "loaded people: " + n});
}

Result<std::vector<IssuedSecret>> OrgRoom::first_start(const std::string& area_code, Instant now) {
  const auto current = snapshot(now);
  // The administrators of a synthetic district have accounts, but no secret to sign in with.
  const bool somebody = *db_.read([&](db::Tx& tx) -> Result<bool> {
    return std::any_of(current->posts().begin(), current->posts().end(), [&](const Post& post) {
      if (!is_administrator(post.duty)) return false;
      const auto account = store::find_account_of(tx, post.person);
      return account && !account->secret_hash.empty();
    });
  });
  if (somebody) return std::vector<IssuedSecret>{};
  const std::string unit = area_code + "-ZX";
  std::vector<IssuedSecret> issued;
  std::vector<std::string> hashes;
  for (const FirstAccount& first : k_first_accounts) {
    issued.push_back({std::string(first.account), std::string(first.duty), make_one_time_secret()});
    hashes.push_back(crypto::hash_password(issued.back().secret));
  }
  const Scope scope = house_scope();
  return db_.write(scope, [&](db::Tx& tx) -> Result<std::vector<IssuedSecret>> {
    if (!store::find_unit(tx, unit))
      return refuse(ErrorCode::not_found, "没有单位 " + unit + "，请先载入单位", "no unit " + unit + "; load the units first");
    for (std::size_t i = 0; i < issued.size(); ++i) {
      const FirstAccount& first = k_first_accounts[i];
      const auto person = ids_.next_as<PersonTag>(now);
      store::insert_person(tx, {person, std::string(first.person), "", unit, area_code});
      store::insert_post(tx, {ids_.next_as<PostTag>(now), person, unit, std::string(first.duty), {area_code}, now, {}});
      store::Account account;
      account.id = ids_.next_as<AccountTag>(now);
      account.account = first.account;
      account.person = person;
      account.secret_hash = hashes[i];
      account.one_time = true;
      account.secret_set = now;
      if (!store::insert_account(tx, account))
        return refuse(ErrorCode::already_taken, "账号 " + account.account, "account " + account.account);
      audit(tx, {scope, "", now}, "account_opened", account.account,
            {"首次启动，开通" + std::string(first.person), "first start: opened " + account.account});
    }
    changed(tx, store::Changed::directory);
    return issued;
  });
}

Result<IssuedSecret> OrgRoom::reissue_secret(const std::string& name, Instant now) {
  IssuedSecret issued{name, "", make_one_time_secret()};
  const std::string hash = crypto::hash_password(issued.secret);
  const Scope scope = house_scope();
  return db_.write(scope, [&](db::Tx& tx) -> Result<IssuedSecret> {
    const auto account = store::find_account_named(tx, name);
    if (!account) return refuse(ErrorCode::not_found, "没有账号 " + name, "no account " + name);
    store::set_secret(tx, account->id, hash, true, now, Instant{});
    store::set_totp(tx, account->id, "", 0);
    store::set_locked(tx, account->id, false);
    store::clear_failures(tx, name);
    store::end_everything_of(tx, account->id);
    changed(tx, store::Changed::sessions);
    audit(tx, {scope, "", now}, "secret_issued", name, {"在服务器上重发一次性口令", "reissued a one-time secret on the server"});
    return issued;
  });
}

void OrgRoom::mark_demo(db::Tx& tx) {
  store::set_setting(tx, k_demo_setting, "1");
  changed(tx, store::Changed::sessions);
}

Result<std::string> OrgRoom::issue_token(AccountId account, const std::string& purpose, Instant until, Instant now) {
  const Scope scope = house_scope();
  return make_token(*this, account, purpose, until, {scope, "", now});
}

}  // namespace tiange::org
