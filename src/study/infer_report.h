#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/error.h"
#include "base/text/json.h"
#include "chip/chip.h"
#include "inference/evaluate.h"
#include "rooms.h"
#include "study/findings/partial_sums.h"

namespace tron::study {

/// What ran, besides the numbers: the same for every assumption set.
struct InferSubject {
  std::string version;
  std::string command_line;
  std::string simd;          ///< vector instruction set in use
  std::string network_path;  ///< as given
  std::string network;       ///< its short name
  std::string family;
  std::size_t layers = 0, width = 0, heads = 0, feed_forward = 0, classes = 0;
  std::uint64_t parameters = 0;
  Task task = Task::classify;
  std::string noun = "image", nouns = "images";  ///< what a sample is called
  std::string data;                              ///< as given
  std::size_t samples = 0;
  std::string calibration;         ///< a phrase: "first 16 images of train-images-idx3-ubyte.gz"
  std::vector<std::string> notes;  ///< what reader and compiler had to decide
  std::uint64_t seed = 0;
  std::size_t batch = 0;
  int threads = 0;
};

/// One assumption set: the chip it makes and how the network does on it.
struct InferRun {
  Chip chip;
  Evaluation evaluation;
  std::optional<PartialSums> partial_sums{};  ///< where something ran through light
};

/// Where --logits wrote, empty if it did not.
struct LogitsFile {
  std::string path, assumptions, fidelity;
};

/// An answer that a network gives to a single text, with its probability.
struct Choice {
  std::string name;
  double probability = 0;
};

/// A single text instead of data: the likeliest answers of every result of every run.
struct SingleText {
  std::string text;
  std::size_t tokens = 0;
  std::vector<std::vector<std::vector<Choice>>> choices;  ///< [run][result][rank]
};

struct InferReport {
  InferSubject subject;
  std::optional<SingleText> single;
  std::vector<InferRun> runs;            ///< one an assumption set, in the order asked for
  std::vector<Infeasible> infeasible{};  ///< assumption sets under which the chip cannot work
  LogitsFile logits;
  bool complete() const;
};

}  // namespace tron::study
