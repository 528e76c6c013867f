"""Marian, BART and T5 after the papers, in Hugging Face's names. Logits of every target row."""
import math

import numpy as np
import torch
import torch.nn.functional as F

from .weights import activation, attend, causal


def sinusoids(rows, width):
    """MarianSinusoidalPositionalEmbedding: sines in the first half, cosines in the second."""
    angle = np.array([[p / np.power(10000, 2 * (j // 2) / width) for j in range(width)] for p in range(rows)])
    half = width // 2 + width % 2
    out = np.empty((rows, width))
    out[:, :half] = np.sin(angle[:, 0::2])
    out[:, half:] = np.cos(angle[:, 1::2])
    return torch.from_numpy(out.astype("<f4")).double()


def pair_attention(w, x, memory, at, d, heads, allowed=None):
    query = w.linear(x, at + "q_proj", d, d)
    key, value = (w.linear(memory, at + n, d, d) for n in ("k_proj", "v_proj"))
    return w.linear(attend(query, key, value, heads, allowed=allowed), at + "out_proj", d, d)


def pair_side(w, ids, word, c, side, memory=None):
    d, heads = c["d_model"], c[side + "_attention_heads"]
    hidden, root = c[side + "_ffn_dim"], f"model.{side}."
    scale = math.sqrt(d) if c["scale_embedding"] else 1.0
    x = word[ids] * scale
    if c["model_type"] == "marian":
        x = x + sinusoids(c["max_position_embeddings"], d)[:len(ids)]
    else:  # BART: two rows of the table stand before the first position's
        x = x + w(root + "embed_positions.weight", c["max_position_embeddings"] + 2, d, scale=0.3)[2:2 + len(ids)]
        x = w.norm(x, root + "layernorm_embedding", d, 1e-5)
    seen = causal(len(ids)) if side == "decoder" else None
    for i in range(c[side + "_layers"]):
        at = f"{root}layers.{i}."
        y = pair_attention(w, x, x, at + "self_attn.", d, heads, seen)
        x = w.norm(x + y, at + "self_attn_layer_norm", d, 1e-5)
        if memory is not None:
            y = pair_attention(w, x, memory, at + "encoder_attn.", d, heads)
            x = w.norm(x + y, at + "encoder_attn_layer_norm", d, 1e-5)
        y = activation(w.linear(x, at + "fc1", d, hidden), c["activation_function"])
        x = w.norm(x + w.linear(y, at + "fc2", hidden, d), at + "final_layer_norm", d, 1e-5)
    return x


def pair(w, ids, target, c):
    word = w("model.shared.weight", c["vocab_size"], c["d_model"], scale=0.7)
    memory = pair_side(w, ids, word, c, "encoder")
    x = pair_side(w, target, word, c, "decoder", memory)
    if c["model_type"] == "bart":  # as older checkpoints have them
        for name in ("model.encoder.embed_tokens.weight", "model.decoder.embed_tokens.weight", "lm_head.weight"):
            w.again(name, "model.shared.weight")
    return x @ word.T + w("final_logits_bias", 1, c["vocab_size"], scale=0.3)


def bucket(distance, buckets, longest, both_sides):
    """_relative_position_bucket of modeling_t5.py."""
    out = torch.zeros_like(distance)
    if both_sides:
        buckets //= 2
        out = out + (distance > 0).long() * buckets
        distance = distance.abs()
    else:
        distance = -torch.min(distance, torch.zeros_like(distance))
    exact = buckets // 2
    far = exact + (torch.log(distance.float() / exact) / math.log(longest / exact) * (buckets - exact)).long()
    far = torch.min(far, torch.full_like(far, buckets - 1))
    return out + torch.where(distance < exact, distance, far)


def t5_attention(w, x, memory, at, c, bias=None, allowed=None):
    d, heads = c["d_model"], c["num_heads"]
    inner = heads * c["d_kv"]
    query = w.linear(x, at + "q", d, inner, bias=False)
    key, value = (w.linear(memory, at + n, d, inner, bias=False) for n in "kv")
    y = attend(query, key, value, heads, bias=bias, allowed=allowed, scale=1.0)
    return w.linear(y, at + "o", inner, d, bias=False)


def t5_feed_forward(w, x, at, c):
    d, hidden = c["d_model"], c["d_ff"]
    if c["feed_forward_proj"] == "gated-gelu":
        gate = F.gelu(w.linear(x, at + "wi_0", d, hidden, bias=False), approximate="tanh")
        y = gate * w.linear(x, at + "wi_1", d, hidden, bias=False)
    else:
        y = F.relu(w.linear(x, at + "wi", d, hidden, bias=False))
    return w.linear(y, at + "wo", hidden, d, bias=False)


def t5_side(w, ids, word, c, side, memory=None):
    epsilon, decoder = c["layer_norm_epsilon"], side == "decoder"
    x = word[ids]
    buckets = c["relative_attention_num_buckets"]
    table = w(f"{side}.block.0.layer.0.SelfAttention.relative_attention_bias.weight", buckets, c["num_heads"],
              scale=0.8)
    place = torch.arange(len(ids))
    number = bucket(place[None] - place[:, None], buckets, c["relative_attention_max_distance"], not decoder)
    bias = table[number].permute(2, 0, 1)
    for i in range(c["num_decoder_layers" if decoder else "num_layers"]):
        at = f"{side}.block.{i}.layer."
        y = w.rms_norm(x, at + "0.layer_norm", epsilon)
        x = x + t5_attention(w, y, y, at + "0.SelfAttention.", c, bias, causal(len(ids)) if decoder else None)
        if decoder:
            y = w.rms_norm(x, at + "1.layer_norm", epsilon)
            x = x + t5_attention(w, y, memory, at + "1.EncDecAttention.", c)
        last = at + ("2." if decoder else "1.")
        x = x + t5_feed_forward(w, w.rms_norm(x, last + "layer_norm", epsilon), last + "DenseReluDense.", c)
    return w.rms_norm(x, side + ".final_layer_norm", epsilon)


def t5(w, ids, target, c):
    word = w("shared.weight", c["vocab_size"], c["d_model"], scale=0.7)
    memory = t5_side(w, ids, word, c, "encoder")
    x = t5_side(w, target, word, c, "decoder", memory)
    if c["tie_word_embeddings"]:
        return x * c["d_model"] ** -0.5 @ word.T
    return w.linear(x, "lm_head", c["d_model"], c["vocab_size"], bias=False)
