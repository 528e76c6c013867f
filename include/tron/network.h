// A transformer and the samples that it answers.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace tron {
namespace study {
struct LoadedNetwork;
struct LoadedData;
}  // namespace study

struct NetworkOptions {
  /// A Hugging Face folder, an .onnx file, a TOML description of shapes, or a name in data/network.
  std::string path = "vit-fashion-mnist";
  bool weights = true;  ///< false: shapes alone, enough for time and cost
  /// The fidelities that it will be run at: loading refuses what memory cannot hold.
  std::vector<std::string> fidelities = {"photonic"};
  /// A language model that will only write, and answers for its last token alone.
  bool generation = false;
  /// Data whose size an ONNX file takes where it leaves its own free (.npy); may be empty.
  std::string shaped_by{};

  void validate() const;  ///< InputError for an empty path and for an unknown fidelity
};

/// A loaded network. Immutable; a copy shares it.
class Network {
 public:
  /// InputError with file, place, what was found and what is allowed.
  static Network load(const NetworkOptions& options = {});
  /// Shapes alone, from the text of a description (docs/methods/network.md, "Networks by their sizes alone").
  static Network build(const std::string& description, const std::string& name);

  std::string name() const;
  std::string family() const;
  std::size_t layers() const;
  std::size_t width() const;  ///< of a token's embedding
  std::size_t heads() const;
  std::uint64_t parameters() const;
  bool has_weights() const;

  const std::shared_ptr<const study::LoadedNetwork>& internal() const {
    return network_;
  }  ///< for the library

 private:
  explicit Network(std::shared_ptr<const study::LoadedNetwork> network) : network_(std::move(network)) {}
  std::shared_ptr<const study::LoadedNetwork> network_;
};

struct DataOptions {
  std::string path{};  ///< IDX folder, .npy tensors, .tsv table, .txt running text (docs/methods/tasks.md)
  std::size_t samples = 0;  ///< from the start; 0: all

  void validate() const;  ///< InputError for an empty path
};

/// Samples for one network. Immutable; a copy shares them.
class Data {
 public:
  /// InputError with file, place, what was found and what is allowed.
  static Data open(const DataOptions& options, const Network& network);
  /// One text without a label; a language model predicts each of its tokens from those before.
  static Data of_text(const std::string& text, const Network& network);

  std::string name() const;
  std::size_t size() const;  ///< samples

  const std::shared_ptr<const study::LoadedData>& internal() const {
    return data_;
  }  ///< for the library itself

 private:
  explicit Data(std::shared_ptr<const study::LoadedData> data) : data_(std::move(data)) {}
  std::shared_ptr<const study::LoadedData> data_;
};

}  // namespace tron
