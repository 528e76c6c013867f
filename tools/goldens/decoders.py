"""GPT-2, OPT, Llama, Mistral and Qwen2 after the papers, in Hugging Face's names. Every row's logits."""
import math

import torch
import torch.nn.functional as F

from .weights import activation, attend, causal


def gpt2(w, ids, c):
    root = "" if c["bare"] else "transformer."
    d, epsilon = c["n_embd"], c["layer_norm_epsilon"]
    hidden = c["n_inner"] or 4 * d
    word = w(root + "wte.weight", c["vocab_size"], d, scale=0.7)
    x = word[ids] + w(root + "wpe.weight", c["n_positions"], d, scale=0.3)[:len(ids)]
    for i in range(c["n_layer"]):
        at = f"{root}h.{i}."
        y = w.norm(x, at + "ln_1", d, epsilon)
        query, key, value = w.conv1d(y, at + "attn.c_attn", d, 3 * d).split(d, 1)
        scale = (d // c["n_head"]) ** -0.5 / (i + 1 if c.get("scale_attn_by_inverse_layer_idx") else 1)
        y = attend(query, key, value, c["n_head"], allowed=causal(len(ids)), scale=scale)
        x = x + w.conv1d(y, at + "attn.c_proj", d, d)
        y = w.norm(x, at + "ln_2", d, epsilon)
        y = activation(w.conv1d(y, at + "mlp.c_fc", d, hidden), c["activation_function"])
        x = x + w.conv1d(y, at + "mlp.c_proj", hidden, d)
        if c["bare"]:  # the mask, as the first checkpoints keep it
            size = c["n_positions"]
            w.keep(at + "attn.bias", torch.ones(size, size).tril().view(1, 1, size, size))
    x = w.norm(x, root + "ln_f", d, epsilon)
    if c["tie_word_embeddings"]:
        return x @ word.T
    return w.linear(x, "lm_head", d, c["vocab_size"], bias=False)


def opt(w, ids, c):
    root = "model.decoder."
    d, narrow, hidden = c["hidden_size"], c["word_embed_proj_dim"], c["ffn_dim"]
    before = c["do_layer_norm_before"]
    word = w(root + "embed_tokens.weight", c["vocab_size"], narrow, scale=0.7)
    position = w(root + "embed_positions.weight", c["max_position_embeddings"] + 2, d, scale=0.3)
    x = word[ids]
    if narrow != d:
        x = w.linear(x, root + "project_in", narrow, d, bias=False)
    x = x + position[2:2 + len(ids)]
    for i in range(c["num_hidden_layers"]):
        at = f"{root}layers.{i}."
        norm1 = lambda z: w.norm(z, at + "self_attn_layer_norm", d, 1e-5)
        norm2 = lambda z: w.norm(z, at + "final_layer_norm", d, 1e-5)
        y = norm1(x) if before else x
        query, key, value = (w.linear(y, f"{at}self_attn.{n}_proj", d, d) for n in "qkv")
        y = attend(query, key, value, c["num_attention_heads"], allowed=causal(len(ids)))
        x = x + w.linear(y, at + "self_attn.out_proj", d, d)
        x = x if before else norm1(x)
        y = norm2(x) if before else x
        y = activation(w.linear(y, at + "fc1", d, hidden), c["activation_function"])
        x = x + w.linear(y, at + "fc2", hidden, d)
        x = x if before else norm2(x)
    if before:
        x = w.norm(x, root + "final_layer_norm", d, 1e-5)
    if narrow != d:
        x = w.linear(x, root + "project_out", d, narrow, bias=False)
    w.again("lm_head.weight", root + "embed_tokens.weight")
    return x @ word.T


def turning_speeds(c, depth):
    """inv_freq of modeling_rope_utils.py: default, linear and llama3."""
    speed = 1.0 / c["rope_theta"] ** (torch.arange(0, depth, 2).double() / depth)
    scaling = c.get("rope_scaling")
    if not scaling:
        return speed
    kind = scaling.get("rope_type", scaling.get("type"))
    factor = scaling["factor"]
    if kind == "linear":
        return speed / factor
    low, high = scaling["low_freq_factor"], scaling["high_freq_factor"]
    trained = scaling["original_max_position_embeddings"]
    out = []
    for f in speed.tolist():
        wavelength = 2 * math.pi / f
        if wavelength < trained / high:
            out.append(f)
        elif wavelength > trained / low:
            out.append(f / factor)
        else:
            smooth = (trained / wavelength - low) / (high - low)
            out.append((1 - smooth) * f / factor + smooth * f)
    return torch.tensor(out, dtype=torch.float64)


def rotate(speed):
    def turn(x):
        angle = torch.arange(x.shape[1]).double()[:, None] * speed[None]
        angle = torch.cat([angle, angle], -1)
        half = x.shape[-1] // 2
        return x * angle.cos() + torch.cat([-x[..., half:], x[..., :half]], -1) * angle.sin()
    return turn


def llama(w, ids, c):
    """Llama; Mistral has a window, Qwen2 biases of query, key and value."""
    d, heads, kv_heads = c["hidden_size"], c["num_attention_heads"], c["num_key_value_heads"]
    depth = c.get("head_dim") or d // heads
    hidden, epsilon = c["intermediate_size"], c["rms_norm_eps"]
    biased = c["model_type"] == "qwen2" or c.get("attention_bias", False)
    word = w("model.embed_tokens.weight", c["vocab_size"], d, scale=0.7)
    turn = rotate(turning_speeds(c, depth))
    x = word[ids]
    for i in range(c["num_hidden_layers"]):
        at = f"model.layers.{i}."
        slides = c["model_type"] == "mistral" or (c.get("use_sliding_window") and i >= c["max_window_layers"])
        y = w.rms_norm(x, at + "input_layernorm", epsilon)
        query = w.linear(y, at + "self_attn.q_proj", d, heads * depth, biased)
        key = w.linear(y, at + "self_attn.k_proj", d, kv_heads * depth, biased)
        value = w.linear(y, at + "self_attn.v_proj", d, kv_heads * depth, biased)
        seen = causal(len(ids), c["sliding_window"] if slides else None)
        y = attend(query, key, value, heads, kv_heads, allowed=seen, turn=turn)
        x = x + w.linear(y, at + "self_attn.o_proj", heads * depth, d, bias=False)
        y = w.rms_norm(x, at + "post_attention_layernorm", epsilon)
        gate = F.silu(w.linear(y, at + "mlp.gate_proj", d, hidden, bias=False))
        y = gate * w.linear(y, at + "mlp.up_proj", d, hidden, bias=False)
        x = x + w.linear(y, at + "mlp.down_proj", hidden, d, bias=False)
    x = w.rms_norm(x, "model.norm", epsilon)
    return x @ word.T if c["tie_word_embeddings"] else w.linear(x, "lm_head", d, c["vocab_size"], bias=False)
