// Compiles a network for one chip under two assumption sets, once, and asks the same program three questions:
// how right is it, which device is to blame, what does it take.
#include <cstdio>
#include <iostream>

#include <tron/tron.h>

namespace {

int ask(const char* data_path) {
  tron::set_data_folder(TRON_DATA_FOLDER);
  const tron::Network network = tron::Network::load({.path = "vit-fashion-mnist"});
  const tron::Data data = tron::Data::open({.path = data_path, .samples = 20}, network);
  const tron::Session session(
      network, {tron::Chip::load({.assumptions = "paper"}), tron::Chip::load({.assumptions = "audited"})});

  const tron::RunResult run = session.run(data, {.fidelities = {"photonic"}}, {.limits = true});
  for (std::size_t i = 0; i < run.inference.chips.size(); ++i) {
    const tron::FidelityScore& light = run.inference.chips[i].scores.at(1);
    const tron::ChipSimulation& cost = run.simulation.chips[i];
    std::printf("%-8s %zu of %zu right, %.3g inferences/s, %.3g J per inference\n", cost.assumptions.c_str(),
                light.correct, light.scored, cost.inferences_per_s, cost.energy_per_inference_j);
  }
  const tron::InferResult blame = session.attribute(data, {.attribution_samples = 10});
  for (const tron::SourceScore& source : blame.chips.at(0).sources)
    std::printf("%-24s %6.1f dB alone\n", source.source.c_str(), source.signal_to_error_alone_db);

  std::cout << run.report.json() << "\n";
  return run.inference.complete ? 0 : 1;
}

}  // namespace

int main(int argc, char** argv) {
  try {
    return ask(argc > 1 ? argv[1] : "/usr/share/datasets/fashion-mnist");
  } catch (const tron::InputError& error) {
    std::fprintf(stderr, "wrong input: %s\n", error.what());
    return 2;
  } catch (const tron::InfeasibleError& error) {
    std::fprintf(stderr, "this chip cannot work: %s (margin %.3g %s)\n", error.what(), error.why().margin,
                 error.why().unit.c_str());
    return 3;
  }
}
