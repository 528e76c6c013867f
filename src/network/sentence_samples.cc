#include <fmt/format.h>

#include "base/files.h"
#include "network/labels.h"
#include "network/lines.h"
#include "network/samples.h"
#include "network/tokenizer.h"
#include "network/unicode_text.h"

namespace tron {

Dataset read_sentences(const std::string& path, const Graph& graph, const std::string& network_folder,
                       Pick pick) {
  if (graph.vocabulary == 0) {
    throw InputError({.file = path, .line = 0, .column = 0, .item = "data"}, "text",
                     fmt::format("images: {} reads images", graph.name));
  }
  const auto tokenizer = open_tokenizer(network_folder, graph.vocabulary, graph.max_tokens);
  const std::vector<std::string> lines = split_lines(read_file(path));
  const std::size_t header = !lines.empty() && lines[0] == "sentence\tlabel" ? 1 : 0;
  const std::size_t total = lines.size() - header;
  if (total == 0) {
    throw InputError({.file = path, .line = 0, .column = 0, .item = "data"}, "no sentence",
                     "at least one line sentence<TAB>label");
  }
  Dataset data{.name = path, .samples = {}, .similarity = {}};
  const std::size_t first = header + pick.first(total);
  for (std::size_t i = first; i < first + pick.count(total); ++i) {
    Place place{.file = path, .line = static_cast<int>(i) + 1, .column = 0, .item = "sentence"};
    const std::vector<std::string> cells = split_cells(lines[i]);
    if (cells.size() != 2)
      throw InputError(place, fmt::format("{} columns", cells.size()), "sentence<TAB>label");
    const std::size_t broken = first_invalid_utf8(cells[0]);
    if (broken != std::string_view::npos) {
      place.column = static_cast<int>(broken) + 1;
      throw InputError(place, fmt::format("byte {:02x}", static_cast<unsigned char>(cells[0][broken])),
                       "UTF-8 text");
    }
    place.item = "label";
    Sample sample;
    sample.label = parse_label(cells[1], graph.labels, place);
    sample.tokens = tokenizer->encode(cells[0]);
    sample.token_types.assign(sample.tokens.size(), 0);
    data.samples.push_back(std::move(sample));
  }
  return data;
}

}  // namespace tron
