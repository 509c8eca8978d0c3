#pragma once
#include <functional>
#include <string>
#include <vector>

#include "db/connection.h"
#include "reports/reports.h"
#include "view/view.h"

// The journal says of every report who gave what and who sent it; so do the rows the pages read. Whoever changes the
// one without the other shows.
namespace reports {

// An answer in one line, with all its parts, as the journal holds it.
std::string journal_value(const Answer& answer);
// And back: its parts, without what is reckoned. What one line cannot hold is gone: of an answer that does not apply
// there is the reason alone.
Answer answer_in_journal(const framework::Framework& plan, const framework::Question& question, std::string_view line);
// And in words: "1,200 ตัน/ปี · ชั่งน้ำหนัก · หมายเหตุ: จากใบชั่ง"; `value`: how its reader is told what was given.
std::string line_in_words(const view::Words& words, base::Language language, const framework::Framework& plan,
                          const framework::Question& question, std::string_view line,
                          const std::function<std::string(const Answer&)>& value);
// One sentence for each report whose stored answers, reasons or sendings are not those of its chain.
std::vector<std::string> journal_differences(db::Tx& tx);

}  // namespace reports
