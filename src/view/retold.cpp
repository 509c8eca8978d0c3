#include "view/retold.h"

#include "base/text.h"

namespace view {

std::string retold(const Words& words, std::string_view key, std::initializer_list<std::string_view> names,
                   const std::string& kept, base::Language in, base::Language reader) {
  constexpr char mark = '\x1f';  // in no sentence of ours
  if (in == reader) return kept;
  base::Arguments holes;
  for (auto name : names) holes.emplace_back(name, mark + std::string(name) + mark);
  const auto sentence = words.say(in, key, holes);
  const auto parts = base::split(sentence, mark);  // said, name, said, name, …, said
  if (!kept.starts_with(parts.front()) || !kept.ends_with(parts.back())) return kept;
  base::Arguments put_in;
  auto at = parts.front().size();
  for (std::size_t i = 1; i + 1 < parts.size(); i += 2) {
    const auto next = parts[i + 1];
    const auto end = i + 2 == parts.size() ? kept.size() - next.size() : kept.find(next, at);
    if (end == kept.npos || end < at) return kept;
    put_in.emplace_back(parts[i], kept.substr(at, end - at));
    at = end + next.size();
  }
  return words.say(reader, key, put_in);
}

}  // namespace view
