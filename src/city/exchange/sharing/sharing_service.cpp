#include <algorithm>
#include <filesystem>
#include <fstream>

#include "base/digest.h"
#include "base/text.h"

#include "city/exchange/sharing/sharing_service.h"

namespace tiange::exchange {

namespace {

constexpr std::int64_t k_days_a_file_waits = 7;
constexpr std::size_t k_most_rows_a_page = 1000;

Limit answer_limit(ShareKind kind) { return {kind == ShareKind::unconditional ? 1.0 : 10.0, LimitKind::work_days}; }

bool is_in(const std::vector<std::string>& all, const std::string& one) { return std::find(all.begin(), all.end(), one) != all.end(); }

// Ends at the end of its last day.
bool term_is_over(const store::ShareRow& row, Instant now) {
  const auto day = parse_date(row.until);
  return day.ok() && local_date(now) > *day;
}

}  // namespace

bool SharingService::answers_for(const Scope& scope, const store::ShareRow& row) const {
  return scope.works_for(row.owner) ? scope.may(Permission::exchange_share) : scope.may(Permission::exchange_manage);
}

bool SharingService::may_see(const Scope& scope, const store::ShareRow& row) const {
  return scope.works_for(row.unit) || scope.works_for(row.owner) || scope.may(Permission::exchange_manage);
}

Result<store::ShareRow> SharingService::seen(db::Tx& tx, const Scope& scope, std::string_view id) const {
  const auto number = parse_id(id);
  if (!number.ok()) return refuse(ErrorCode::not_found);
  auto row = store::share(tx, *number);
  if (!row || !may_see(scope, *row)) return refuse(ErrorCode::not_found);
  return *std::move(row);
}

ApplicationView SharingService::view_of(db::Tx& tx, const Scope& scope, const store::ShareRow& row, Instant now) {
  ApplicationView view;
  view.id = std::to_string(row.id);
  view.number = row.number;
  view.resource = row.resource;
  if (const auto resource = parts_.catalogue.find(tx, row.resource, now)) view.resource_zh = resource->name_zh, view.resource_en = resource->name_en;
  view.owner = row.owner;
  if (const auto unit = parts_.unit_name(row.owner)) view.owner_zh = unit->zh, view.owner_en = unit->en;
  view.unit = row.unit;
  if (const auto unit = parts_.unit_name(row.unit)) view.unit_zh = unit->zh, view.unit_en = unit->en;
  view.asked = row.asked;
  view.state = row.state == ShareState::granted && term_is_over(row, now) ? ShareState::expired : row.state;
  view.applied = row.applied;
  view.applied_by = row.applied_by;
  view.due = row.due;
  view.late = row.decided ? row.decided > row.due : row.state == ShareState::asked && now > row.due;
  if (row.decided) view.decided = row.decided;
  view.decided_by = row.decided_by;
  view.reason = row.reason;
  view.fields = row.fields;
  view.area = row.area;
  view.until = row.until;
  view.condition = row.condition;
  view.masked = row.masked;
  view.consent = row.consent;
  view.has_key = !row.key_digest.empty();
  view.uses = row.uses;
  view.rows = row.rows;
  view.mine = scope.works_for(row.unit);
  view.ours = answers_for(scope, row);
  view.version = row.version;
  return view;
}

Result<ApplicationView> SharingService::apply(db::Tx& tx, const Scope& scope, const ApplyIn& in, Instant now) {
  const auto resource = parts_.catalogue.find(tx, in.resource, now);
  if (!resource || !resource->active) return refuse(ErrorCode::not_found);
  if (resource->share == ShareKind::none) return refuse(ErrorCode::not_shared, resource->share_condition, resource->share_condition);
  store::ShareRow row;
  row.unit = in.unit.empty() && !scope.units.empty() ? scope.units.front() : in.unit;
  std::vector<FieldError> faults;
  if (!scope.works_for(row.unit)) faults.push_back({"unit", "只能为本单位申请", "for one's own unit only"});
  if (text::length(text::trim(in.purpose)) < 4) faults.push_back({"purpose", "请写明用途", "say what it is for"});
  if (in.fields.empty()) faults.push_back({"fields", "请选择需要的信息项", "choose the fields"});
  for (const std::string& field : in.fields) {
    if (std::none_of(resource->fields.begin(), resource->fields.end(), [&](const ResourceField& one) { return one.field == field; }))
      faults.push_back({"fields", "该资源没有信息项 " + field, "the resource has no field " + field});
  }
  const auto until = parse_date(in.until);
  if (!until.ok() || *until < local_date(now)) faults.push_back({"until", "请填写今天以后的截止日期", "a last day from today on"});
  if (!in.area.empty() && !in.area.starts_with(parts_.district)) faults.push_back({"area", "不是本区的区域", "not an area of the district"});
  if (in.saves_minutes < 0 || in.saves_minutes > 600) faults.push_back({"saves_minutes", "应为 0 至 600 分钟", "0 to 600 minutes"});
  const auto source = in.consent ? source_of(tx, in.resource, now) : std::nullopt;
  if (in.consent && (!parts_.consents || !source || source->kind != "person"))
    faults.push_back({"consent", "只有来自数据源的个人信息可以凭本人同意共享", "only personal data of a source is shared on consent"});
  if (!faults.empty()) return refuse_fields(ErrorCode::bad_input, std::move(faults));
  row.consent = in.consent;
  row.id = parts_.ids.next(now);
  const std::string year = "共享〔" + std::to_string(split_date(local_date(now)).year) + "〕";
  row.number = year + std::to_string(store::shares_of_year(tx, year) + 1) + "号";
  row.resource = resource->code;
  row.owner = resource->unit;
  row.asked = in;
  row.asked.unit = row.unit;
  row.applied = now;
  row.applied_by = scope.name;
  row.due = parts_.calendar->add(answer_limit(resource->share), now);
  if (!store::put_share(tx, row)) return refuse(ErrorCode::conflict);
  return view_of(tx, scope, row, now);
}

Result<ApplicationView> SharingService::decide(db::Tx& tx, const Scope& scope, std::string_view id, const ShareDecideIn& in, Instant now) {
  TIANGE_TRY(store::ShareRow row, seen(tx, scope, id));
  if (!answers_for(scope, row)) return refuse(ErrorCode::forbidden);
  if (row.state != ShareState::asked) return refuse(ErrorCode::share_over);
  std::vector<FieldError> faults;
  row.fields = in.fields.empty() ? row.asked.fields : in.fields;
  row.area = in.area.empty() ? row.asked.area : in.area;
  row.until = in.until.empty() ? row.asked.until : in.until;
  if (!in.grant && text::length(text::trim(in.reason)) < 4) faults.push_back({"reason", "不同意的应说明理由", "a refusal needs its reasons"});
  for (const std::string& field : row.fields) {
    if (!is_in(row.asked.fields, field)) faults.push_back({"fields", "未申请信息项 " + field, "was not asked for: " + field});
  }
  if (!row.area.starts_with(row.asked.area) || (!row.area.empty() && !row.area.starts_with(parts_.district))) faults.push_back({"area", "超出申请的区域", "beyond the area that was asked for"});
  const auto until = parse_date(row.until);
  if (!until.ok() || *until < local_date(now)) faults.push_back({"until", "应为今天以后的日期", "must be a day from today on"});
  const auto source = source_of(tx, row.resource, now);
  const auto filter = RowFilter::make(in.condition, source ? source->fields : std::vector<FieldInfo>{});
  if (!filter.ok()) faults.insert(faults.end(), filter.refusal().fields.begin(), filter.refusal().fields.end());
  for (const std::string& field : in.masked) {
    if (!is_in(row.fields, field)) faults.push_back({"masked", "未授权信息项 " + field, "is not granted: " + field});
  }
  row.condition = text::trim(in.condition);
  row.masked = in.masked;
  row.consent = row.consent || in.consent;
  if (row.consent && in.grant && (!parts_.consents || !source || source->kind != "person"))
    faults.push_back({"consent", "只有来自数据源的个人信息可以凭本人同意共享", "only personal data of a source is shared on consent"});
  if (!faults.empty()) return refuse_fields(ErrorCode::bad_input, std::move(faults));
  row.state = in.grant ? ShareState::granted : ShareState::refused;
  row.reason = in.reason;
  row.decided = now;
  row.decided_by = scope.name;
  if (!store::put_share(tx, row)) return refuse(ErrorCode::conflict);
  return view_of(tx, scope, row, now);
}

Result<ApplicationView> SharingService::end(db::Tx& tx, const Scope& scope, std::string_view id, const std::string& text, bool by_owner, Instant now) {
  TIANGE_TRY(store::ShareRow row, seen(tx, scope, id));
  const bool open = row.state == ShareState::asked || row.state == ShareState::granted;
  if (by_owner ? !answers_for(scope, row) : !scope.works_for(row.unit)) return refuse(ErrorCode::forbidden);
  if (!open || (by_owner && row.state != ShareState::granted)) return refuse(ErrorCode::share_over);
  if (by_owner && text::trim(text).empty()) return refuse_fields(ErrorCode::bad_input, {{"text", "请说明为何收回", "say why it is withdrawn"}});
  row.state = by_owner ? ShareState::revoked : ShareState::withdrawn;
  if (!text.empty()) row.reason = text;
  if (!store::put_share(tx, row)) return refuse(ErrorCode::conflict);
  return view_of(tx, scope, row, now);
}

Result<KeyShown> SharingService::new_key(db::Tx& tx, const Scope& scope, std::string_view id, Instant now) {
  TIANGE_TRY(store::ShareRow row, seen(tx, scope, id));
  if (!scope.works_for(row.unit)) return refuse(ErrorCode::forbidden);
  if (row.state != ShareState::granted || term_is_over(row, now)) return refuse(ErrorCode::grant_over);
  const std::string key = "tgs_" + crypto::random_token(24);
  row.key_digest = hex(sha256(key));
  if (!store::put_share(tx, row)) return refuse(ErrorCode::conflict);
  return KeyShown{key, "X-Tiange-Key"};
}

// What a use may see: the fields and the area asked for, none beyond the grant.
Result<SharingService::Window> SharingService::window(const store::ShareRow& row, const std::vector<std::string>& fields, const std::string& area,
                                                      Instant now) const {
  if (row.state != ShareState::granted || term_is_over(row, now)) return refuse(ErrorCode::grant_over);
  Window window{fields.empty() ? row.fields : fields, area.empty() ? row.area : area};
  for (const std::string& field : window.fields) {
    if (!is_in(row.fields, field)) return refuse(ErrorCode::beyond_grant, field, field);
  }
  const bool in_district = window.area.empty() || window.area.starts_with(parts_.district);
  if (!window.area.starts_with(row.area) || !in_district) return refuse(ErrorCode::beyond_grant, area, area);
  return window;
}

std::optional<SourceFacts> SharingService::source_of(db::Tx& tx, const std::string& resource, Instant now) {
  const auto known = parts_.catalogue.find(tx, resource, now);
  if (!known || known->source.empty()) return std::nullopt;
  for (SourceFacts& one : parts_.exchange.facts(tx, now)) {
    if (one.code == known->source) return std::move(one);
  }
  return std::nullopt;
}

Outcome SharingService::each_shared(db::Tx& tx, const store::ShareRow& row, const Window& window, Instant now, const VisitRow& visit) {
  const auto resource = parts_.catalogue.find(tx, row.resource, now);
  if (!resource || resource->source.empty()) return refuse(ErrorCode::source_off);
  // What its owner took from the catalogue or shares with nobody any more is not used further under an old grant.
  if (!resource->active || resource->share == ShareKind::none)
    return refuse(ErrorCode::grant_over, "该资源已停止共享", "the resource is not shared any more");
  const auto source = source_of(tx, row.resource, now);
  if (!source) return refuse(ErrorCode::source_off);
  TIANGE_TRY(const RowFilter filter, RowFilter::make(row.condition, source->fields));
  std::vector<std::string_view> masks;
  for (const std::string& field : window.fields) {
    masks.push_back("none");
    for (const FieldInfo& one : source->fields) {
      if (one.field == field && is_in(row.masked, field)) masks.back() = one.mask == "none" ? mask_of(one.type) : std::string_view(one.mask);
    }
    if (is_in(row.masked, field) && (masks.back() == "none" || masks.back().empty())) masks.back() = "hide";
  }
  if (row.consent && !parts_.consents) return refuse(ErrorCode::consent_over);
  std::set<std::int64_t> given;
  if (row.consent) given = parts_.consents->given(tx, row.unit, window.fields, row.asked.purpose, now);
  const bool whole = window.area.empty() || window.area == parts_.district;
  parts_.exchange.each_row(tx, resource->source, [&](const MappedRow& mapped) {
    if (mapped.gone) return true;
    if (!whole && !parts_.grid_of(tx, *source, mapped.key).starts_with(window.area)) return true;
    if (!filter.passes(mapped, now)) return true;
    if (row.consent && (given.empty() || given.count(parts_.consents->subject_of(tx, *source, mapped.key)) == 0)) return visit(std::nullopt);
    std::vector<std::string> cells;
    for (std::size_t i = 0; i < window.fields.size(); ++i) {
      const std::string* value = mapped.find(window.fields[i]);
      cells.push_back(value ? mask_value(masks[i], *value) : "");
    }
    return visit(std::move(cells));
  });
  return done();
}

Outcome SharingService::still_consented(db::Tx& tx, const Delivered& delivered, Instant now) {
  if (!delivered.share.consent) return done();
  if (parts_.consents && !parts_.consents->ended_since(tx, delivered.share.unit, delivered.use.happened, now)) return done();
  return refuse(ErrorCode::consent_over, "文件生成以后有人撤回了同意或同意已到期，请重新生成", "since the file was made a consent has ended; make it anew");
}

// Makes the file and what is signed about it; reads only, so that a large one keeps nobody waiting.
Result<store::UseRow> SharingService::make_file(db::Tx& tx, const Scope& scope, std::string_view id, const DeliverIn& in, Instant now) {
  TIANGE_TRY(const store::ShareRow row, seen(tx, scope, id));
  if (!scope.works_for(row.unit)) return refuse(ErrorCode::forbidden);
  TIANGE_TRY(const Window window, this->window(row, in.fields, in.area, now));
  store::UseRow use;
  use.id = parts_.ids.next(now);
  use.share = row.id;
  use.happened = now;
  use.by = scope.name;
  use.way = "file";
  use.area = window.area;
  use.fields = window.fields;
  use.format = in.format == "xlsx" ? "xlsx" : "csv";
  {
    std::ofstream file(path_of(use), std::ios::binary);
    const auto sink = [&](std::string_view piece) {
      file.write(piece.data(), static_cast<std::streamsize>(piece.size()));
      return static_cast<bool>(file);
    };
    const auto writer = use.format == "csv" ? sheets::write_csv(sink, sheets::CsvFor::people) : sheets::write_xlsx(sink);
    writer->row(titles(tx, row, window, scope.language, now));
    TIANGE_CHECK_OK(each_shared(tx, row, window, now, [&](std::optional<std::vector<std::string>>&& cells) {
      if (cells) writer->row(*cells);
      ++(cells ? use.rows : use.left_out);
      return true;
    }));
    writer->finish();
  }
  TIANGE_TRY(use.digest, file_digest(path_of(use), use.bytes));
  use.manifest = sign_text(json::write(manifest_of(tx, scope, row, use, now)), parts_.signer);
  return use;
}

// In the owner's book; what was granted is asked once more, for it may have ended meanwhile.
Outcome SharingService::record_use(db::Tx& tx, const store::UseRow& use, Instant now) {
  auto row = store::share(tx, use.share);
  if (!row) return refuse(ErrorCode::not_found);
  TIANGE_CHECK_OK(window(*row, use.fields, use.area, now));
  store::add_use(tx, use);
  ++row->uses;
  row->rows += use.rows;
  row->last_used = now;
  return store::put_share(tx, *row) ? done() : Outcome(refuse(ErrorCode::conflict));
}

DeliveryView SharingService::shown(const store::UseRow& use) const {
  DeliveryView view{std::to_string(use.id), std::to_string(use.share), use.digest, parts_.signer.fingerprint(), use.format, use.rows, use.bytes, use.happened, {}, 0};
  if (use.received) view.received = use.received;
  view.left_out = use.left_out;
  return view;
}

std::string SharingService::path_of(const store::UseRow& use) const { return parts_.folder + "/" + std::to_string(use.id) + "." + use.format; }

std::vector<std::string> SharingService::titles(db::Tx& tx, const store::ShareRow& row, const Window& window, Language language, Instant now) {
  const auto resource = parts_.catalogue.find(tx, row.resource, now);
  std::vector<std::string> titles;
  for (const std::string& field : window.fields) {
    titles.push_back(field);
    for (const ResourceField& one : resource ? resource->fields : std::vector<ResourceField>{}) {
      if (one.field == field) titles.back() = language == Language::zh || one.en.empty() ? one.zh : one.en;
    }
  }
  return titles;
}

Result<std::string> SharingService::file_digest(const std::string& path, std::int64_t& bytes) const {
  std::ifstream file(path, std::ios::binary);
  Sha256 digest;
  std::string piece(1 << 20, '\0');
  bytes = 0;
  while (file) {
    file.read(piece.data(), static_cast<std::streamsize>(piece.size()));
    const auto got = static_cast<std::size_t>(file.gcount());
    digest.add(std::string_view(piece).substr(0, got));
    bytes += static_cast<std::int64_t>(got);
  }
  if (bytes == 0) return refuse(ErrorCode::unavailable);
  return hex(digest.finish());
}

ManifestBody SharingService::manifest_of(db::Tx& tx, const Scope& scope, const store::ShareRow& row, const store::UseRow& use, Instant now) {
  const auto resource = parts_.catalogue.find(tx, row.resource, now);
  ManifestBody body;
  body.format = "tiange.delivery/1";
  body.district = parts_.district;
  body.number = row.number;
  body.delivery = std::to_string(use.id);
  body.resource = row.resource;
  body.name = resource ? resource->name_zh : "";
  body.provider = row.owner;
  body.provider_name = parts_.unit_name(row.owner).value_or(Words{}).zh;
  body.receiver = row.unit;
  body.receiver_name = parts_.unit_name(row.unit).value_or(Words{}).zh;
  body.person = scope.name;
  body.purpose = row.asked.purpose;
  body.basis = row.asked.basis;
  body.area = use.area;
  body.until = row.until;
  body.fields = use.fields;
  body.rows = use.rows;
  body.bytes = use.bytes;
  body.digest = use.digest;
  body.sent = now;
  body.condition = row.condition;
  body.masked = row.masked;
  body.left_out = use.left_out;
  return body;
}

Result<DeliveryView> SharingService::receive(db::Tx& tx, const Scope& scope, std::string_view id, Instant now) {
  TIANGE_TRY(const Delivered found, delivered(tx, scope, id));
  if (!scope.works_for(found.share.unit)) return refuse(ErrorCode::forbidden);
  store::UseRow use = found.use;
  if (use.received) return shown(use);
  ReceiptBody body;
  body.format = "tiange.receipt/1";
  body.district = parts_.district;
  body.delivery = std::to_string(use.id);
  body.manifest = hex(sha256(use.manifest));
  body.digest = use.digest;
  body.receiver = found.share.unit;
  body.receiver_name = parts_.unit_name(found.share.unit).value_or(Words{}).zh;
  body.person = scope.name;
  body.received = now;
  use.received = now;
  use.receipt = sign_text(json::write(body), parts_.signer);
  store::put_receipt(tx, use.id, now, use.receipt);
  return shown(use);
}

Result<SharingService::Delivered> SharingService::delivered(db::Tx& tx, const Scope& scope, std::string_view id) const {
  const auto number = parse_id(id);
  auto use = number.ok() ? store::use(tx, *number) : std::nullopt;
  if (!use || use->way != "file") return refuse(ErrorCode::not_found);
  TIANGE_TRY(store::ShareRow row, seen(tx, scope, std::to_string(use->share)));
  return Delivered{*std::move(use), std::move(row)};
}

Result<SharedRows> SharingService::page(const http::Request& request) {
  const std::string digest = hex(sha256(request.header("x-tiange-key")));
  const auto number = parse_id(request.param("id"));
  store::UseRow use;
  TIANGE_TRY(const SharedRows page, parts_.db.read([&](db::Tx& tx) -> Result<SharedRows> {
    const auto row = number.ok() ? store::share(tx, *number) : std::nullopt;
    if (!row || row->key_digest.empty() || !crypto::equal_in_constant_time(row->key_digest, digest)) return refuse(ErrorCode::bad_credentials);
    std::vector<std::string> fields;
    for (const std::string_view field : text::split(request.query_value("fields"), ',')) {
      if (!text::trim(field).empty()) fields.emplace_back(text::trim(field));
    }
    TIANGE_TRY(const Window window, this->window(*row, fields, std::string(request.query_value("area")), request.now));
    const auto limit = static_cast<std::size_t>(
        std::clamp<std::int64_t>(text::to_int(request.query_value("limit")).value_or(200), 1, static_cast<std::int64_t>(k_most_rows_a_page)));
    const std::int64_t behind = text::to_int(request.query_value("after")).value_or(0);
    SharedRows found;
    found.fields = window.fields;
    std::int64_t at_row = 0;
    TIANGE_CHECK_OK(each_shared(tx, *row, window, request.now, [&](std::optional<std::vector<std::string>>&& cells) {
      if (!cells) {
        // Those before the first row of a later page were told with the page before.
        found.left_out += behind == 0 || at_row > behind;
        return true;
      }
      if (at_row++ < behind) return true;
      if (found.rows.size() == limit) {
        found.next = std::to_string(behind + static_cast<std::int64_t>(limit));
        return false;
      }
      found.rows.push_back(std::move(*cells));
      return true;
    }));
    use.share = row->id;
    use.area = window.area;
    use.fields = window.fields;
    return found;
  }));
  use.id = parts_.ids.next(request.now);
  use.happened = request.now;
  use.by = "API";
  use.way = "api";
  use.rows = static_cast<std::int64_t>(page.rows.size());
  use.left_out = page.left_out;
  use.digest = hex(sha256(json::write(page)));
  TIANGE_CHECK_OK(parts_.db.write(system_scope(), [&](db::Tx& tx) { return record_use(tx, use, request.now); }));
  return page;
}

SavingList SharingService::savings(db::Tx& tx, const Scope& scope, std::string_view unit, Instant now) {
  SavingList list;
  store::each_share(tx, [&](const store::ShareRow& row) {
    const bool owner = scope.works_for(row.owner) || scope.may(Permission::exchange_manage);
    if (row.uses == 0 || !owner || (!unit.empty() && unit != row.owner)) return true;
    const ApplicationView view = view_of(tx, scope, row, now);
    Saving one{row.resource, view.resource_zh, view.resource_en, row.unit, view.unit_zh, view.unit_en, row.asked.purpose, row.asked.replaces,
               row.uses, row.rows, row.rows * row.asked.saves_minutes, {}};
    if (row.last_used) one.last = row.last_used;
    list.uses += one.uses;
    list.rows += one.rows;
    list.minutes += one.minutes;
    list.items.push_back(std::move(one));
    return true;
  });
  std::stable_sort(list.items.begin(), list.items.end(), [](const Saving& a, const Saving& b) { return a.minutes > b.minutes; });
  return list;
}

std::vector<ConsentShare> SharingService::on_consent(db::Tx& tx, Instant now) {
  std::vector<ConsentShare> all;
  store::each_share(tx, [&](const store::ShareRow& row) {
    if (row.consent && row.state == ShareState::granted && !term_is_over(row, now))
      all.push_back({row.unit, row.asked.purpose, row.until, parts_.unit_name(row.unit).value_or(Words{row.unit, row.unit}), row.fields});
    return true;
  });
  return all;
}

void SharingService::sweep(Instant now) {
  std::vector<std::int64_t> over;
  std::vector<std::int64_t> files;
  parts_.db.run_read([&](db::Tx& tx) {
    store::each_share(tx, [&](const store::ShareRow& row) {
      if (row.state == ShareState::granted && term_is_over(row, now)) over.push_back(row.id);
      return true;
    });
    files = store::files_before(tx, now - days(k_days_a_file_waits));
  });
  for (const std::int64_t id : over) {
    (void)parts_.db.write(system_scope(), [&](db::Tx& tx) -> Outcome {
      auto row = store::share(tx, id);
      if (!row || row->state != ShareState::granted) return done();
      row->state = ShareState::expired;
      return store::put_share(tx, *row) ? done() : Outcome(refuse(ErrorCode::conflict));
    }).ok();
  }
  for (const std::int64_t id : files) {
    std::error_code ignored;
    for (const char* ending : {".csv", ".xlsx"}) std::filesystem::remove(parts_.folder + "/" + std::to_string(id) + ending, ignored);
  }
}

}  // namespace tiange::exchange
