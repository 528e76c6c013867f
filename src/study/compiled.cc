#include "study/compiled.h"

#include "study/single_text.h"

namespace tron::study {

LoadedData load_data(const std::string& path, std::size_t limit, const LoadedNetwork& network) {
  return {path, std::nullopt, open_dataset(path, *network.graph, network.folder, limit)};
}

LoadedData load_text(const std::string& text, const LoadedNetwork& network) {
  return {"", text, single_text(text, *network.graph, network.encoder)};
}

Compiled compile_for(std::shared_ptr<const LoadedNetwork> network, std::vector<Chip> chips,
                     std::vector<std::vector<std::string>> settings) {
  Compiled out{std::move(network), std::move(chips), {}, std::move(settings)};
  for (const Chip& chip : out.chips) out.programs.push_back(compile(out.network->graph, chip));
  return out;
}

}  // namespace tron::study
