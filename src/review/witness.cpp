#include "review/witness.h"

#include <algorithm>

#include "journal/journal.h"
#include "reports/store.h"
#include "review/store.h"

namespace review {

namespace {

std::string_view act_of(reports::Stage stage) {
  return stage == reports::Stage::verified ? "verify" : stage == reports::Stage::approved ? "approve" : "accept";
}

std::string why_certifications_differ(const std::vector<journal::Entry>& chain,
                                      const std::vector<Certification>& certified) {
  auto is_certification = [](const journal::Entry& entry) {
    return entry.act == "verify" || entry.act == "approve" || entry.act == "accept";
  };
  if (std::ranges::count_if(chain, is_certification) != std::ptrdiff_t(certified.size()))
    return "its certifications are not those of the journal";
  for (const auto& each : certified)
    if (std::ranges::none_of(chain, [&](const journal::Entry& entry) {
          return entry.act == act_of(each.stage) && entry.seat == each.seat && entry.at == each.at;
        }))
      return "a certification was by somebody else, or at another time";
  for (const auto& each : certified)
    if (each.withdrawn_at && std::ranges::none_of(chain, [&](const journal::Entry& entry) {
          return entry.seat == each.withdrawn_by && entry.at == *each.withdrawn_at;
        }))
      return "a certification was withdrawn by somebody else, or at another time";
  return "";
}

}  // namespace

std::vector<std::string> journal_differences(db::Tx& tx) {
  std::vector<std::int64_t> reports;
  reports::store::each(tx, [&](const reports::Report& report) { reports.push_back(report.id); });
  std::vector<std::string> differences;
  for (auto report : reports)
    if (auto why = why_certifications_differ(journal::of(tx, report), store::certifications_of(tx, report));
        !why.empty())
      differences.push_back("report " + std::to_string(report) + ": " + why);
  return differences;
}

}  // namespace review
