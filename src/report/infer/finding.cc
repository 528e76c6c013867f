#include "report/infer/finding.h"

#include <cmath>
#include <cstdlib>

#include <fmt/format.h>

#include "report/draw/text_layout.h"
#include "report/infer/infer_page.h"

namespace tron::report {
namespace {

std::int64_t more_wrong(const FidelityResult& digital, const FidelityResult& r) {
  return static_cast<std::int64_t>(digital.correct) - static_cast<std::int64_t>(r.correct);
}

/// The number of right answers beside digital's.
std::string against_digital(std::int64_t more_wrong) {
  if (more_wrong == 0) return "as many as digital";
  return fmt::format("{} {} than digital", std::abs(more_wrong), more_wrong > 0 ? "fewer" : "more");
}

std::string nats(double loss) {
  return fmt::format("{:.4f} nats", loss);
}

std::string interval_text(const Interval& i) {
  if (!std::isfinite(i.low) || !std::isfinite(i.high)) return "-";
  return fmt::format("{:.3f} .. {:.3f}", i.low, i.high);
}

std::string correlation(double r) {
  return std::isnan(r) ? "-" : fmt::format("{:.3f}", r);
}

bool overlap(const Interval& a, const Interval& b) {
  return a.low <= b.high && b.low <= a.high;
}

std::string samples_text(const FidelityResult& r, const InferSubject& s) {
  return counted(r.samples, s.noun, s.nouns);
}

/// Tokens are what a language model is scored on; other tasks are scored on their samples.
std::string scored_text(const FidelityResult& r, const InferSubject& s) {
  return r.language ? counted(r.scored, "token", "tokens") : samples_text(r, s);
}

std::string too_few(bool differs, bool overlaps, const std::string& things) {
  if (!differs || !overlaps) return "";
  return fmt::format(" The 95 % intervals overlap: the difference is within the uncertainty of {}.", things);
}

std::string opening(const FidelityResult& light) {
  return fmt::format("On the simulated chip ({}) ", fidelity_name(light.fidelity));
}

std::string kept_answers(const FidelityResult& r) {
  return fmt::format("{} of its answers agree with digital.", unbroken(percent(r.agreement)));
}

std::string light_classes(const FidelityResult& r, const FidelityResult& digital, const InferSubject& s) {
  const std::int64_t more = more_wrong(digital, r);
  return fmt::format("the network answers {} of {} right ({}), {}; {}", r.correct, samples_text(r, s),
                     unbroken(percent(r.accuracy)), against_digital(more), kept_answers(r)) +
         too_few(more != 0, overlap(r.interval, digital.interval), samples_text(r, s));
}

std::string light_language(const FidelityResult& r, const FidelityResult& digital, const InferSubject& s) {
  const LanguageScore& a = *r.language;
  const LanguageScore& b = *digital.language;
  return fmt::format(
             "the loss is {} per token ({:+.4f}; perplexity {:.3f}) and {} of the tokens are predicted; {} "
             "of the most likely tokens agree with digital.",
             nats(a.loss), a.loss - b.loss, a.perplexity, percent(r.accuracy), percent(r.agreement)) +
         too_few(a.loss != b.loss, overlap(a.interval, b.interval), scored_text(r, s));
}

std::string light_embedding(const FidelityResult& r, const FidelityResult& digital) {
  const EmbeddingScore& a = *r.embedding;
  std::string out =
      fmt::format("the embeddings have a mean cosine of {:.4f} with those of digital", a.cosine);
  if (a.pairs == 0) return out + ".";
  out += fmt::format("; the Spearman correlation of the pairs is {} [{}].", correlation(a.spearman),
                     interval_text(a.interval));
  const EmbeddingScore& b = *digital.embedding;
  return out + too_few(a.spearman != b.spearman, overlap(a.interval, b.interval),
                       counted(a.pairs, "pair", "pairs"));
}

std::string light_rows(const FidelityResult& r) {
  return fmt::format(
      "{} of the rows have their largest value at the same place as digital; the "
      "signal-to-error ratio is {} dB.",
      percent(r.agreement), decibels(r.ser_db));
}

}  // namespace

std::string digital_finding(const FidelityResult& d, const InferSubject& s) {
  if (d.language) {
    return fmt::format(
        "In exact arithmetic (digital) the network's loss is {} per token (perplexity {:.3f}) over {} of "
        "{}; the most likely token is right for {}.",
        nats(d.language->loss), d.language->perplexity, scored_text(d, s), samples_text(d, s),
        percent(d.accuracy));
  }
  if (d.embedding && d.embedding->pairs > 0 && std::isnan(d.embedding->spearman)) {
    return "The pairs have no rank correlation: there are fewer than two, or their scores or cosines are all "
           "equal.";
  }
  if (d.embedding && d.embedding->pairs > 0) {
    return fmt::format(
        "In exact arithmetic (digital) the cosines of {} have a Spearman correlation of {} [{}] with their "
        "scores.",
        counted(d.embedding->pairs, "pair", "pairs"), correlation(d.embedding->spearman),
        interval_text(d.embedding->interval));
  }
  if (d.scored == 0) {
    return fmt::format("The data has no labels for {}: answers are compared with exact arithmetic (digital).",
                       samples_text(d, s));
  }
  return fmt::format("In exact arithmetic (digital) the network answers {} of {} {} right ({}).", d.correct,
                     d.scored, s.nouns, percent(d.accuracy));
}

std::string light_finding(const FidelityResult& light, const FidelityResult& digital,
                          const InferSubject& subject) {
  if (light.language && digital.language) return opening(light) + light_language(light, digital, subject);
  if (light.embedding && digital.embedding) return opening(light) + light_embedding(light, digital);
  if (light.scored == 0) return opening(light) + light_rows(light);
  return opening(light) + light_classes(light, digital, subject);
}

std::string plain_finding(const FidelityResult& r, const FidelityResult& digital, const InferSubject& s) {
  if (s.task == Task::classify && r.scored > 0) {
    return fmt::format("{} are right, {}", r.correct, against_digital(more_wrong(digital, r)));
  }
  return "the result is " + score_text(r, s.task);
}

std::string score_name(Task task) {
  switch (task) {
    case Task::classify:
      return "right";
    case Task::predict:
      return "loss";
    case Task::embed:
      return "Spearman";
    case Task::compare:
      break;
  }
  return "as digital";
}

std::string score_text(const FidelityResult& r, Task task) {
  if (task == Task::predict && r.language) return "a loss of " + nats(r.language->loss);
  if (task == Task::embed && r.embedding) {
    return r.embedding->pairs > 0 ? "Spearman " + correlation(r.embedding->spearman)
                                  : fmt::format("a cosine of {:.4f}", r.embedding->cosine);
  }
  if (r.scored > 0) return percent(r.accuracy);
  return percent(r.agreement) + " as digital";
}

std::string counted_score(const FidelityResult& r, Task task) {
  if (task == Task::predict && r.language) {
    return fmt::format("{} ({} tokens)", nats(r.language->loss), grouped(r.scored));
  }
  if (task == Task::embed && r.embedding && r.embedding->pairs > 0) {
    return fmt::format("{} ({} pairs)", correlation(r.embedding->spearman), r.embedding->pairs);
  }
  if (r.scored > 0) return fmt::format("{} ({} of {})", percent(r.accuracy), r.correct, r.scored);
  return percent(r.agreement);
}

std::vector<std::string> answer_columns(Task task) {
  switch (task) {
    case Task::classify:
      return {"right", "accuracy", "95 % interval", "as digital"};
    case Task::predict:
      return {"tokens", "loss, nats", "95 % interval", "perplexity", "predicted", "as digital"};
    case Task::embed:
      return {"pairs", "Spearman", "95 % interval", "cosine with digital"};
    case Task::compare:
      break;
  }
  return {"as digital", "SER, dB"};
}

std::vector<std::string> answer_cells(const FidelityResult& r, Task task) {
  if (task == Task::classify) {
    if (r.scored == 0) return {"-", "-", "-", percent(r.agreement)};
    return {fmt::format("{} of {}", r.correct, r.scored), percent(r.accuracy),
            fmt::format("{:.1f} .. {:.1f} %", 100 * r.interval.low, 100 * r.interval.high),
            percent(r.agreement)};
  }
  if (task == Task::predict) {
    if (!r.language) return {"0", "-", "-", "-", "-", percent(r.agreement)};
    return {grouped(r.scored),
            fmt::format("{:.4f}", r.language->loss),
            interval_text(r.language->interval),
            fmt::format("{:.3f}", r.language->perplexity),
            percent(r.accuracy),
            percent(r.agreement)};
  }
  if (task == Task::embed && r.embedding) {
    const EmbeddingScore& e = *r.embedding;
    const bool pairs = e.pairs > 0;
    return {pairs ? std::to_string(e.pairs) : "-", pairs ? correlation(e.spearman) : "-",
            pairs ? interval_text(e.interval) : "-", fmt::format("{:.4f}", e.cosine)};
  }
  return {percent(r.agreement), decibels(r.ser_db)};
}

}  // namespace tron::report
