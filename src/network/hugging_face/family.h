#pragma once

#include <string>
#include <vector>

#include "base/text/json_fields.h"
#include "network/graph.h"
#include "network/hugging_face/checkpoint/checkpoint.h"
#include "network/hugging_face/config/network_config.h"
#include "rooms.h"

namespace tron::network {

/// A name in `architectures` of config.json and the head it stands for.
struct Architecture {
  const char* name;
  Head head;
};

/// A kind of network: what config.json calls it, which heads it may have, how its keys are read and its graph
/// is built.
struct Family {
  const char* model_type;
  std::vector<Architecture> architectures;  ///< the first where config.json names none
  void (*read)(const JsonFields& fields, NetworkConfig& config);
  /// `files` and `shapes_only` as GraphBuilder takes them.
  Graph (*build)(const NetworkConfig& config, const Checkpoint* files, bool shapes_only);
};

/// All that the loader knows; one record a family.
const std::vector<Family>& families();
/// The record of this model type, or nullptr.
const Family* find_family(const std::string& model_type);

}  // namespace tron::network
