#include "app/standby/standby.h"

#include <algorithm>
#include <atomic>
#include <condition_variable>
#include <filesystem>
#include <system_error>
#include <thread>

#include "app/standby/standby_log.h"
#include "app/standby/standby_page.h"
#include "app/standby/vouch.h"
#include "base/digest.h"
#include "base/text.h"
#include "city/cases/cases.h"
#include "platform/blobs/file_type.h"
#include "platform/crypto/crypto.h"
#include "platform/files/files.h"
#include "platform/http/upload.h"
#include "platform/net/fetch.h"
#include "platform/observe/log.h"
#include "platform/observe/metrics.h"

namespace tiange::app {

namespace {

constexpr const char* k_reports = "/api/v1/public/reports";
constexpr const char* k_cases = "/api/v1/cases";
constexpr const char* k_open_files = "/api/v1/blobs/open";
constexpr const char* k_files = "/api/v1/blobs";
constexpr std::size_t k_open_file_bytes = 15u << 20;
constexpr int k_accepted = 202;
constexpr Span k_rest = seconds(2);           // after the core did not answer, nobody waits for it again
constexpr std::uint64_t k_long_log = 64u << 20;
constexpr std::uint64_t k_least_free = 1ULL << 30;  // bytes of the disk that stay free
constexpr Span k_answered_for = days(2);      // the core keeps its answers three days under their key
constexpr std::size_t k_longest_key = 200;
constexpr const char* k_who[] = {"authorization", "cookie", "x-tiange-csrf", "accept-language"};

struct PublicGiven {
  static constexpr bool k_json_defaults = true;
  std::string number;
  std::string query_code;
};
BOOST_DESCRIBE_STRUCT(PublicGiven, (), (number, query_code))

struct KeptProgress {
  std::string number;
  std::string title;
  std::string status_zh;
  std::string status_en;
  Instant created;
  std::string receipt;
  std::string handed_number;  // and code, once the core has given them
  std::string handed_code;
};
BOOST_DESCRIBE_STRUCT(KeptProgress, (),
                      (number, title, status_zh, status_en, created, receipt, handed_number, handed_code))

struct FileGiven {
  std::string digest;
  std::string type;
  std::int64_t size = 0;
};
BOOST_DESCRIBE_STRUCT(FileGiven, (), (digest, type, size))

bool taken(int status) { return status >= 200 && status < 300; }
// The core is there and has decided; anything else is as good as no answer.
bool decided(int status) { return status >= 200 && status < 500 && status != 429 && status != 408; }

std::string said_by(const net::Fetched& answer) {
  const auto problem = json::parse(answer.body);
  if (!problem.ok()) return std::to_string(answer.status);
  std::string said = problem->text_or("detail", problem->text_or("title"));
  if (const json::Value* fields = problem->find("fields"); fields && fields->is_array()) {
    for (const json::Value& field : fields->as_array()) said += " " + field.text_or("path") + "：" + field.text_or("zh");
  }
  return text::cut(said, 300);
}

class StandbyService final : public Standby {
 public:
  StandbyService(const StandbyOptions& options, const Clock& clock)
      : options_(options),
        clock_(clock),
        log_(options.folder + "/standby"),
        key_(crypto::Sealer::from_file(hand_over_key(options.folder + "/standby"))) {
    observe::metrics().ask("tiange_standby_waiting", "Reports kept until the core is back", [this] { return static_cast<double>(log_.waiting()); });
    observe::metrics().ask("tiange_standby_stuck", "Kept reports the core refused", [this] { return static_cast<double>(log_.stuck(1'000).size()); });
    observe::metrics().ask("tiange_standby_core_up", "Whether the core answered when it was last asked", [this] { return core_up_ ? 1.0 : 0.0; });
  }
  ~StandbyService() override {
    stop();
    for (const char* name : {"tiange_standby_waiting", "tiange_standby_stuck", "tiange_standby_core_up"}) observe::metrics().forget(name);
  }

  void add_routes(http::Routes& routes) override {
    using http::Method;
    for (const char* path : {k_reports, k_cases}) {
      http::Route route{Method::post, path, Permission::open_to_all, "上报", "Report"};
      route.handle = [this, path](http::Request& request) { return report(request, path); };
      routes.raw(std::move(route));
    }
    for (const char* path : {k_open_files, k_files}) {
      http::Route route{Method::post, path, Permission::open_to_all, "上传照片", "Upload a photo"};
      route.upload = true;
      route.max_body = (path == k_files ? options_.evidence_bytes : k_open_file_bytes) + (1 << 20);
      route.query_params = {"taken", "lng", "lat", "device"};
      route.handle = [this, path](http::Request& request) { return file(request, path); };
      routes.raw(std::move(route));
    }
    http::Route progress{Method::get, std::string(k_reports) + "/{number}", Permission::open_to_all, "查询进度", "Progress"};
    progress.query_params = {"code"};
    progress.handle = [this](http::Request& request) { return this->progress(request); };
    routes.raw(std::move(progress));
    http::Route state{Method::get, "/api/v1/standby", Permission::open_to_all, "应急受理状态", "State of the standby"};
    state.handle = [this](http::Request& request) {
      if (!request.loopback) return http::problem(refuse(ErrorCode::not_found), request.scope);
      return http::json_response(json::write(this->state()));
    };
    routes.raw(std::move(state));
    http::Route again{Method::post, "/api/v1/standby/{receipt}/again", Permission::open_to_all, "再次移交", "Hand over again"};
    again.handle = [this](http::Request& request) {
      if (!request.loopback || !log_.again(std::string(request.param("receipt"))))
        return http::problem(refuse(ErrorCode::not_found), request.scope);
      return http::json_response(json::write(this->state()));
    };
    routes.raw(std::move(again));
    http::Route page{Method::get, "/", Permission::open_to_all, "应急受理", "Standby"};
    page.handle = [this](http::Request& request) {
      if (!request.loopback) return http::problem(refuse(ErrorCode::not_found), request.scope);
      http::Response response;
      response.content_type = "text/html; charset=utf-8";
      response.body = standby_page(this->state(), request.now);
      return response;
    };
    routes.raw(std::move(page));
  }

  void start() override {
    keeper_ = std::thread([this] {
      std::unique_lock hold(lock_);
      while (!stopping_) {
        hold.unlock();
        try {
          hand_over();
        } catch (const std::exception& error) {
          observe::log_error("standby_failed", {{"what", error.what()}});
        }
        hold.lock();
        wake_up_.wait_for(hold, std::chrono::seconds(1), [this] { return stopping_; });
      }
    });
  }
  void stop() override {
    {
      const std::lock_guard hold(lock_);
      stopping_ = true;
    }
    wake_up_.notify_all();
    if (keeper_.joinable()) keeper_.join();
  }

  int hand_over() override {
    const std::lock_guard one_at_a_time(handing_);
    const Result<net::Fetched> ready = ask({"GET", options_.core_url + "/readyz", {}, ""}, seconds(3));
    core_up_ = ready.ok() && ready->status == 200;
    if (core_up_) rest_until_ = 0;
    int handed = 0;
    while (core_up_) {
      const auto next = log_.next();
      if (!next) break;
      if (!hand_over_one(*next)) break;
      ++handed;
      const std::lock_guard hold(lock_);
      if (stopping_) break;
    }
    if (core_up_) log_.drop_files_before(clock_.now() - days(3));
    log_.shorten(clock_.now() - days(30), k_long_log);
    return handed;
  }

  StandbyState state() const override {
    StandbyState out;
    out.core_up = core_up_;
    out.waiting = static_cast<std::int64_t>(log_.waiting());
    out.handed = log_.handed();
    out.passed = passed_;
    std::tie(out.files, out.file_bytes) = log_.files();
    out.log_bytes = static_cast<std::int64_t>(log_.bytes());
    out.damaged_bytes = static_cast<std::int64_t>(log_.damaged_bytes());
    if (const auto next = log_.next()) out.oldest = next->report.moment;
    for (const KeptReport& one : log_.stuck(100))
      out.stuck.push_back({one.report.receipt, one.report.moment, one.report.path == k_cases, static_cast<int>(one.status), one.said});
    return out;
  }

 private:
  Result<net::Fetched> ask(const net::FetchRequest& request, Span whole) const {
    net::FetchLimits limits;
    limits.connect = seconds(2);
    limits.whole = whole;
    limits.most_answer = 4 << 20;
    limits.private_addresses = true;
    return net::fetch(request, limits);
  }

  bool may_ask(Instant now) const { return now.us >= rest_until_.load(); }
  void rest(Instant now) {
    core_up_ = false;
    rest_until_ = (now + k_rest).us;
  }

  static net::Headers who(const http::Request& request) {
    net::Headers headers;
    for (const char* name : k_who) {
      if (const std::string_view value = request.header(name); !value.empty()) headers.emplace_back(name, value);
    }
    return headers;
  }
  static std::string target_of(const http::Request& request) {
    std::string out = request.path;
    char mark = '?';
    for (const auto& [name, value] : request.query) {
      out += mark + percent(name) + "=" + percent(value);
      mark = '&';
    }
    return out;
  }
  static std::string percent(std::string_view text) {
    std::string out;
    for (const char c : text) {
      const auto byte = static_cast<unsigned char>(c);
      if (std::isalnum(byte) || c == '-' || c == '_' || c == '.') {
        out += c;
      } else {
        out += '%' + hex(std::string_view(&c, 1));
      }
    }
    return out;
  }

  // What the core says, when it is there and decides.
  std::optional<http::Response> pass_on(const http::Request& request, net::FetchRequest call) {
    if (!may_ask(request.now)) return std::nullopt;
    call.headers.emplace_back("X-Forwarded-For", request.remote);
    const Result<net::Fetched> answer = ask(call, options_.patience);
    if (!answer.ok() || !decided(answer->status)) {
      if (!answer.ok() || answer->status >= 500) rest(request.now);
      return std::nullopt;
    }
    core_up_ = true;
    ++passed_;
    http::Response response;
    response.status = answer->status;
    response.content_type = answer->content_type;
    response.body = answer->body;
    return response;
  }

  http::Response report(http::Request& request, const std::string& path) {
    const std::string given(request.header("idempotency-key"));
    const bool sane = given.size() <= k_longest_key && std::all_of(given.begin(), given.end(), [](char c) { return c > 0x20 && c < 0x7f; });
    if (!sane) return http::problem(refuse(ErrorCode::bad_request), request.scope);
    // Kept before: the same answer, whether or not the core is back.
    if (!given.empty()) {
      if (const auto known = log_.by_key(path, given)) {
        if (known->state != KeptState::handed && known->report.body != request.body)
          return http::problem(refuse(ErrorCode::key_reused), request.scope);
        return kept(known->report);
      }
    }
    const std::string receipt = new_receipt(request.now);
    const std::string key = given.empty() ? receipt : given;
    net::FetchRequest call{"POST", options_.core_url + path, who(request), request.body};
    call.headers.emplace_back("Content-Type", "application/json");
    call.headers.emplace_back("Idempotency-Key", key);
    if (auto answer = pass_on(request, std::move(call))) return std::move(*answer);
    return keep(request, path, receipt, key);
  }

  http::Response keep(const http::Request& request, const std::string& path, const std::string& receipt, const std::string& key) {
    if (path == k_cases && request.header("authorization").empty() && request.header("cookie").empty())
      return http::problem(refuse(ErrorCode::not_signed_in), request.scope);
    const auto input = json::read<cases::ReportInput>(request.body.empty() ? "{}" : request.body);
    if (!input.ok()) return http::problem(input.refusal(), request.scope);
    if (auto errors = cases::check_report(*input, request.now); !errors.empty())
      return http::problem(refuse_fields(ErrorCode::bad_input, std::move(errors)), request.scope);
    if (log_.waiting() >= options_.most_waiting || !disk_has_room()) return full(request);
    KeptRecord record;
    record.kind = "report";
    record.receipt = receipt;
    record.query_code = crypto::random_code(2);
    record.moment = request.now;
    record.path = path;
    record.key = key;
    record.body = request.body;
    record.evidence = input->evidence;
    for (const auto& [name, value] : who(request)) record.headers.insert(record.headers.end(), {name, value});
    try {
      log_.keep(record);
    } catch (const std::system_error& error) {
      observe::log_error("standby_disk", {{"what", error.what()}});
      return http::problem(refuse(ErrorCode::unavailable), request.scope);
    }
    // Two at once under one key: the first that was kept speaks for both.
    return kept(log_.by_key(path, key).value_or(KeptReport{record}).report);
  }

  static http::Response full(const http::Request& request) {
    http::Response response = http::problem(refuse(ErrorCode::too_many), request.scope);
    for (auto& [name, value] : response.headers) {
      if (name == "Retry-After") value = "60";
    }
    return response;
  }
  bool disk_has_room() const {
    std::error_code failed;
    const auto space = std::filesystem::space(options_.folder, failed);
    return failed || space.available >= k_least_free;
  }

  static http::Response kept(const KeptRecord& record) {
    KeptAnswer answer;
    answer.receipt = record.receipt;
    answer.query_code = record.query_code;
    answer.said_zh = "已收到，系统恢复后编号。请记下回执号和查询码。";
    answer.said_en = "Received. It gets its number when the system is back; keep the receipt and its code.";
    return http::json_response(json::write(answer), k_accepted);
  }

  std::string new_receipt(Instant now) const {
    const YearMonthDay day = split_date(local_date(now));
    char text[32];
    std::snprintf(text, sizeof text, "R%04d%02d%02d-", day.year, day.month, day.day);
    return text + crypto::random_code(3);
  }

  http::Response file(http::Request& request, const std::string& path) {
    if (path == k_files && request.header("authorization").empty() && request.header("cookie").empty())
      return http::problem(refuse(ErrorCode::not_signed_in), request.scope);
    if (may_ask(request.now)) {
      net::FetchRequest call{"POST", options_.core_url + target_of(request), who(request), read_file_if_any(request.upload_path).value_or("")};
      for (const char* name : {"content-type", "x-file-name"}) {
        if (const std::string_view value = request.header(name); !value.empty()) call.headers.emplace_back(name, value);
      }
      if (auto answer = pass_on(request, std::move(call))) return std::move(*answer);
    }
    const auto stored = keep_file(request, path);
    return stored.ok() ? http::json_response(json::write(*stored)) : http::problem(stored.refusal(), request.scope);
  }

  Result<FileGiven> keep_file(const http::Request& request, const std::string& path) {
    TIANGE_TRY(const http::Upload upload, http::Upload::open(request));
    const http::Part* part = upload.file();
    if (!part) return refuse_fields(ErrorCode::bad_input, {FieldError{"file", "缺少文件", "is missing"}});
    const std::string type(blobs::detect_type(part->content));
    if (type.empty()) return refuse(ErrorCode::unsupported_type);
    if (path == k_open_files && !type.starts_with("image/")) return refuse(ErrorCode::unsupported_type, "仅限照片", "photos only");
    const auto [number, bytes] = log_.files();
    if (static_cast<std::uint64_t>(bytes) + part->content.size() > options_.most_bytes || !disk_has_room())
      return refuse(ErrorCode::too_many);
    KeptRecord record;
    record.kind = "file";
    record.path = path;
    record.digest = hex(sha256(part->content));
    record.type = type;
    record.name = part->file_name;
    record.size = static_cast<std::int64_t>(part->content.size());
    record.moment = request.now;
    const std::string target = target_of(request);
    record.query = target.substr(std::min(target.find('?'), target.size()));
    try {
      log_.keep_file(record, part->content);
    } catch (const std::system_error& error) {
      observe::log_error("standby_disk", {{"what", error.what()}});
      return refuse(ErrorCode::unavailable);
    }
    return FileGiven{record.digest, type, record.size};
  }

  http::Response progress(const http::Request& request) {
    const auto known = log_.find(request.param("number"));
    if (!known) {
      if (auto answer = pass_on(request, {"GET", options_.core_url + target_of(request), who(request), ""})) return std::move(*answer);
      return http::problem(refuse(ErrorCode::unavailable), request.scope);
    }
    if (!crypto::equal_in_constant_time(known->report.query_code, request.query_value("code")))
      return http::problem(refuse(ErrorCode::wrong_query_code), request.scope);
    KeptProgress out;
    out.receipt = out.number = known->report.receipt;
    out.created = known->report.moment;
    out.status_zh = "已收到，待系统恢复后编号";
    out.status_en = "Received; it gets its number when the system is back";
    if (known->state == KeptState::stuck) {
      out.status_zh = "已收到，工作人员正在核对";
      out.status_en = "Received; somebody is looking into it";
    }
    if (known->state == KeptState::handed) {
      out.status_zh = "已编号";
      out.status_en = "It has its number";
      out.handed_number = known->number;
      out.handed_code = known->code;
    }
    return http::json_response(json::write(out));
  }

  // ---- handing over -------------------------------------------------------------------------------------------

  // False when the core does not decide; it is tried again later.
  bool hand_over_one(const KeptReport& one) {
    const KeptRecord& report = one.report;
    net::Headers headers;
    for (std::size_t i = 0; i + 1 < report.headers.size(); i += 2) headers.emplace_back(report.headers[i], report.headers[i + 1]);
    if (!send_files(report, headers)) return false;
    // The core forgets keys after three days; what may have arrived and cannot be asked for any more is for a person.
    if (one.tried && report.moment + k_answered_for < clock_.now()) {
      log_.note_stuck(report.receipt, 0, "可能已送达，请人工核对 / may have arrived already, somebody must look");
      return true;
    }
    if (!one.tried) log_.note_tried(report.receipt);
    std::string path = report.path;
    auto answer = send(report, path, headers, report.key, report.body);
    // A definite refusal stored nothing. A session that has ended does not lose the report, nor does an item retired in the
    // meantime or a place outside the district.
    if (answer && path == k_cases && (answer->status == 401 || answer->status == 403) && !one.tried) {
      path = k_reports;
      headers.clear();
      answer = send(report, path, headers, report.receipt + "-open", without_details(report.body, false));
    }
    if (answer && answer->status == 422)
      answer = send(report, path, headers, report.receipt + "-plain", without_details(report.body, true));
    if (!answer) return false;
    if (taken(answer->status)) return note_taken(report, *answer);
    log_.note_stuck(report.receipt, answer->status, said_by(*answer));
    return true;
  }

  bool note_taken(const KeptRecord& report, const net::Fetched& answer) {
    const auto given = json::parse(answer.body);
    const std::string number = given.ok() ? given->text_or("number") : "";
    const std::string code = given.ok() ? given->text_or("query_code") : "";
    log_.note_handed(report.receipt, number, code, clock_.now());
    for (const std::string& digest : report.evidence) log_.drop_file(digest);
    return true;
  }

  std::optional<net::Fetched> send(const KeptRecord& report, const std::string& path, net::Headers headers, const std::string& key,
                                   const std::string& body) {
    headers.emplace_back("Content-Type", "application/json");
    headers.emplace_back("Idempotency-Key", key);
    headers.emplace_back(k_received_header, vouch(key_, {report.moment, report.receipt}, path, key, body));
    headers.emplace_back("Prefer", "return=minimal");
    auto answer = ask({"POST", options_.core_url + path, std::move(headers), body}, seconds(30));
    if (!answer.ok() || !decided(answer->status)) {
      rest(clock_.now());
      return std::nullopt;
    }
    return std::move(*answer);
  }

  // What people said and where in words; `plain`: without item, form and point, any of which may have been refused.
  static std::string without_details(const std::string& body, bool plain) {
    auto input = json::read<cases::ReportInput>(body);
    if (!input.ok()) return body;
    input->settled.reset();
    if (!plain) return json::write(*input);
    input->item_code.clear();
    input->extra = json::Value();
    input->place.lng.reset();
    input->place.lat.reset();
    input->place.grid_code.clear();
    return json::write(*input);
  }

  bool send_files(const KeptRecord& report, const net::Headers& headers) {
    for (const std::string& digest : report.evidence) {
      const auto file = log_.file(digest);
      if (!file) continue;  // the core has it
      net::Headers own = file->path == k_files ? headers : net::Headers();
      own.emplace_back("Content-Type", file->type);
      own.emplace_back("X-File-Name", percent(file->name.empty() ? digest : file->name));
      auto answer = ask({"POST", options_.core_url + file->path + file->query, own, log_.content_of(digest)}, seconds(60));
      if (answer.ok() && (answer->status == 401 || answer->status == 403))
        answer = ask({"POST", options_.core_url + k_open_files + file->query,
                      {{"Content-Type", file->type}, {"X-File-Name", percent(file->name.empty() ? digest : file->name)}},
                      log_.content_of(digest)},
                     seconds(60));
      if (!answer.ok() || !decided(answer->status)) {
        rest(clock_.now());
        return false;
      }
    }
    return true;
  }

  const StandbyOptions options_;
  const Clock& clock_;
  StandbyLog log_;
  const crypto::Sealer key_;  // of vouch()
  std::atomic<bool> core_up_{false};
  std::atomic<std::int64_t> rest_until_{0};
  std::atomic<std::int64_t> passed_{0};
  std::mutex handing_;
  std::mutex lock_;
  std::condition_variable wake_up_;
  bool stopping_ = false;
  std::thread keeper_;
};

}  // namespace

std::unique_ptr<Standby> open_standby(const StandbyOptions& options, const Clock& clock) {
  return std::make_unique<StandbyService>(options, clock);
}

}  // namespace tiange::app
