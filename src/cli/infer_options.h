#pragma once

#include <string>
#include <vector>

#include "rooms.h"
#include "tron/session.h"

namespace CLI {
class App;
}

namespace tron::cli {

/// Options of `tron infer` that `tron run` has too, as text: our own parsing gives better messages than the
/// library's.
struct InferArguments {
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
void declare_infer_options(CLI::App& app, InferArguments& arguments, const std::string& schema);

/// InputError for values that make no sense.
InferOptions infer_options(const InferArguments& arguments);

/// What the arguments name, loaded, and the network compiled for every chip. InputError and InfeasibleError.
struct LoadedSession {
  Data data;
  Session session;
};
LoadedSession load_session(const InferArguments& arguments, const InferOptions& options);

}  // namespace tron::cli
