#pragma once

#include <map>
#include <vector>

#include "inference/backend.h"
#include "inference/batch_value.h"
#include "program/program.h"
#include "rooms.h"

namespace tron::inference {

/// Which values of a program outlive a pass: the same for all passes.
struct DecodePlan {
  std::vector<bool> cached;  ///< [value]: an operand to which every pass adds its rows
  std::vector<bool> kept;    ///< [value]: made by a source step, read by others
};
DecodePlan decode_plan(const Program& program);

/// What the tokens read so far leave for the next ones of the same samples: the rows of every cached operand
/// (keys and values, or what stands for them in TRON's order), and what the encoder of a pair made.
class CachedRows : public DecodeState {
 public:
  /// No token was read yet.
  bool empty() const { return past_.empty(); }
  std::size_t past(std::size_t sample) const override { return past_.empty() ? 0 : past_.at(sample); }

  /// Adds a pass's new rows of `value` below the ones from before.
  void append(int value, const BatchValue& rows);
  /// All rows so far, new ones included.
  const BatchValue& rows(int value) const { return rows_.at(value); }
  void keep(int value, const BatchValue& made) { kept_[value] = made; }
  const BatchValue& kept(int value) const { return kept_.at(value); }
  /// Ends a pass that read so many new tokens of each sample.
  void advance(const std::vector<std::size_t>& tokens);
  double bytes() const;  ///< of all rows, as fp32

 private:
  std::vector<std::size_t> past_;
  std::map<int, BatchValue> rows_, kept_;
};

}  // namespace tron::inference
