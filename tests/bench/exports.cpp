// B4 and B5: the nation's XLSX from a server that runs, as the department asks for it; and the same brought in again.
#include <fmt/format.h>

#include <filesystem>

#include "bench.h"
#include "country.h"
#include "server.h"

namespace bench {

void measure_exports(const Plan& plan, const Tell& tell) {
  auto db = copy_of(plan.country, plan.folder + "/exports.db");
  auto people = prepare(*db::open(db));
  Server server(plan.saat, db);
  const auto& department = people.country.department;
  load::Driver driver("127.0.0.1", server.port(), 1);
  auto ask = [&](const std::string& path) {
    auto answer = driver.ask({"GET", path, "", "Accept: text/html\r\nCookie: " + department.cookie + "\r\n"});
    if (answer.status != 200) throw std::runtime_error(fmt::format("{} answered {}", path, answer.status));
    return answer.body.size();
  };
  std::string address = "/exports/" + people.country.plan;
  ask(address);
  double idle = server.mebibytes("VmRSS"), best = 1e9;
  std::size_t bytes = 0;
  for (int i = 0; i < 3; ++i) {
    auto begun = Time::now();
    bytes = ask(address + "/file?format=xlsx");
    best = std::min(best, seconds_since(begun));
  }
  double above = server.mebibytes("VmHWM") - idle;
  // What must be read whatever is made of it: the same reports and answers as CSV.
  auto begun = Time::now();
  ask(address + "/file?format=csv");
  double csv = seconds_since(begun);
  tell({"B4 national XLSX",
        fmt::format("{:.2f} s, {:.0f} MiB above idle, {:.1f} MB", best, above, double(bytes) / 1e6),
        fmt::format("its answers as CSV: {:.2f} s", csv),
        "≤ 1.5 s, ≤ 128 MiB above idle",
        best <= 1.5 && above <= 128,
        {{"seconds", best}, {"mebibytes_above_idle", above}, {"bytes", bytes}, {"csv_seconds", csv}}});
}

// Into a country of people without reports; what was sent, since a workbook with an unreadable answer is refused whole.
void measure_import(const Plan& plan, const Tell& tell) {
  std::string empty = plan.folder + "/import.db", file = plan.folder + "/import.xlsx",
              which = " --framework clean-province --period 2567 ";
  for (const char* part : {"", "-wal", "-shm"}) std::filesystem::remove(empty + part);
  output_of(fmt::format("'{}' export --db '{}'{}--stage submitted --format xlsx --out '{}'", plan.saat, plan.country,
                        which, file));
  output_of(fmt::format("'{}' seed --demo --reports none --db '{}'", plan.saat, empty));
  auto begun = Time::now();
  auto said = output_of(fmt::format("'{}' import --db '{}'{}--as department-1 '{}'", plan.saat, empty, which, file));
  double seconds = seconds_since(begun);
  if (!said.empty() && said.back() == '\n') said.pop_back();
  tell({"B5 import of the nation's XLSX",
        fmt::format("{:.2f} s: {}", seconds, said),
        "",
        "≤ 4 s",
        seconds <= 4,
        {{"seconds", seconds}}});
  tell_recount(tell, "B5", plan.saat, empty);
}

}  // namespace bench
