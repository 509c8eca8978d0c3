#pragma once
#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>
#include <optional>
#include <string>
#include <vector>

#include "base/text.h"
#include "http/client_for_tests.h"

namespace http {

// Cases in raw bytes, as tests/http/README.md describes them.
struct RawCase {
  struct Reply {
    std::vector<int> status;  // any of them
    std::vector<std::pair<std::string, std::string>> headers;
    std::vector<std::string> absent;
    std::optional<std::string> body;
    bool no_body = false;
  };
  int line = 0;
  std::string request;
  std::vector<Reply> replies;
  bool open = false;
};

inline std::string unescaped(std::string_view text) {
  std::string out;
  for (std::size_t at = 0; at < text.size(); ++at) {
    if (text[at] != '\\') {
      out += text[at];
      continue;
    }
    switch (text.at(++at)) {
      case 'r':
        out += '\r';
        break;
      case 'n':
        out += '\n';
        break;
      case 't':
        out += '\t';
        break;
      case '\\':
        out += '\\';
        break;
      case 'x':
        out += char(std::stoi(std::string(text.substr(at + 1, 2)), nullptr, 16));
        at += 2;
        break;
      case '{': {
        const auto star = text.find('*', at), end = text.find('}', at);
        const auto piece = unescaped(text.substr(star + 1, end - star - 1));
        for (int times = std::stoi(std::string(text.substr(at + 1, star - at - 1))); times > 0; --times) out += piece;
        at = end;
        break;
      }
      default:
        throw std::runtime_error("no such escape: " + std::string(text));
    }
  }
  return out;
}

inline RawCase raw_case(std::string_view line) {
  const auto arrow = line.rfind(" => ");
  if (arrow == line.npos) throw std::runtime_error("no reply: " + std::string(line));
  RawCase one;
  one.request = unescaped(line.substr(0, arrow));
  auto rest = std::string(line.substr(arrow + 4)) + " ; ";
  bool ended = false;
  for (std::size_t at = 0, end; (end = rest.find(" ; ", at)) != rest.npos; at = end + 3) {
    const auto word = rest.substr(at, end - at);
    if (std::isdigit(static_cast<unsigned char>(word[0]))) {
      one.replies.emplace_back();
      for (auto status : base::split(word, ',')) one.replies.back().status.push_back(std::stoi(std::string(status)));
      if (one.replies.back().status[0] == 100) one.replies.back().no_body = true;
    } else if (word == "open" || word == "closed") {
      one.open = word == "open";
      ended = true;
    } else if (word == "no body") {
      one.replies.at(one.replies.size() - 1).no_body = true;
    } else if (word[0] == '"') {
      one.replies.at(one.replies.size() - 1).body = unescaped(word.substr(1, word.size() - 2));
    } else if (word[0] == '!') {
      one.replies.at(one.replies.size() - 1).absent.push_back(word.substr(1));
    } else {
      const auto colon = word.find(": ");
      if (colon == word.npos) throw std::runtime_error("what is " + word + "?");
      one.replies.at(one.replies.size() - 1).headers.emplace_back(word.substr(0, colon), word.substr(colon + 2));
    }
  }
  if (!ended || one.replies.empty()) throw std::runtime_error("neither open nor closed: " + std::string(line));
  return one;
}

inline std::vector<RawCase> raw_cases(const std::string& file) {
  std::vector<RawCase> cases;
  std::ifstream in(file);
  int number = 0;
  for (std::string line; std::getline(in, line);) {
    ++number;
    if (line.empty() || line[0] == '#') continue;
    cases.push_back(raw_case(line));
    cases.back().line = number;
  }
  return cases;
}

// `another`: a request that is always answered, for connections that stay open.
inline void hold_to(const std::string& file, unsigned short port, std::string_view another) {
  const auto cases = raw_cases(file);
  ASSERT_FALSE(cases.empty()) << file;
  auto lower = [](std::string name) {
    for (char& c : name) c = char(std::tolower(static_cast<unsigned char>(c)));
    return name;
  };
  for (const auto& one : cases) {
    SCOPED_TRACE(file + ":" + std::to_string(one.line));
    Client client(port);
    client.send(one.request);
    for (const auto& wanted : one.replies) {
      auto came = client.receive(!wanted.no_body);
      EXPECT_TRUE(std::count(wanted.status.begin(), wanted.status.end(), came.status))
          << came.status << " " << came.body.substr(0, 60);
      for (const auto& [name, value] : wanted.headers) EXPECT_EQ(came.headers[lower(name)], value) << name;
      for (const auto& name : wanted.absent) EXPECT_EQ(came.headers[lower(name)], "") << name;
      if (wanted.body && came.headers["content-length"].empty() && came.headers["transfer-encoding"].empty())
        for (std::string more; !(more = client.read_some()).empty();) came.body += more;  // it ends with the connection
      if (wanted.body) EXPECT_EQ(came.body, *wanted.body);
      if (came.status == 0) break;
    }
    if (one.open) {
      client.send(another);
      EXPECT_EQ(client.receive().status, 200) << "it should have stayed open";
    } else {
      EXPECT_EQ(client.read_some(), "") << "it should have been closed, with nothing more said";
    }
  }
}

}  // namespace http
