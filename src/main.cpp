#include <CLI/CLI.hpp>
#include <iostream>

#include "app/commands.h"
#include "base/problem.h"

int main(int argc, char** argv) {
  CLI::App program("Sa-at: how Thailand's local authorities report their municipal solid-waste work");
  program.require_subcommand(1);
  app::add_commands(program);
  try {
    program.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return program.exit(error);
  } catch (const std::exception& error) {
    std::cerr << "saat: " << error.what() << '\n';
    return 1;
  }
  return 0;
}
