#pragma once

#include <string>
#include <vector>

#include "rooms.h"
#include "study/infer_run.h"

namespace CLI {
class App;
}

namespace tron::cli {

/// Options of `tron infer` that `tron run` has too, as text: our own parsing gives better messages than the
/// library's.
struct InferOptions {
  std::string network = "vit-fashion-mnist";
  std::string data = "/usr/share/datasets/fashion-mnist";
  std::string chip = "tron", assumptions = "paper,audited";
  std::string fidelity = "digital,quantized,photonic,moments";
  std::string samples = "500", seed = "1", threads = "0", calibration = "0", attribution_samples = "100";
  std::string json, text;
  std::vector<std::string> settings;
  bool attribute = false;
};

/// `schema` names the file of docs/schema that describes --json.
void declare_infer_options(CLI::App& app, InferOptions& options, const std::string& schema);

/// InputError for values that make no sense.
InferRequest infer_request(const InferOptions& options, const std::string& command_line);

}  // namespace tron::cli
