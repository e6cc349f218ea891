#include "app/together/together_seed.h"

#include <algorithm>
#include <array>
#include <optional>

namespace tiange::app {

namespace {

using cases::Action;
using cases::ActInput;

// A plain picture as PNG (ISO/IEC 15948) with stored deflate blocks.
class PlainPicture {
 public:
  static std::string png(int width, int height, std::array<unsigned char, 3> from, std::array<unsigned char, 3> to) {
    std::string rows;
    for (int y = 0; y < height; ++y) {
      rows += '\0';
      for (int x = 0; x < width; ++x) {
        for (std::size_t c = 0; c < 3; ++c) rows += static_cast<char>(from[c] + (to[c] - from[c]) * (x + y) / (width + height));
      }
    }
    std::string head = number(static_cast<std::uint32_t>(width)) + number(static_cast<std::uint32_t>(height));
    head += std::string("\x08\x02\x00\x00\x00", 5);
    return "\x89PNG\r\n\x1a\n" + chunk("IHDR", head) + chunk("IDAT", stored(rows)) + chunk("IEND", "");
  }

 private:
  static std::string number(std::uint32_t n) {
    return {static_cast<char>(n >> 24), static_cast<char>(n >> 16), static_cast<char>(n >> 8), static_cast<char>(n)};
  }
  static std::string chunk(const std::string& kind, const std::string& data) {
    const std::string body = kind + data;
    std::uint32_t crc = 0xffffffffu;
    for (const char c : body) {
      crc ^= static_cast<unsigned char>(c);
      for (int k = 0; k < 8; ++k) crc = crc & 1 ? 0xedb88320u ^ (crc >> 1) : crc >> 1;
    }
    return number(static_cast<std::uint32_t>(data.size())) + body + number(crc ^ 0xffffffffu);
  }
  static std::string stored(const std::string& data) {
    std::string out("\x78\x01", 2);
    constexpr std::size_t k_block = 65'535;
    for (std::size_t at = 0; at < data.size(); at += k_block) {
      const std::size_t size = std::min(k_block, data.size() - at);
      const auto low = static_cast<std::uint16_t>(size);
      out += static_cast<char>(at + size == data.size());
      for (const std::uint16_t n : {low, static_cast<std::uint16_t>(~low)}) out += {static_cast<char>(n), static_cast<char>(n >> 8)};
      out.append(data, at, size);
    }
    std::uint32_t a = 1, b = 0;
    for (const char c : data) a = (a + static_cast<unsigned char>(c)) % 65'521, b = (b + a) % 65'521;
    return out + number(b << 16 | a);
  }
};

class Seeder {
 public:
  Seeder(TogetherHome& home, const TogetherSeedParts& parts, Instant now) : home_(home), p_(parts), now_(now), names_(parts.org.directory(now)) {}

  void run() {
    photo_ = p_.keep_file(PlainPicture::png(240, 180, {92, 122, 150}, {196, 178, 140}), "现场.png");
    std::vector<cases::CaseRow> handled;
    p_.db.run_read([&](db::Tx& tx) {
      cases::ListQuery query;
      query.status = cases::Status::handling;
      query.limit = 200;
      const auto list = p_.cases.list(tx, system_scope(), query, now_);
      handled = list.ok() ? list->items : std::vector<cases::CaseRow>();
    });
    // What people told and what patrols see, these first; nothing that a programme filed.
    std::erase_if(handled, [](const auto& row) { return row.grid_code.size() != 15 || row.confidential || row.channel == cases::Channel::other; });
    std::stable_partition(handled.begin(), handled.end(), [](const auto& row) { return row.item_code.starts_with("E"); });
    std::size_t turn = 0;
    for (const cases::CaseRow& row : handled) {
      if (turn < 7) whistle(row, static_cast<int>(turn));
      if (turn >= 7 && turn < 14) find(row, static_cast<int>(turn) - 7);
      if (++turn == 14) break;
    }
    if (!handled.empty()) {
      consult(handled.front().grid_code, true);
      consult(handled.back().grid_code, false);
    }
  }

 private:
  std::optional<Scope> holder(const std::string& queue, std::size_t which = 0) const {
    const auto holders = names_->holders(queue, now_);
    if (holders.size() <= which) return std::nullopt;
    return names_->scope_of(holders[which].person, now_);
  }
  template <class F>
  auto write(F&& fn) {
    return p_.db.write(system_scope(), std::forward<F>(fn));
  }

  // Each at another point of its way.
  void whistle(const cases::CaseRow& row, int stage) {
    static constexpr const char* k_kinds[] = {"enforcement", "priority", "emergency"};
    const std::string town = row.grid_code.substr(0, 9);
    const auto village = holder(row.grid_code.substr(0, 12) + "-ZZ:village_command");
    const auto centre = holder(town + "-ZX:town_command");
    const auto handler = holder(town + "-CG:handler");
    if (!village || !centre || !handler) return;
    cases::WhistleIn in;
    in.kind = k_kinds[stage % 3];
    in.case_ref = row.ref;
    in.units = {town + "-CG"};
    const auto blown = write([&](db::Tx& tx) { return home_.whistles().blow(tx, *village, in, now_); });
    if (!blown.ok() || stage == 0) return;
    const cases::CaseRef ref = *cases::CaseRef::parse(blown->ref);
    cases::WhistleDispatch call;
    call.calls = {{town + "-CG", "现场执法", true}, {town + "-GA", "维持秩序", false}};
    call.text = "请按时到场";
    if (!write([&](db::Tx& tx) { return home_.whistles().dispatch(tx, *centre, ref, call, now_); }).ok() || stage < 3) return;
    cases::WhistleCheckIn there;
    there.lng = blown->lng;
    there.lat = blown->lat;
    there.photo = photo_;
    if (!write([&](db::Tx& tx) { return home_.whistles().check_in(tx, *handler, ref, there, now_); }).ok() || stage < 5) return;
    cases::WhistleConclude end;
    end.text = "现场处置完毕，村居跟踪三日";
    if (!write([&](db::Tx& tx) { return home_.whistles().conclude(tx, *centre, ref, end, now_); }).ok()) return;
    const cases::WhistleScoreIn good{town + "-CG", 5, "到场及时，配合有力"}, fair{"", 4, "诉求清楚"};
    (void)write([&](db::Tx& tx) { return home_.whistles().score(tx, *centre, ref, good, true, now_); }).ok();
    (void)write([&](db::Tx& tx) { return home_.whistles().score(tx, *handler, ref, fair, false, now_); }).ok();
  }

  void find(const cases::CaseRow& row, int stage) {
    static constexpr const char* k_parties[] = {"顺发五金店", "好味大排档", "鸿运建材行", "佳兴水果店", "建安施工队", "永利汽修", "南华饮食店"};
    const auto officer = holder(row.grid_code + ":officer");
    const std::string unit = row.grid_code.substr(0, 9) + "-CG";
    const auto enforcer = holder(unit + ":enforcer");
    if (!officer || !enforcer) return;
    cases::FindingIn in;
    in.case_ref = row.ref;
    in.party_kind = cases::PartyKind::firm;
    in.party = k_parties[stage % 7];
    in.what = row.title;
    in.evidence = {photo_};
    if (stage < 3) {
      in.until = stage == 0 ? now_ + minutes(2) : stage == 1 ? now_ + hours(3) : now_ + days(3);  // one comes due at once
    } else {
      in.unit = unit;
    }
    const auto found = write([&](db::Tx& tx) { return home_.penalties().find(tx, *officer, in, now_); });
    if (!found.ok() || stage < 5) return;
    const cases::CaseRef ref = *cases::CaseRef::parse(found->ref);
    if (!write([&](db::Tx& tx) { return home_.penalties().take(tx, *enforcer, ref, {}, now_); }).ok()) return;
    const cases::FindingDecide decide = stage == 5 ? cases::FindingDecide{cases::PenaltyKind::warning, 0, "", "首次轻微，予以警告", "《广东省城市管理条例》"}
                                                   : cases::FindingDecide{cases::PenaltyKind::fine, 20'000, "禅综罚〔2026〕018号", "拒不改正", "《广东省城市管理条例》"};
    (void)write([&](db::Tx& tx) { return home_.penalties().decide(tx, *enforcer, ref, decide, now_); }).ok();
  }

  // A matter that goes from unit to unit until it waits for a decision.
  std::optional<cases::CaseRef> disputed(const std::string& grid) {
    const std::string town = grid.substr(0, 9), district = grid.substr(0, 6);
    const auto seat = holder(district + "-ZX:seat"), officer = holder(grid + ":officer");
    const auto first = holder(town + "-CG:handler"), second = holder(town + "-ZJ:handler");
    const auto one = holder(district + "-ZX:dispatcher"), other = holder(district + "-ZX:dispatcher", 1);
    if (!seat || !officer || !first || !second || !one || !other) return std::nullopt;
    cases::ReportInput in;
    in.channel = cases::Channel::hotline;
    in.kind = cases::Kind::complaint;
    in.content = "桥下空地长期堆放广告架和建筑围挡，占用人行通道，请尽快清理。";
    in.item_code = "E13-0205";
    in.place.grid_code = grid;
    in.place.text = "桥下空地";
    std::optional<cases::CaseRef> ref;
    const auto made = write([&](db::Tx& tx) -> Outcome {
      TIANGE_TRY(const cases::CaseRef fresh, p_.cases.register_case(tx, *seat, in, now_));
      const auto act = [&](const Scope& who, Action action, ActInput input) { return p_.cases.act_only(tx, who, fresh, action, input, std::nullopt, now_); };
      ActInput back, to_second, to_first;
      back.text = "不属本单位职责";
      back.basis = "《部门职责清单》";
      back.evidence = {p_.paper};
      to_second.unit = town + "-ZJ";
      to_first.unit = town + "-CG";
      TIANGE_CHECK_OK(act(*officer, Action::verify_true, {.text = "属实"}));
      TIANGE_CHECK_OK(act(*first, Action::give_back, back));
      TIANGE_CHECK_OK(act(*one, Action::dispatch, to_second));
      TIANGE_CHECK_OK(act(*second, Action::give_back, back));
      TIANGE_CHECK_OK(act(*other, Action::dispatch, to_first));
      TIANGE_CHECK_OK(act(*first, Action::give_back, back));
      ref = fresh;
      return done();
    });
    return made.ok() ? ref : std::nullopt;
  }

  void consult(const std::string& grid, bool decided) {
    const std::string town = grid.substr(0, 9);
    const auto centre = holder(town + "-ZX:town_command"), handler = holder(town + "-CG:handler");
    const auto about = disputed(grid);
    if (!about || !centre || !handler) return;
    cases::ConsultIn in;
    in.case_ref = about->text();
    in.topic = "桥下空地清理由谁牵头";
    in.agenda = {"场地权属", "清理与后续管护"};
    in.units = {town + "-CG", town + "-ZJ"};
    in.guests = {"区委编办", "区司法局"};
    in.meets = now_ + hours(20);
    in.where = "镇街调度室";
    const auto called = write([&](db::Tx& tx) { return home_.consultations().call(tx, *centre, in, now_); });
    if (!called.ok()) return;
    const cases::CaseRef ref = *cases::CaseRef::parse(called->ref);
    cases::ConsultOpinionIn opinion;
    opinion.stand = cases::ConsultStand::joint;
    opinion.text = "可由我所清理，围挡由住建责令施工单位拆除";
    (void)write([&](db::Tx& tx) { return home_.consultations().opine(tx, *handler, ref, opinion, now_); }).ok();
    if (!decided) return;
    const cases::ConsultMinutes minutes{"各方陈述后一致同意：围挡由住建牵头拆除，城管配合清理。", {town + "-CG", town + "-ZJ", "区委编办"}, {}};
    if (!write([&](db::Tx& tx) { return home_.consultations().record_minutes(tx, *centre, ref, minutes, now_); }).ok()) return;
    cases::ConsultDecide decide;
    decide.unit = town + "-ZJ";
    decide.text = "由住建牵头拆除围挡，城管配合清理";
    decide.basis = "《部门职责清单》第十二条";
    decide.words = {"桥下"};
    (void)write([&](db::Tx& tx) { return home_.consultations().decide(tx, *centre, ref, decide, now_); }).ok();
  }

  TogetherHome& home_;
  const TogetherSeedParts& p_;
  Instant now_;
  std::shared_ptr<const org::Directory> names_;
  std::string photo_;
};

}  // namespace

std::vector<org::NewPerson> enforcement_staff(const std::vector<std::string>& units, IdSource& ids, Instant now) {
  static constexpr const char* k_names[] = {"陈志强", "黄伟明", "梁国栋", "何嘉欣", "区健文", "霍永康", "招桂芳", "罗立言",
                                            "潘晓峰", "冼文杰", "关少华", "麦咏诗", "邓耀辉", "谭丽珊", "叶振邦", "吴绮雯"};
  std::vector<org::NewPerson> staff;
  for (const std::string& unit : units) {
    if (!unit.ends_with("-CG")) continue;
    for (int i = 0; i < 2; ++i) {
      org::NewPerson person;
      const std::size_t n = staff.size();
      person.id = ids.next_as<PersonTag>(now);
      person.name = k_names[n % std::size(k_names)];
      person.unit = unit;
      person.account_id = ids.next_as<AccountTag>(now);
      std::string number = std::to_string(n + 1);
      person.account = "enforcer" + std::string(number.size() < 3 ? 3 - number.size() : 0, '0') + number;
      person.posts.push_back({ids.next_as<PostTag>(now), unit, "enforcer", {}});
      staff.push_back(std::move(person));
    }
  }
  return staff;
}

void seed_together(TogetherHome& home, const TogetherSeedParts& parts, Instant now) { Seeder(home, parts, now).run(); }

}  // namespace tiange::app
