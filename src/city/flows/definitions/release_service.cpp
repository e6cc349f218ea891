#include <algorithm>
#include <map>

#include "base/text.h"
#include "city/flows/definitions/definition_room.h"

namespace tiange::flows {

namespace {

constexpr double k_day_us = 86'400e6;

ReleaseState state_of(const Release& release, const std::vector<Release>& all, Instant now) {
  if (release.withdrawn && release.withdrawn <= now) return ReleaseState::withdrawn;
  if (release.effective > now) return ReleaseState::scheduled;
  const bool replaced = std::any_of(all.begin(), all.end(), [&](const Release& other) {
    const bool later = std::pair(other.effective, other.id) > std::pair(release.effective, release.id);
    return other.kind == release.kind && other.key == release.key && later && other.in_effect(now) &&
           other.covers(release.area);
  });
  return replaced ? ReleaseState::replaced : ReleaseState::live;
}

// A release that was withdrawn before its moment has never been live.
bool went_live(const Release& release, Instant now) {
  return release.effective <= now && (!release.withdrawn || release.withdrawn > release.effective);
}

std::optional<double> lead_of(const Release& release) {
  if (!release.opened) return std::nullopt;
  return static_cast<double>((release.effective - release.opened).us) / k_day_us;
}

Words placed(const ProcessHome& home, const std::string& area) {
  const Words words = home.area_words(area);
  return {"于" + words.zh, " in " + words.en};
}

}  // namespace

Result<Release> DefinitionRoom::put_into_effect(db::Tx& tx, const http::Request& request, Release release,
                                                const ReleaseIn& in) {
  if (!in.area.empty() && !parts_.home.knows_area(in.area))
    return refuse(ErrorCode::unknown_area, in.area, in.area);
  if (text::length(in.note) > 2'000)
    return refuse_fields(ErrorCode::bad_input, {{"note", "不超过 2000 字", "at most 2000 characters"}});
  release.area = in.area;
  release.effective = in.effective.value_or(request.now);
  release.made_by = request.scope.person;
  release.made_by_name = request.scope.name;
  release.note = in.note;
  TIANGE_TRY(Release made, parts_.flows.release(tx, std::move(release), request.now));
  const Words where = placed(parts_.home, made.area);
  const std::string when = format_local(made.effective), version = std::to_string(made.version);
  parts_.record(tx, request, "flows.released", std::string(json::enum_name(made.kind)) + " " + made.key,
                {"发布" + words_of(made.kind).zh + " " + made.key + " 第 " + version + " 版" + where.zh + "，" + when + " 生效",
                 "Released " + words_of(made.kind).en + " " + made.key + " version " + version + where.en + ", from " + when});
  return made;
}

Result<ReleaseView> DefinitionRoom::release_draft(db::Tx& tx, const http::Request& request, DraftId id,
                                                  const ReleaseIn& in) {
  TIANGE_TRY(DraftFile file, load(tx, id));
  const DraftDoer doer = doer_of(request.scope);
  TIANGE_CHECK_OK(permitted(file, DraftAct::release, doer, eyes()));
  if (file.row.version == 0) {
    TIANGE_CHECK_OK(ready(tx, file, request.now));
    TIANGE_TRY(const Definition definition,
               parts_.flows.keep(tx, {file.row.kind, file.row.key, file.content, {}}, file.row.changed_by, request.now));
    file.row.version = definition.version;
  }
  Release release;
  release.kind = file.row.kind;
  release.key = file.row.key;
  release.version = file.row.version;
  release.opened = file.row.opened;
  TIANGE_TRY(const Release made, put_into_effect(tx, request, std::move(release), in));
  apply(file, DraftAct::release, doer, "", request.now);
  if (!update_draft(tx, file, file.row.revision)) return refuse(ErrorCode::conflict);
  return view_of(tx, made.id, request.now);
}

Result<ReleaseView> DefinitionRoom::release_version(db::Tx& tx, const http::Request& request, const ReleaseOrder& in) {
  Release release;
  release.kind = in.kind;
  release.key = in.key;
  release.version = in.version;
  // What was never released has not been reviewed either; the draft it came from stays the reference of its lead time.
  bool known = false;
  for (const Release& other : parts_.flows.releases(tx)) {
    if (other.kind != in.kind || other.key != in.key || other.version != in.version) continue;
    known = true;
    release.opened = other.opened;
  }
  if (!known) return refuse(ErrorCode::no_definition, in.key, in.key);
  TIANGE_TRY(const Release made, put_into_effect(tx, request, std::move(release), in));
  return view_of(tx, made.id, request.now);
}

Result<ReleaseView> DefinitionRoom::withdraw(db::Tx& tx, const http::Request& request, ReleaseId id,
                                             const ReviewIn& in) {
  if (text::trim(in.text).empty())
    return refuse_fields(ErrorCode::bad_input, {{"text", "请写明撤回的原因", "say why it is withdrawn"}});
  if (text::length(in.text) > 2'000)
    return refuse_fields(ErrorCode::bad_input, {{"text", "不超过 2000 字", "at most 2000 characters"}});
  TIANGE_TRY(const Release gone,
             parts_.flows.withdraw(tx, id, request.scope.person, request.scope.name, in.text, request.now));
  const Words where = placed(parts_.home, gone.area);
  const std::string version = std::to_string(gone.version);
  parts_.record(tx, request, "flows.withdrawn", std::string(json::enum_name(gone.kind)) + " " + gone.key,
                {"撤回" + words_of(gone.kind).zh + " " + gone.key + " 第 " + version + " 版" + where.zh + "的发布：" + text::cut(in.text, 200),
                 "Withdrew " + words_of(gone.kind).en + " " + gone.key + " version " + version + where.en + ": " + text::cut(in.text, 200)});
  return view_of(tx, id, request.now);
}

ReleaseList DefinitionRoom::releases(db::Tx& tx, const std::function<bool(const Release&)>& wanted, Instant now) const {
  const std::vector<Release> all = parts_.flows.releases(tx);
  std::map<std::tuple<DefinitionKind, std::string, std::int64_t>, std::string> names;
  for (const Definition& one : parts_.flows.definitions(tx)) names[{one.kind, one.key, one.version}] = one.name;
  ReleaseList list;
  for (const Release& release : all) {
    if (!wanted(release)) continue;
    ReleaseView view;
    view.id = release.id;
    view.kind = release.kind;
    view.key = release.key;
    view.name = names[{release.kind, release.key, release.version}];
    view.version = release.version;
    view.area = release.area;
    const Words area = parts_.home.area_words(release.area);
    view.area_zh = area.zh;
    view.area_en = area.en;
    view.state = state_of(release, all, now);
    view.effective = release.effective;
    view.made = release.made;
    view.made_by = release.made_by;
    view.made_by_name = release.made_by_name;
    view.note = release.note;
    if (release.withdrawn) view.withdrawn = release.withdrawn;
    view.withdrawn_by_name = release.withdrawn_by_name;
    view.reason = release.reason;
    if (release.kind == DefinitionKind::bpmn) view.running = parts_.flows.running(tx, release.key, release.version);
    view.lead_days = lead_of(release);
    list.items.push_back(std::move(view));
  }
  std::stable_sort(list.items.begin(), list.items.end(), [](const ReleaseView& a, const ReleaseView& b) {
    return std::pair(a.made, a.id) > std::pair(b.made, b.id);
  });
  return list;
}

Result<ReleaseView> DefinitionRoom::view_of(db::Tx& tx, ReleaseId id, Instant now) const {
  ReleaseList found = releases(tx, [&](const Release& release) { return release.id == id; }, now);
  if (found.items.empty()) return refuse(ErrorCode::not_found);
  return std::move(found.items.front());
}

LeadTime DefinitionRoom::lead_time(db::Tx& tx, Date from, Date to, Instant now) {
  std::map<std::tuple<DefinitionKind, std::string, std::int64_t>, ReleaseId> first;
  for (const Release& release : parts_.flows.releases(tx)) {
    if (!release.opened || !went_live(release, now)) continue;
    const auto [it, fresh] = first.emplace(std::tuple(release.kind, release.key, release.version), release.id);
    if (!fresh && release.id < it->second) it->second = release.id;
  }
  LeadTime lead;
  const auto counts = [&](const Release& release) {
    const auto found = first.find({release.kind, release.key, release.version});
    const Date day = local_date(release.effective);
    return found != first.end() && found->second == release.id && from <= day && day <= to;
  };
  lead.items = releases(tx, counts, now).items;
  std::stable_sort(lead.items.begin(), lead.items.end(),
                   [](const ReleaseView& a, const ReleaseView& b) { return a.effective > b.effective; });
  double sum = 0;
  for (const ReleaseView& item : lead.items) {
    sum += *item.lead_days;
    lead.longest_days = std::max(lead.longest_days.value_or(0), *item.lead_days);
  }
  lead.count = static_cast<std::int64_t>(lead.items.size());
  if (lead.count > 0) {
    lead.last_days = lead.items.front().lead_days;
    lead.mean_days = sum / static_cast<double>(lead.count);
  }
  return lead;
}

}  // namespace tiange::flows
