#include "dataset/dataset.h"

#include <algorithm>
#include <filesystem>
#include <optional>

#include <fmt/format.h>

#include "base/error.h"
#include "dataset/samples.h"

namespace tron::dataset {
namespace {

namespace fs = std::filesystem;

struct IdxPair {
  std::string images, labels;
};

/// "PREFIX-images-idx3-ubyte" and its labels, with or without ".gz"; the older spelling with a dot also
/// counts.
std::optional<IdxPair> find_idx(const fs::path& folder, const std::string& prefix) {
  for (const char* dot : {"-", "."}) {
    for (const char* end : {".gz", ""}) {
      const fs::path images = folder / fmt::format("{}-images{}idx3-ubyte{}", prefix, dot, end);
      if (!fs::exists(images)) continue;
      for (const char* label_end : {".gz", ""}) {
        const fs::path labels = folder / fmt::format("{}-labels{}idx1-ubyte{}", prefix, dot, label_end);
        if (fs::exists(labels)) return IdxPair{images.string(), labels.string()};
      }
      throw InputError({.file = images.string(), .line = 0, .column = 0, .item = "labels"},
                       "no label file beside it", fmt::format("{}-labels{}idx1-ubyte{}", prefix, dot, end));
    }
  }
  return std::nullopt;
}

IdxPair find_test_idx(const std::string& folder) {
  for (const char* prefix : {"t10k", "test", "train"}) {
    if (const auto pair = find_idx(folder, prefix)) return *pair;
  }
  throw InputError({.file = folder, .line = 0, .column = 0, .item = "images"}, "no IDX images in this folder",
                   "t10k-images-idx3-ubyte.gz or train-images-idx3-ubyte.gz, with their labels");
}

Dataset open_pick(const std::string& path, const Graph& graph, const std::string& network_folder, Pick pick) {
  if (fs::is_directory(path)) {
    const IdxPair pair = find_test_idx(path);
    return read_idx_samples(pair.images, pair.labels, graph, pick);
  }
  if (path.ends_with(".npy")) return read_npy_samples(path, graph, pick);
  if (path.ends_with(".tsv")) return read_text_table(path, graph, network_folder, pick);
  if (path.ends_with(".txt")) return read_running_text(path, graph, network_folder, pick);
  throw InputError({.file = path, .line = 0, .column = 0, .item = "data"},
                   fs::exists(path) ? "a file of another kind" : "nothing there",
                   "a folder of IDX images and labels, a .npy file, a .tsv table of texts, or a .txt file of "
                   "running text");
}

}  // namespace

std::string calibration_text(const std::string& path) {
  if (!(path.ends_with(".tsv") || path.ends_with(".txt")) || !fs::exists(path)) return "";
  const fs::path data = fs::absolute(path);
  const std::string own = data.filename().string(), kind = data.extension().string();
  std::string best;
  std::size_t longest = 0;
  for (const auto& entry : fs::directory_iterator(data.parent_path())) {
    const std::string name = entry.path().filename().string();
    const bool meant = name.ends_with("_calibration" + kind) ||
                       (name.ends_with(kind) && name.find("train") != std::string::npos);
    if (!meant || name == own) continue;
    const auto differ = std::mismatch(own.begin(), own.end(), name.begin(), name.end()).first;
    const std::size_t common = static_cast<std::size_t>(differ - own.begin()) + 1;
    if (common > longest || (common == longest && name < best)) longest = common, best = name;
  }
  return best.empty() ? "" : (fs::path(path).parent_path() / best).string();
}

Dataset open_dataset(const std::string& path, const Graph& graph, const std::string& network_folder,
                     std::size_t limit) {
  return open_pick(path, graph, network_folder, {.limit = limit, .from_end = false});
}

Dataset open_calibration(const std::string& path, const Graph& graph, const std::string& network_folder,
                         std::size_t count, std::string* where) {
  const Pick start{.limit = count, .from_end = false};
  const char* const texts = graph.output == Output::next_tokens ? "texts" : "sentences";
  const char* const things = graph.vocabulary > 0 ? texts : graph.image.channels > 0 ? "images" : "samples";
  Dataset data;
  bool apart = false;
  if (fs::is_directory(path)) {
    const auto train = find_idx(path, "train");
    apart = train && train->images != find_test_idx(path).images;
    if (apart) data = read_idx_samples(train->images, train->labels, graph, start);
  } else {
    const std::string beside = calibration_text(path);
    apart = !beside.empty();
    if (apart) data = open_pick(beside, graph, network_folder, start);
  }
  if (!apart) data = open_pick(path, graph, network_folder, {.limit = count, .from_end = true});
  if (where) {
    *where = fmt::format("{} {} {} of {}{}", apart ? "first" : "last", data.samples.size(), things,
                         fs::path(data.name).filename().string(), apart ? "" : ", the evaluated data itself");
  }
  return data;
}

}  // namespace tron::dataset
