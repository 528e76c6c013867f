#include "dataset/input_files.h"

#include <algorithm>
#include <filesystem>
#include <set>
#include <span>

#include "base/error.h"
#include "base/files/files.h"
#include "base/text/protobuf_reader.h"
#include "dataset/samples.h"

namespace tron::dataset {
namespace {

namespace fs = std::filesystem;

/// Length of a safetensors header with the eight bytes that say it; nonsense there is the loader's to refuse.
std::uint64_t header_bytes(const std::string& path) {
  constexpr std::uint64_t kMost = std::uint64_t{1} << 32;
  const MappedFile map(path);
  const std::span<const unsigned char> bytes = map.bytes();
  std::uint64_t length = 0;
  for (std::size_t i = 0; i < std::min<std::size_t>(8, bytes.size()); ++i)
    length |= std::uint64_t{bytes[i]} << (8 * i);
  return 8 + std::min(length, kMost);
}

bool is_hidden(const fs::path& path) {
  return path.filename().string().starts_with('.');
}

std::vector<InputFile> sorted(std::vector<InputFile> files) {
  std::sort(files.begin(), files.end(),
            [](const InputFile& a, const InputFile& b) { return a.name < b.name; });
  return files;
}

/// Downloaders keep books of their own in hidden folders, other ones on each machine.
std::vector<InputFile> files_below(const std::string& folder) try {
  std::vector<InputFile> files;
  for (auto entry = fs::recursive_directory_iterator(folder); entry != fs::recursive_directory_iterator();
       ++entry) {
    if (is_hidden(entry->path())) {
      if (entry->is_directory()) entry.disable_recursion_pending();
    } else if (entry->is_regular_file()) {
      files.push_back({entry->path().lexically_relative(folder).string(), entry->path().string()});
    }
  }
  return sorted(std::move(files));
} catch (const fs::filesystem_error& error) {
  throw InputError(Place{error.path1().string(), 0, 0, ""}, error.code().message(), "a readable folder");
}

/// Those beside `path` whose names `wanted` takes.
template <class Wanted>
void add_beside(const std::string& path, const Wanted& wanted, std::vector<InputFile>& files) {
  const fs::path folder = fs::path(path).has_parent_path() ? fs::path(path).parent_path() : fs::path(".");
  std::error_code none;
  for (const auto& entry : fs::directory_iterator(folder, none)) {
    const std::string name = entry.path().filename().string();
    if (!is_hidden(entry.path()) && entry.is_regular_file(none) && wanted(name))
      files.push_back({name, (folder / name).string()});
  }
}

/// Files that tensors of a model say they lie in: TensorProto.external_data's "location", wherever in the
/// message the tensor stands (an initializer, a node's attribute).
class ExternalData {
 public:
  explicit ExternalData(const std::string& path) : place_{path, 0, 0, "model"} {
    const MappedFile map(path);
    each(ProtobufReader(map.bytes(), place_), 7, [&](ProtobufReader graph) { read_graph(graph); });
  }
  const std::set<std::string>& locations() const { return locations_; }

 private:
  template <class Action>
  static void each(ProtobufReader message, std::uint32_t number, const Action& action) {
    while (message.next()) {
      if (message.number() == number) action(message.message());
    }
  }

  void read_graph(ProtobufReader graph) {
    while (graph.next()) {
      if (graph.number() == 5) read_tensor(graph.message());
      if (graph.number() == 1) each(graph.message(), 5, [&](ProtobufReader one) { read_attribute(one); });
    }
  }
  void read_attribute(const ProtobufReader& attribute) {
    each(attribute, 5, [&](ProtobufReader tensor) { read_tensor(tensor); });
  }
  void read_tensor(const ProtobufReader& tensor) {
    each(tensor, 13, [&](ProtobufReader entry) {
      std::string key, value;
      while (entry.next()) {
        if (entry.number() == 1) key = entry.text();
        if (entry.number() == 2) value = entry.text();
      }
      if (key == "location") locations_.insert(value);
    });
  }

  const Place place_;
  std::set<std::string> locations_;
};

std::vector<InputFile> onnx_files(const std::string& path) {
  std::vector<InputFile> files{{fs::path(path).filename().string(), path}};
  const ExternalData external(path);
  for (const std::string& location : external.locations())
    files.push_back({location, (fs::path(path).parent_path() / location).string()});
  // Labels, special tokens, and the tokenizer.
  add_beside(
      path,
      [](const std::string& name) {
        const std::string kind = fs::path(name).extension().string();
        return kind == ".json" || kind == ".model" || kind == ".spm" || name == "vocab.txt" ||
               name == "merges.txt" || name == "labels.txt";
      },
      files);
  return sorted(std::move(files));
}

}  // namespace

std::vector<InputFile> network_files(const std::string& where, NetworkNeed need) {
  if (where.ends_with(".onnx")) return onnx_files(where);
  if (!fs::is_directory(where)) return {{fs::path(where).filename().string(), where}};
  std::vector<InputFile> files = files_below(where);
  for (InputFile& one : files) {
    if (need == NetworkNeed::shapes && one.name.ends_with(".safetensors"))
      one.counts = header_bytes(one.path);
  }
  return files;
}

std::vector<InputFile> data_files(const std::string& path) {
  std::vector<InputFile> files;
  if (fs::is_directory(path)) {
    // The evaluated set, and the other one for calibration.
    add_beside((fs::path(path) / "").string(),
               [](const std::string& name) {
                 return name.find("idx1-ubyte") != std::string::npos ||
                        name.find("idx3-ubyte") != std::string::npos;
               },
               files);
    return sorted(std::move(files));
  }
  files.push_back({fs::path(path).filename().string(), path});
  if (path.ends_with(".npy")) {
    const std::string labels = fs::path(path).stem().string() + ".labels.txt";
    add_beside(
        path, [&](const std::string& name) { return name == labels || name == "labels.tsv"; }, files);
  }
  if (const std::string text = calibration_text(path); !text.empty())
    files.push_back({fs::path(text).filename().string(), text});
  return sorted(std::move(files));
}

}  // namespace tron::dataset
