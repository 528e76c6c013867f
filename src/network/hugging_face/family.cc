#include "network/hugging_face/family.h"

#include <algorithm>

#include "network/hugging_face/config/config_readers.h"
#include "network/hugging_face/graph_builders.h"

namespace tron::network {

const std::vector<Family>& families() {
  using enum Head;
  static const std::vector<Family> records = {
      {"vit", {{"ViTForImageClassification", classifier}, {"ViTModel", embedding}}, read_vit, build_vit},
      {"deit", {{"DeiTForImageClassification", classifier}, {"DeiTModel", embedding}}, read_vit, build_vit},
      {"bert",
       {{"BertForSequenceClassification", classifier},
        {"BertModel", embedding},
        {"BertForMaskedLM", masked_words}},
       read_bert,
       build_bert},
      {"roberta",
       {{"RobertaForSequenceClassification", classifier},
        {"RobertaModel", embedding},
        {"RobertaForMaskedLM", masked_words}},
       read_roberta,
       build_roberta},
      {"xlm-roberta",
       {{"XLMRobertaForSequenceClassification", classifier},
        {"XLMRobertaModel", embedding},
        {"XLMRobertaForMaskedLM", masked_words}},
       read_roberta,
       build_roberta},
      {"camembert",
       {{"CamembertForSequenceClassification", classifier},
        {"CamembertModel", embedding},
        {"CamembertForMaskedLM", masked_words}},
       read_roberta,
       build_roberta},
      {"distilbert",
       {{"DistilBertForSequenceClassification", classifier},
        {"DistilBertModel", embedding},
        {"DistilBertForMaskedLM", masked_words}},
       read_distilbert,
       build_distilbert},
      {"albert",
       {{"AlbertForSequenceClassification", classifier},
        {"AlbertModel", embedding},
        {"AlbertForMaskedLM", masked_words}},
       read_albert,
       build_albert},
      {"gpt2", {{"GPT2LMHeadModel", next_words}}, read_gpt2, build_gpt2},
      {"opt", {{"OPTForCausalLM", next_words}}, read_opt, build_opt},
      {"llama", {{"LlamaForCausalLM", next_words}}, read_llama, build_llama},
      {"mistral", {{"MistralForCausalLM", next_words}}, read_mistral, build_llama},
      {"qwen2", {{"Qwen2ForCausalLM", next_words}}, read_qwen2, build_llama},
      {"marian", {{"MarianMTModel", next_words}}, read_marian, build_marian},
      {"bart", {{"BartForConditionalGeneration", next_words}}, read_bart, build_bart},
      {"t5", {{"T5ForConditionalGeneration", next_words}}, read_t5, build_t5},
      {"mt5", {{"MT5ForConditionalGeneration", next_words}}, read_t5, build_t5},
  };
  return records;
}

const Family* find_family(const std::string& model_type) {
  const auto at =
      std::ranges::find_if(families(), [&](const Family& f) { return f.model_type == model_type; });
  return at == families().end() ? nullptr : &*at;
}

}  // namespace tron::network
