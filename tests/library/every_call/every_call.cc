// Each public call as the program of the same name makes it: prints the JSON of its report.
#include <cmath>
#include <functional>
#include <iostream>
#include <map>
#include <stdexcept>
#include <string>

#include <tron/tron.h>

namespace {

constexpr const char* kImages = "/usr/share/datasets/fashion-mnist";

void check(bool holds, const std::string& what) {
  if (!holds) throw std::logic_error(what);
}

std::string simulate() {
  const tron::Session session(tron::Network::load({.path = "bert-base", .weights = false}),
                              tron::ChipSet::load("tron", {"paper", "audited"}));
  const tron::SimulateResult result = session.simulate({.batch = 2, .trace_slices = 100});
  check(result.chips.size() == 2 && result.chips[0].latency_s > 0, "two chips are timed");
  check(result.traced.size() == 2 && result.traced[0].slices == 100, "the trace ends at its limit");
  check(!result.trace.empty(), "the trace has a text");
  return result.report.json();
}

std::string infer() {
  const tron::Network network = tron::Network::load();
  const tron::Session session(network, tron::ChipSet::load("tron", {"audited"}, {"sizes.wavelengths=8"}));
  const tron::InferResult result = session.infer(tron::Data::open({.path = kImages, .samples = 12}, network),
                                                 {.fidelities = {"moments"}, .keep_logits = true});
  check(result.last_logits() != nullptr && result.last_logits()->logits.size() == 120, "logits are kept");
  return result.report.json();
}

std::string generate() {
  const tron::Network network = tron::Network::load({.path = TRON_GOLDEN "/llama", .generation = true});
  const tron::Session session(network, tron::ChipSet::load("tron", {"paper", "audited"}));
  return session.generate({.ids = {1, 2, 3}, .tokens = 5}).report.json();
}

std::string explore() {
  const tron::ExploreSummary result = tron::explore_space({.space = "tron-memory", .listed = 5});
  check(result.complete && !result.helped && !result.front.empty(), "there is a front");
  check(!result.front.front().parameters.empty(), "a design has parameters");
  check(result.report.pictures().size() == 2, "two pictures");
  return result.report.json();
}

std::string yield() {
  bool told = false;
  tron::YieldStudyOptions options{.data = kImages, .samples = 20, .chips = 3, .varied_chips = 0};
  options.estimated = [&](const tron::YieldEstimate& estimate) { told = estimate.chips == 3; };
  const tron::YieldResult result = tron::study_yield(options);
  check(told, "the estimate is told");
  check(result.chips.at(0).chips == 3, "three chips");
  return result.report.json();
}

std::string validate() {
  const tron::ValidateSummary result = tron::validate_models();
  check(result.complete && result.agree > 20 && result.differ > 0, "some agree and some do not");
  check(result.rows.size() > 25 && !result.rows[0].verdict.empty(), "every row has a verdict");
  return result.report.json();
}

std::string bank() {
  const tron::Report report = tron::explain_bank(tron::Chip::load(), "dynamic");
  check(report.pictures().at(0).svg.starts_with("<svg") || report.pictures()[0].svg.starts_with("<?xml"),
        "the picture is an SVG");
  return report.page();
}

/// A chip under a set that it cannot work under, beside one that it can.
std::string infeasible() {
  const std::vector<std::string> too_fast{"tuning.eo_in_symbol=false"};
  const tron::ChipSet set = tron::ChipSet::load("tron", {"paper", "audited"}, too_fast);
  check(set.chips.size() == 1 && set.infeasible.size() == 1, "one of two works");
  check(!set.infeasible[0].remedies.empty(), "remedies are named");
  try {
    tron::Chip::load({.assumptions = "audited", .settings = too_fast});
    throw std::logic_error("nothing was thrown");
  } catch (const tron::InfeasibleError& error) {
    check(error.why().reason == error.what() && !error.why().unit.empty(), "the exception says why");
  }
  const tron::Session session(tron::Network::load({.path = "bert-base", .weights = false}), set);
  return session.simulate().report.json();
}

/// Every option out of its range is refused before anything is loaded.
std::string refusals() {
  const auto refused = [](const std::function<void()>& call) {
    try {
      call();
    } catch (const tron::InputError& error) {
      return std::string(error.what()) + "\n";
    }
    throw std::logic_error("nothing was refused");
  };
  return refused([] { tron::InferOptions{.batch = 0}.validate(); }) +
         refused([] { tron::InferOptions{.fidelities = {"light"}}.validate(); }) +
         refused([] { tron::SimulateOptions{.bound = true, .trace_slices = 1}.validate(); }) +
         refused([] { tron::GenerateOptions{.top_k = 3}.validate(); }) +
         refused([] { tron::ExploreOptions{.listed = 0}.validate(); }) + refused([] {
           tron::YieldStudyOptions{.data = kImages, .rises_k = {1, 0}}.validate();
         }) +
         refused([] { tron::ChipOptions{.settings = {"eight"}}.validate(); }) +
         refused([] { tron::explain_device("flux capacitor"); });
}

}  // namespace

int main(int argc, char** argv) {
  const std::map<std::string, std::function<std::string()>> calls{
      {"simulate", simulate},     {"infer", infer},       {"generate", generate},
      {"explore", explore},       {"yield", yield},       {"bank", bank},
      {"infeasible", infeasible}, {"refusals", refusals}, {"validate", validate}};
  try {
    tron::set_data_folder(TRON_DATA_FOLDER);
    std::cout << calls.at(argc > 1 ? argv[1] : "")() << "\n";
    return 0;
  } catch (const std::exception& error) {
    std::cerr << error.what() << "\n";
    return 1;
  }
}
