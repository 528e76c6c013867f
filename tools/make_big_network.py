#!/usr/bin/env python3
"""Writes a large network of random weights as a Hugging Face folder: to see what size does to memory and speed.

Needs Debian's python3-numpy. Weights are drawn piece by piece, so that this script stays small too.

    tools/make_big_network.py bert-base /tmp/bert-base               # 438 MB, fp32, with a vocab.txt
    tools/make_big_network.py llama /tmp/llama-4gb --gigabytes 4     # bf16, in shards of about 1 GB
"""
import argparse
import json
import os
import struct

import numpy as np

SIZES = {"F32": 4, "BF16": 2}


def bert_base():
    d, hidden, vocabulary, layers = 768, 3072, 30522, 12
    tensors = {"bert.embeddings.word_embeddings.weight": (vocabulary, d),
               "bert.embeddings.position_embeddings.weight": (512, d),
               "bert.embeddings.token_type_embeddings.weight": (2, d)}

    def dense(name, rows, cols):
        tensors[name + ".weight"], tensors[name + ".bias"] = (rows, cols), (rows,)

    def norm(name):
        tensors[name + ".weight"], tensors[name + ".bias"] = (d,), (d,)
    norm("bert.embeddings.LayerNorm")
    for i in range(layers):
        at = f"bert.encoder.layer.{i}."
        for part in ("query", "key", "value"):
            dense(at + "attention.self." + part, d, d)
        dense(at + "attention.output.dense", d, d)
        norm(at + "attention.output.LayerNorm")
        dense(at + "intermediate.dense", hidden, d)
        dense(at + "output.dense", d, hidden)
        norm(at + "output.LayerNorm")
    dense("bert.pooler.dense", d, d)
    dense("classifier", 2, d)
    config = {"architectures": ["BertForSequenceClassification"], "model_type": "bert", "hidden_size": d,
              "num_hidden_layers": layers, "num_attention_heads": 12, "intermediate_size": hidden, "hidden_act": "gelu",
              "layer_norm_eps": 1e-12, "vocab_size": vocabulary, "max_position_embeddings": 512, "type_vocab_size": 2}
    return config, tensors, "F32"


def llama(gigabytes):
    d, hidden, vocabulary, heads, key_heads = 2048, 5632, 32000, 32, 8
    layer = 2 * d * d + 2 * d * d * key_heads // heads + 3 * d * hidden + 2 * d
    layers = max(1, round((gigabytes * 1e9 / SIZES["BF16"] - 2 * vocabulary * d - d) / layer))
    tensors = {"model.embed_tokens.weight": (vocabulary, d)}
    for i in range(layers):
        at = f"model.layers.{i}."
        tensors[at + "input_layernorm.weight"] = (d,)
        for part, rows in (("q", d), ("k", d * key_heads // heads), ("v", d * key_heads // heads), ("o", d)):
            tensors[at + f"self_attn.{part}_proj.weight"] = (rows, d)
        tensors[at + "post_attention_layernorm.weight"] = (d,)
        for part, shape in (("gate", (hidden, d)), ("up", (hidden, d)), ("down", (d, hidden))):
            tensors[at + f"mlp.{part}_proj.weight"] = shape
    tensors["model.norm.weight"] = (d,)
    tensors["lm_head.weight"] = (vocabulary, d)
    config = {"architectures": ["LlamaForCausalLM"], "model_type": "llama", "hidden_size": d, "intermediate_size": hidden,
              "num_hidden_layers": layers, "num_attention_heads": heads, "num_key_value_heads": key_heads,
              "vocab_size": vocabulary, "max_position_embeddings": 2048, "rms_norm_eps": 1e-5, "rope_theta": 10000.0,
              "hidden_act": "silu", "tie_word_embeddings": False, "bos_token_id": 1, "eos_token_id": 2}
    return config, tensors, "BF16"


def values(random, name, shape, dtype):
    scale = 0.02 if len(shape) == 2 else 0.1
    drawn = random.standard_normal(shape, dtype=np.float32) * np.float32(scale)
    if len(shape) == 1 and ("norm" in name.lower()) and name.endswith("weight"):
        drawn += 1
    return drawn.astype("<f4") if dtype == "F32" else (drawn.view("<u4") >> 16).astype("<u2")


def write_shard(path, tensors, dtype, random):
    header, offset = {"__metadata__": {"format": "pt"}}, 0
    for name, shape in tensors.items():
        size = int(np.prod(shape)) * SIZES[dtype]
        header[name] = {"dtype": dtype, "shape": list(shape), "data_offsets": [offset, offset + size]}
        offset += size
    text = json.dumps(header, separators=(",", ":")).encode()
    text += b" " * (-len(text) % 8)
    with open(path, "wb") as stream:
        stream.write(struct.pack("<Q", len(text)) + text)
        for name, shape in tensors.items():
            stream.write(values(random, name, shape, dtype).tobytes())
    return offset


def shards_of(tensors, dtype, most):
    shards, size = [{}], 0
    for name, shape in tensors.items():
        bytes_here = int(np.prod(shape)) * SIZES[dtype]
        if shards[-1] and size + bytes_here > most:
            shards.append({})
            size = 0
        shards[-1][name] = shape
        size += bytes_here
    return shards


def write_network(folder, config, tensors, dtype, most):
    os.makedirs(folder, exist_ok=True)
    random = np.random.default_rng(1)
    with open(os.path.join(folder, "config.json"), "w", encoding="utf-8") as stream:
        stream.write(json.dumps(config, indent=1) + "\n")
    shards = shards_of(tensors, dtype, most)
    if len(shards) == 1:
        write_shard(os.path.join(folder, "model.safetensors"), shards[0], dtype, random)
        return
    where, total = {}, 0
    for i, shard in enumerate(shards, 1):
        name = f"model-{i:05d}-of-{len(shards):05d}.safetensors"
        total += write_shard(os.path.join(folder, name), shard, dtype, random)
        where.update({tensor: name for tensor in shard})
    with open(os.path.join(folder, "model.safetensors.index.json"), "w", encoding="utf-8") as stream:
        stream.write(json.dumps({"metadata": {"total_size": total}, "weight_map": where}, indent=1) + "\n")


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("kind", choices=["bert-base", "llama"])
    parser.add_argument("folder")
    parser.add_argument("--gigabytes", type=float, default=4)
    args = parser.parse_args()
    config, tensors, dtype = bert_base() if args.kind == "bert-base" else llama(args.gigabytes)
    write_network(args.folder, config, tensors, dtype, most=10**9)
    if args.kind == "bert-base":
        words = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"] + [f"word{i}" for i in range(config["vocab_size"] - 5)]
        with open(os.path.join(args.folder, "vocab.txt"), "w", encoding="utf-8") as stream:
            stream.write("\n".join(words) + "\n")


if __name__ == "__main__":
    main()
