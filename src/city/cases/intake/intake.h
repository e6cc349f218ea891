#pragma once
// How matters come in by other ways than a form: suggestions from a text, learning them from closed cases, and the exports of
// other platforms.

#include <memory>
#include <span>
#include <string>

#include "city/cases/cases.h"
#include "engines/text/text_classifier.h"
#include "platform/jobs/jobs.h"

namespace tiange::cases {

// What a training gave. Held-out figures: a fifth of each class is kept back and asked.
struct Training {
  std::int64_t texts = 0;
  std::int64_t items = 0;
  double macro_f1 = 0;
  double accuracy = 0;
  bool in_use = false;           // it replaced the one before
  double macro_f1_before = 0;    // of the one in use until now, 0 when there was none
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
};

class Intake : public Suggester {
 public:
  // Reads the newest model of the district, when another instance trained one or the catalogue changed. Cheap otherwise.
  virtual void refresh() = 0;
  // Learns from the newest closed cases; refused (bad_input) with too few.
  virtual Result<Training> train() = 0;
  // Import needs the cases room, which itself needs the suggester; given once while wiring.
  virtual void use_cases(Cases& cases) = 0;
  virtual void add_routes(http::Routes& routes) = 0;
  virtual void add_jobs(jobs::Jobs& jobs) = 0;
};

std::span<const db::Migration> intake_migrations();
std::unique_ptr<Intake> open_intake(IntakeParts parts);

}  // namespace tiange::cases
