#pragma once
#include <string>
#include <string_view>
#include <utility>
#include <vector>

// What is fed with anything at all. Each target takes bytes, as a stranger or a broken program may send them, and holds
// what must be so of whatever comes out. libFuzzer makes bytes up (bin/fuzz); replay.cpp feeds those kept in the
// repository to the same targets, in every run of the tests.
namespace fuzz {

struct Target {
  const char* name;
  void (*run)(std::string_view bytes);
  const char* holds;  // what is held of it, beside that it neither fails nor reads what is not its own
};
const std::vector<Target>& targets();
const Target* find(std::string_view name);

// Says what does not hold, and ends the program: libFuzzer then keeps the bytes.
void hold(bool so, std::string_view what);

// Several texts in one input: lines "=== name" begin each. What stands before the first is the text called "".
std::vector<std::pair<std::string, std::string>> parts_of(std::string_view bytes);

void http(std::string_view);
void form(std::string_view);
void multipart(std::string_view);
void formula(std::string_view);
void plan(std::string_view);
void workbook(std::string_view);
void csv(std::string_view);
void typed(std::string_view);
void search(std::string_view);
void journal(std::string_view);
void pages(std::string_view);

}  // namespace fuzz
