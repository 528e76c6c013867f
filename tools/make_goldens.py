#!/usr/bin/env python3
"""Makes the small networks with random weights, and PyTorch's answers, under tests/golden/.

Needs Debian's python3-torch and python3-numpy. Each folder is a network as
Hugging Face stores it (config.json, model.safetensors) with inputs.npy (images,
or rows of token ids padded with -1), targets.npy for an encoder-decoder, and
logits.npy, computed in double precision. The models are written out in
tools/goldens/ in plain PyTorch, after the papers and Hugging Face's layout.

    tools/make_goldens.py [--out tests/golden]
"""
import argparse
import json
import os

import numpy as np
import torch

from goldens import decoders, encoders, pairs
from goldens.weights import Replay, Weights, write_safetensors

FORWARD = {"vit": encoders.vit, "deit": encoders.vit, "bert": encoders.bert, "roberta": encoders.roberta,
           "xlm-roberta": encoders.roberta, "distilbert": encoders.distilbert, "albert": encoders.albert,
           "gpt2": decoders.gpt2, "opt": decoders.opt, "llama": decoders.llama, "mistral": decoders.llama,
           "qwen2": decoders.llama, "marian": pairs.pair, "bart": pairs.pair, "t5": pairs.t5}
# What a model function wants to know and config.json does not say.
PRIVATE = ("pooling", "bare", "longest")


def labels(count):
    return {str(i): f"class {i}" for i in range(count)}


def image_config(family, act, **more):
    kind = {"vit": "ViT", "deit": "DeiT"}[family]
    return {"architectures": [kind + "ForImageClassification"], "model_type": family, "hidden_size": 24,
            "num_hidden_layers": 2, "num_attention_heads": 3, "intermediate_size": 40, "hidden_act": act,
            "layer_norm_eps": 1e-6, "image_size": 12, "patch_size": 4, "num_channels": 3,
            "qkv_bias": True, "id2label": labels(5), **more}


def text_config(act, **more):
    return {"architectures": ["BertForSequenceClassification"], "model_type": "bert", "hidden_size": 32,
            "num_hidden_layers": 2, "num_attention_heads": 4, "intermediate_size": 48, "hidden_act": act,
            "layer_norm_eps": 1e-12, "vocab_size": 60, "max_position_embeddings": 16,
            "type_vocab_size": 2, "id2label": labels(3), **more}


def encoder(family, architecture, **more):
    """Without the classes' names where no class is told."""
    c = {**text_config("gelu", architectures=[architecture], model_type=family, hidden_size=16, vocab_size=40,
                       intermediate_size=24, max_position_embeddings=12), **more}
    if not architecture.endswith("Classification"):
        del c["id2label"]
    return c


def roberta(architecture, family="roberta", **more):
    ids = {"bos_token_id": 0, "pad_token_id": 1, "eos_token_id": 2}
    return encoder(family, architecture, layer_norm_eps=1e-5, type_vocab_size=1, longest=10, **ids, **more)


def distilbert(architecture, **more):
    c = {"architectures": [architecture], "model_type": "distilbert", "dim": 16, "n_layers": 2, "n_heads": 4,
         "hidden_dim": 24, "activation": "gelu", "vocab_size": 40, "max_position_embeddings": 12,
         "pad_token_id": 0, "sinusoidal_pos_embds": False, **more}
    return {**c, "id2label": labels(3)} if architecture.endswith("Classification") else c


def albert(architecture, **more):
    return encoder("albert", architecture, **{"embedding_size": 8, "num_hidden_groups": 1, "inner_group_num": 1, **more})


def gpt2(**more):
    return {"architectures": ["GPT2LMHeadModel"], "model_type": "gpt2", "n_embd": 16, "n_layer": 2, "n_head": 4,
            "n_inner": None, "n_positions": 12, "n_ctx": 12, "vocab_size": 40, "layer_norm_epsilon": 1e-5,
            "activation_function": "gelu_new", "bos_token_id": 39, "eos_token_id": 39,
            "tie_word_embeddings": True, "bare": False, **more}


def opt(**more):
    return {"architectures": ["OPTForCausalLM"], "model_type": "opt", "hidden_size": 16, "num_hidden_layers": 2,
            "num_attention_heads": 4, "ffn_dim": 24, "max_position_embeddings": 12, "vocab_size": 40,
            "word_embed_proj_dim": 16, "do_layer_norm_before": True, "_remove_final_layer_norm": False,
            "activation_function": "relu", "bos_token_id": 2, "eos_token_id": 2, "pad_token_id": 1, **more}


def llama(family, architecture, **more):
    return {"architectures": [architecture], "model_type": family, "hidden_size": 16, "num_hidden_layers": 2,
            "num_attention_heads": 4, "num_key_value_heads": 2, "intermediate_size": 24, "hidden_act": "silu",
            "max_position_embeddings": 12, "vocab_size": 40, "rms_norm_eps": 1e-5, "rope_theta": 10000.0,
            "bos_token_id": 1, "eos_token_id": 2, "tie_word_embeddings": False, **more}


def pair(family, architecture, **more):
    return {"architectures": [architecture], "model_type": family, "d_model": 16, "encoder_layers": 2,
            "decoder_layers": 2, "encoder_attention_heads": 4, "decoder_attention_heads": 2,
            "encoder_ffn_dim": 24, "decoder_ffn_dim": 20, "max_position_embeddings": 12, "vocab_size": 40,
            "pad_token_id": 39, "eos_token_id": 0, "decoder_start_token_id": 39, **more}


def t5(**more):
    return {"architectures": ["T5ForConditionalGeneration"], "model_type": "t5", "d_model": 16, "d_kv": 6,
            "d_ff": 24, "num_layers": 2, "num_decoder_layers": 2, "num_heads": 3, "vocab_size": 40,
            "relative_attention_num_buckets": 8, "relative_attention_max_distance": 9,
            "layer_norm_epsilon": 1e-6, "feed_forward_proj": "relu", "n_positions": 12,
            "tie_word_embeddings": True, "pad_token_id": 0, "eos_token_id": 1, "decoder_start_token_id": 0, **more}


STRETCHED = {"rope_type": "llama3", "factor": 8.0, "low_freq_factor": 1.0, "high_freq_factor": 4.0,
             "original_max_position_embeddings": 16}
GOLDENS = {
    "vit": (image_config("vit", "gelu"), "F32"),
    "vit-tanh": (image_config("vit", "gelu_pytorch_tanh", qkv_bias=False, image_size=8, num_channels=1), "F16"),
    "deit": (image_config("deit", "gelu"), "BF16"),
    "bert": (text_config("gelu"), "F32"),
    "bert-relu": (text_config("relu", num_hidden_layers=1), "F16"),
    "vit-embedding": (image_config("vit", "gelu", architectures=["ViTModel"], num_hidden_layers=1), "BF16"),
    "bert-embedding": (encoder("bert", "BertModel", pooling="mean"), "F16"),
    "bert-words": (encoder("bert", "BertForMaskedLM"), "F16"),
    "roberta": (roberta("RobertaForSequenceClassification"), "F16"),
    "roberta-embedding": (roberta("XLMRobertaModel", "xlm-roberta", pooling="cls"), "BF16"),
    "roberta-words": (roberta("RobertaForMaskedLM", hidden_act="relu"), "F16"),
    "distilbert": (distilbert("DistilBertForSequenceClassification"), "F32"),
    "distilbert-embedding": (distilbert("DistilBertModel", pooling="mean"), "F16"),
    "distilbert-words": (distilbert("DistilBertForMaskedLM"), "BF16"),
    "albert": (albert("AlbertForSequenceClassification", num_hidden_layers=3), "F16"),
    "albert-embedding": (albert("AlbertModel", num_hidden_layers=4, num_hidden_groups=2, pooling="mean"), "F16"),
    "albert-words": (albert("AlbertForMaskedLM", hidden_act="gelu_new"), "F16"),
    "gpt2": (gpt2(), "F32"),
    "gpt2-bare": (gpt2(bare=True, scale_attn_by_inverse_layer_idx=True, n_inner=20), "F16"),
    "opt": (opt(), "F16"),
    "opt-narrow": (opt(word_embed_proj_dim=8, do_layer_norm_before=False), "F16"),
    "llama": (llama("llama", "LlamaForCausalLM", rope_scaling=STRETCHED), "F32"),
    "llama-linear": (llama("llama", "LlamaForCausalLM", num_key_value_heads=1, head_dim=6,
                           rope_scaling={"type": "linear", "factor": 4.0}, tie_word_embeddings=True), "BF16"),
    "mistral": (llama("mistral", "MistralForCausalLM", sliding_window=3), "F16"),
    "qwen2": (llama("qwen2", "Qwen2ForCausalLM", use_sliding_window=True, sliding_window=4, max_window_layers=1,
                    rope_theta=1000000.0, tie_word_embeddings=True), "BF16"),
    "marian": (pair("marian", "MarianMTModel", activation_function="swish", scale_embedding=True), "F16"),
    "bart": (pair("bart", "BartForConditionalGeneration", activation_function="gelu", scale_embedding=False,
                  encoder_layers=1, decoder_layers=1), "F16"),
    "t5": (t5(), "F16"),
    "t5-gated": (t5(feed_forward_proj="gated-gelu", tie_word_embeddings=False, num_layers=1), "BF16"),
}
UNCHANGED = 5  # the first are the oldest, with longer sequences


def rows_of_ids(lengths, longest, random, words, first=None):
    rows = np.full((len(lengths), longest), -1, "<i4")
    for row, length in zip(rows, lengths):
        row[:length] = random.integers(3, words, length) if first is not None else random.integers(0, words, length)
        if first is not None:
            row[0] = first
    return rows


def samples_of(config, random, old):
    """The arrays to store, and what each sample's forward pass takes."""
    if "image_size" in config:
        side = config["image_size"]
        inputs = random.standard_normal((4, config["num_channels"], side, side)).astype("<f4")
        return {"inputs": inputs}, [[torch.from_numpy(image).double()] for image in inputs]
    words = config["vocab_size"]
    longest = config.get("longest") or config.get("max_position_embeddings") or config.get("n_positions")
    arrays = {"inputs": rows_of_ids((1, 2, 7, 16), longest, random, words) if old else
              rows_of_ids((1, 5, longest), longest, random, words, config.get("bos_token_id", 3))}
    if "decoder_start_token_id" in config:
        arrays["targets"] = rows_of_ids((4, 1, longest), longest, random, words, config["decoder_start_token_id"])
    tokens = [[torch.from_numpy(row[row >= 0].astype(np.int64)) for row in rows] for rows in arrays.values()]
    return arrays, [list(sample) for sample in zip(*tokens)]


def write_json(path, value):
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "w") as stream:
        stream.write(json.dumps(value, indent=1) + "\n")


def write_golden(folder, config, dtype, seed):
    arrays, samples = samples_of(config, np.random.default_rng(seed + 1000), seed <= UNCHANGED)
    w, logits = Weights(seed, dtype), []
    for sample in samples:
        logits.append(FORWARD[config["model_type"]](w, *sample, config).numpy())
        w = Replay(w.tensors)
    write_json(os.path.join(folder, "config.json"), {k: v for k, v in config.items() if k not in PRIVATE})
    if "pooling" in config:
        width = config.get("hidden_size") or config["dim"]
        write_json(os.path.join(folder, "1_Pooling", "config.json"),
                   {"word_embedding_dimension": width, "pooling_mode_cls_token": config["pooling"] == "cls",
                    "pooling_mode_mean_tokens": config["pooling"] == "mean", "pooling_mode_max_tokens": False,
                    "pooling_mode_mean_sqrt_len_tokens": False})
    write_safetensors(os.path.join(folder, "model.safetensors"), w.tensors, dtype)
    for name, array in arrays.items():
        np.save(os.path.join(folder, name + ".npy"), array)
    np.save(os.path.join(folder, "logits.npy"), np.concatenate(logits).astype("<f8" if seed <= UNCHANGED else "<f4"))


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--out", default=os.path.join(os.path.dirname(__file__), "..", "tests", "golden"))
    args = parser.parse_args()
    for seed, (name, (config, dtype)) in enumerate(GOLDENS.items(), 1):
        write_golden(os.path.join(args.out, name), config, dtype, seed)


if __name__ == "__main__":
    main()
