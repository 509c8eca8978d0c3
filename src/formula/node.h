#pragma once
#include <memory>
#include <string>
#include <vector>

#include "formula/formula.h"

namespace formula {

enum class Op : unsigned char {
  constant,
  name,
  either,
  both,
  negate_truth,
  equal,
  differs,
  less,
  at_most,
  more,
  at_least,
  add,
  subtract,
  multiply,
  divide,
  minus,
  choose,
  least,
  most,
  magnitude,
  known
};

// Never changed once its parent holds it, so that threads may share a formula.
struct Formula::Node {
  Op op = Op::constant;
  int slot = -1;
  base::Rational number;
  std::string text;  // the constant as it was written
  std::vector<std::unique_ptr<const Node>> parts;
};

inline bool is_comparison(Op op) { return op >= Op::equal && op <= Op::at_least; }
inline bool is_call(Op op) { return op >= Op::choose; }

}  // namespace formula
