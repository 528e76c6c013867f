#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "explore/judged.h"
#include "explore/packed.h"
#include "rooms.h"

namespace tron::explore {

using Fields = std::vector<std::pair<std::string, std::string>>;

/// What a store's results depend on, and what a report needs to know of it.
struct StoreIdentity {
  std::string program;  ///< version() of the one that made it
  Fields space;         ///< everything that a result depends on, canonical: compared one by one
  std::string file;     ///< of the space, as it was called
  std::string text;     ///< of that file: a report needs no other
};

/// A design's figures of a later stage.
struct Finding {
  Judged judged;
  JudgeStage stage = JudgeStage::event;
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

/// What a store holds.
struct StoreContent {
  StoreIdentity identity;
  std::vector<std::string> chunks;  ///< of the closed form, packed, in the order in which they were stored
  std::vector<Finding> findings;
  std::vector<Piece> pieces;
};

}  // namespace tron::explore
