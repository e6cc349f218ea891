#include "city/cases/channels/channel_views.h"

#include "city/cases/channels/channel_rules.h"

namespace tiange::cases {

namespace {

std::string ref_text(CaseRef ref) { return ref.id.value == 0 ? "" : ref.text(); }

}  // namespace

SystemView show_system(const KnownSystem& system, const std::vector<store::Count>& counts) {
  const store::SystemRow& row = system.row;
  SystemView view;
  view.key = row.key;
  view.adapter = system.mapping.adapter;
  view.name_zh = system.mapping.name_zh;
  view.name_en = system.mapping.name_en;
  view.channel = system.mapping.channel;
  view.enabled = row.enabled;
  view.area = row.area;
  view.url = row.url;
  view.suite = row.suite;
  view.has_secret = !row.secret.empty();
  view.inbound = "/api/v1/channels/" + row.key + "/messages";
  view.mapping = json::parse(row.mapping).value_or(json::Value());
  for (const store::Count& count : counts) {
    if (count.system != row.key) continue;
    if (count.what == "waiting") view.waiting = count.number;
    if (count.what == "dead") view.dead = count.number;
    if (count.what == "held") view.held = count.number;
  }
  view.changed = row.changed;
  view.changed_by = row.changed_by;
  view.version = row.version;
  return view;
}

InMessageView show_received(const store::ReceivedRow& r) {
  return {std::to_string(r.id), r.system,  r.message_id, r.kind,      r.number,  ref_text(r.ref),
          r.case_number,        r.outcome, r.reason_zh,  r.reason_en, r.received};
}

OutMessageView show_out(const store::OutRow& o) {
  OutMessageView view{std::to_string(o.id), o.system, o.kind,     o.ref.text(), o.case_number, o.state_zh, o.state_en,
                      o.status,             o.attempts, o.error, o.created,    {},            {}};
  if (o.status == "waiting") view.next = o.next;
  if (o.ended) view.ended = o.ended;
  return view;
}

LinkList show_links(db::Tx& tx, ChannelService& service, CaseRef ref) {
  LinkList out;
  std::set<std::string> linked;
  for (const store::LinkRow& link : store::links_of(tx, ref)) {
    linked.insert(link.system);
    const auto system = service.known(tx, link.system);
    if (!system.ok()) continue;
    LinkView view;
    view.system = link.system;
    view.name_zh = system->mapping.name_zh;
    view.name_en = system->mapping.name_en;
    view.outward = link.outward;
    view.number = link.number;
    if (const auto state = system->mapping.states_in.find(link.state); state != system->mapping.states_in.end()) {
      view.their_zh = state->second.zh;
      view.their_en = state->second.en;
      view.their_moment = link.state_moment;
    }
    if (const auto clocks = json::read<std::vector<ForeignClock>>(link.clocks); clocks.ok()) view.clocks = *clocks;
    if (const OwnState* ours = own_state(system->mapping, link.our_status); ours && !link.our_state.empty()) {
      view.our_zh = ours->zh;
      view.our_en = ours->en;
      view.our_moment = link.our_moment;
    }
    if (const auto last = store::last_out(tx, ref, link.system)) {
      view.delivery = last->status;
      view.error = last->error;
    }
    const Words conflict = conflict_words(link.conflict);
    view.conflict_zh = conflict.zh;
    view.conflict_en = conflict.en;
    out.items.push_back(std::move(view));
  }
  for (const store::SystemRow& row : store::systems(tx)) {
    if (!row.enabled || row.url.empty() || linked.count(row.key)) continue;
    const auto system = service.known(row);
    if (system.ok() && !system->mapping.out.empty()) out.peers.push_back({row.key, system->mapping.name_zh, system->mapping.name_en});
  }
  return out;
}

}  // namespace tiange::cases
