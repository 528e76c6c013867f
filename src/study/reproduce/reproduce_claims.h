#pragma once

#include <cstdint>
#include <set>
#include <string>
#include <vector>

#include "base/config/config.h"
#include "rooms.h"

namespace tron::study {

struct ClaimedNetwork {
  std::string name;  ///< of data/network
  std::uint64_t sequence = 0;
  Provenance provenance;
};

/// What a paper claims over others' accelerators, and for which networks.
struct Claims {
  std::string name, paper;
  double throughput_ratio = 0, energy_ratio = 0;  ///< "at least"
  Provenance throughput_from, energy_from;
  std::vector<ClaimedNetwork> networks;
  std::set<std::string> compared;  ///< ids of data/baseline that the paper is remembered to compare with
};

/// Of a description as data/claim/tron.toml; InputError with the place of what is wrong.
Claims read_claims(const Config& file);

}  // namespace tron::study
