#pragma once
#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "base/decimal.h"
#include "base/instant.h"
#include "base/rational.h"

// Pure: how a question to the API is read, where a page ends, how a number is said.
namespace api {

using Query = std::multimap<std::string, std::string>;

// Every fault is a base::Problem{invalid} whose arguments name the parameter and the sentence ("api.accepts.…") that
// says what is accepted: the reply says both as members of their own.
inline constexpr int usual_limit = 100, most_limit = 1000;

// Refuses a parameter that is none of `known` (besides `lang`), one given twice, and text that is not plain UTF-8.
void only(const Query& query, const std::vector<std::string>& known);
std::optional<std::string> text_of(const Query& query, const std::string& name);  // first; nullopt: not given
int limit_of(const Query& query);                                                 // 1 to most_limit
// One of `codes`, or a fault that lists them.
std::optional<std::string> one_of(const Query& query, const std::string& name, const std::vector<std::string>& codes);
[[noreturn]] void refuse(const std::string& parameter, const std::string& accepted, const std::string& most = "");

// Where a list goes on: behind the row `after`, of the same question alone. What is inside is nobody's business but
// ours; a cursor of another question, of another version or made up is a fault.
std::string cursor_after(std::string_view question, std::string_view after);
std::optional<std::string> after_in(std::string_view cursor, std::string_view question);  // nullopt: not one of ours
// The question a cursor belongs to: path and parameters in order, without `cursor`, `limit` and `lang`.
std::string question_of(std::string_view path, const Query& query);

// English when it is wanted more than Thai; Thai otherwise.
base::Language language_in(std::string_view accept_language);

// If-None-Match against a strong tag: "*", lists, tags a proxy has weakened, and the "-gzip" our own server adds. What
// matched as the client wrote it; "" for none.
std::string matched(std::string_view if_none_match, std::string_view tag);

// A fraction as text that loses nothing: "100", "1/365".
std::string exact(const base::Rational& value);

}  // namespace api
