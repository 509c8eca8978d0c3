#include "server.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <poll.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <fstream>
#include <memory>
#include <sstream>
#include <stdexcept>
#include <thread>

#include "bench.h"
#include "load/driver.h"

namespace bench {

namespace {

bool is_ready(int port) {
  try {
    return load::Driver("127.0.0.1", port, 1).ask({"GET", "/readyz"}).status == 200;
  } catch (const std::runtime_error&) {  // nobody answers yet
    return false;
  }
}

}  // namespace

Server::Server(const std::string& saat, const std::string& db, const std::vector<std::string>& more) {
  auto begun = Time::now();
  std::vector<std::string> words = {saat,    "serve",  "--db",   db,  "--listen", "127.0.0.1:0",
                                    "--now", now_text, "--slow", "60"};  // how long it takes is told here
  words.insert(words.end(), more.begin(), more.end());
  std::vector<char*> arguments;
  for (auto& word : words) arguments.push_back(word.data());
  arguments.push_back(nullptr);
  int said[2];
  log_ = std::tmpfile();
  if (!log_ || pipe2(said, O_CLOEXEC) != 0) throw std::runtime_error("no pipe, or no room for a log");
  pid_ = fork();
  if (pid_ == 0) {
    dup2(said[1], 1);
    dup2(fileno(log_), 2);
    execv(saat.c_str(), arguments.data());
    _exit(127);
  }
  close(said[1]);
  said_ = said[0];
  try {
    auto patience = begun + std::chrono::minutes(1);
    port_ = port_told(patience);
    while (!is_ready(port_)) {
      if (Time::now() > patience) throw std::runtime_error("no /readyz within a minute");
      std::this_thread::sleep_for(std::chrono::milliseconds(2));
    }
  } catch (...) {
    stop();
    throw;
  }
  start_seconds_ = seconds_since(begun);
}

std::string Server::complaints() const {
  std::rewind(log_);
  std::string lines;
  for (char line[4096]; std::fgets(line, sizeof line, log_);)
    if (std::string_view(line).find(" level=info ") == std::string_view::npos) lines += line;
  return lines;
}

// From "… serves on http://127.0.0.1:40000\n", its first words. What it says afterwards fits into the pipe unread.
int Server::port_told(Time::time_point patience) const {
  std::string text;
  while (text.find('\n') == text.npos) {
    auto left = std::chrono::duration_cast<std::chrono::milliseconds>(patience - Time::now()).count();
    pollfd wait{said_, POLLIN, 0};
    if (left <= 0 || poll(&wait, 1, int(left)) != 1) throw std::runtime_error("the server says no address");
    char bytes[4096];
    auto got = read(said_, bytes, sizeof bytes);
    if (got <= 0) throw std::runtime_error("the server did not start");
    text.append(bytes, std::size_t(got));
  }
  return std::stoi(text.substr(text.rfind(':', text.find('\n')) + 1));
}

void Server::stop() {
  if (pid_ == 0) return;
  kill(pid_, SIGTERM);
  waitpid(pid_, nullptr, 0);
  fmt::print(stderr, "{}", complaints());
  close(said_);
  std::fclose(log_);
  pid_ = 0;
}

double Server::cpu_seconds() const {
  std::ifstream file(fmt::format("/proc/{}/stat", pid_));
  std::string text((std::istreambuf_iterator<char>(file)), {});
  std::istringstream after_name(text.substr(text.rfind(')') + 2));
  std::string skipped;
  for (int i = 0; i < 11; ++i) after_name >> skipped;
  double user = 0, system = 0;
  after_name >> user >> system;
  return (user + system) / double(sysconf(_SC_CLK_TCK));
}

double Server::mebibytes(const std::string& what) const {
  std::ifstream file(fmt::format("/proc/{}/status", pid_));
  for (std::string line; std::getline(file, line);)
    if (line.starts_with(what + ":")) return std::stod(line.substr(what.size() + 1)) / 1024;
  throw std::runtime_error("no " + what);
}

std::string output_of(const std::string& command) {
  std::unique_ptr<FILE, int (*)(FILE*)> pipe(popen(command.c_str(), "r"), pclose);
  if (!pipe) throw std::runtime_error("cannot run " + command);
  std::string said;
  for (char bytes[4096]; auto got = fread(bytes, 1, sizeof bytes, pipe.get());) said.append(bytes, got);
  if (pclose(pipe.release()) != 0) throw std::runtime_error(command + " failed:\n" + said);
  return said;
}

int recount_differences(const std::string& saat, const std::string& db) {
  auto said = output_of(fmt::format("'{}' recount --db '{}' || true", saat, db));
  auto at = said.find("difference ");
  if (at == said.npos) throw std::runtime_error("the recount did not end: " + said);
  return std::stoi(said.substr(at + 11));
}

void tell_recount(const Tell& tell, const std::string& of, const std::string& saat, const std::string& db) {
  const int differences = recount_differences(saat, db);
  tell({of + " recount afterwards",
        fmt::format("difference {}", differences),
        "",
        "0",
        differences == 0,
        {{"difference", differences}}});
}

}  // namespace bench
