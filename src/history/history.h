#pragma once
#include <string>
#include <string_view>

#include "base/text.h"
#include "framework/framework.h"
#include "journal/journal.h"
#include "view/retold.h"
#include "view/view.h"

// What happened, for people to read: the journal's acts in the words of the plan.
namespace history {

struct Speech {
  const view::Words& words;
  base::Language language = base::Language::th;
  std::string say(std::string_view key, const base::Arguments& args = {}) const {
    return words.say(language, key, args);
  }
  std::string retold(std::string_view key, const std::string& kept) const {
    return view::retold(words, key, kept, language);
  }
};

// What one act was about, as a person reads it.
struct Told {
  std::string act;            // "บันทึกคำตอบ"
  std::string code, heading;  // "U2.1", "ปริมาณขยะมูลฝอยที่เกิดขึ้น"; or a receipt's number, a body's name
  std::string section;        // of the answer; its code
  std::string before, after;  // "1,200 ตัน/ปี"
};
// `plan` null: an act that is about no plan's report.
Told told(const Speech& speech, const framework::Framework* plan, const journal::Entry& entry);

// An answer as the journal holds it ("1200 t_year [weighed] (remark)") in words: "1,200 ตัน/ปี · ชั่งน้ำหนัก · หมายเหตุ: …".
std::string answer_in_words(const Speech& speech, const framework::Framework& plan, const framework::Question& question,
                            std::string_view kept);

std::string csv_row(const std::vector<std::string>& cells);    // with its line's end; no cell is taken for a formula
inline constexpr std::string_view csv_begin = "\xEF\xBB\xBF";  // so that spreadsheets read UTF-8

}  // namespace history
