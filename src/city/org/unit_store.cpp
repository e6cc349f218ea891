// Versions, settings, units, duties, roles.
#include "base/text.h"
#include "city/org/org_store.h"

namespace tiange::org::store {

namespace {

std::string_view name_of(Changed what) { return what == Changed::directory ? "directory" : "sessions"; }

UnitInfo read_unit(const db::Row& row) {
  return {row.str(0), row.str(1), row.str(2), row.str(3), row.str(4), row.str(5), row.str(6), row.i64(7)};
}

}  // namespace

Versions versions(db::Tx& tx) {
  Versions found;
  tx.each("SELECT name, version FROM org_versions", {}, [&](const db::Row& row) {
    if (row.text(0) == "directory") found.directory = row.i64(1);
    if (row.text(0) == "sessions") found.sessions = row.i64(1);
    return true;
  });
  return found;
}

void bump(db::Tx& tx, Changed what) {
  tx.run("INSERT INTO org_versions (name, version) VALUES (?, 1) ON CONFLICT (name) DO UPDATE SET "
         "version = org_versions.version + 1",
         {name_of(what)});
}

std::optional<std::string> setting(db::Tx& tx, std::string_view name) {
  return tx.one("SELECT value FROM org_settings WHERE setting = ?", {name}, [](const db::Row& row) { return row.str(0); });
}

void set_setting(db::Tx& tx, std::string_view name, std::string_view value) {
  tx.run("INSERT INTO org_settings (setting, value) VALUES (?, ?) ON CONFLICT (setting) DO UPDATE SET "
         "value = excluded.value",
         {name, value});
}

bool insert_unit(db::Tx& tx, const UnitInfo& u) {
  return tx.run("INSERT INTO org_units (code, area_code, line, kind, name_zh, name_en, parent, version) "
                "VALUES (?, ?, ?, ?, ?, ?, ?, 1) ON CONFLICT (code) DO NOTHING",
                {u.code, u.area_code, u.line, u.kind, u.name_zh, u.name_en, u.parent}) == 1;
}

bool update_unit(db::Tx& tx, const UnitInfo& u) {
  return tx.run("UPDATE org_units SET kind = ?, name_zh = ?, name_en = ?, parent = ?, version = version + 1 "
                "WHERE code = ? AND version = ?",
                {u.kind, u.name_zh, u.name_en, u.parent, u.code, u.version}) == 1;
}

std::optional<UnitInfo> find_unit(db::Tx& tx, std::string_view code) {
  return tx.one("SELECT code, area_code, line, kind, name_zh, name_en, parent, version FROM org_units WHERE code = ?",
                {code}, read_unit);
}

std::vector<UnitInfo> all_units(db::Tx& tx) {
  return tx.all("SELECT code, area_code, line, kind, name_zh, name_en, parent, version FROM org_units", {}, read_unit);
}

void put_duty(db::Tx& tx, const DutyInfo& d, int position) {
  tx.run("INSERT INTO org_duties (duty, name_zh, name_en, level, by_area, position, version) VALUES (?, ?, ?, ?, ?, ?, 1) "
         "ON CONFLICT (duty) DO UPDATE SET name_zh = excluded.name_zh, name_en = excluded.name_en, "
         "level = excluded.level, by_area = excluded.by_area, position = excluded.position",
         {d.key, d.name_zh, d.name_en, d.level, d.by_area, position});
}

std::vector<DutyInfo> all_duties(db::Tx& tx) {
  return tx.all("SELECT duty, name_zh, name_en, level, by_area FROM org_duties ORDER BY position, duty", {},
                [](const db::Row& row) {
                  return DutyInfo{row.str(0), row.str(1), row.str(2), row.str(3), row.flag(4)};
                });
}

bool role_exists(db::Tx& tx, std::string_view duty) {
  return tx.one("SELECT 1 FROM org_role_permissions WHERE duty = ?", {duty}, [](const db::Row&) { return true; })
      .has_value();
}

void replace_role(db::Tx& tx, std::string_view duty, const Permissions& permissions) {
  tx.run("DELETE FROM org_role_permissions WHERE duty = ?", {duty});
  for (const PermissionInfo& info : all_permissions()) {
    if (!permissions.test(static_cast<std::size_t>(info.permission))) continue;
    tx.run("INSERT INTO org_role_permissions (duty, permission) VALUES (?, ?)", {duty, info.key});
  }
}

Roles all_roles(db::Tx& tx) {
  Roles roles;
  tx.each("SELECT duty, permission FROM org_role_permissions", {}, [&](const db::Row& row) {
    Permissions& role = roles[row.str(0)];
    if (const auto permission = permission_from_key(row.text(1))) role.set(static_cast<std::size_t>(*permission));
    return true;
  });
  return roles;
}

}  // namespace tiange::org::store
