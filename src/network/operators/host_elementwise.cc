#include <algorithm>
#include <cmath>
#include <limits>
#include <string>

#include "network/operators/host_operators.h"

namespace tron::network {
namespace {

using Whole = std::int64_t;

HostTensor same_shape(const HostCall& call) {
  return {call.operand(0).kind, call.operand(0).dims, {}, {}};
}

HostTensor real_shape(const HostCall& call) {
  return {HostKind::real, call.real(0).dims, {}, {}};
}

template <class F>
void map_real(const HostCall& call, HostTensor& out, F f) {
  const std::vector<float>& x = call.real(0).real;
  for (std::size_t i = 0; i < x.size(); ++i) out.real[i] = f(x[i]);
}

template <float (*F)(float)>
void run_unary(const HostCall& call, HostTensor& out) {
  map_real(call, out, F);
}

float negated(float x) {
  return -x;
}
float reciprocal(float x) {
  return 1 / x;
}
float logistic(float x) {
  return 1 / (1 + std::exp(-x));
}
float rectified(float x) {
  return x > 0 ? x : 0;
}
float hard_swish(float x) {
  return x * std::clamp(x / 6 + 0.5f, 0.0f, 1.0f);
}
float softplus(float x) {
  return x > 20 ? x : std::log1p(std::exp(x));
}
float sign(float x) {
  return static_cast<float>(x > 0) - static_cast<float>(x < 0);
}
float square_root(float x) {
  return std::sqrt(x);
}
float exponential(float x) {
  return std::exp(x);
}
float logarithm(float x) {
  return std::log(x);
}
float error_function(float x) {
  return std::erf(x);
}
float hyperbolic(float x) {
  return std::tanh(x);
}
float sine(float x) {
  return std::sin(x);
}
float cosine(float x) {
  return std::cos(x);
}
float lower(float x) {
  return std::floor(x);
}
float upper(float x) {
  return std::ceil(x);
}

template <float (*Real)(float), Whole (*Integer)(Whole)>
void run_either(const HostCall& call, HostTensor& out) {
  if (out.kind == HostKind::real) {
    map_real(call, out, Real);
  } else {
    const std::vector<Whole>& x = call.operand(0).whole;
    std::transform(x.begin(), x.end(), out.whole.begin(), Integer);
  }
}

Whole negated_whole(Whole x) {
  return static_cast<Whole>(0 - static_cast<std::uint64_t>(x));
}
Whole absolute_whole(Whole x) {
  return x < 0 ? negated_whole(x) : x;
}
Whole rectified_whole(Whole x) {
  return std::max<Whole>(x, 0);
}
float absolute(float x) {
  return std::abs(x);
}

void leaky_relu(const HostCall& call, HostTensor& out) {
  const float slope = call.number("alpha", 0.01f);
  map_real(call, out, [=](float x) { return x < 0 ? slope * x : x; });
}

void elu(const HostCall& call, HostTensor& out) {
  const float scale = call.number("alpha", 1);
  map_real(call, out, [=](float x) { return x < 0 ? scale * std::expm1(x) : x; });
}

void hard_sigmoid(const HostCall& call, HostTensor& out) {
  const float slope = call.number("alpha", 0.2f), middle = call.number("beta", 0.5f);
  map_real(call, out, [=](float x) { return std::clamp(slope * x + middle, 0.0f, 1.0f); });
}

float limit(const HostCall& call, std::size_t operand, const char* attribute, float without) {
  if (!call.has(operand)) return call.number(attribute, without);
  const HostTensor& given = call.real(operand);
  if (given.real.size() != 1) refuse_host("a limit that is no constant number", "one number");
  return given.real[0];
}

HostTensor clip_shape(const HostCall& call) {
  for (std::size_t i = 1; i < 3; ++i) {
    if (call.has(i) && call.operand(0).kind != call.operand(i).kind) {
      refuse_host("limits of another type than the values", "the same type");
    }
  }
  return same_shape(call);
}

void clip(const HostCall& call, HostTensor& out) {
  if (out.kind != HostKind::real) {
    const Whole least = call.has(1) ? call.integers(1).at(0) : std::numeric_limits<Whole>::min();
    const Whole most = call.has(2) ? call.integers(2).at(0) : std::numeric_limits<Whole>::max();
    const std::vector<Whole>& x = call.operand(0).whole;
    std::transform(x.begin(), x.end(), out.whole.begin(),
                   [=](Whole v) { return std::min(std::max(v, least), most); });
    return;
  }
  const float least = limit(call, 1, "min", -std::numeric_limits<float>::infinity());
  const float most = limit(call, 2, "max", std::numeric_limits<float>::infinity());
  map_real(call, out, [=](float x) { return std::min(std::max(x, least), most); });
}

HostTensor truth_shape(const HostCall& call) {
  if (call.operand(0).kind != HostKind::truth) refuse_host("numbers", "truth values");
  return {HostKind::truth, call.operand(0).dims, {}, {}};
}

void negate(const HostCall& call, HostTensor& out) {
  const std::vector<Whole>& x = call.operand(0).whole;
  std::transform(x.begin(), x.end(), out.whole.begin(), [](Whole v) { return Whole{v == 0}; });
}

// Two operands, broadcast.

void same_kind(const HostTensor& a, const HostTensor& b) {
  if (a.kind != b.kind) refuse_host("operands of two types", "one type");
}

HostTensor arithmetic_shape(const HostCall& call) {
  const HostTensor &a = call.operand(0), &b = call.operand(1);
  same_kind(a, b);
  return {a.kind, broadcast(a.dims, b.dims), {}, {}};
}

HostTensor comparison_shape(const HostCall& call) {
  return {HostKind::truth, arithmetic_shape(call).dims, {}, {}};
}

/// out[i] = f(a[i], b[i]) after broadcasting; plain loops where nothing is broadcast but a number.
template <class T, class U, class F>
void zip(const HostTensor& a, const std::vector<T>& x, const HostTensor& b, const std::vector<T>& y,
         const HostTensor& out, std::vector<U>& z, F f) {
  const std::size_t n = z.size();
  if (x.size() == n && y.size() == n) {
    for (std::size_t i = 0; i < n; ++i) z[i] = f(x[i], y[i]);
  } else if (x.size() == n && y.size() == 1) {
    for (std::size_t i = 0; i < n; ++i) z[i] = f(x[i], y[0]);
  } else {
    const Dims left = broadcast_strides(a.dims, out.dims), right = broadcast_strides(b.dims, out.dims);
    std::vector<std::size_t> from(n);
    for_each_strided(out.dims, left, std::size_t{0}, [&](std::size_t i, std::size_t at) { from[i] = at; });
    for_each_strided(out.dims, right, std::size_t{0},
                     [&](std::size_t i, std::size_t at) { z[i] = f(x[from[i]], y[at]); });
  }
}

template <class RealF, class WholeF>
void combine(const HostTensor& a, const HostTensor& b, HostTensor& out, RealF real, WholeF whole) {
  if (out.kind == HostKind::real) {
    zip(a, a.real, b, b.real, out, out.real, real);
  } else {
    zip(a, a.whole, b, b.whole, out, out.whole, whole);
  }
}

// Integer arithmetic wraps, as it does in ONNX's reference: no signed overflow.
Whole wrapped(std::uint64_t x) {
  return static_cast<Whole>(x);
}
std::uint64_t bits(Whole x) {
  return static_cast<std::uint64_t>(x);
}

void add(const HostCall& c, HostTensor& out) {
  combine(
      c.operand(0), c.operand(1), out, [](float a, float b) { return a + b; },
      [](Whole a, Whole b) { return wrapped(bits(a) + bits(b)); });
}
void subtract(const HostCall& c, HostTensor& out) {
  combine(
      c.operand(0), c.operand(1), out, [](float a, float b) { return a - b; },
      [](Whole a, Whole b) { return wrapped(bits(a) - bits(b)); });
}
void multiply(const HostCall& c, HostTensor& out) {
  combine(
      c.operand(0), c.operand(1), out, [](float a, float b) { return a * b; },
      [](Whole a, Whole b) { return wrapped(bits(a) * bits(b)); });
}
Whole quotient(Whole a, Whole b) {
  if (b == 0) refuse_host("an integer divided by 0", "another divisor");
  return b == -1 ? negated_whole(a) : a / b;
}
Whole remainder_of(Whole a, Whole b) {
  if (b == 0) refuse_host("an integer divided by 0", "another divisor");
  if (b == -1) return 0;
  const Whole rest = a % b;
  return rest != 0 && (rest < 0) != (b < 0) ? rest + b : rest;
}
void divide(const HostCall& c, HostTensor& out) {
  combine(
      c.operand(0), c.operand(1), out, [](float a, float b) { return a / b; }, quotient);
}
void modulo(const HostCall& c, HostTensor& out) {
  combine(
      c.operand(0), c.operand(1), out, [](float a, float b) { return std::fmod(a, b); }, remainder_of);
}
void larger(const HostCall& c, HostTensor& out) {
  combine(
      c.operand(0), c.operand(1), out, [](float a, float b) { return std::max(a, b); },
      [](Whole a, Whole b) { return std::max(a, b); });
}
void smaller(const HostCall& c, HostTensor& out) {
  combine(
      c.operand(0), c.operand(1), out, [](float a, float b) { return std::min(a, b); },
      [](Whole a, Whole b) { return std::min(a, b); });
}

HostTensor power_shape(const HostCall& call) {
  return {call.operand(0).kind, broadcast(call.operand(0).dims, call.operand(1).dims), {}, {}};
}

std::vector<float> as_real(const HostTensor& x) {
  return x.kind == HostKind::real ? x.real : std::vector<float>(x.whole.begin(), x.whole.end());
}

void power(const HostCall& c, HostTensor& out) {
  const HostTensor &a = c.operand(0), &b = c.operand(1);
  std::vector<float> result(out.size());
  zip(a, as_real(a), b, as_real(b), out, result, [](float x, float y) {
    if (y == 2) return x * x;
    return y == 3 ? x * x * x : std::pow(x, y);
  });
  if (out.kind == HostKind::real) {
    out.real = std::move(result);
    return;
  }
  for (std::size_t i = 0; i < result.size(); ++i) {
    if (!(std::abs(result[i]) < 9e18f)) refuse_host("an integer power out of range", "64 bits");
    out.whole[i] = static_cast<Whole>(result[i]);
  }
}

template <class Compare>
void compare(const HostCall& c, HostTensor& out, Compare f) {
  const HostTensor &a = c.operand(0), &b = c.operand(1);
  const auto truth = [f](auto x, auto y) { return Whole{f(x, y)}; };
  if (a.kind == HostKind::real) {
    zip(a, a.real, b, b.real, out, out.whole, truth);
  } else {
    zip(a, a.whole, b, b.whole, out, out.whole, truth);
  }
}

void equal(const HostCall& c, HostTensor& out) {
  compare(c, out, std::equal_to<>());
}
void greater(const HostCall& c, HostTensor& out) {
  compare(c, out, std::greater<>());
}
void less(const HostCall& c, HostTensor& out) {
  compare(c, out, std::less<>());
}
void at_least(const HostCall& c, HostTensor& out) {
  compare(c, out, std::greater_equal<>());
}
void at_most(const HostCall& c, HostTensor& out) {
  compare(c, out, std::less_equal<>());
}

HostTensor logic_shape(const HostCall& call) {
  truth_shape(call);
  return arithmetic_shape(call);
}
void both(const HostCall& c, HostTensor& out) {
  compare(c, out, [](auto a, auto b) { return a != 0 && b != 0; });
}
void any(const HostCall& c, HostTensor& out) {
  compare(c, out, [](auto a, auto b) { return a != 0 || b != 0; });
}
void one(const HostCall& c, HostTensor& out) {
  compare(c, out, [](auto a, auto b) { return (a != 0) != (b != 0); });
}

HostTensor where_shape(const HostCall& call) {
  if (call.operand(0).kind != HostKind::truth) refuse_host("a condition of numbers", "truth values");
  same_kind(call.operand(1), call.operand(2));
  return {call.operand(1).kind,
          broadcast(call.operand(0).dims, broadcast(call.operand(1).dims, call.operand(2).dims)),
          {},
          {}};
}

/// The element of `from` that each element of `to` takes after broadcasting.
std::vector<std::size_t> sources(const HostTensor& from, const HostTensor& to) {
  std::vector<std::size_t> at(to.size());
  for_each_strided(to.dims, broadcast_strides(from.dims, to.dims), std::size_t{0},
                   [&](std::size_t i, std::size_t offset) { at[i] = offset; });
  return at;
}

void where(const HostCall& call, HostTensor& out) {
  const HostTensor &condition = call.operand(0), &yes = call.operand(1), &no = call.operand(2);
  const std::vector<std::size_t> asked = sources(condition, out), left = sources(yes, out),
                                 right = sources(no, out);
  for (std::size_t i = 0; i < out.size(); ++i) {
    const bool first = condition.whole[asked[i]] != 0;
    const HostTensor& source = first ? yes : no;
    const std::size_t at = first ? left[i] : right[i];
    if (out.kind == HostKind::real) {
      out.real[i] = source.real[at];
    } else {
      out.whole[i] = source.whole[at];
    }
  }
}

HostTensor norm_shape(const HostCall& call) {
  const HostTensor& x = call.real(0);
  if (x.dims.size() < 2) refuse_host("values of dimensions " + dims_text(x.dims), "[batch, channels, ...]");
  for (std::size_t i = 1; i < 5; ++i) {
    if (call.real(i).size() != x.dims[1]) {
      refuse_host("a table of dimensions " + dims_text(call.operand(i).dims),
                  std::to_string(x.dims[1]) + " channels");
    }
  }
  return real_shape(call);
}

void batch_norm(const HostCall& call, HostTensor& out) {
  const HostTensor& x = call.operand(0);
  const float epsilon = call.number("epsilon", 1e-5f);
  const std::size_t channels = x.dims[1], plane = x.size() / (x.dims[0] * channels);
  for (std::size_t i = 0; i < x.size(); i += plane) {
    const std::size_t c = i / plane % channels;
    const float scale = call.operand(1).real[c] / std::sqrt(call.operand(4).real[c] + epsilon);
    const float shift = call.operand(2).real[c] - call.operand(3).real[c] * scale;
    for (std::size_t k = i; k < i + plane; ++k) out.real[k] = x.real[k] * scale + shift;
  }
}

const HostOperator kOperators[] = {
    {"Neg", 1, 1, same_shape, run_either<negated, negated_whole>},
    {"Abs", 1, 1, same_shape, run_either<absolute, absolute_whole>},
    {"Relu", 1, 1, same_shape, run_either<rectified, rectified_whole>},
    {"Reciprocal", 1, 1, real_shape, run_unary<reciprocal>},
    {"Sigmoid", 1, 1, real_shape, run_unary<logistic>},
    {"HardSwish", 1, 1, real_shape, run_unary<hard_swish>},
    {"Softplus", 1, 1, real_shape, run_unary<softplus>},
    {"Sign", 1, 1, real_shape, run_unary<sign>},
    {"Sqrt", 1, 1, real_shape, run_unary<square_root>},
    {"Exp", 1, 1, real_shape, run_unary<exponential>},
    {"Log", 1, 1, real_shape, run_unary<logarithm>},
    {"Erf", 1, 1, real_shape, run_unary<error_function>},
    {"Tanh", 1, 1, real_shape, run_unary<hyperbolic>},
    {"Sin", 1, 1, real_shape, run_unary<sine>},
    {"Cos", 1, 1, real_shape, run_unary<cosine>},
    {"Floor", 1, 1, real_shape, run_unary<lower>},
    {"Ceil", 1, 1, real_shape, run_unary<upper>},
    {"LeakyRelu", 1, 1, real_shape, leaky_relu},
    {"Elu", 1, 1, real_shape, elu},
    {"HardSigmoid", 1, 1, real_shape, hard_sigmoid},
    {"Clip", 1, 3, clip_shape, clip},
    {"Not", 1, 1, truth_shape, negate},
    {"Add", 2, 2, arithmetic_shape, add},
    {"Sub", 2, 2, arithmetic_shape, subtract},
    {"Mul", 2, 2, arithmetic_shape, multiply},
    {"Div", 2, 2, arithmetic_shape, divide},
    {"Mod", 2, 2, arithmetic_shape, modulo},
    {"Max", 2, 2, arithmetic_shape, larger},
    {"Min", 2, 2, arithmetic_shape, smaller},
    {"Pow", 2, 2, power_shape, power},
    {"Equal", 2, 2, comparison_shape, equal},
    {"Greater", 2, 2, comparison_shape, greater},
    {"Less", 2, 2, comparison_shape, less},
    {"GreaterOrEqual", 2, 2, comparison_shape, at_least},
    {"LessOrEqual", 2, 2, comparison_shape, at_most},
    {"And", 2, 2, logic_shape, both},
    {"Or", 2, 2, logic_shape, any},
    {"Xor", 2, 2, logic_shape, one},
    {"Where", 3, 3, where_shape, where},
    {"BatchNormalization", 5, 5, norm_shape, batch_norm},
};

}  // namespace

std::span<const HostOperator> elementwise_operators() {
  return kOperators;
}

}  // namespace tron::network
