#include <filesystem>
#include <fstream>
#include <sstream>

#include "city/cases/channels/channel_routes.h"
#include "platform/observe/log.h"

namespace tiange::cases {

namespace {

namespace fs = std::filesystem;

constexpr std::uintmax_t k_most_letter_bytes = 100 << 20;
constexpr int k_most_files = 50;  // in one look
constexpr Span k_kept = days(90);

class Room final : public Channels {
 public:
  explicit Room(ChannelParts parts) : parts_(std::move(parts)), service_(parts_), keys_(parts_), hooks_(parts_) {}

  void seed(db::Tx& tx, Instant now) override { service_.seed(tx, now); }

  Outcome on_case_event(db::Tx& tx, const db::Event& event) override {
    TIANGE_CHECK_OK(service_.on_case_event(tx, event));
    return hooks_.on_case_event(tx, event);
  }

  void add_routes(http::Routes& routes) override {
    add_message_routes(routes, service_);
    add_system_routes(routes, service_);
    add_link_routes(routes, service_);
    add_key_routes(routes, keys_, parts_);
    add_hook_routes(routes, hooks_, parts_);
  }

  void add_jobs() override {
    parts_.jobs.handle("channels.deliver", [this](const jobs::Job& job) -> Outcome {
      TIANGE_TRY(const std::int64_t id, parse_id(job.payload));
      return service_.deliver(id);
    });
    parts_.jobs.handle("channels.webhook", [this](const jobs::Job& job) -> Outcome {
      TIANGE_TRY(const std::int64_t id, parse_id(job.payload));
      return hooks_.deliver(id);
    });
  }

  void deliver_due(Instant now) override {
    service_.deliver_due(now);
    hooks_.deliver_due(now);
  }

  // A letter that was taken in moves to taken/, one that could not be read to failed/; nothing is deleted.
  int watch_mailbox(Instant now) override {
    std::error_code error;
    if (!fs::is_directory(parts_.mailbox_folder, error)) return 0;
    const auto system = parts_.db.read([&](db::Tx& tx) { return service_.known(tx, "mailbox"); });
    if (!system.ok() || !system->row.enabled) return 0;
    int files = 0;
    for (const auto& entry : fs::directory_iterator(parts_.mailbox_folder, error)) {
      const std::string ending = entry.path().extension().string();
      if (!entry.is_regular_file(error) || (ending != ".eml" && ending != ".mbox")) continue;
      if (++files > k_most_files) break;
      take_file(*system, entry.path(), now);
    }
    return files;
  }

  void clean(Instant now) override {
    const auto cleaned = parts_.db.write(system_scope(), [&](db::Tx& tx) -> Outcome {
      store::delete_old(tx, now - k_kept);
      return done();
    });
    (void)cleaned.ok();
  }

  ClientKeys& keys() override { return keys_; }

 private:
  void take_file(const KnownSystem& system, const fs::path& path, Instant now) {
    std::error_code error;
    bool taken = false;
    if (fs::file_size(path, error) <= k_most_letter_bytes && !error) {
      std::ifstream file(path, std::ios::binary);
      std::ostringstream text;
      text << file.rdbuf();
      const auto answer = service_.receive(system, text.str(), now);
      taken = file.good() && answer.ok();
      for (std::size_t i = 0; taken && i < answer->messages.size(); ++i) taken = answer->messages[i].outcome != "failed";
    }
    const fs::path folder = path.parent_path() / (taken ? "taken" : "failed");
    fs::create_directories(folder, error);
    fs::rename(path, folder / path.filename(), error);
    if (!taken || error) observe::log_error("letter_not_taken", {{"file", path.filename().string()}, {"error", error.message()}});
  }

  const ChannelParts parts_;
  ChannelService service_;
  ClientKeyService keys_;
  HookService hooks_;
};

}  // namespace

std::unique_ptr<Channels> open_channels(ChannelParts parts) { return std::make_unique<Room>(std::move(parts)); }

}  // namespace tiange::cases
