#include <algorithm>
#include <filesystem>
#include <utility>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "base/files/npy.h"
#include "dataset/idx.h"
#include "dataset/labels.h"
#include "dataset/samples.h"

namespace tron::dataset {
namespace {

namespace fs = std::filesystem;

[[noreturn]] void fail(const std::string& file, const char* item, std::string found, std::string allowed) {
  throw InputError({.file = file, .line = 0, .column = 0, .item = item}, std::move(found),
                   std::move(allowed));
}

/// Pixels as the preprocessor of the network scales them.
std::vector<float> normalised(const float* pixels, const ImageFormat& format) {
  const std::size_t plane = static_cast<std::size_t>(format.height) * static_cast<std::size_t>(format.width);
  std::vector<float> image(plane * format.mean.size());
  for (std::size_t c = 0; c < format.mean.size(); ++c) {
    for (std::size_t i = 0; i < plane; ++i) {
      image[c * plane + i] = (pixels[c * plane + i] * format.rescale - format.mean[c]) / format.std[c];
    }
  }
  return image;
}

/// Every shape is [samples, (channels,) height, width]; without channels there is one.
void check_shape(const std::string& file, std::vector<std::size_t> shape, const ImageFormat& format) {
  const std::string found = fmt::format("[{}]", fmt::join(shape, ", "));
  const std::string allowed =
      fmt::format("[samples, {}{}, {}]", format.channels == 1 ? "" : fmt::format("{}, ", format.channels),
                  format.height, format.width);
  if (shape.size() == 3) shape.insert(shape.begin() + 1, 1);
  const bool fits = shape.size() == 4 && std::cmp_equal(shape[1], format.channels) &&
                    std::cmp_equal(shape[2], format.height) && std::cmp_equal(shape[3], format.width);
  if (!fits) fail(file, "shape", found, allowed + ", as the network wants");
  if (shape[0] == 0) fail(file, "shape", found + ": no sample", "at least one sample");
}

/// Every shape is [samples, then the network's features].
void check_features(const std::string& file, const std::vector<std::size_t>& shape, const Graph& graph) {
  const bool fits = shape.size() == graph.input_shape.size() + 1 &&
                    std::equal(graph.input_shape.begin(), graph.input_shape.end(), shape.begin() + 1);
  if (!fits) {
    fail(file, "shape", fmt::format("[{}]", fmt::join(shape, ", ")),
         fmt::format("[samples, {}], as the network wants", fmt::join(graph.input_shape, ", ")));
  }
  if (shape[0] == 0) fail(file, "shape", "no sample", "at least one sample");
}

void check_images(const Graph& graph, const std::string& file) {
  if (graph.image.channels > 0) return;
  fail(file, "data", "images",
       fmt::format("texts, in a .tsv table or a .txt file: {} reads text", graph.name));
}

std::string label_file(const std::string& path) {
  const fs::path data(path);
  const fs::path near = data.parent_path() / (data.stem().string() + ".labels.txt");
  if (fs::exists(near)) return near.string();
  const fs::path table = data.parent_path() / "labels.tsv";
  if (fs::exists(table)) return table.string();
  fail(path, "labels", "no label file", fmt::format("{} or {} beside it", near.string(), table.string()));
}

void check_counts(const std::string& file, std::size_t labels, std::size_t samples) {
  if (labels != samples)
    fail(file, "labels", fmt::format("{} labels", labels), fmt::format("{}, one a sample", samples));
}

}  // namespace

Dataset read_idx_samples(const std::string& images, const std::string& labels, const Graph& graph,
                         Pick pick) {
  check_images(graph, images);
  const IdxArray pixels = read_idx(images, 3), classes = read_idx(labels, 1);
  check_shape(images, pixels.shape, graph.image);
  const std::size_t total = pixels.shape[0], size = pixels.shape[1] * pixels.shape[2];
  check_counts(labels, classes.shape[0], total);
  Dataset data{.name = images, .samples = {}, .similarity = {}};
  const std::size_t first = pick.first(total);
  for (std::size_t i = first; i < first + pick.count(total); ++i) {
    Sample sample;
    const std::vector<float> raw(pixels.data.data() + i * size, pixels.data.data() + (i + 1) * size);
    sample.image = normalised(raw.data(), graph.image);
    const Place place{.file = labels, .line = 0, .column = 0, .item = fmt::format("label {}", i)};
    sample.label = parse_label(fmt::format("{}", classes.data[i]), graph.labels, place);
    data.samples.push_back(std::move(sample));
  }
  return data;
}

Dataset read_npy_samples(const std::string& path, const Graph& graph, Pick pick) {
  const bool features = !graph.input_shape.empty();
  if (!features) check_images(graph, path);
  const NpyArray array = read_npy(path);
  if (features) {
    check_features(path, array.shape, graph);
  } else {
    check_shape(path, array.shape, graph.image);
  }
  if (array.integers) {
    throw InputError(Place{.file = path, .line = 0, .column = 0, .item = "dtype"},
                     "integers that are no unsigned bytes",
                     "unsigned bytes (pixels, normalised here) or floats (features, taken as they stand)");
  }
  const std::size_t total = array.shape[0], size = array.data.size() / total;
  std::vector<int> labels(total, -1);
  if (graph.output == Output::classes) {
    const std::string label_path = label_file(path);
    labels = read_labels(label_path, graph.labels);
    check_counts(label_path, labels.size(), total);
  }
  Dataset data{.name = path, .samples = {}, .similarity = {}};
  const std::size_t first = pick.first(total);
  for (std::size_t i = first; i < first + pick.count(total); ++i) {
    Sample sample;
    const float* values = array.data.data() + i * size;
    const bool pixels = array.bytes && !features;
    sample.image = pixels ? normalised(values, graph.image) : std::vector<float>(values, values + size);
    sample.label = labels[i];
    data.samples.push_back(std::move(sample));
  }
  return data;
}

}  // namespace tron::dataset
