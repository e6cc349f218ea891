#include "app/standby/vouch.h"

#include <filesystem>
#include <mutex>
#include <stdexcept>

#include "base/text.h"
#include "platform/observe/log.h"

namespace tiange::app {

namespace {

constexpr std::string_view k_vouched = "hand over";
constexpr std::size_t k_longest_receipt = 60;

class Gate final : public http::Authenticator {
 public:
  Gate(http::Authenticator& people, std::string key_path) : people_(people), key_path_(std::move(key_path)) {}

  Outcome authenticate(http::Request& request) override {
    if (request.method == http::Method::post) {
      if (const std::string_view said = request.header("x-tiange-received"); !said.empty()) believe(request, said);
    }
    return people_.authenticate(request);
  }

 private:
  void believe(http::Request& request, std::string_view said) {
    const auto parts = text::split(said, ' ');
    if (parts.size() != 3 || parts[1].empty() || parts[1].size() > k_longest_receipt) return;
    const auto moment = text::to_int(parts[0]);
    const auto key = this->key();
    if (!moment || !key) return;
    const cases::KeptReport kept{Instant{*moment}, std::string(parts[1])};
    const std::string right = vouch(*key, kept, request.path, request.header("idempotency-key"), request.body);
    if (crypto::equal_in_constant_time(right, said)) cases::mark_kept(request, kept);
  }

  std::shared_ptr<const crypto::Sealer> key() {
    const std::lock_guard hold(lock_);
    std::error_code failed;
    if (key_ || !std::filesystem::exists(key_path_, failed)) return key_;
    try {
      key_ = std::make_shared<const crypto::Sealer>(crypto::Sealer::from_file(key_path_));
    } catch (const std::runtime_error& error) {
      observe::log_error("hand_over_key", {{"what", error.what()}});
    }
    return key_;
  }

  http::Authenticator& people_;
  const std::string key_path_;
  std::mutex lock_;
  std::shared_ptr<const crypto::Sealer> key_;
};

}  // namespace

std::string vouch(const crypto::Sealer& key_file, const cases::KeptReport& kept, std::string_view path, std::string_view key,
                  std::string_view body) {
  const std::string begin = std::to_string(kept.received.us) + " " + kept.receipt;
  const std::string signed_text = begin + "\n" + std::string(path) + "\n" + std::string(key) + "\n" + std::string(body);
  return begin + " " + hex(key_file.mark(signed_text, k_vouched));
}

std::string hand_over_key(const std::string& data_folder) { return data_folder + "/secrets/hand_over.key"; }

std::unique_ptr<http::Authenticator> open_gate(http::Authenticator& people, std::string key_path) {
  return std::make_unique<Gate>(people, std::move(key_path));
}

}  // namespace tiange::app
