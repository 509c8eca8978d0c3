#include <spdlog/sinks/stdout_sinks.h>
#include <sys/stat.h>

#include <CLI/CLI.hpp>
#include <iostream>

#include "app/commands.h"
#include "base/log.h"
#include "base/problem.h"
#include "view/view.h"

namespace app {

int command_line(int argc, char** argv) {
  ::umask(0077);  // what it makes holds hashes of passwords and officials' telephones: databases, copies, exports
  base::log::set_default_logger(base::log::stderr_logger_mt("saat"));
  base::log::set_pattern("time=%Y-%m-%dT%H:%M:%S.%e%z level=%l %v");
  CLI::App program("Sa-at: how Thailand's local authorities report their municipal solid-waste work");
  program.require_subcommand(1);
  add_commands(program);
  try {
    program.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return program.exit(error);
  } catch (const base::Problem& problem) {
    auto words = view::Words::built_in();
    std::cerr << "saat: " << words.say(base::Language::en, problem.key, problem.arguments) << '\n';
    return 1;
  } catch (const std::exception& error) {
    std::cerr << "saat: " << error.what() << '\n';
    return 1;
  }
  return 0;
}

}  // namespace app
