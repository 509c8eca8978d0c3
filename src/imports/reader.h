#pragma once
#include <map>
#include <unordered_map>

#include "imports/imports.h"
#include "imports/workbook.h"
#include "reports/acts.h"

// From the rows of tables to what they say of each answer. Nothing here knows what stands in the database yet.
namespace imports {

// A cell of one of the tables read.
struct Place {
  int table = 0, row = 0, column = 0;
};

// What is said of one answer. In the table of answers a cell stands for what counts; in the table `given` a row holds
// what a person gave. Absent parts leave what there is.
struct Said {
  struct InCell {
    std::string typed;            // as one would type it into the form
    bool not_applicable = false;  // the cell's words for that; of a text they may also be the text
    bool unreadable = false;      // marked by the export: typed so, and kept so
    Place at;
  };
  struct AsGiven {
    std::optional<std::string> typed, unit, reason, source, remark;
    std::optional<bool> not_applicable;
    Place at;
  };
  std::optional<InCell> cell;
  std::optional<AsGiven> given;
  std::optional<InCell> needless;  // the cell says that an answer above makes it needless, as files show that
};

struct Line {
  reports::Where where;
  Place at;                  // its first cell
  std::map<int, Said> said;  // by the question's slot
  struct Reason {
    std::string text;
    Place at;
  };
  std::map<std::string, Reason> reasons;  // by finding
  // Until when the file knows the report, as its column `changed_at` says; absent: nobody knows.
  std::optional<base::Instant> as_of;
};

class Reader {
 public:
  Reader(const identity::Voice& voice, const framework::Framework& plan, std::int64_t round);

  // Tables follow one another; `name` stands before the cells in what is told of them.
  enum class Table { answers, given };
  void begin(Table table, std::string name);
  void begin_by_heads(std::string name);  // which of both it is, its first row says
  void see(int row, const std::vector<Cell>& cells);
  void end();  // of a table

  // In the order of the tables' rows, as far as there is room for them; `refused` counts all.
  std::vector<Fault> faults() const;
  std::vector<Fault> notes() const;
  int refused() const { return refused_; }
  int passed_over() const { return passed_over_; }
  int rows() const { return rows_; }
  std::vector<Line>& lines() { return lines_; }

  void fault(Place at, std::string body, std::string column, std::string said);
  void note(Place at, std::string body, std::string column, std::string said);
  void fault_of_all(std::string said) { fault({-1, 0, 0}, "", "", std::move(said)); }
  std::string name_at(Place at) const;

 private:
  struct Told {
    Place at;
    Fault fault;
  };
  void heads(const std::vector<Cell>& cells);
  void head_of_answers(const Cell& cell, const std::string& head);
  void head_of_given(const Cell& cell, const std::string& head);
  void row_of_answers(int row, const std::vector<Cell>& cells, Line& line);
  void row_of_given(int row, const std::vector<Cell>& cells, Line& line);
  void say_what_heads(int row, const std::vector<Cell>& cells);
  bool is_second_head(int row, const std::string& code, const std::vector<Cell>& cells) const;
  void without_code(int row, const std::vector<Cell>& cells);
  void see_as_of(int row, const std::vector<Cell>& cells, Line& line);
  Line* line_of(Place at, const std::string& code);
  bool holds_nothing(const Cell& cell) const;
  void answer(const Cell& cell, Place at, const framework::Question& question, Line& line);
  std::string words_in(const framework::Question& question, const Cell& cell, const std::string& seen) const;
  std::string text_in(const Cell& cell, Place at);
  std::vector<Fault> in_order(std::vector<Told> told) const;

  const identity::Voice& voice_;
  const framework::Framework& plan_;
  std::int64_t round_;
  std::vector<std::string> not_applicable_, unreadable_;           // in either language
  std::map<std::string, const framework::Question*> question_of_;  // by its code in small letters
  std::vector<Line> lines_;
  std::unordered_map<std::int64_t, std::size_t> line_of_body_;
  std::vector<Told> faults_, notes_;
  int refused_ = 0, passed_over_ = 0, rows_ = 0;

  // of the table under way
  std::vector<std::string> tables_;
  Table table_ = Table::answers;
  bool by_heads_ = false, headed_ = false;
  int code_column_ = -1, as_of_column_ = -1;
  std::map<int, const framework::Question*> questions_;  // of `answers`
  std::map<std::string, int> parts_;                     // of `given`: part → column
  std::map<int, bool> heads_;                            // column → its head is known
  struct Unused {
    Place first;
    std::string head;
    int cells = 0;
  };
  std::map<int, Unused> unused_;
  std::unordered_map<std::string, int> seen_;  // body, or body and item → its row
};

}  // namespace imports
