#include "app/standby/standby_log.h"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <filesystem>
#include <system_error>

#include "platform/files/files.h"

namespace tiange::app {

namespace fs = std::filesystem;

namespace {

constexpr std::string_view k_about = "standby";

std::string key_of(const std::string& path, const std::string& key) { return path + "\n" + key; }

// The file with its name is on the disk, or it throws.
void write_file(const std::string& path, std::string_view content) {
  const std::string fresh = path + ".new";
  const auto fail = [](const char* what) { throw std::system_error(errno, std::generic_category(), what); };
  const int file = ::open(fresh.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
  if (file < 0) fail("a photo cannot be kept");
  while (!content.empty()) {
    const ssize_t written = ::write(file, content.data(), content.size());
    if (written < 0 && errno == EINTR) continue;
    if (written <= 0) {
      const int reason = errno;
      ::close(file);
      ::unlink(fresh.c_str());
      errno = reason;
      fail("a photo cannot be kept");
    }
    content.remove_prefix(static_cast<std::size_t>(written));
  }
  const bool flushed = ::fsync(file) == 0;
  ::close(file);
  if (!flushed || ::rename(fresh.c_str(), path.c_str()) != 0) fail("a photo cannot be kept");
  const int folder = ::open(fs::path(path).parent_path().c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (folder < 0) fail("a photo cannot be kept");
  const bool named = ::fsync(folder) == 0;
  ::close(folder);
  if (!named) fail("a photo cannot be kept");
}

std::string made(std::string folder) {
  fs::create_directories(folder + "/files");
  fs::permissions(folder, fs::perms::owner_all);
  return folder;
}

}  // namespace

StandbyLog::StandbyLog(std::string folder)
    : folder_(made(std::move(folder))), sealer_(crypto::Sealer::from_file(folder_ + "/secrets/standby.key")) {
  std::size_t unreadable = 0;
  const auto visit = [&](std::string_view sealed) {
    const auto plain = sealer_.open(sealed, k_about);
    const auto record = plain ? json::read<KeptRecord>(*plain) : Result<KeptRecord>(refuse(ErrorCode::bad_input));
    if (record.ok()) {
      take(*record);
    } else {
      ++unreadable;
    }
  };
  journal_ = std::make_unique<journal::Journal>(folder_ + "/reports.log", visit);
  if (unreadable > 0) throw std::runtime_error("the key of the standby's log does not fit: secrets/standby.key");
}

void StandbyLog::take(const KeptRecord& record) {
  if (record.kind == "file") {
    files_[record.digest] = record;
    return;
  }
  if (record.kind == "report") {
    const auto [at, fresh] = reports_.try_emplace(record.receipt);
    if (!fresh) return;
    at->second.report = record;
    by_key_[key_of(record.path, record.key)] = record.receipt;
    queue_.push_back(record.receipt);
    ++waiting_;
    return;
  }
  const auto found = reports_.find(record.receipt);
  if (record.kind == "dropped") files_.erase(record.digest);
  if (found == reports_.end()) return;
  KeptReport& one = found->second;
  const bool waited = one.state == KeptState::waiting;
  if (record.kind == "tried") one.tried = true;
  if (record.kind == "again" && one.state == KeptState::stuck) {
    one.state = KeptState::waiting;
    one.tried = false;  // who asks has made sure that it did not arrive
  }
  if (record.kind == "stuck") {
    one.state = KeptState::stuck;
    one.status = record.status;
    one.said = record.said;
  }
  if (record.kind == "handed") {
    one.state = KeptState::handed;
    one.number = record.number;
    one.code = record.code;
    one.report.body.clear();
    one.report.headers.clear();
  }
  const bool waits = one.state == KeptState::waiting;
  waiting_ += (waits ? 1 : 0) - (waited ? 1 : 0);
  if (waits && !waited) queue_.push_back(record.receipt);
}

void StandbyLog::append(const KeptRecord& record) { journal_->append(sealer_.seal(json::write(record), k_about)); }

// First the disk, then memory: nobody is told of what the disk has not got.
void StandbyLog::keep(const KeptRecord& report) {
  const std::shared_lock writing(cutting_);
  append(report);
  const std::lock_guard hold(lock_);
  take(report);
}

std::string StandbyLog::path_of(const std::string& digest) const { return folder_ + "/files/" + digest; }

bool StandbyLog::keep_file(const KeptRecord& file, std::string_view content) {
  {
    const std::lock_guard hold(lock_);
    if (files_.contains(file.digest)) return false;
  }
  write_file(path_of(file.digest), content);
  keep(file);
  return true;
}

namespace {
KeptRecord note(std::string kind, const std::string& receipt) {
  KeptRecord record;
  record.kind = std::move(kind);
  record.receipt = receipt;
  return record;
}
}  // namespace

void StandbyLog::note_tried(const std::string& receipt) { keep(note("tried", receipt)); }

void StandbyLog::note_handed(const std::string& receipt, const std::string& number, const std::string& code, Instant now) {
  KeptRecord record = note("handed", receipt);
  record.number = number;
  record.code = code;
  record.moment = now;
  keep(record);
}

void StandbyLog::note_stuck(const std::string& receipt, int status, const std::string& said) {
  KeptRecord record = note("stuck", receipt);
  record.status = status;
  record.said = said;
  keep(record);
}

bool StandbyLog::again(const std::string& receipt) {
  const auto found = find(receipt);
  if (!found || found->state != KeptState::stuck) return false;
  keep(note("again", receipt));
  return true;
}

std::optional<KeptReport> StandbyLog::next() const {
  const std::lock_guard hold(lock_);
  while (!queue_.empty()) {
    const auto found = reports_.find(queue_.front());
    if (found != reports_.end() && found->second.state == KeptState::waiting) return found->second;
    queue_.pop_front();
  }
  return std::nullopt;
}

std::optional<KeptReport> StandbyLog::find(std::string_view receipt) const {
  const std::lock_guard hold(lock_);
  const auto found = reports_.find(receipt);
  return found == reports_.end() ? std::nullopt : std::optional(found->second);
}

std::optional<KeptReport> StandbyLog::by_key(const std::string& path, const std::string& key) const {
  const std::lock_guard hold(lock_);
  const auto found = by_key_.find(key_of(path, key));
  if (found == by_key_.end()) return std::nullopt;
  const auto report = reports_.find(found->second);
  return report == reports_.end() ? std::nullopt : std::optional(report->second);
}

std::optional<KeptRecord> StandbyLog::file(const std::string& digest) const {
  const std::lock_guard hold(lock_);
  const auto found = files_.find(digest);
  return found == files_.end() ? std::nullopt : std::optional(found->second);
}

std::string StandbyLog::content_of(const std::string& digest) const {
  return read_file_if_any(path_of(digest)).value_or("");
}

void StandbyLog::drop_file(const std::string& digest) {
  {
    const std::lock_guard hold(lock_);
    const bool wanted = std::any_of(reports_.begin(), reports_.end(), [&](const auto& one) {
      const auto& evidence = one.second.report.evidence;
      return one.second.state != KeptState::handed && std::find(evidence.begin(), evidence.end(), digest) != evidence.end();
    });
    if (wanted || !files_.contains(digest)) return;
  }
  KeptRecord record = note("dropped", "");
  record.digest = digest;
  keep(record);
  ::unlink(path_of(digest).c_str());
}

void StandbyLog::drop_files_before(Instant before) {
  std::vector<std::string> old;
  {
    const std::lock_guard hold(lock_);
    for (const auto& [digest, file] : files_) {
      if (file.moment < before) old.push_back(digest);
    }
  }
  for (const std::string& digest : old) drop_file(digest);
}

std::size_t StandbyLog::waiting() const {
  const std::lock_guard hold(lock_);
  return static_cast<std::size_t>(waiting_);
}

std::vector<KeptReport> StandbyLog::stuck(std::size_t most) const {
  const std::lock_guard hold(lock_);
  std::vector<KeptReport> out;
  for (const auto& [receipt, one] : reports_) {
    if (one.state == KeptState::stuck && out.size() < most) out.push_back(one);
  }
  return out;
}

std::int64_t StandbyLog::handed() const {
  const std::lock_guard hold(lock_);
  return std::count_if(reports_.begin(), reports_.end(), [](const auto& one) { return one.second.state == KeptState::handed; });
}

std::pair<std::int64_t, std::int64_t> StandbyLog::files() const {
  const std::lock_guard hold(lock_);
  std::int64_t bytes = 0;
  for (const auto& [digest, file] : files_) bytes += file.size;
  return {static_cast<std::int64_t>(files_.size()), bytes};
}

void StandbyLog::shorten(Instant before, std::uint64_t bytes) {
  if (journal_->bytes() < bytes) return;
  const std::unique_lock alone(cutting_);
  const std::lock_guard hold(lock_);
  std::vector<std::string> records;
  const auto add = [&](const KeptRecord& record) { records.push_back(sealer_.seal(json::write(record), k_about)); };
  std::erase_if(reports_, [&](const auto& one) {
    return one.second.state == KeptState::handed && one.second.report.moment < before;
  });
  std::erase_if(by_key_, [&](const auto& one) { return !reports_.contains(one.second); });
  std::erase_if(queue_, [&](const std::string& receipt) {
    const auto found = reports_.find(receipt);
    return found == reports_.end() || found->second.state != KeptState::waiting;
  });
  for (const auto& [digest, file] : files_) add(file);
  std::vector<const KeptReport*> in_order;
  for (const auto& [receipt, one] : reports_) in_order.push_back(&one);
  std::sort(in_order.begin(), in_order.end(), [](const KeptReport* a, const KeptReport* b) {
    return a->report.moment < b->report.moment;
  });
  for (const KeptReport* one : in_order) {
    const std::string& receipt = one->report.receipt;
    add(one->report);
    if (one->tried) add(note("tried", receipt));
    KeptRecord end = note(one->state == KeptState::handed ? "handed" : "stuck", receipt);
    end.status = one->status;
    end.said = one->said;
    end.number = one->number;
    end.code = one->code;
    if (one->state != KeptState::waiting) add(end);
  }
  journal_->rewrite(records);
}

}  // namespace tiange::app
