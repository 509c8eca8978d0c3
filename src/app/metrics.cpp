#include "app/metrics.h"

#include <fmt/format.h>

#include <map>
#include <mutex>

namespace app::metrics {

namespace {

using base::Seconds;

struct Route {
  std::map<unsigned, std::uint64_t> by_status;
  Seconds seconds{base::seconds_bounds};
};

std::mutex mutex;
std::map<std::string, Route, std::less<>>& routes() {  // by labels: method="GET",route="/"
  static std::map<std::string, Route, std::less<>> all;
  return all;
}

void header(std::string& out, const char* name, const char* type, const char* help) {
  out += fmt::format("# HELP {0} {2}\n# TYPE {0} {1}\n", name, type, help);
}

template <std::size_t N>
void histogram(std::string& out, const char* name, const std::string& labels, const base::Histogram<N>& values) {
  std::uint64_t so_far = 0;
  std::string comma = labels.empty() ? "" : ",", braces = labels.empty() ? "" : "{" + labels + "}";
  for (std::size_t i = 0; i <= N; ++i) {
    so_far += values.count(i);
    std::string bound = i < N ? fmt::format("{}", values.bounds()[i]) : "+Inf";
    out += fmt::format("{}_bucket{{{}{}le=\"{}\"}} {}\n", name, labels, comma, bound, so_far);
  }
  out += fmt::format("{0}_sum{1} {2}\n{0}_count{1} {3}\n", name, braces, values.sum(), so_far);
}

void single(std::string& out, const char* name, const char* type, const char* help, std::uint64_t value) {
  header(out, name, type, help);
  out += fmt::format("{} {}\n", name, value);
}

// What a client calls its method is its own word: only the known ones are told apart, or the labels would grow with
// what strangers send.
std::string_view known(std::string_view method) {
  for (std::string_view name : {"GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS"})
    if (method == name) return name;
  return "other";
}

}  // namespace

void count(std::string_view method, std::string_view route, unsigned status, double seconds) {
  auto labels = fmt::format("method=\"{}\",route=\"{}\"", route.empty() ? "" : known(method), route);
  std::lock_guard lock(mutex);
  Route& counted = routes()[labels];
  ++counted.by_status[status];
  counted.seconds.add(seconds);
}

std::string text(const Gauges& gauges) {
  std::string out;
  {
    std::lock_guard lock(mutex);
    header(out, "saat_requests_total", "counter", "Requests answered.");
    for (const auto& [labels, route] : routes())
      for (auto [status, times] : route.by_status)
        out += fmt::format("saat_requests_total{{{},status=\"{}\"}} {}\n", labels, status, times);
    header(out, "saat_request_seconds", "histogram",
           "From a whole request to its reply; of a write, after its commit.");
    for (const auto& [labels, route] : routes()) histogram(out, "saat_request_seconds", labels, route.seconds);
  }
  const db::Stats& database = gauges.database;
  header(out, "saat_write_group_size", "histogram", "Write requests in one commit.");
  histogram(out, "saat_write_group_size", "", database.group_size);
  header(out, "saat_write_group_seconds", "histogram", "A group from its first statement to the end of its commit.");
  histogram(out, "saat_write_group_seconds", "", database.group_seconds);
  header(out, "saat_commit_seconds", "histogram", "The commit alone: how long the disk, or the standby, takes.");
  histogram(out, "saat_commit_seconds", "", database.commit_seconds);
  single(out, "saat_writes_waiting", "gauge", "Write requests in the queue.", database.waiting);
  single(out, "saat_writes_refused_total", "counter", "Write requests for which the queue had no place.",
         database.refused);
  single(out, "saat_write_groups_failed_total", "counter", "Groups that were not committed.", database.failed_groups);
  single(out, "saat_write_groups_rerun_total", "counter",
         "Groups run again: another node was faster, or the line broke.", database.rerun_groups);
  single(out, "saat_readers", "gauge", "Connections for reading.", database.readers);
  single(out, "saat_readers_busy", "gauge", "Of them, those at work.", database.readers_busy);
  single(out, "saat_pages_waiting", "gauge", "Pages that wait for a thread.", gauges.pages_waiting);
  single(out, "saat_passwords_waiting", "gauge", "Sign-ins that wait for a hashing thread.", gauges.passwords_waiting);
  single(out, "saat_connections", "gauge", "Open connections.", gauges.connections);
  single(out, "saat_streams", "gauge", "Of them, those that listen for live figures.", gauges.streams);
  return out;
}

}  // namespace app::metrics
