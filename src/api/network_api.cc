#include "api/checks.h"
#include "network/preset/preset.h"
#include "study/open_network.h"
#include "study/simulate_run.h"
#include "tron/network.h"

namespace tron {

void NetworkOptions::validate() const {
  api::require_text("NetworkOptions::path", path);
  api::fidelities_of("NetworkOptions::fidelities", fidelities);
}

Network Network::load(const NetworkOptions& options) {
  options.validate();
  if (!options.weights) {
    const auto shapes = study::open_shapes(options.path);
    return Network(options.generation ? study::decoding(shapes) : shapes);
  }
  const auto fidelities = api::fidelities_of("NetworkOptions::fidelities", options.fidelities);
  return Network(options.generation ? study::open_generator(options.path, fidelities)
                                    : study::open_network(options.path, fidelities, options.shaped_by));
}

Network Network::build(const std::string& description, const std::string& name) {
  auto graph = std::make_shared<const network::Graph>(network::parse_preset(description, name));
  return Network(std::make_shared<const study::LoadedNetwork>(name, name, std::move(graph)));
}

std::string Network::name() const {
  return network_->graph->name;
}

std::string Network::family() const {
  return network_->graph->family;
}

std::size_t Network::layers() const {
  return network_->graph->layers;
}

std::size_t Network::width() const {
  return network_->graph->width;
}

std::size_t Network::heads() const {
  return network_->graph->heads;
}

std::uint64_t Network::parameters() const {
  return network_->graph->parameters();
}

bool Network::has_weights() const {
  return !network_->graph->shapes_only;
}

void DataOptions::validate() const {
  api::require_text("DataOptions::path", path);
}

Data Data::open(const DataOptions& options, const Network& network) {
  options.validate();
  return Data(std::make_shared<const study::LoadedData>(
      study::load_data(options.path, options.samples, *network.internal())));
}

Data Data::of_text(const std::string& text, const Network& network) {
  return Data(std::make_shared<const study::LoadedData>(study::load_text(text, *network.internal())));
}

std::string Data::name() const {
  return data_->samples.name;
}

std::size_t Data::size() const {
  return data_->samples.samples.size();
}

}  // namespace tron
