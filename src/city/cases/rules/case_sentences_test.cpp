#include <gtest/gtest.h>

#include "city/cases/rules/case_office.h"
#include "city/cases/rules/case_sentences.h"

namespace tiange::cases {
namespace {

Namer codes_as_names() {
  Namer namer;
  namer.unit = namer.item = namer.area = namer.queue = namer.condition = [](std::string_view code) {
    return Words{std::string(code), std::string(code)};
  };
  return namer;
}

TEST(Words, WhenItHappenedAndTheClosingConditionAreSaidInTheReadersLanguage) {
  Namer namer;
  namer.area = namer.item = [](std::string_view) { return Words{}; };
  namer.condition = [](std::string_view) { return Words{"垃圾清理干净", "The rubbish is gone"}; };
  CaseEvent reported;
  reported.kind = EventKind::reported;
  EXPECT_EQ(sentence(reported, namer).zh.find("发生时间"), std::string::npos);
  reported.occurred = parse_local("2026-11-23 09:00").value();
  EXPECT_NE(sentence(reported, namer).zh.find("发生时间：" + format_local(reported.occurred)), std::string::npos);
  EXPECT_NE(sentence(reported, namer).en.find("happened " + format_local(reported.occurred)), std::string::npos);
  CaseEvent closed;
  closed.kind = EventKind::closed;
  closed.condition = "垃圾清理干净";
  EXPECT_EQ(sentence(closed, namer).zh, "结案（垃圾清理干净）");
  EXPECT_EQ(sentence(closed, namer).en, "Closed (The rubbish is gone)");
}

TEST(Words, ActsSayWhatTheyDoToTheLimits) {
  const std::pair<EventKind, Action> rows[] = {
      {EventKind::returned, Action::give_back},         {EventKind::sent_up, Action::send_up},
      {EventKind::passed_on, Action::pass_on},          {EventKind::handed_over, Action::hand_over},
      {EventKind::urged, Action::urge},                 {EventKind::urge_answered, Action::urge_answer},
      {EventKind::extension_asked, Action::extend_request}, {EventKind::extension_given, Action::extend_approve},
      {EventKind::suspension_asked, Action::suspend},   {EventKind::suspended, Action::suspend_approve},
      {EventKind::resumed, Action::resume},             {EventKind::sent_back, Action::send_back},
      {EventKind::transferred, Action::transfer}};
  for (const auto& [kind, action] : rows) {
    CaseEvent event;
    event.kind = kind;
    event.text = "理由";
    const Words words = sentence(event, codes_as_names());
    EXPECT_TRUE(words.zh.ends_with("（" + clock_effect(action).zh + "）")) << words.zh;
    EXPECT_TRUE(words.en.ends_with("(" + clock_effect(action).en + ")")) << words.en;
    EXPECT_FALSE(clock_effect(action).zh.empty());
  }
}

TEST(Words, AFullStopThatSomebodyWroteGivesWayToWhatFollows) {
  CaseEvent event;
  event.kind = EventKind::returned;
  event.text = "不属我单位管养。";
  event.basis = "《部门职责清单》第三条。";
  const Words effect = clock_effect(Action::give_back);
  EXPECT_EQ(sentence(event, codes_as_names()).zh, "退回：不属我单位管养；依据：《部门职责清单》第三条（" + effect.zh + "）");
  event.basis.clear();
  EXPECT_EQ(sentence(event, codes_as_names()).zh, "退回：不属我单位管养（" + effect.zh + "）");
  event.kind = EventKind::closed;
  EXPECT_EQ(sentence(event, codes_as_names()).zh, "结案：不属我单位管养。") << "nothing follows";
}

TEST(Words, EveryKindOfEventHasASentenceInBothLanguages) {
  boost::mp11::mp_for_each<boost::describe::describe_enumerators<EventKind>>([&](auto e) {
    CaseEvent event;
    event.kind = e.value;
    const Words words = sentence(event, codes_as_names());
    EXPECT_FALSE(words.zh.empty()) << e.name;
    EXPECT_FALSE(words.en.empty()) << e.name;
  });
  for (int i = 0; i < k_action_count; ++i) {
    EXPECT_EQ(static_cast<int>(action_rows()[static_cast<std::size_t>(i)].action), i);
    EXPECT_EQ(action_from(action_row(static_cast<Action>(i)).name), static_cast<Action>(i));
  }
}

}  // namespace
}  // namespace tiange::cases
