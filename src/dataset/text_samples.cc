#include <algorithm>
#include <charconv>
#include <cmath>
#include <functional>
#include <utility>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "base/files/files.h"
#include "dataset/labels.h"
#include "dataset/samples.h"
#include "dataset/text_encoder.h"
#include "dataset/text_table.h"

namespace tron::dataset {
namespace {

const std::vector<std::string> kColumns = {"name",      "ids",       "text",       "sentence",
                                           "sentence1", "sentence2", "label",      "score",
                                           "source",    "target",    "source_ids", "target_ids"};

/// A cell of a table, by the name of its column or, without a header, by its place.
class Columns {
 public:
  Columns(const TextTable& table, std::vector<std::string> wanted)
      : table_(table), wanted_(std::move(wanted)) {
    for (std::size_t i = 0; i < wanted_.size(); ++i) {
      if (!table.has_header()) {
        at_.push_back(i);
      } else if (const auto column = table.column(wanted_[i])) {
        at_.push_back(*column);
      }
    }
  }
  /// Whether the table can be read so.
  bool fit() const {
    return at_.size() == wanted_.size() && (table_.has_header() || table_.columns() == wanted_.size());
  }
  /// InputError for a row of another number of cells.
  const std::string& operator()(std::size_t row, std::size_t i) const {
    const std::vector<std::string>& cells = table_.cells(row);
    if (!table_.has_header() && cells.size() != wanted_.size()) {
      throw InputError(table_.place(row, "columns"), fmt::format("{} columns", cells.size()), form());
    }
    return cells[at_[i]];
  }
  std::string form() const { return fmt::format("{}", fmt::join(wanted_, "<TAB>")); }

 private:
  const TextTable& table_;
  std::vector<std::string> wanted_;
  std::vector<std::size_t> at_;
};

std::size_t longest_text(const Graph& graph) {
  return graph.max_tokens == 0 ? kLongestSample : std::min(graph.max_tokens, kLongestSample);
}

class Reader {
 public:
  Reader(const std::string& path, const Graph& graph, const std::string& folder, Pick pick)
      : path_(path),
        graph_(graph),
        encoder_(graph, folder),
        pick_(pick),
        table_(TextTable::read(path, kColumns)) {
    data_.name = path;
  }

  Dataset read() {
    if (table_.rows() == 0) {
      throw InputError({.file = path_, .line = 0, .column = 0, .item = "data"}, "no sentence",
                       "at least one line: " + forms());
    }
    switch (graph_.output) {
      case Output::classes:
        classes();
        break;
      case Output::next_tokens:
        next_tokens();
        break;
      case Output::embedding:
        embeddings();
        break;
      case Output::rows:
        each({{"sentence"}, {"text"}}, [this](const Columns& c, std::size_t row) {
          data_.samples.push_back(encoder_.sample(c(row, 0)));
        });
    }
    return std::move(data_);
  }

 private:
  using Row = std::function<void(const Columns&, std::size_t)>;
  using Forms = std::vector<std::vector<std::string>>;

  std::string forms() const {
    switch (graph_.output) {
      case Output::classes:
        return "sentence<TAB>label or sentence1<TAB>sentence2<TAB>label";
      case Output::next_tokens:
        return is_pair() ? "source<TAB>target, both texts or both ids" : "text, ids, or name<TAB>ids";
      case Output::embedding:
        return "sentence, or sentence1<TAB>sentence2<TAB>score";
      case Output::rows:
        break;
    }
    return "sentence";
  }

  bool is_pair() const {
    return std::any_of(graph_.nodes.begin(), graph_.nodes.end(),
                       [](const Node& node) { return node.op == Op::embed && node.stream == 1; });
  }

  /// The rows to take, read in the first of the forms that fits.
  void each(const Forms& forms_allowed, const Row& row) {
    for (const std::vector<std::string>& form : forms_allowed) {
      const Columns columns(table_, form);
      if (!columns.fit()) continue;
      const std::size_t first = pick_.first(table_.rows());
      for (std::size_t i = first; i < first + pick_.count(table_.rows()); ++i) row(columns, i);
      return;
    }
    throw InputError(table_.place(0, "columns"), fmt::format("{} columns", table_.columns()), forms());
  }

  void classes() {
    const auto add = [this](Sample sample, const std::string& label, std::size_t row) {
      sample.label = parse_label(label, graph_.labels, table_.place(row, "label"));
      data_.samples.push_back(std::move(sample));
    };
    if (Columns(table_, {"sentence1", "sentence2", "label"}).fit()) {
      each({{"sentence1", "sentence2", "label"}}, [&](const Columns& c, std::size_t row) {
        Sample sample = encoder_.pair(c(row, 0), c(row, 1));
        require_types(sample, row);
        add(std::move(sample), c(row, 2), row);
      });
      return;
    }
    each({{"sentence", "label"}, {"text", "label"}},
         [&](const Columns& c, std::size_t row) { add(encoder_.sample(c(row, 0)), c(row, 1), row); });
  }

  void require_types(const Sample& sample, std::size_t row) const {
    const int most = *std::max_element(sample.token_types.begin(), sample.token_types.end());
    for (const Node& node : graph_.nodes) {
      if (node.op != Op::embed || node.type < 0) continue;
      const std::size_t rows = graph_.tensors[static_cast<std::size_t>(node.type)].value.rows;
      if (static_cast<std::size_t>(most) < rows) continue;
      throw InputError(
          table_.place(row, "sentence2"), fmt::format("a pair, whose second text has type {}", most),
          fmt::format("single sentences: the network's type table has {} row{}", rows, rows == 1 ? "" : "s"));
    }
  }

  /// Ids as they stand, or a text through the tokenizer. Without a header a column holds ids where its first
  /// row is numbers alone.
  std::vector<int> running(const Columns& c, std::size_t row, std::size_t column, bool ids) const {
    return ids ? encoder_.ids(c(row, column), table_.place(row, "ids")) : encoder_.running(c(row, column));
  }

  bool first_row_is_numbers(std::size_t column) const {
    return !table_.has_header() && column < table_.columns() && only_numbers(table_.cells(0)[column]);
  }

  void next_tokens() {
    if (is_pair()) {
      translations();
      return;
    }
    const bool named =
        table_.has_header() ? table_.column("ids").has_value() : first_row_is_numbers(table_.columns() - 1);
    const auto add = [this, named](std::size_t column) {
      return [this, named, column](const Columns& c, std::size_t row) {
        add_windows(running(c, row, column, named), graph_, table_.place(row, "text"), data_);
      };
    };
    if (!table_.has_header() && table_.columns() == 2) {
      each({{"name", "ids"}}, add(1));
    } else {
      each(named ? Forms{{"ids"}} : Forms{{"text"}, {"sentence"}}, add(0));
    }
  }

  void translations() {
    if (graph_.special.start < 0) {
      throw InputError({.file = path_, .line = 0, .column = 0, .item = "decoder_start_token_id"}, "nothing",
                       "the id that every target starts with, in a config.json beside the network");
    }
    const bool ids = table_.has_header() ? table_.column("source_ids").has_value()
                                         : first_row_is_numbers(0) && first_row_is_numbers(1);
    each(ids ? Forms{{"source_ids", "target_ids"}} : Forms{{"source", "target"}},
         [this, ids](const Columns& c, std::size_t row) {
           Sample sample;
           sample.tokens =
               ids ? encoder_.ids(c(row, 0), table_.place(row, "source")) : encoder_.sample(c(row, 0)).tokens;
           sample.expected =
               ids ? encoder_.ids(c(row, 1), table_.place(row, "target")) : encoder_.target(c(row, 1));
           sample.expected.resize(std::min(sample.expected.size(), longest_text(graph_)));
           sample.target = {graph_.special.start};
           sample.target.insert(sample.target.end(), sample.expected.begin(), sample.expected.end() - 1);
           data_.samples.push_back(std::move(sample));
         });
  }

  void embeddings() {
    if (!Columns(table_, {"sentence1", "sentence2", "score"}).fit()) {
      each({{"sentence"}, {"text"}}, [this](const Columns& c, std::size_t row) {
        data_.samples.push_back(encoder_.sample(c(row, 0)));
      });
      return;
    }
    each({{"sentence1", "sentence2", "score"}}, [this](const Columns& c, std::size_t row) {
      data_.samples.push_back(encoder_.sample(c(row, 0)));
      data_.samples.push_back(encoder_.sample(c(row, 1)));
      data_.similarity.push_back(score(c(row, 2), row));
    });
  }

  double score(const std::string& text, std::size_t row) const {
    double value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    const bool number = error == std::errc() && end == text.data() + text.size() && std::isfinite(value);
    if (!number)
      throw InputError(table_.place(row, "score"), "'" + text.substr(0, 40) + "'", "a finite number");
    return value;
  }

  const std::string& path_;
  const Graph& graph_;
  TextEncoder encoder_;
  Pick pick_;
  TextTable table_;
  Dataset data_;
};

void require_text(const std::string& path, const Graph& graph) {
  if (graph.vocabulary > 0) return;
  throw InputError(
      {.file = path, .line = 0, .column = 0, .item = "data"}, "text",
      fmt::format("{}: {} reads no text", graph.image.channels > 0 ? "images" : "features", graph.name));
}

}  // namespace

void add_windows(const std::vector<int>& ids, const Graph& graph, const Place& place, Dataset& data) {
  if (ids.size() < 2) {
    throw InputError(place, fmt::format("a text of {} tokens", ids.size()),
                     "at least two: one predicts the next");
  }
  const std::size_t longest = longest_text(graph);
  for (std::size_t first = 0; first + 1 < ids.size(); first += longest) {
    const std::size_t last = std::min(first + longest, ids.size() - 1);
    Sample sample;
    const auto at = [&](std::size_t i) { return ids.begin() + static_cast<std::ptrdiff_t>(i); };
    sample.tokens.assign(at(first), at(last));
    sample.expected.assign(at(first + 1), at(last + 1));
    data.samples.push_back(std::move(sample));
  }
}

Dataset read_text_table(const std::string& path, const Graph& graph, const std::string& network_folder,
                        Pick pick) {
  require_text(path, graph);
  return Reader(path, graph, network_folder, pick).read();
}

Dataset read_running_text(const std::string& path, const Graph& graph, const std::string& network_folder,
                          Pick pick) {
  require_text(path, graph);
  const Place place{.file = path, .line = 0, .column = 0, .item = "text"};
  if (graph.output != Output::next_tokens) {
    throw InputError(place, "running text",
                     "a .tsv file: only language models are evaluated on running text");
  }
  const std::string text = read_file(path);
  require_utf8(text, place);
  const TextEncoder encoder(graph, network_folder);
  Dataset all{.name = path, .samples = {}, .similarity = {}};
  add_windows(only_numbers(text) ? encoder.ids(text, place) : encoder.running(text), graph, place, all);
  Dataset data{.name = path, .samples = {}, .similarity = {}};
  const std::size_t first = pick.first(all.samples.size()), count = pick.count(all.samples.size());
  for (std::size_t i = first; i < first + count; ++i) data.samples.push_back(std::move(all.samples[i]));
  return data;
}

}  // namespace tron::dataset
