#include "app/commands.h"

#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <filesystem>

#include "base/log.h"

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

TEST(Commands, make_files_that_only_their_owner_reads) {
  namespace fs = std::filesystem;
  auto folder = fs::temp_directory_path() / ("saat-commands-" + std::to_string(::getpid()));
  fs::create_directory(folder);
  auto before = ::umask(0022);
  auto logger = base::log::default_logger();
  std::string program = "saat", command = "migrate", option = "--db", file = (folder / "saat.db").string();
  char* arguments[] = {program.data(), command.data(), option.data(), file.data(), nullptr};
  EXPECT_EQ(command_line(4, arguments), 0);
  ::umask(before);
  base::log::set_default_logger(logger);
  for (const auto& made : fs::directory_iterator(folder))
    EXPECT_EQ(made.status().permissions() & (fs::perms::group_all | fs::perms::others_all), fs::perms::none)
        << made.path();
  EXPECT_TRUE(fs::exists(file));
  fs::remove_all(folder);
}

}  // namespace
}  // namespace app
