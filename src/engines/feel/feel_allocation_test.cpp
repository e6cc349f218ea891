// Evaluating scalars takes nothing from the heap.
#include <gtest/gtest.h>

#include <atomic>
#include <cstdlib>
#include <new>

#include "engines/feel/feel.h"

#if defined(__GNUC__) && !defined(__clang__)
#pragma GCC diagnostic ignored "-Wmismatched-new-delete"  // malloc and free stand behind both
#endif
#if defined(__has_feature)
#define TIANGE_SANITIZED (__has_feature(address_sanitizer) || __has_feature(thread_sanitizer))
#elif defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define TIANGE_SANITIZED 1
#else
#define TIANGE_SANITIZED 0
#endif

namespace {
std::atomic<long> taken = 0;
}

// Sanitizers bring an operator new of their own; there only the values are looked at.
#if !TIANGE_SANITIZED
void* operator new(std::size_t size) {
  ++taken;
  if (void* memory = std::malloc(size == 0 ? 1 : size)) return memory;
  throw std::bad_alloc();
}
void operator delete(void* memory) noexcept { std::free(memory); }
void operator delete(void* memory, std::size_t) noexcept { std::free(memory); }
#endif

namespace tiange::feel {
namespace {

TEST(Scalars, AreEvaluatedWithoutTheHeap) {
  const Value context = ContextBuilder()
                            .set("x", Value::number(5))
                            .set("amount", Value::number(Decimal::scaled(12345, -2)))
                            .set("事项", Value::string("占道经营"))
                            .set("day", Value::date(*parse_date("2026-11-21")))
                            .set("urgent", Value::boolean(false))
                            .set("nothing", Value())
                            .build();
  const Names names{{"x", "amount", "事项", "day", "urgent", "nothing"}, {}, {}};
  for (const char* text :
       {"x > 3", "amount * 2 + 1 >= 100.5", "事项 = \"占道经营\" and not(urgent)", "x in (1, 2, > 4)", "x in [1..9)",
        "amount between 100 and 200", "if x = 5 then amount else 0", "day >= date(\"2026-01-01\")", "day.year = 2026",
        "day + duration(\"P1D\") > day", "starts with(事项, \"占\")", "decimal(amount / 3, 2)", "modulo(x, 2) = 1",
        "urgent or x ** 2 = 25", "事项 in (\"噪音\", \"占道经营\")", "string length(事项) = 4", "day instance of date"}) {
    const auto expression = parse_expression(text, names);
    ASSERT_TRUE(expression.ok()) << text;
    const long before = taken;
    const Evaluation done = evaluate(*expression, context);
    EXPECT_EQ(taken - before, 0) << text;
    EXPECT_FALSE(done.value.is_null()) << text;
  }
  for (const char* text : {"< 10", "[1..9]", "4, 5, 6", "not(3)", "? > 2 and ? < 9", "-", "> x - 1"}) {
    const auto tests = parse_unary_tests(text, names);
    ASSERT_TRUE(tests.ok()) << text;
    const long before = taken;
    EXPECT_TRUE(evaluate(*tests, Value::number(5), context).is_true()) << text;
    EXPECT_EQ(taken - before, 0) << text;
  }
}

}  // namespace
}  // namespace tiange::feel
