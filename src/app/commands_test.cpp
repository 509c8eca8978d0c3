#include "app/commands.h"

#include <gtest/gtest.h>

#include <CLI/CLI.hpp>

namespace app {
namespace {

TEST(Commands, each_that_opens_a_database_takes_the_folder_of_plans_and_its_variable) {
  CLI::App program;
  add_commands(program);
  int found = 0;
  std::vector<CLI::App*> left = {&program};
  while (!left.empty()) {
    auto* command = left.back();
    left.pop_back();
    for (auto* below : command->get_subcommands([](CLI::App*) { return true; })) left.push_back(below);
    if (!command->get_option_no_throw("--db") && !command->get_option_no_throw("--from")) continue;
    ++found;
    auto* plans = command->get_option_no_throw("--plans");
    ASSERT_TRUE(plans) << command->get_name();
    EXPECT_EQ(plans->get_envname(), "SAAT_PLANS") << command->get_name();
  }
  EXPECT_GE(found, 11) << "serve, seed, recount, migrate, verify, backup, add, export, import, restore, copy";
}

}  // namespace
}  // namespace app
