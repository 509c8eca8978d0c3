#include "base/growth_for_tests.h"

#include "framework/framework.h"

namespace framework {
namespace {

// A plan of as many questions, ten times those of the nation's, each asked if the one before holds, each checked.
Files plan_of(std::size_t questions) {
  Files files;
  files["plan.yaml"] = R"(name: small
period: "2567"
title: {th: แผน}
menu: {th: แผน}
covers: {from: 2023-10-01, to: 2024-09-30}
window: {opens: 2024-11-07, closes: 2024-11-22}
bodies: [CITY]
units: {household: {th: ครัวเรือน}}
sections: [1-first.yaml]
)";
  std::string text = "section: {code: first, th: ต้นทาง}\nindicators:\n";
  for (std::size_t i = 1; i <= questions; ++i) {
    const auto code = "Q" + std::to_string(i), before = "Q" + std::to_string(i - 1);
    text += "  - code: I" + std::to_string(i) + "\n    th: ก\n    numerator: " + code +
            "\n    unit: {th: ก}\n    supporting: true\n" + "    questions:\n      - {code: " + code +
            ", th: ก, kind: count, unit: household" + (i > 1 ? ", asked_if: " + before + " > 0" : "") + "}\n" +
            (i > 1 ? "    checks:\n      - {code: C" + std::to_string(i) + ", at: " + code + ", when: " + code + " > " +
                         before + ", weight: blocks, message: {th: ก}}\n"
                   : "");
  }
  files["1-first.yaml"] = text;
  return files;
}

TEST(Worst, plans) {
  const auto loaded = load(plan_of(10));
  if (const auto* faults = std::get_if<std::vector<Fault>>(&loaded))
    for (const auto& fault : *faults) ADD_FAILURE() << fault.file << ":" << fault.line << " " << fault.why;
  base::expect_linear(600, plan_of, [](const Files& files) { load(files); });
}

TEST(Worst, yaml) {
  for (std::string_view piece :
       {"[", "{", "- ", "? ", "a: ", "&a ", "*a ", "!", "#", "\"", "|\n", "\n", "[*a,", "- [\n", "a: b\n"}) {
    SCOPED_TRACE(piece);
    base::expect_linear(
        20'000,
        [&](std::size_t size) {
          return Files{{"plan.yaml", base::repeated(piece, size)}};
        },
        [](const Files& files) { load(files); });
  }
}

}  // namespace
}  // namespace framework
