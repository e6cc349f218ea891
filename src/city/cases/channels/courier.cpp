#include "base/text.h"
#include "city/cases/channels/channel_store.h"

namespace tiange::cases {

namespace {

constexpr std::string_view k_trial = "trial:";

struct Trial {
  std::string box;
  std::int64_t fail = 0;
};

// "trial:name?fail=2"
std::optional<Trial> trial_of(std::string_view url) {
  if (!url.starts_with(k_trial)) return std::nullopt;
  url.remove_prefix(k_trial.size());
  Trial trial;
  const std::size_t mark = url.find('?');
  trial.box = url.substr(0, mark);
  if (mark != url.npos) {
    const std::string_view rest = url.substr(mark + 1);
    if (rest.starts_with("fail=")) trial.fail = text::to_int(rest.substr(5)).value_or(0);
  }
  return trial;
}

class DistrictCourier final : public Courier {
 public:
  DistrictCourier(db::Db& db, const tiange::Clock& clock, Fetch fetch, std::function<Outcome(std::string_view)> check)
      : db_(db), clock_(clock), fetch_(std::move(fetch)), check_(std::move(check)) {}

  Result<OutwardAnswer> call(const OutwardCall& call) override {
    const auto trial = trial_of(call.url);
    if (!trial) return fetch_(call);
    store::TrialRow row;
    for (const auto& [name, value] : call.headers) {
      if (name == "X-Tiange-Message-Id") row.message_id = value;
      row.headers += name + ": " + value + "\n";
    }
    row.body = call.body;
    row.received = clock_.now();
    return db_.write(system_scope(), [&](db::Tx& tx) -> Result<OutwardAnswer> {
      const std::int64_t attempts = store::count_trial(tx, trial->box, row);
      if (attempts <= trial->fail) return OutwardAnswer{503, "trial"};
      store::take_trial(tx, trial->box, row.message_id);
      return OutwardAnswer{200, "{\"number\":\"T-" + row.message_id + "\"}"};
    });
  }

  Outcome check(std::string_view url) override {
    const auto trial = trial_of(url);
    if (!trial) return check_(url);
    const bool good = !trial->box.empty() && trial->box.size() <= 50 &&
                      trial->box.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789-_") == std::string::npos;
    if (good) return done();
    return refuse_fields(ErrorCode::bad_input, {FieldError{"url", "试收箱名称只能用小写字母、数字、横线", "the name of a trial box holds a-z, 0-9, - and _"}});
  }

 private:
  db::Db& db_;
  const tiange::Clock& clock_;
  const Fetch fetch_;
  const std::function<Outcome(std::string_view)> check_;
};

}  // namespace

std::unique_ptr<Courier> open_courier(db::Db& db, const tiange::Clock& clock, Fetch fetch, std::function<Outcome(std::string_view url)> check) {
  return std::make_unique<DistrictCourier>(db, clock, std::move(fetch), std::move(check));
}

}  // namespace tiange::cases
