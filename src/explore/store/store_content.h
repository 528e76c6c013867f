#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "explore/evaluated.h"
#include "explore/store/packed.h"
#include "explore/store/store_totals.h"
#include "rooms.h"

namespace tron::explore {

using Fields = std::vector<std::pair<std::string, std::string>>;

/// What a store's results depend on, and what a report needs to know of it.
struct StoreIdentity {
  std::string program;       ///< version() of the one that made it
  Fields space;              ///< everything that a result depends on, canonical: compared one by one
  std::string file;          ///< of the space, as the last run called it
  std::string text;          ///< of that file: a report needs no other
  std::uint64_t budget = 0;  ///< of the last run, which may have been given another than its file's
};

/// Which stages a run has ended, by EvaluationStage: everything that was wanted of them.
using StagesDone = std::array<bool, kStages>;

/// A design's figures of a later stage.
struct Finding {
  EvaluatedDesign evaluated;
  EvaluationStage stage = EvaluationStage::event;
  std::string reason;   ///< why it cannot work; empty for designs
  Fields parameters{};  ///< name, value
};

/// A part of a long computation: of design `number`, the `item`-th of what `kind` names. The bytes are the
/// business of who computed them.
struct Piece {
  std::uint64_t number = 0;
  std::string kind;
  std::uint64_t item = 0;
  std::string bytes;
};

/// A place of the front, from the first objective's best on.
struct FrontPlace {
  std::uint64_t number = 0;
  EvaluationStage stage = EvaluationStage::event;
};

/// A row of the table of parameters, which is for people: a program knows them by a design's number.
struct ParameterValue {
  std::uint64_t number = 0;
  std::string name, value;
};

/// What a store holds.
struct StoreContent {
  StoreIdentity identity;
  StagesDone done{};                ///< by the last run
  std::vector<std::string> chunks;  ///< of the closed form, packed, in the order in which they were stored
  std::vector<Finding> findings;    ///< without their parameters
  std::vector<ParameterValue> parameters;
  std::vector<FrontPlace> front;
  std::vector<Piece> pieces;
  StoreTotals totals;  ///< of the tables as they stand
};

}  // namespace tron::explore
