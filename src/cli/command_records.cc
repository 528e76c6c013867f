#include "cli/command_records.h"

namespace tron::cli {
namespace {

using Allowed = std::vector<std::pair<std::string, std::string>>;

constexpr const char* kAnyCount = "a whole number from 0 to 1000000000";
constexpr const char* kThreads = "a whole number from 0 to 1024";
constexpr const char* kSeed = "a whole number from 0 to 9223372036854775807";
constexpr const char* kFidelities = "digital, quantized, photonic, moments, device";

Allowed joined(Allowed some, const Allowed& more) {
  some.insert(some.end(), more.begin(), more.end());
  return some;
}

const Allowed kInference{{"--fidelity", kFidelities},
                         {"--samples", kAnyCount},
                         {"--seed", kSeed},
                         {"--threads", kThreads},
                         {"--calibration", "a whole number from 0 to 100000"},
                         {"--attribution-samples", kAnyCount}};

const std::vector<CommandRecord> kRecords{
    {"infer", "tron infer --samples 20",
     "Under \"In short\", how many images each fidelity gets right, and how much light reaches the detector.",
     joined(kInference, {{"--batch", "a whole number from 1 to 65536"}})},
    {"generate",
     "tron generate --network tests/golden/llama --ids \"1 2 3\" --tokens 5",
     "The tokens written in exact arithmetic and through light, and the time and energy per token.",
     {{"--tokens", "a whole number from 1 to 1000000"},
      {"--temperature", "a number from 0 to 1000"},
      {"--top-k", kAnyCount},
      {"--top-p", "a number from 1e-09 to 1"},
      {"--choice-seed", kSeed},
      {"--fidelity", kFidelities},
      {"--seed", kSeed},
      {"--threads", kThreads}}},
    {"simulate",
     "tron simulate --network deit-tiny",
     "Latency and energy under both assumption sets, and the unit that is busiest.",
     {{"--batch", "a whole number from 1 to 100000"},
      {"--sequence", kAnyCount},
      {"--generate", "a whole number from 0 to 1000000"},
      {"--model", "event, bound"},
      {"--trace-slices", "a whole number from 1 to 2000000"}}},
    {"run", "tron run --samples 20 --fidelity digital,photonic",
     "Accuracy, latency and energy in one table, all of the same compiled program.",
     joined(kInference, {{"--batch", "a whole number from 1 to 100000"},
                         {"--sequence", kAnyCount},
                         {"--model", "event, bound"}})},
    {"explore",
     "tron explore tron-memory --best 5",
     "The Pareto front of the design space, its knee, and which parameter decides which metric.",
     {{"--budget", "a whole number from 0 to 4611686018427387904"},
      {"--time", "a time such as 90, \"90 s\", 10min or 2h, of at most 1e9 s"},
      {"--threads", kThreads},
      {"--best", "a whole number from 1 to 1000"}}},
    {"reproduce",
     "tron reproduce --fast",
     "For each claim, how many published figures it holds against, and the lowest ratio.",
     {}},
    {"validate",
     "tron validate",
     "How many published figures the models agree with, and why the others differ.",
     {}},
    {"yield",
     "tron yield --chips 4 --samples 40 --varied-chips 0",
     "The spread of accuracy over the chips, how many lie within the limit, and the power of their heaters.",
     {{"--chips", "a whole number from 1 to 1000000"},
      {"--samples", kAnyCount},
      {"--varied-chips", "a whole number from 0 to 1000000"},
      {"--temperatures", "a number from -100 to 100"},
      {"--limit", "points below the nominal chip such as 1pt, an accuracy such as 82%, or one of each"},
      {"--batch", "a whole number from 1 to 4096"},
      {"--seed", kSeed},
      {"--threads", kThreads}}},
    {"explain",
     "tron explain bank",
     "The spectrum of a bank, its crosstalk, its full scale, and the bits that its drive resolves.",
     {{"--bank", "weight, dynamic, activation"}}},
};

const std::vector<std::pair<int, std::string>> kExitCodes{
    {0, "done"},
    {1, "failed or interrupted; what was finished is reported"},
    {2, "wrong usage or input"},
    {3, "the design cannot work"},
};

}  // namespace

const std::vector<CommandRecord>& command_records() {
  return kRecords;
}

const std::vector<std::pair<int, std::string>>& exit_codes() {
  return kExitCodes;
}

}  // namespace tron::cli
