#pragma once
// How matters come in by other ways than a form: suggestions from a text, learning them from closed cases, and the exports of
// other platforms.

#include <functional>
#include <memory>
#include <span>
#include <string>

#include "city/cases/cases.h"
#include "engines/text/text_classifier.h"
#include "platform/jobs/jobs.h"

namespace tiange::cases {

// What is learnt from closed cases: the item, and the urgency as it was set in the end.
enum class Lesson { item, urgency };
BOOST_DESCRIBE_ENUM(Lesson, item, urgency)

// What a training gave. Held-out figures: a fifth of all cases is never learnt from, and asked.
struct Training {
  std::int64_t texts = 0;
  std::int64_t items = 0;
  double macro_f1 = 0;
  double accuracy = 0;
  bool in_use = false;           // it replaced the one before
  double macro_f1_before = 0;    // of the one in use until now, 0 when there was none
  double macro_f1_rules = 0;     // of rules and words alone
  double accuracy_rules = 0;
  std::vector<textual::ClassScore> classes;
  std::vector<std::pair<std::pair<std::string, std::string>, std::int64_t>> confused;  // (truth, guess), most frequent first
};

struct IntakeParts {
  db::Db& db;
  const tiange::Clock& clock;
  IdSource& ids;
  const items::Items& items;
  const places::Places& places;
  org::Org& org;
  jobs::Jobs& jobs;
  std::string import_folder;  // where uploaded files wait
  std::string district;       // "440604"
  std::vector<std::string> urgent_words = {};  // CaseRules::urgent_words
};

// How often suggestions hit on texts whose item is known. A row: part, text, item ("" when no item fits), also (items that
// fit as well, by spaces), urgency ("urgent" or "").
struct AskedFigures {
  std::int64_t texts = 0;      // with an item
  double top_1 = 0;            // share whose first suggestion is the item or one that fits as well
  double top_1_strict = 0;     // the item itself
  double top_3 = 0;
  double macro_f1 = 0;         // over the items that occur
  double sure = 0;             // share whose first suggestion says it is sure
  double right_when_sure = 0;
  double right_when_unsure = 0;
  std::int64_t unfit = 0;      // texts that fit no item
  std::int64_t unfit_unsure = 0;
  std::int64_t urgent = 0;
  std::int64_t urgent_found = 0;
  std::int64_t urgent_wrongly = 0;  // called urgent and not marked so
  std::vector<std::string> missed;  // "text → suggested"
};
// Asks for every row of the CSV in this part; "" asks all. Refused (bad_file) without the columns.
Result<AskedFigures> ask_all(std::string_view csv, std::string_view part, const std::function<Suggestions(const std::string& text)>& suggest);

class Intake : public Suggester {
 public:
  // Reads the newest model of the district, when another instance trained one or the catalogue changed. Cheap otherwise.
  virtual void refresh() = 0;
  // Learns from the newest closed cases, compares with the model in use on cases neither has seen, and replaces it unless
  // it does worse; what is learnt of urgency must do no worse than the words alone, neither in the mean over urgencies
  // nor in the share that is right. Refused (bad_input) with too few cases, or when they teach one urgency only.
  virtual Result<Training> train(Lesson lesson) = 0;
  // Has it learn once a night, by a job; to be called now and then.
  virtual void nightly(Instant now) = 0;
  // Import needs the cases room, which itself needs the suggester; given once while wiring.
  virtual void use_cases(Cases& cases) = 0;
  virtual void add_routes(http::Routes& routes) = 0;
  virtual void add_jobs(jobs::Jobs& jobs) = 0;
};

std::span<const db::Migration> intake_migrations();
std::unique_ptr<Intake> open_intake(IntakeParts parts);

}  // namespace tiange::cases
