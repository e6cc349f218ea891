#include "app/exchanging/exchange_home.h"

#include <algorithm>
#include <stdexcept>

#include "base/text.h"
#include "city/exchange/raw/exchange_raw.h"

namespace tiange::app {

namespace {

constexpr const char* k_repair_item = "S26-1214";

// Tables of one department have keys of their own each.
std::string record_key(std::string_view source, std::string_view key) { return std::string(source) + ":" + std::string(key); }

exchange::FieldInfo field_info(const registers::FieldDefinition& field) {
  exchange::FieldInfo info;
  info.field = field.field;
  info.zh = field.zh;
  info.en = field.en;
  info.type = exchange::field_type_from(json::enum_name(field.type));
  info.mask = field.mask;
  for (const std::string_view one : text::split(field.codes, ';')) {
    const std::size_t sign = one.find('=');
    if (sign == one.npos) continue;
    const std::string_view names = one.substr(sign + 1);
    const std::size_t slash = names.find('/');
    info.codes.push_back({std::string(one.substr(0, sign)), std::string(names.substr(0, slash)),
                          slash == names.npos ? "" : std::string(names.substr(slash + 1))});
  }
  return info;
}

// The key by which the house signs, the same for everything it signs.
crypto::Signer signer_of(const ExchangeHomeParts& parts) {
  const auto suite = crypto::suite_from(parts.signature_suite);
  if (!suite) throw std::runtime_error("no such signature suite: " + parts.signature_suite);
  return crypto::Signer::from_file(parts.data_folder + "/secrets/sign_" + parts.signature_suite + ".pem", *suite);
}

}  // namespace

// Mapped rows as records of their department.
class ExchangeHome::RegisterSink final : public exchange::Sink {
 public:
  explicit RegisterSink(registers::Subjects& subjects) : subjects_(subjects) {}

  Result<exchange::Delivered> deliver(db::Tx& tx, const exchange::Delivery& delivery, Instant now) override {
    const auto kind = json::enum_from<registers::Kind>(delivery.kind);
    if (!kind) return refuse(ErrorCode::bad_input, delivery.kind, delivery.kind);
    std::vector<registers::SourceRecord> records;
    records.reserve(delivery.rows.size());
    const std::string batch = std::to_string(delivery.batch) + "/";
    for (const exchange::MappedRow& row : delivery.rows) {
      records.push_back({delivery.department, record_key(delivery.source, row.key), *kind, row.values, row.observed, batch + std::to_string(row.number), row.gone});
    }
    if (records.empty()) return exchange::Delivered{};
    TIANGE_TRY(const registers::Absorbed kept, subjects_.absorb(tx, records, now));
    return exchange::Delivered{kept.added, kept.changed, kept.same, kept.gone};
  }

  std::vector<exchange::FieldInfo> fields(std::string_view name) const override {
    std::vector<exchange::FieldInfo> all;
    const auto kind = json::enum_from<registers::Kind>(name);
    const auto catalogue = subjects_.catalogue();
    if (!kind || !catalogue) return all;
    for (const registers::FieldDefinition* field : catalogue->fields(*kind)) all.push_back(field_info(*field));
    return all;
  }
  std::vector<std::string> kinds() const override { return {"person", "household", "firm", "house", "facility"}; }
  std::vector<exchange::CodeName> departments() const override {
    std::vector<exchange::CodeName> all;
    const auto catalogue = subjects_.catalogue();
    for (const registers::SourceDefinition& source : catalogue->sources()) all.push_back({source.code, source.zh, source.en});
    return all;
  }

 private:
  registers::Subjects& subjects_;
};

// Faults as cases of the department that sent them, by the ordinary life of a case.
class ExchangeHome::RepairCases final : public exchange::Repairs {
 public:
  explicit RepairCases(const ExchangeHomeParts& parts) : p_(parts) {}

  Result<exchange::RepairCase> open(db::Tx& tx, const exchange::RepairAsk& ask, Instant now) override {
    cases::ReportInput in;
    in.channel = cases::Channel::other;
    in.kind = cases::Kind::report;
    in.title = ask.title.zh;
    in.content = text::cut(ask.text.zh, 1500);
    in.item_code = k_repair_item;
    in.place.grid_code = grid_for(ask.source);
    in.place.text = p_.org.directory(now)->unit_name(ask.unit).zh;
    TIANGE_TRY(const cases::CaseRef ref, p_.cases.register_case(tx, house(), in, now));
    TIANGE_TRY(cases::CaseView view, p_.cases.view(tx, house(), ref, now));
    for (const cases::Action action : {cases::Action::accept, cases::Action::dispatch, cases::Action::pass_on}) {
      if (view.unit == ask.unit || !allowed(view, action)) continue;
      cases::ActInput input;
      input.item_code = k_repair_item;
      input.severity = Severity::normal;
      input.unit = ask.unit;
      input.text = "数据由该部门提供，请在时限内整改后重新报送";
      TIANGE_CHECK_OK(p_.cases.act_only(tx, house(), ref, action, input, std::nullopt, now));
      TIANGE_TRY(view, p_.cases.view(tx, house(), ref, now));
    }
    return exchange::RepairCase{ref.text(), view.number};
  }

  Outcome still(db::Tx& tx, const std::string& ref_text, const Words& said, Instant now) override {
    TIANGE_TRY(const cases::CaseRef ref, cases::CaseRef::parse(ref_text));
    TIANGE_TRY(const cases::CaseView view, p_.cases.view(tx, house(), ref, now));
    if (allowed(view, cases::Action::check_fail)) {
      cases::ActInput input;
      input.text = text::cut("重新报送的批次仍有问题。" + said.zh, 500);
      return p_.cases.act_only(tx, house(), ref, cases::Action::check_fail, input, std::nullopt, now);
    }
    return p_.cases.remark(tx, house(), ref, "data_still_wrong", {"重新报送的批次仍有问题", "The batch that was sent again still has faults"}, text::cut(said.zh, 500), now);
  }

  Outcome good(db::Tx& tx, const std::string& ref_text, const Words& said, Instant now) override {
    TIANGE_TRY(const cases::CaseRef ref, cases::CaseRef::parse(ref_text));
    TIANGE_CHECK_OK(p_.cases.remark(tx, house(), ref, "data_good", said, "", now));
    for (const cases::Action action : {cases::Action::settle, cases::Action::check_pass, cases::Action::follow_up_satisfied, cases::Action::close}) {
      TIANGE_TRY(const cases::CaseView view, p_.cases.view(tx, house(), ref, now));
      if (!allowed(view, action)) continue;
      cases::ActInput input;
      input.text = said.zh;
      input.closing_condition = condition(view, action);
      TIANGE_CHECK_OK(p_.cases.act_only(tx, house(), ref, action, input, std::nullopt, now));
    }
    return done();
  }

 private:
  Scope house() const {
    Scope scope = system_scope(p_.district);
    scope.name = "数据交换";
    return scope;
  }
  static bool allowed(const cases::CaseView& view, cases::Action action) {
    const std::string_view name = cases::action_row(action).name;
    return std::any_of(view.actions.begin(), view.actions.end(), [&](const cases::ActionView& one) { return one.action == name && one.allowed; });
  }
  // The first that the action's form offers.
  static std::string condition(const cases::CaseView& view, cases::Action action) {
    for (const cases::ActionView& one : view.actions) {
      if (one.action != cases::action_row(action).name) continue;
      for (const cases::FormField& field : one.form) {
        if (field.name == "closing_condition" && !field.choices.empty()) return field.choices.front().value;
      }
    }
    return "";
  }
  // Data has no place, a case must have one: each source its own, so that the cases of two are not taken for one matter.
  std::string grid_for(const std::string& source) const {
    std::string code = p_.district;
    std::size_t turn = std::hash<std::string>{}(source);
    while (code.size() < 15) {
      const auto inside = p_.places.children(code);
      if (inside.empty()) return "";
      code = inside[turn % inside.size()].code;
      turn /= inside.size();
    }
    return code;
  }

  const ExchangeHomeParts p_;
};

// What persons allow in their own spaces.
class ExchangeHome::SpaceConsents final : public exchange::Consents {
 public:
  SpaceConsents(spaces::Spaces& spaces, registers::Subjects& subjects) : spaces_(spaces), subjects_(subjects) {}
  std::set<std::int64_t> given(db::Tx& tx, const std::string& unit, const std::vector<std::string>& fields, const std::string& purpose,
                               Instant now) override {
    return spaces_.consenting(tx, unit, fields, purpose, now);
  }
  bool ended_since(db::Tx& tx, const std::string& unit, Instant since, Instant now) override {
    return spaces_.consent_ended_since(tx, unit, since, now);
  }
  std::int64_t subject_of(db::Tx& tx, const exchange::SourceFacts& source, const std::string& key) override {
    const auto record = subjects_.record(tx, source.department, record_key(source.code, key));
    return record ? record->subject.value : 0;
  }

 private:
  spaces::Spaces& spaces_;
  registers::Subjects& subjects_;
};

std::vector<db::Migration> exchange_home_migrations() {
  std::vector<db::Migration> all;
  for (const auto& part : {exchange::raw::migrations(), exchange::ingest_migrations(), exchange::catalogue_migrations(), exchange::sharing_migrations()})
    all.insert(all.end(), part.begin(), part.end());
  return all;
}

ExchangeHome::ExchangeHome(const ExchangeHomeParts& parts)
    : parts_(parts),
      sink_(std::make_unique<RegisterSink>(parts.subjects)),
      repairs_(std::make_unique<RepairCases>(parts)),
      consents_(std::make_unique<SpaceConsents>(parts.spaces, parts.subjects)),
      signer_(signer_of(parts)) {
  const auto unit_name = [&org = parts.org, &clock = parts.clock](std::string_view unit) -> std::optional<Words> {
    const auto directory = org.directory(clock.now());
    if (!directory->unit(unit)) return std::nullopt;
    return directory->unit_name(unit);
  };
  exchange_ = exchange::open_exchange(
      {.db = parts.db,
       .clock = parts.clock,
       .ids = parts.ids,
       .jobs = parts.jobs,
       .sink = *sink_,
       .repairs = repairs_.get(),
       .sealer = std::make_shared<const crypto::Sealer>(crypto::Sealer::from_file(parts.data_folder + "/secrets/seal.key")),
       .calendar = parts.calendar,
       .unit_name = unit_name,
       .show =
           [&hub = parts.hub, district = parts.district](db::Tx& tx, const std::string& json) {
             live::Audience audience;
             audience.area = district;
             audience.permission = permission_info(Permission::exchange_view).key;
             hub.publish(tx, "exchange", audience, json);
           },
       .folder = parts.data_folder + "/exchange"});
  exchange_->add_jobs();
  catalogue_ = exchange::open_data_catalogue({parts.db, *exchange_, unit_name, parts.district, parts.places.name(parts.district, Language::zh), parts.public_url});
  sharing_ = exchange::open_sharing(
      {.db = parts.db,
       .ids = parts.ids,
       .exchange = *exchange_,
       .catalogue = *catalogue_,
       .signer = signer_,
       .calendar = parts.calendar,
       .unit_name = unit_name,
       .grid_of = [this](db::Tx& tx, const exchange::SourceFacts& source, const std::string& key) { return grid_of(tx, source, key); },
       .district = parts.district,
       .folder = parts.data_folder + "/exchange/shared",
       .consents = consents_.get()});
  parts.spaces.ask_from([this](db::Tx& tx, Instant now) {
    std::vector<spaces::ConsentAsked> asked;
    for (exchange::ConsentShare& one : sharing_->on_consent(tx, now))
      asked.push_back({one.unit, one.unit_name.zh, one.unit_name.en, one.purpose, std::move(one.fields), {}, {}, one.until, false});
    return asked;
  });
  parts.ticker.every("exchange.expire", minutes(10), [this](Instant now) { sharing_->sweep(now); });
  // Inside transactions the catalogue of fields answers with what it knows: it is read here, and looked at now and then.
  (void)parts_.subjects.catalogue();
  parts.ticker.every("exchange.raw_terms", hours(6), [this](Instant now) { exchange_->drop_old(now); });
  parts.ticker.every("exchange.pull", seconds(5), [this](Instant now) {
    (void)parts_.subjects.catalogue();
    exchange_->pull_due(now);
  });
}

ExchangeHome::~ExchangeHome() = default;

Outcome ExchangeHome::lay(db::Tx& tx, const ExchangeTexts& texts, Instant now) {
  TIANGE_CHECK_OK(exchange_->lay(tx, texts.sources, texts.rules, now));
  return catalogue_->lay(tx, texts.resources, now);
}

void ExchangeHome::add_routes(http::Routes& routes, const http::Recorder& record) {
  exchange_->add_routes(routes, record);
  catalogue_->add_routes(routes, record);
  sharing_->add_routes(routes, record);
}

std::string ExchangeHome::grid_of(db::Tx& tx, const exchange::SourceFacts& source, const std::string& key) {
  const auto record = parts_.subjects.record(tx, source.department, record_key(source.code, key));
  std::string grid;
  if (!record || !record->subject) return grid;
  const registers::SubjectId ids[] = {record->subject};
  parts_.subjects.each_of(tx, system_scope(parts_.district), ids, [&](const registers::GoldenRow& row) {
    grid = row.grid;
    return false;
  });
  return grid;
}

}  // namespace tiange::app
