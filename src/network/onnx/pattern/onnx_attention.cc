#include <cmath>

#include "network/onnx/pattern/onnx_mask.h"
#include "network/onnx/pattern/onnx_pattern.h"

namespace tron::network {
namespace {

constexpr int kMostSteps = 24;  ///< ops between the scores' product and softmax
constexpr std::size_t kMostScores = std::size_t{1} << 25U;

struct Scores {
  int product = -1;  ///< the value Q K^T
  double scale = 1;
  std::vector<int> added;  ///< constants
};

bool is_softmax_of_rows(const OnnxTrace& trace, int value) {
  const OnnxOp* op = trace.maker(value);
  if (op == nullptr || op->node->type != "Softmax") return false;
  const auto rank = static_cast<std::int64_t>(trace.dims(value).size());
  const auto axis = op->node->attributes.find("axis");
  const bool given = axis != op->node->attributes.end() && axis->second.integers.size() == 1;
  const std::int64_t at = given ? axis->second.integers[0] : trace.opset < 13 ? 1 : -1;
  return rank >= 2 && (at == -1 || at == rank - 1);
}

/// Follows the scores from softmax back to Q K^T: scales, masks, biases.
class ScoreChain {
 public:
  ScoreChain(const OnnxTrace& trace, int softmax_input)
      : trace_(trace), mask_(trace.dims(softmax_input)), at_(softmax_input) {}

  bool follow(Scores& scores) {
    for (int step = 0; step < kMostSteps; ++step) {
      at_ = flat_source(trace_, at_);
      const std::string& type = trace_.type(at_);
      if (type == "MatMul") {
        scores.product = at_;
        scores.scale = factor_;
        scores.added = added_;
        return true;
      }
      if (!once(type)) return false;
    }
    return false;
  }

  const ScoreMask& mask() const { return mask_; }

 private:
  bool once(const std::string& type) {
    if (type == "Where") return choice();
    const auto pair = operands_of(trace_, at_, type);
    if (!pair) return false;
    const bool left = trace_.constant(pair->first) == nullptr;
    const int kept = left ? pair->first : pair->second, other = left ? pair->second : pair->first;
    const HostTensor* constant = trace_.constant(other);
    if (constant == nullptr || trace_.constant(kept) != nullptr || !fits(*constant, kept)) return false;
    const Dims& dims = trace_.dims(kept);
    at_ = kept;
    const auto number = uniform(trace_, other);
    if (type == "Mul") {
      if (!number) return mask_.multiply(*constant, dims, factor_);
      factor_ *= *number;
      return *number != 0;
    }
    if (type == "Div" && left && number && *number != 0) {
      factor_ /= *number;
      return true;
    }
    if (type == "Add" || (type == "Sub" && left)) {
      mask_.add(*constant, dims, type == "Add" ? factor_ : -factor_);
      added_.push_back(other);
      return true;
    }
    return type == "Max" && number && *number < -1e4;  // keeps masked scores finite
  }

  bool choice() {
    const OnnxOp& op = *trace_.maker(at_);
    const HostTensor* condition = trace_.constant(op.inputs[0]);
    if (condition == nullptr || !fits(*condition, at_)) return false;
    const bool kept_first = trace_.constant(op.inputs[1]) == nullptr;
    const auto fill = uniform(trace_, op.inputs[kept_first ? 2 : 1]);
    const int kept = op.inputs[kept_first ? 1 : 2];
    if (!fill || trace_.constant(kept) != nullptr) return false;
    mask_.replace(*condition, trace_.dims(kept), !kept_first, *fill * factor_);
    at_ = kept;
    return true;
  }

  /// Whether a constant broadcasts to the value it meets, and changes nothing of its dims.
  bool fits(const HostTensor& constant, int kept) const {
    const Dims& dims = trace_.dims(kept);
    return trace_.dims(at_) == dims && constant.dims.size() <= dims.size() &&
           broadcast(constant.dims, dims) == dims;
  }

  const OnnxTrace& trace_;
  ScoreMask mask_;

  int at_;
  double factor_ = 1;
  std::vector<int> added_;
};

bool same_rotary(const Rotary& a, const Rotary& b) {
  if (a.interleaved != b.interleaved || a.frequencies.size() != b.frequencies.size()) return false;
  for (std::size_t i = 0; i < a.frequencies.size(); ++i) {
    if (std::abs(a.frequencies[i] - b.frequencies[i]) > 1e-5 * a.frequencies[i]) return false;
  }
  return true;
}

/// Whether `group` heads after another read the same columns.
bool shares(const OnnxHeads& heads, std::size_t group) {
  for (std::size_t i = 0; i < heads.columns.size(); ++i) {
    const std::size_t h = i / heads.depth, first = h / group * group;
    if (heads.columns[i] != heads.columns[first * heads.depth + i % heads.depth]) return false;
  }
  return true;
}

void keep_one_of(OnnxHeads& heads, std::size_t group) {
  std::vector<std::size_t> columns;
  for (std::size_t h = 0; h < heads.heads; h += group) {
    const auto first = heads.columns.begin() + static_cast<std::ptrdiff_t>(h * heads.depth);
    columns.insert(columns.end(), first, first + static_cast<std::ptrdiff_t>(heads.depth));
  }
  heads.columns = std::move(columns);
  heads.heads /= group;
}

void group_queries(OnnxAttention& attention) {
  const std::size_t heads = attention.query.heads;
  for (std::size_t group = heads; group > 1; --group) {
    if (heads % group != 0 || !shares(attention.key, group) || !shares(attention.value, group)) continue;
    keep_one_of(attention.key, group);
    keep_one_of(attention.value, group);
    return;
  }
}

bool find_operands(const OnnxTrace& trace, int product, int values, OnnxAttention& attention) {
  const OnnxOp& scores = *trace.maker(product);
  const auto query = find_heads(trace, scores.inputs[0], false),
             key = find_heads(trace, scores.inputs[1], true);
  const auto value = find_heads(trace, values, false);
  if (!query || !key || !value || !value->rotary.empty() || std::abs(value->scale - 1) > 1e-6) return false;
  if (query->heads != key->heads || query->heads != value->heads || query->depth != key->depth) return false;
  if (!same_rotary(query->rotary, key->rotary)) return false;
  attention.query = *query;
  attention.key = *key;
  attention.value = *value;
  attention.query_linear = *find_linear(trace, query->linear);
  attention.key_linear = *find_linear(trace, key->linear);
  attention.value_linear = *find_linear(trace, value->linear);
  return flat_source(trace, attention.key_linear.input) == flat_source(trace, attention.value_linear.input);
}

/// softmax(...) V, its product being `context`.
std::optional<OnnxAttention> find_attention(const OnnxTrace& trace, int context) {
  const OnnxOp* op = trace.maker(context);
  if (op == nullptr || op->node->type != "MatMul" || trace.constant(op->inputs[1]) != nullptr)
    return std::nullopt;
  const int probabilities = flat_source(trace, op->inputs[0]);
  if (!is_softmax_of_rows(trace, probabilities)) return std::nullopt;
  if (element_count(trace.dims(probabilities)) > kMostScores) return std::nullopt;
  ScoreChain chain(trace, trace.maker(probabilities)->inputs[0]);
  Scores scores;
  OnnxAttention attention;
  if (!chain.follow(scores) || !find_operands(trace, scores.product, op->inputs[1], attention))
    return std::nullopt;
  if (!chain.mask().explain(trace, scores.added, attention)) return std::nullopt;
  attention.scale = scores.scale * attention.query.scale * attention.key.scale;
  group_queries(attention);
  return attention;
}

/// Whether `value` has the elements of the [rows x heads * depth] matrix of a context [heads x rows x depth].
bool is_joined(const OnnxTrace& trace, int value, int context) {
  const Dims& dims = trace.dims(context);
  const std::size_t rows = dims[dims.size() - 2], depth = dims.back();
  const std::size_t heads = rows * depth == 0 ? 0 : element_count(dims) / (rows * depth);
  const auto map = index_map(trace, value, context);
  if (!map || map->size() != heads * rows * depth) return false;
  for (std::size_t i = 0; i < map->size(); ++i) {
    const std::size_t t = i / (heads * depth), h = i / depth % heads;
    if ((*map)[i] != (h * rows + t) * depth + i % depth) return false;
  }
  return true;
}

}  // namespace

std::optional<OnnxPattern> match_attention(const OnnxTrace& trace, int value) {
  const int context = moved_source(trace, value);
  if (trace.type(context) != "MatMul" || trace.dims(context).size() < 2) return std::nullopt;
  if (trace.constant(trace.maker(context)->inputs[1]) != nullptr || !is_joined(trace, value, context))
    return std::nullopt;
  auto attention = find_attention(trace, context);
  if (!attention) return std::nullopt;
  OnnxPattern pattern;
  pattern.op = Op::attention;
  pattern.value = value;
  pattern.inputs = {attention->query_linear.input, attention->key_linear.input};
  pattern.attention = std::move(*attention);
  return pattern;
}

}  // namespace tron::network
