#include "city/cases/summons/summons.h"

#include "base/codes.h"
#include "base/json.h"

namespace tiange::cases {

namespace {

struct SummonsBody {
  std::string title_zh, title_en, text_zh, text_en, area, number, needs;
  std::vector<std::string> units;
  bool urgent = false;
};
BOOST_DESCRIBE_STRUCT(SummonsBody, (), (title_zh, title_en, text_zh, text_en, area, number, needs, units, urgent))

}  // namespace

void summon(db::Tx& tx, db::Outbox* outbox, const Summons& what, Instant now) {
  if (!outbox || what.units.empty()) return;
  const SummonsBody body{what.title.zh, what.title.en, what.text.zh, what.text.en, what.area, what.number,
                         std::string(permission_info(what.needs).key), what.units, what.urgent};
  outbox->publish(
      tx, {.type = what.kind, .part_key = codes::part_key_of(what.area), .subject = what.link, .body = json::write(body), .happened = now});
}

}  // namespace tiange::cases
