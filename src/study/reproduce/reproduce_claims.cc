#include "study/reproduce/reproduce_claims.h"

namespace tron::study {

Claims read_claims(const Config& file) {
  Claims out;
  out.name = file.text("name");
  out.paper = file.text("paper");
  const Config lines = file.table("at_least");
  out.throughput_ratio = lines.number("throughput_ratio", 1, 1e9);
  out.energy_ratio = lines.number("energy_ratio", 1, 1e9);
  out.throughput_from = lines.provenance("throughput_ratio");
  out.energy_from = lines.provenance("energy_ratio");
  const Config networks = file.table("network");
  for (const std::string& name : networks.keys()) {
    const Config network = networks.table(name);
    const auto sequence = static_cast<std::uint64_t>(network.integer("sequence", 1, 1 << 20));
    out.networks.push_back({name, sequence, network.provenance("sequence")});
  }
  if (out.networks.empty()) throw InputError(file.place("network"), "no network", "a table [network.NAME]");
  if (file.has("compared")) {
    const Config compared = file.table("compared");
    for (const std::string& id : compared.keys())
      if (compared.flag(id)) out.compared.insert(id);
  }
  file.finish();
  return out;
}

}  // namespace tron::study
