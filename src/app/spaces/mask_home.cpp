#include "app/spaces/mask_home.h"

#include "base/json.h"
#include "platform/crypto/crypto.h"
#include "platform/sheets/sheets.h"

namespace tiange::app {

namespace {

// What the registers show.
class PolicyMasker : public registers::Masker {
 public:
  PolicyMasker(masks::Masks& masks, IdSource& ids, std::string district) : masks_(masks), ids_(ids), district_(std::move(district)) {}
  std::string show(const Scope& scope, const registers::MaskAsk& ask) const override {
    return masks_.show(scope, {json::enum_name(ask.kind), ask.field.field, ask.field.mask, ask.grid, ask.purpose, ask.unmasked}, ask.value);
  }
  Outcome may_unmask(db::Tx& tx, const Scope& scope, std::string_view ref, const registers::UnmaskIn& in, Instant now) const override {
    return masks_.may_unmask(tx, scope, ref, in.purpose, in.ticket, in.minutes, now);
  }
  std::int64_t leaves(db::Tx& tx, const Scope& scope, const registers::LeavingFile& file, Instant now) const override {
    masks::ExportAsk ask;
    ask.title = file.title;
    ask.kind = file.kind;
    // As far as the reader sees: what was asked for may be larger.
    ask.area = !file.area.empty() && scope.covers(file.area) ? file.area : scope.areas.size() == 1 && !scope.areas.front().empty() ? scope.areas.front() : district_;
    ask.purpose = file.purpose;
    ask.receiver = scope.name;
    const std::int64_t id = ids_.next(now);
    masks_.left(tx, scope, id, ask, file.rows, now);
    return id;
  }
  std::unique_ptr<sheets::Writer> marked(std::int64_t id, std::unique_ptr<sheets::Writer> writer) const override {
    return masks_.marked(id, std::move(writer));
  }

 private:
  masks::Masks& masks_;
  IdSource& ids_;
  const std::string district_;
};

}  // namespace

class MaskHome::Rows : public masks::ExportSource {
 public:
  explicit Rows(registers::Subjects& subjects) : subjects_(subjects) {}

  std::vector<masks::ExportField> fields(std::string_view kind) const override {
    std::vector<masks::ExportField> out;
    const auto known = json::enum_from<registers::Kind>(kind);
    if (!known) return out;
    const auto catalogue = subjects_.catalogue();
    for (const registers::FieldDefinition* field : catalogue->fields(*known)) out.push_back({field->field, field->zh, field->en, field->mask, field->grade});
    return out;
  }

  void rows(db::Tx& tx, const Scope& scope, std::string_view kind, std::string_view area, std::string_view shape,
            std::span<const std::string> fields, FunctionRef<bool(std::int64_t, std::string_view, std::vector<std::string>&)> visit) const override {
    const auto known = json::enum_from<registers::Kind>(kind);
    if (!known) return;
    const auto take = [&](const registers::GoldenRow& row) {
      if (!row.grid.starts_with(area)) return true;
      const auto golden = json::parse(row.golden);
      if (!golden.ok()) return true;
      std::vector<std::string> values;
      values.reserve(fields.size());
      for (const std::string& field : fields) values.push_back(golden->text_or(field));
      return visit(row.id.value, row.grid, values);
    };
    if (shape.empty()) return subjects_.each(tx, scope, *known, area, take);
    if (!inside) return;
    subjects_.each_of(tx, scope, inside(tx, scope, shape, *known), take);
  }

  void exported(db::Tx& tx, const Scope& scope, std::span<const std::int64_t> ids, const masks::ExportAsk& ask, Instant now) const override {
    const registers::ViewAsk look{ask.title + "（" + ask.receiver + "）", ask.ticket, std::nullopt};
    for (const std::int64_t id : ids) subjects_.looked(tx, scope, registers::SubjectId{id}, "export", look, now);
  }

  std::optional<std::string> grid_of(db::Tx& tx, const Scope& scope, std::string_view subject) const override {
    const auto id = parse_typed_id<registers::SubjectTag>(subject);
    if (!id.ok()) return std::nullopt;
    std::optional<std::string> grid;
    subjects_.each_of(tx, scope, std::span(&*id, 1), [&](const registers::GoldenRow& row) {
      grid = std::string(row.grid);
      return false;
    });
    return grid;
  }

  MaskHome::Inside inside;

 private:
  registers::Subjects& subjects_;
};

void MaskHome::use_shapes(Inside inside) { rows_->inside = std::move(inside); }

std::vector<db::Migration> mask_migrations() {
  const auto all = masks::migrations();
  return {all.begin(), all.end()};
}

std::string mask_key(const std::string& data_folder) {
  return crypto::Sealer::from_file(data_folder + "/secrets/seal.key").mark("pseudonyms and marks", "masks");
}

MaskHome::MaskHome(const MaskHomeParts& parts)
    : rows_(std::make_unique<Rows>(parts.subjects)),
      masks_(masks::open_masks({.db = parts.db,
                                .ids = parts.ids,
                                .org = parts.org,
                                .source = rows_.get(),
                                .key = mask_key(parts.data_folder),
                                .district = parts.district,
                                .four_eyes = parts.four_eyes})) {
  parts.subjects.use_masker(std::make_shared<PolicyMasker>(*masks_, parts.ids, parts.district));
  // Every instance reads what another published.
  parts.ticker.every("masks.refresh." + std::to_string(parts.node), seconds(2), [this](Instant) { masks_->refresh(); });
}

MaskHome::~MaskHome() = default;

}  // namespace tiange::app
