#include "view/retold.h"

namespace view {

std::string retold(const Words& words, std::string_view key, const std::string& kept, base::Language reader) {
  if (reader == base::Language::th) return kept;
  const auto sentence = words.say(base::Language::th, key);  // "… {revision} …", nothing put in
  base::Arguments put_in;
  std::size_t in_sentence = 0, in_kept = 0;
  for (std::string hole;;) {
    const auto open = std::min(sentence.find('{', in_sentence), sentence.size());
    const auto said = std::string_view(sentence).substr(in_sentence, open - in_sentence);
    const bool last = open == sentence.size();
    // What was put into the hole before ends where the sentence goes on.
    const auto at = !last || said.empty() ? kept.find(said, in_kept) : kept.rfind(said);
    const auto end = last && said.empty() ? kept.size() : at;
    if (end == kept.npos || end < in_kept || (hole.empty() && end != in_kept)) return kept;
    if (!hole.empty()) put_in.emplace_back(hole, kept.substr(in_kept, end - in_kept));
    in_kept = end + said.size();
    if (last) return in_kept == kept.size() ? words.say(reader, key, put_in) : kept;
    const auto close = sentence.find('}', open);
    hole = sentence.substr(open + 1, close - open - 1);
    in_sentence = close + 1;
  }
}

}  // namespace view
