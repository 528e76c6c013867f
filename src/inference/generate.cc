#include "inference/generate.h"

#include <algorithm>
#include <chrono>

#include "base/error.h"
#include "base/execution/progress_stage.h"
#include "inference/calibration/calibrate.h"
#include "inference/make_backend.h"
#include "inference/run_backends.h"

namespace tron::inference {
namespace {

using Clock = std::chrono::steady_clock;

/// Tokens that the network has room for behind the prompt: the last one written is never read.
std::size_t room(const Program& program, const Sample& prompt, std::size_t wanted) {
  const std::size_t read = is_pair(program) ? prompt.target.size() : prompt.tokens.size();
  const std::size_t positions =
      std::min(program.graph->max_tokens == 0 ? kMaxTokens : program.graph->max_tokens, kMaxTokens);
  if (read == 0) throw InputError({program.graph->name, 0, 0, "prompt"}, "no token", "at least one");
  const std::size_t most = std::max(read, prompt.tokens.size());
  if (most > positions) {
    throw InputError({program.graph->name, 0, 0, "prompt"}, std::to_string(most) + " tokens",
                     "at most " + std::to_string(positions));
  }
  return std::min(wanted, positions - read + 1);
}

class Writer {
 public:
  Writer(const Program& program, const GenerateOptions& options) : program_(program), options_(options) {}

  GeneratedText write(const Backend& backend, Fidelity fidelity, Sample next, ProgressStage& progress) const {
    const std::size_t most = room(program_, next, options_.tokens);
    GeneratedText text;
    text.fidelity = fidelity;
    const std::unique_ptr<DecodeState> state = backend.new_state();
    const auto begun = Clock::now();
    while (text.tokens.size() < most && !options_.control.cancel.cancelled()) {
      const Matrix logits = backend.run(Pass{std::span(&next, 1), 0, state.get()}, text.counters).matrix;
      const std::span<const float> row(logits.row(logits.rows - 1), logits.cols);
      const auto position = static_cast<std::uint32_t>(state->past(0));
      const std::size_t token = choose_token(row, options_.choice, 0, position);
      text.log_probability -= negative_log_likelihood(row, token);
      progress.advance(1);
      const std::vector<int>& ends = program_.graph->special.end;
      text.ended = std::find(ends.begin(), ends.end(), static_cast<int>(token)) != ends.end();
      if (text.ended) break;
      text.tokens.push_back(static_cast<int>(token));
      next = Sample{};
      (is_pair(program_) ? next.target : next.tokens) = {static_cast<int>(token)};
    }
    text.wall_s = std::chrono::duration<double>(Clock::now() - begun).count();
    return text;
  }

 private:
  const Program& program_;
  const GenerateOptions& options_;
};

/// The prompt with what was written behind it, as one sample.
Sample joined(Sample prompt, const GeneratedText& text, const Program& program) {
  std::vector<int>& read = is_pair(program) ? prompt.target : prompt.tokens;
  read.insert(read.end(), text.tokens.begin(), text.tokens.end());
  if (program.graph->max_tokens != 0 && read.size() > program.graph->max_tokens)
    read.resize(program.graph->max_tokens);
  if (!prompt.token_types.empty()) prompt.token_types.resize(prompt.tokens.size(), 0);
  return prompt;
}

std::size_t leading_agreement(const std::vector<int>& a, const std::vector<int>& b) {
  const auto end = std::mismatch(a.begin(), a.end(), b.begin(), b.end()).first;
  return static_cast<std::size_t>(end - a.begin());
}

}  // namespace

Generation generate(const Program& program, const Chip& chip, const Sample& prompt,
                    const GenerateOptions& options) {
  const std::vector<Fidelity> order = digital_first(options.fidelities);
  const Writer writer(program, options);
  Generation out;
  ProgressStage progress(options.control, "writing", "tokens",
                         order.size() * room(program, prompt, options.tokens));
  for (Fidelity fidelity : order) {
    if (fidelity != Fidelity::digital && out.ranges.products.empty()) {
      const Sample calibration = joined(prompt, out.texts[0], program);
      out.ranges = calibrate(program, chip, std::span(&calibration, 1), options.threads);
    }
    const auto backend = make_backend(fidelity, program, chip, out.ranges,
                                      {Sources::all(), options.seed, nullptr, options.threads});
    out.texts.push_back(writer.write(*backend, fidelity, prompt, progress));
    out.texts.back().agreeing = leading_agreement(out.texts.back().tokens, out.texts[0].tokens);
    if (options.control.cancel.cancelled()) break;
  }
  out.complete = !options.control.cancel.cancelled();
  return out;
}

}  // namespace tron::inference
