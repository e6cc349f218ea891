// What other systems send.
#include "base/digest.h"
#include "base/text.h"
#include "city/cases/channels/channel_rules.h"
#include "city/cases/channels/channel_service.h"

namespace tiange::cases {

namespace {

constexpr std::size_t k_most_text = 2'000;  // characters of a note
constexpr std::size_t k_most_kept = 4 << 20;  // bytes of a held body

ReceivedView view_of(const store::ReceivedRow& row) {
  return {row.message_id, row.number, row.case_number, row.outcome, row.reason_zh, row.reason_en};
}

store::ReceivedRow row_of(const KnownSystem& system, const ForeignMessage& message, std::int64_t id, Instant now) {
  store::ReceivedRow row;
  row.system = system.row.key;
  row.message_id = message.message_id;
  row.id = id;
  row.kind = json::enum_name(message.kind);
  row.number = message.number.empty() ? message.our_number : message.number;
  row.outcome = "taken";
  row.received = now;
  return row;
}

// Refusals that another attempt may mend are not held: the sender tries again.
bool passes(ErrorCode code) { return code == ErrorCode::unavailable || code == ErrorCode::broken || code == ErrorCode::too_many; }

std::string clocks_text(const std::vector<ForeignClock>& clocks) { return json::write(clocks); }

std::vector<ForeignClock> clocks_from(const std::string& text) {
  const auto read = json::read<std::vector<ForeignClock>>(text.empty() ? "[]" : text);
  return read.ok() ? *read : std::vector<ForeignClock>{};
}

}  // namespace

Result<ReceiveAnswer> ChannelService::receive_signed(std::string_view key, std::string_view timestamp, std::string_view signature,
                                                     std::string_view body, Instant now) {
  TIANGE_TRY(const KnownSystem system, parts_.db.read([&](db::Tx& tx) { return known(tx, key); }));
  TIANGE_CHECK_OK(check_signature(system.row.suite, open_secret(system.row), timestamp, signature, body, now));
  if (!system.row.enabled) return refuse(ErrorCode::channel_off);
  return receive(system, body, now);
}

Result<ReceiveAnswer> ChannelService::receive(const KnownSystem& system, std::string_view body, Instant now) {
  ReceiveAnswer answer;
  const auto messages = system.adapter->read(system.mapping, body);
  if (!messages.ok()) {
    ForeignMessage unread;
    unread.message_id = "body:" + hex(sha256(body));
    answer.messages.push_back(hold(system, unread, body, messages.refusal(), now));
    return answer;
  }
  for (const ForeignMessage& message : *messages) answer.messages.push_back(take_one(system, message, body, false, now));
  for (const ReceivedView& one : answer.messages) {
    if (answer.number.empty()) answer.number = one.case_number;
  }
  return answer;
}

ReceivedView ChannelService::take_one(const KnownSystem& system, const ForeignMessage& message, std::string_view body,
                                      bool held_before, Instant now) {
  // Known already: nothing of it is stored twice, files included.
  const auto known_one = parts_.db.read([&](db::Tx& tx) -> Result<std::optional<store::ReceivedRow>> {
    return store::find_received(tx, system.row.key, message.message_id);
  });
  if (*known_one && !held_before && (*known_one)->outcome != "held") return view_of(**known_one);
  std::string left_out;
  const std::vector<std::string> evidence = keep_files(message, left_out, now);
  auto taken = parts_.db.write(system_scope(), [&](db::Tx& tx) -> Result<ReceivedView> {
    TIANGE_TRY(ReceivedView view, take(tx, system, message, evidence, held_before || known_one->has_value(), now));
    if (!left_out.empty()) {
      const auto ref = parts_.cases.find_number(tx, system_scope(), view.case_number);
      if (ref.ok()) note(tx, system, *ref, "以下附件类型不支持，未收存：" + left_out, {}, now);
    }
    return view;
  });
  if (taken.ok()) return *taken;
  if (passes(taken.refusal().code)) {
    return {message.message_id, message.number, "", "failed", taken.refusal().zh, taken.refusal().en};
  }
  return hold(system, message, body, taken.refusal(), now);
}

std::vector<std::string> ChannelService::keep_files(const ForeignMessage& message, std::string& left_out, Instant now) {
  std::vector<std::string> digests;
  for (const ForeignFile& file : message.files) {
    const auto digest = digests.size() < 20 ? parts_.keep_file(system_scope(), file.content, file.name, now)
                                            : Result<std::string>(refuse(ErrorCode::too_large));
    if (digest.ok()) {
      digests.push_back(*digest);
    } else {
      left_out += (left_out.empty() ? "" : "、") + file.name;
    }
  }
  return digests;
}

Result<ReceivedView> ChannelService::take(db::Tx& tx, const KnownSystem& system, const ForeignMessage& message,
                                          const std::vector<std::string>& evidence, bool held_before, Instant now) {
  store::ReceivedRow row = row_of(system, message, parts_.ids.next(now), now);
  if (!held_before && !store::insert_received(tx, row)) {
    return view_of(store::find_received(tx, system.row.key, message.message_id).value_or(row));
  }
  bool again = false;
  const bool fresh = message.kind == ForeignKind::fresh;
  TIANGE_TRY(row.ref, fresh ? take_fresh(tx, system, message, evidence, again, now) : take_more(tx, system, message, evidence, now));
  TIANGE_TRY(const CaseView view, parts_.cases.view(tx, system_scope(), row.ref, now));
  row.case_number = view.number;
  row.outcome = again ? "again" : "taken";
  store::save_received(tx, row);
  return view_of(row);
}

Result<CaseRef> ChannelService::take_fresh(db::Tx& tx, const KnownSystem& system, const ForeignMessage& message,
                                           const std::vector<std::string>& evidence, bool& again, Instant now) {
  const std::string name = system.mapping.name_zh;
  if (const auto before = store::case_of_number(tx, system.row.key, message.number)) {
    again = true;
    note(tx, system, *before, "再次送来同一件（" + message.number + "）：" + message.report.content, evidence, now);
    return *before;
  }
  ReportInput report = message.report;
  report.evidence = evidence;
  Scope scope = system_scope();
  if (!system.row.area.empty()) scope.areas = {system.row.area};
  TIANGE_TRY(const CaseRef ref, parts_.cases.register_case(tx, scope, report, now));
  store::LinkRow link;
  link.ref = ref;
  link.system = system.row.key;
  link.number = message.number;
  link.state = message.state;
  link.state_moment = message.moment ? message.moment : now;
  link.clocks = clocks_text(clocks_after(system.mapping, message, {}));
  link.linked = now;
  store::insert_link(tx, link);
  store::insert_number(tx, system.row.key, message.number, ref);
  return ref;
}

Result<CaseRef> ChannelService::take_more(db::Tx& tx, const KnownSystem& system, const ForeignMessage& message,
                                          const std::vector<std::string>& evidence, Instant now) {
  std::optional<CaseRef> ref;
  if (!message.number.empty()) ref = store::case_of_number(tx, system.row.key, message.number);
  if (!ref && !message.our_number.empty()) {
    if (const auto found = parts_.cases.find_number(tx, system_scope(), message.our_number); found.ok()) ref = *found;
  }
  auto link = ref ? store::find_link(tx, *ref, system.row.key) : std::nullopt;
  // An answer to a letter of ours may come from a system that did not send the matter.
  if (!link && ref && message.kind == ForeignKind::update && system.mapping.adapter == "mailbox") {
    note(tx, system, *ref, message.text, evidence, now);
    return *ref;
  }
  if (!link) {
    return refuse(ErrorCode::not_understood, "没有对应的工单：" + (message.number.empty() ? message.our_number : message.number),
                  "there is no such matter: " + (message.number.empty() ? message.our_number : message.number));
  }
  if (link->number.empty() && !message.number.empty()) {
    link->number = message.number;
    store::insert_number(tx, system.row.key, message.number, *ref);
  }
  if (message.kind == ForeignKind::state) {
    TIANGE_CHECK_OK(take_state(tx, system, message, *link, now));
  } else {
    link->clocks = clocks_text(clocks_after(system.mapping, message, clocks_from(link->clocks)));
    const std::string what = message.kind == ForeignKind::urge ? "催办：" : message.extended ? "延期：" : "补充：";
    if (message.kind == ForeignKind::urge) {
      ActInput input;
      input.text = text::cut("【" + system.mapping.name_zh + "】" + what + message.text, k_most_text);
      (void)parts_.cases.act_only(tx, system_scope(), *ref, Action::urge, input, std::nullopt, now).ok();
    } else {
      note(tx, system, *ref, what + message.text, evidence, now);
    }
    store::save_link(tx, *link);
  }
  return *ref;
}

Outcome ChannelService::take_state(db::Tx& tx, const KnownSystem& system, const ForeignMessage& message, store::LinkRow& link, Instant now) {
  const auto state = system.mapping.states_in.find(message.state);
  if (state == system.mapping.states_in.end()) {
    return refuse(ErrorCode::not_understood, "对方状态“" + message.state + "”没有登记含义，请在映射中补充",
                  "their state \"" + message.state + "\" has no meaning in the mapping; add it");
  }
  const Instant moment = message.moment ? message.moment : now;
  const std::string text = message.text.empty() ? "" : "，" + message.text;
  if (moment < link.state_moment) {
    note(tx, system, link.ref, "迟到的状态“" + state->second.zh + "”，不改变现状" + text, {}, now);
    store::save_link(tx, link);
    return done();
  }
  link.state = message.state;
  link.state_moment = moment;
  link.clocks = clocks_text(clocks_after(system.mapping, message, clocks_from(link.clocks)));
  TIANGE_TRY(const CaseView view, parts_.cases.view(tx, system_scope(), link.ref, now));
  link.conflict = conflict_of(state->second.means, view.status, link.outward);
  if (link.conflict == link.accepted_conflict) link.conflict.clear();
  store::save_link(tx, link);
  note(tx, system, link.ref, "对方状态：" + state->second.zh + text, {}, now);
  return done();
}

void ChannelService::note(db::Tx& tx, const KnownSystem& system, CaseRef ref, const std::string& text,
                          const std::vector<std::string>& evidence, Instant now) {
  ActInput input;
  input.text = text::cut("【" + system.mapping.name_zh + "】" + text, k_most_text);
  input.evidence = evidence;
  // A case that takes no more notes keeps what was said in the list of messages.
  (void)parts_.cases.act_only(tx, system_scope(), ref, Action::note, input, std::nullopt, now).ok();
}

ReceivedView ChannelService::hold(const KnownSystem& system, const ForeignMessage& message, std::string_view body, const Refusal& why, Instant now) {
  store::ReceivedRow row = row_of(system, message, parts_.ids.next(now), now);
  row.outcome = "held";
  row.reason_zh = why.zh;
  row.reason_en = why.en;
  for (const FieldError& field : why.fields) {
    row.reason_zh += "；" + field.path + " " + field.zh;
    row.reason_en += "; " + field.path + " " + field.en;
  }
  row.body = std::string(body.substr(0, k_most_kept));
  const auto kept = parts_.db.write(system_scope(), [&](db::Tx& tx) -> Outcome {
    if (!store::insert_received(tx, row)) {
      store::ReceivedRow known_row = store::find_received(tx, row.system, row.message_id).value_or(row);
      if (known_row.outcome != "held") return done();
      known_row.reason_zh = row.reason_zh;
      known_row.reason_en = row.reason_en;
      store::save_received(tx, known_row);
    }
    return done();
  });
  (void)kept.ok();
  return view_of(row);
}

Result<ReceivedView> ChannelService::retry_held(std::int64_t id, Instant now) {
  std::optional<store::ReceivedRow> row;
  TIANGE_TRY(const KnownSystem system, parts_.db.read([&](db::Tx& tx) -> Result<KnownSystem> {
    row = store::find_received(tx, id);
    if (!row) return refuse(ErrorCode::not_found);
    if (row->outcome != "held") return refuse(ErrorCode::conflict);
    return known(tx, row->system);
  }));
  const auto messages = system.adapter->read(system.mapping, row->body);
  if (!messages.ok()) return messages.refusal();
  for (const ForeignMessage& message : *messages) {
    // A body nobody could read has become one: its first message stands for it.
    if (message.message_id != row->message_id && !row->message_id.starts_with("body:")) continue;
    const ReceivedView view = take_one(system, message, row->body, row->message_id == message.message_id, now);
    if (view.outcome == "held") return refuse(ErrorCode::not_understood, view.reason_zh, view.reason_en);
    if (row->message_id != message.message_id) {
      TIANGE_CHECK_OK(parts_.db.write(system_scope(), [&](db::Tx& tx) { return drop_held(tx, id); }));
    }
    return view;
  }
  return refuse(ErrorCode::not_found);
}

Outcome ChannelService::drop_held(db::Tx& tx, std::int64_t id) {
  auto row = store::find_received(tx, id);
  if (!row) return refuse(ErrorCode::not_found);
  if (row->outcome != "held") return refuse(ErrorCode::conflict);
  row->outcome = "dropped";
  row->body.clear();
  store::save_received(tx, *row);
  return done();
}

}  // namespace tiange::cases
