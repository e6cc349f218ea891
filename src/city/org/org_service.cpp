#include "city/org/org_service.h"

#include <algorithm>

#include "base/text.h"
#include "platform/crypto/crypto.h"

namespace tiange::org {

namespace {

constexpr std::size_t k_longest_name = 60;  // code points

Refusal field(std::string path, std::string zh, std::string en) {
  return refuse_fields(ErrorCode::bad_input, {{std::move(path), std::move(zh), std::move(en)}});
}

void check_text(std::vector<FieldError>& faults, const char* path, std::string_view value) {
  const bool control = std::any_of(value.begin(), value.end(), [](char c) { return static_cast<unsigned char>(c) < 0x20; });
  if (text::trim(value).empty()) {
    faults.push_back({path, "不能为空", "must not be empty"});
  } else if (control || text::length(value) > k_longest_name) {
    faults.push_back({path, "不超过 60 个字符，不含控制字符", "at most 60 characters, none of them control characters"});
  }
}

bool is_digits(std::string_view value) {
  return std::all_of(value.begin(), value.end(), [](char c) { return c >= '0' && c <= '9'; });
}

bool is_area_code(std::string_view code) {
  return (code.size() == 6 || code.size() == 9 || code.size() == 12 || code.size() == 15) && is_digits(code);
}

bool is_line(std::string_view line) {
  return line.size() >= 2 && line.size() <= 8 &&
         std::all_of(line.begin(), line.end(), [](char c) { return (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9'); });
}

std::vector<FieldError> unit_faults(const UnitInput& input) {
  std::vector<FieldError> faults;
  if (!is_area_code(input.area_code))
    faults.push_back({"area_code", "应为 6、9、12 或 15 位数字", "must have 6, 9, 12 or 15 digits"});
  if (!is_line(input.line))
    faults.push_back({"line", "应为 2–8 位大写字母或数字", "must be 2–8 capital letters or digits"});
  check_text(faults, "kind", input.kind);
  check_text(faults, "name_zh", input.name_zh);
  check_text(faults, "name_en", input.name_en);
  return faults;
}

UnitInfo unit_from(const UnitInput& input) {
  UnitInfo unit;
  unit.area_code = input.area_code;
  unit.line = input.line;
  unit.code = input.area_code + "-" + input.line;
  unit.kind = text::trim(input.kind);
  unit.name_zh = text::trim(input.name_zh);
  unit.name_en = text::trim(input.name_en);
  unit.parent = input.parent;
  return unit;
}

Outcome check_parent(db::Tx& tx, const UnitInfo& unit) {
  if (unit.parent.empty()) return done();
  if (unit.parent == unit.code) return field("parent", "不能是自己", "must not be the unit itself");
  std::string above = unit.parent;
  for (int depth = 0; !above.empty(); ++depth) {
    const auto found = store::find_unit(tx, above);
    if (!found) return field("parent", "没有这个单位", "no such unit");
    if (found->parent == unit.code || depth > 16) return field("parent", "上下级成环", "would close a circle");
    above = found->parent;
  }
  return done();
}

Result<UnitInfo> unit_in_scope(db::Tx& tx, const std::string& code, const Scope& scope) {
  const auto unit = store::find_unit(tx, code);
  if (!unit) return field("unit", "没有这个单位", "no such unit");
  if (!scope.covers(unit->area_code)) return refuse(ErrorCode::out_of_scope);
  return *unit;
}

}  // namespace

// --- units ---

Result<UnitInfo> add_unit(OrgRoom& room, db::Tx& tx, const UnitInput& input, const Actor& actor) {
  if (auto faults = unit_faults(input); !faults.empty()) return refuse_fields(ErrorCode::bad_input, std::move(faults));
  if (!actor.scope.covers(input.area_code)) return refuse(ErrorCode::out_of_scope);
  if (room.options().area_name && !room.options().area_name(input.area_code))
    return field("area_code", "没有这个区划", "no such area");
  const UnitInfo unit = unit_from(input);
  TIANGE_CHECK_OK(check_parent(tx, unit));
  if (!store::insert_unit(tx, unit)) return refuse(ErrorCode::already_taken, "单位 " + unit.code, "unit " + unit.code);
  room.changed(tx, store::Changed::directory);
  room.audit(tx, actor, "unit_added", unit.code, {"新增单位：" + unit.name_zh, "added the unit " + unit.name_en});
  return unit;
}

Result<UnitInfo> change_unit(OrgRoom& room, db::Tx& tx, const std::string& code, std::optional<std::int64_t> version,
                             const UnitInput& input, const Actor& actor) {
  const auto before = store::find_unit(tx, code);
  if (!before || !actor.scope.covers(before->area_code)) return refuse(ErrorCode::out_of_scope);
  UnitInput full = input;
  full.area_code = before->area_code;
  full.line = before->line;
  if (auto faults = unit_faults(full); !faults.empty()) return refuse_fields(ErrorCode::bad_input, std::move(faults));
  UnitInfo unit = unit_from(full);
  unit.version = version.value_or(before->version);
  TIANGE_CHECK_OK(check_parent(tx, unit));
  if (!store::update_unit(tx, unit)) return refuse(ErrorCode::stale_version);
  ++unit.version;
  room.changed(tx, store::Changed::directory);
  room.audit(tx, actor, "unit_changed", code,
             {before->name_zh + " → " + unit.name_zh, before->name_en + " → " + unit.name_en});
  return unit;
}

// --- people ---

namespace {

Result<store::Person> person_from(db::Tx& tx, const PersonInput& input, const Actor& actor) {
  std::vector<FieldError> faults;
  check_text(faults, "name", input.name);
  const std::string phone(text::trim(input.phone));
  const bool phone_ok = phone.size() <= 20 && std::all_of(phone.begin(), phone.end(), [](char c) {
    return (c >= '0' && c <= '9') || c == '-' || c == '+' || c == ' ';
  });
  if (!phone_ok) faults.push_back({"phone", "只含数字、空格、+ 和 -，不超过 20 位", "digits, spaces, + and - only, at most 20"});
  if (!faults.empty()) return refuse_fields(ErrorCode::bad_input, std::move(faults));
  TIANGE_TRY(const UnitInfo unit, unit_in_scope(tx, input.unit, actor.scope));
  store::Person person;
  person.name = text::trim(input.name);
  person.phone = phone;
  person.unit = unit.code;
  person.area_code = unit.area_code;
  return person;
}

}  // namespace

Result<store::Person> add_person(OrgRoom& room, db::Tx& tx, const PersonInput& input, const Actor& actor) {
  TIANGE_TRY(store::Person person, person_from(tx, input, actor));
  person.id = room.ids().next_as<PersonTag>(actor.now);
  store::insert_person(tx, person);
  room.changed(tx, store::Changed::directory);
  room.audit(tx, actor, "person_added", person.id.text(), {"新增人员：" + person.name, "added " + person.name});
  return person;
}

Result<store::Person> change_person(OrgRoom& room, db::Tx& tx, PersonId id, std::optional<std::int64_t> version,
                                    const PersonInput& input, const Actor& actor) {
  const auto before = store::find_person(tx, actor.scope, id);
  if (!before) return refuse(ErrorCode::out_of_scope);
  TIANGE_TRY(store::Person person, person_from(tx, input, actor));
  person.id = id;
  person.version = version.value_or(before->version);
  if (!store::update_person(tx, person)) return refuse(ErrorCode::stale_version);
  ++person.version;
  room.changed(tx, store::Changed::directory);
  room.audit(tx, actor, "person_changed", id.text(),
             {before->name + "（" + before->unit + "）→ " + person.name + "（" + person.unit + "）",
              before->name + " (" + before->unit + ") → " + person.name + " (" + person.unit + ")"});
  return person;
}

// --- posts ---

namespace {

std::string describe(const Post& post) { return post.duty + " @ " + post.unit + " [" + text::join(post.areas, " ") + "]"; }

// Duties a person holds now or will hold, delegated ones included.
std::vector<std::string> duties_of(db::Tx& tx, PersonId person, Instant now) {
  std::vector<std::string> duties;
  for (const Post& post : store::posts_of(tx, person)) {
    if (!post.ends || post.ends > now) duties.push_back(post.duty);
  }
  return duties;
}

bool is_administrating(db::Tx& tx, PersonId person, Instant now) {
  const auto duties = duties_of(tx, person, now);
  return std::any_of(duties.begin(), duties.end(), [](const std::string& duty) { return is_administrator(duty); });
}

Outcome check_duty(db::Tx& tx, const std::string& duty, const UnitInfo& unit) {
  const auto duties = store::all_duties(tx);
  const auto known = std::find_if(duties.begin(), duties.end(), [&](const DutyInfo& d) { return d.key == duty; });
  if (known == duties.end()) return field("duty", "没有这个职务", "no such duty");
  // Officers belong to the station of a community and work in its grids.
  const Level needed = known->level == "grid" ? Level::community : json::enum_from<Level>(known->level).value_or(Level::grid);
  if (!known->level.empty() && level_of(unit.area_code) != needed)
    return field("duty", "该职务不设在这一级单位", "this duty does not exist at the unit's level");
  return done();
}

Result<Post> post_from(OrgRoom& room, db::Tx& tx, PersonId person, const PostInput& input, const Actor& actor) {
  TIANGE_TRY(const UnitInfo unit, unit_in_scope(tx, input.unit, actor.scope));
  TIANGE_CHECK_OK(check_duty(tx, input.duty, unit));
  Post post;
  post.id = room.ids().next_as<PostTag>(actor.now);
  post.person = person;
  post.unit = unit.code;
  post.duty = input.duty;
  post.areas = input.areas;
  if (post.areas.empty()) post.areas.push_back(unit.area_code);
  std::sort(post.areas.begin(), post.areas.end());
  post.areas.erase(std::unique(post.areas.begin(), post.areas.end()), post.areas.end());
  for (const std::string& area : post.areas) {
    if (!is_area_code(area)) return field("areas", "区域代码有误：" + area, "bad area code: " + area);
    if (!actor.scope.covers(area)) return refuse(ErrorCode::out_of_scope);
  }
  post.starts = input.from.value_or(actor.now);
  post.ends = input.until.value_or(Instant{});
  if (post.ends && (post.ends <= post.starts || post.ends <= actor.now))
    return field("until", "应晚于开始时间和现在", "must be later than the start and than now");
  return post;
}

Result<Post> place(OrgRoom& room, db::Tx& tx, PersonId person, const PostInput& input, const Actor& actor) {
  if (person == actor.scope.person) return refuse(ErrorCode::not_for_yourself);
  TIANGE_TRY(const Post post, post_from(room, tx, person, input, actor));
  auto duties = duties_of(tx, person, actor.now);
  duties.push_back(post.duty);
  TIANGE_CHECK_OK(may_hold_together(duties));
  store::insert_post(tx, post);
  room.changed(tx, store::Changed::directory);
  return post;
}

}  // namespace

Result<Post> add_post(OrgRoom& room, db::Tx& tx, PersonId person, const PostInput& input, const Actor& actor) {
  if (is_administrator(input.duty))
    return refuse(ErrorCode::powers_separate, "管理员由安全管理员任命", "administrators are appointed by the security administrator");
  const auto found = store::find_person(tx, actor.scope, person);
  if (!found) return refuse(ErrorCode::out_of_scope);
  TIANGE_TRY(Post post, place(room, tx, person, input, actor));
  room.audit(tx, actor, "post_added", person.text(),
             {"任命 " + found->name + "：" + describe(post), "placed " + found->name + ": " + describe(post)});
  return post;
}

Outcome end_post(OrgRoom& room, db::Tx& tx, PostId id, const Actor& actor) {
  const auto post = store::find_post(tx, id);
  if (!post) return refuse(ErrorCode::out_of_scope);
  const bool all_inside = std::all_of(post->areas.begin(), post->areas.end(),
                                      [&](const std::string& area) { return actor.scope.covers(area); });
  if (!all_inside) return refuse(ErrorCode::out_of_scope);
  if (is_administrator(post->duty)) return refuse(ErrorCode::powers_separate);
  if (post->person == actor.scope.person) return refuse(ErrorCode::not_for_yourself);
  if (post->ends && post->ends <= actor.now) return done();
  store::end_post(tx, id, actor.now);
  room.changed(tx, store::Changed::directory);
  room.audit(tx, actor, "post_ended", post->person.text(), {"免去：" + describe(*post), "ended: " + describe(*post)});
  return done();
}

// --- administrators, roles, policy ---

Result<Post> appoint(OrgRoom& room, db::Tx& tx, const AdministratorInput& input, const Actor& actor) {
  if (!is_administrator(input.duty)) return field("duty", "不是管理员职务", "not an administrator's duty");
  const auto account = store::find_account_named(tx, text::lower_ascii(text::trim(input.account)));
  if (!account) return field("account", "没有这个账号", "no such account");
  const std::string district = actor.scope.areas.empty() ? "" : actor.scope.areas.front();
  PostInput post_input;
  post_input.unit = district + "-ZX";
  post_input.duty = input.duty;
  TIANGE_TRY(Post post, place(room, tx, account->person, post_input, actor));
  room.audit(tx, actor, "administrator_appointed", account->account,
             {"任命管理员：" + post.duty, "appointed administrator: " + post.duty});
  return post;
}

Outcome dismiss(OrgRoom& room, db::Tx& tx, PostId id, const Actor& actor) {
  const auto post = store::find_post(tx, id);
  if (!post || !is_administrator(post->duty)) return refuse(ErrorCode::not_found);
  if (post->person == actor.scope.person) return refuse(ErrorCode::not_for_yourself);
  store::end_post(tx, id, actor.now);
  room.changed(tx, store::Changed::directory);
  room.audit(tx, actor, "administrator_dismissed", post->person.text(), {"免去管理员：" + post->duty, "dismissed: " + post->duty});
  return done();
}

Outcome set_role(OrgRoom& room, db::Tx& tx, const std::string& duty, const std::vector<std::string>& permission_keys,
                 const Actor& actor) {
  Roles roles = store::all_roles(tx);
  const auto duties = store::all_duties(tx);
  if (std::none_of(duties.begin(), duties.end(), [&](const DutyInfo& d) { return d.key == duty; }))
    return refuse(ErrorCode::not_found);
  const auto mine = duties_of(tx, actor.scope.person, actor.now);
  if (std::find(mine.begin(), mine.end(), duty) != mine.end()) return refuse(ErrorCode::not_for_yourself);
  Permissions permissions;
  for (const std::string& key : permission_keys) {
    const auto permission = permission_from_key(key);
    if (!permission || *permission == Permission::open_to_all || *permission == Permission::signed_in)
      return field("permissions", "没有这项权限：" + key, "no such permission: " + key);
    permissions.set(static_cast<std::size_t>(*permission));
  }
  const Permissions before = roles[duty];
  roles[duty] = permissions;
  TIANGE_CHECK_OK(check_roles(roles));
  store::replace_role(tx, duty, permissions);
  room.changed(tx, store::Changed::directory);
  std::string change;
  for (const PermissionInfo& info : all_permissions()) {
    const auto bit = static_cast<std::size_t>(info.permission);
    if (permissions.test(bit) != before.test(bit)) change += (permissions.test(bit) ? " +" : " -") + std::string(info.key);
  }
  room.audit(tx, actor, "role_changed", duty, {"权限变更：" + change, "permissions changed:" + change});
  return done();
}

Outcome set_policy(OrgRoom& room, db::Tx& tx, const AccessPolicy& policy, const Actor& actor) {
  if (auto faults = policy_faults(policy); !faults.empty()) return refuse_fields(ErrorCode::bad_input, std::move(faults));
  const std::string written = json::write(policy);
  store::set_setting(tx, k_policy_setting, written);
  room.changed(tx, store::Changed::sessions);
  room.audit(tx, actor, "policy_changed", "access_policy", {"安全策略：" + written, "security policy: " + written});
  return done();
}

// --- accounts ---

namespace {

Result<store::Person> account_holder(db::Tx& tx, const store::Account& account, const Actor& actor) {
  auto person = store::find_person(tx, actor.scope, account.person);
  if (!person) return refuse(ErrorCode::out_of_scope);
  // Whoever could reset another administrator's secret would hold that power too.
  if (account.person != actor.scope.person && is_administrating(tx, account.person, actor.now))
    return refuse(ErrorCode::powers_separate, "管理员账号只能在服务器上用命令行重置",
                  "an administrator's account is reset on the server's command line only");
  return *person;
}

}  // namespace

Result<IssuedSecret> open_account(OrgRoom& room, const AccountInput& input, const Actor& actor) {
  const std::string name = text::lower_ascii(text::trim(input.account));
  if (!is_account_name(name))
    return field("account", "3–40 位小写字母、数字、点、横线", "3–40 small letters, digits, dots, hyphens");
  const IssuedSecret issued{name, "", make_one_time_secret()};
  const std::string hash = crypto::hash_password(issued.secret);
  const AccessPolicy policy = room.policy(actor.now);
  TIANGE_CHECK_OK(room.database().write(actor.scope, [&](db::Tx& tx) -> Outcome {
    const auto person = store::find_person(tx, actor.scope, input.person_id);
    if (!person) return refuse(ErrorCode::out_of_scope);
    store::Account account;
    account.id = room.ids().next_as<AccountTag>(actor.now);
    account.account = name;
    account.person = person->id;
    account.secret_hash = hash;
    account.one_time = true;
    account.secret_set = actor.now;
    account.secret_ends = actor.now + hours(policy.secret_hours);
    if (!store::insert_account(tx, account))
      return refuse(ErrorCode::already_taken, "账号已存在，或此人已有账号", "the account exists, or the person has one");
    room.changed(tx, store::Changed::directory);
    room.audit(tx, actor, "account_opened", name, {"为 " + person->name + " 开通账号", "opened an account for " + person->name});
    return done();
  }));
  return issued;
}

Result<IssuedSecret> reset_secret(OrgRoom& room, AccountId id, const Actor& actor) {
  IssuedSecret issued{"", "", make_one_time_secret()};
  const std::string hash = crypto::hash_password(issued.secret);
  const AccessPolicy policy = room.policy(actor.now);
  TIANGE_CHECK_OK(room.database().write(actor.scope, [&](db::Tx& tx) -> Outcome {
    const auto account = store::find_account(tx, id);
    if (!account) return refuse(ErrorCode::out_of_scope);
    TIANGE_CHECK_OK(account_holder(tx, *account, actor));
    issued.account = account->account;
    store::set_secret(tx, id, hash, true, actor.now, actor.now + hours(policy.secret_hours));
    store::set_totp(tx, id, "", 0);
    store::clear_failures(tx, account->account);
    store::end_everything_of(tx, id);
    room.changed(tx, store::Changed::sessions);
    room.audit(tx, actor, "secret_issued", account->account,
               {"重置口令，双因素一并停用", "issued a one-time secret; the second factor is off"});
    return done();
  }));
  return issued;
}

Outcome lock_account(OrgRoom& room, db::Tx& tx, AccountId id, bool locked, const Actor& actor) {
  const auto account = store::find_account(tx, id);
  if (!account) return refuse(ErrorCode::out_of_scope);
  if (account->person == actor.scope.person) return refuse(ErrorCode::not_for_yourself);
  TIANGE_CHECK_OK(account_holder(tx, *account, actor));
  store::set_locked(tx, id, locked);
  if (locked) store::end_everything_of(tx, id);
  if (!locked) store::clear_failures(tx, account->account);
  room.changed(tx, store::Changed::directory);
  room.changed(tx, store::Changed::sessions);
  if (locked) room.audit(tx, actor, "account_locked", account->account, {"锁定账号", "locked the account"});
  if (!locked) room.audit(tx, actor, "account_unlocked", account->account, {"解锁账号", "unlocked the account"});
  return done();
}

}  // namespace tiange::org
