#pragma once

#include <string>
#include <vector>

#include "report/report.h"
#include "rooms.h"

namespace tron::report {

// What an answer is worth in words and cells, by the task that the network and the data make.

/// "In exact arithmetic the network answers 463 of 500 images right (92.6 %)."
std::string digital_finding(const FidelityResult& digital, const InferSubject& subject);

/// "Through light (photonic) ..." against exact arithmetic, with what the intervals allow to say.
std::string light_finding(const FidelityResult& light, const FidelityResult& digital,
                          const InferSubject& subject);

/// What ideal operands of the chip's bits make of it: "get 1 more wrong", "give a loss of 1.570 nats".
std::string plain_finding(const FidelityResult& result, const FidelityResult& digital,
                          const InferSubject& subject);

/// The task's one number with its unit: "92.4 %", "1.564 nats", "Spearman 0.812".
std::string score_text(const FidelityResult& result, Task task);
/// The same with what it was counted on: "92.4 % (462 of 500)", "1.564 nats (1 812 tokens)".
std::string counted_score(const FidelityResult& result, Task task);
/// What that number is called: "right", "loss", "Spearman", "as digital".
std::string score_name(Task task);

/// Columns of the table of answers behind assumptions and fidelity, and their cells.
std::vector<std::string> answer_columns(Task task);
std::vector<std::string> answer_cells(const FidelityResult& result, Task task);

}  // namespace tron::report
