"""The golden networks once more, as modules written in the ways that people export: after Hugging Face's, timm's and
PyTorch's own layers. Weights come from the goldens' files."""
import json
import math
import os
import struct

import numpy as np
import torch
import torch.nn.functional as F
from torch import nn

from .decoders import turning_speeds
from .pairs import sinusoids
from .weights import decode

DTYPES = {"F32": "<f4", "F16": "<f2", "BF16": "<u2"}


def read_safetensors(path):
    with open(path, "rb") as stream:
        data = stream.read()
    size = struct.unpack("<Q", data[:8])[0]
    header, out = json.loads(data[8:8 + size]), {}
    header.pop("__metadata__", None)
    for name, entry in header.items():
        begin, end = entry["data_offsets"]
        raw = np.frombuffer(data[8 + size + begin:8 + size + end], DTYPES[entry["dtype"]])
        out[name] = torch.from_numpy(decode(raw, entry["dtype"]).astype("<f4").reshape(entry["shape"]))
    return out, next(iter(header.values()))["dtype"]


class Net(nn.Module):
    """Parameters under the names they have in the file."""

    def __init__(self, folder):
        super().__init__()
        with open(os.path.join(folder, "config.json")) as stream:
            self.c = json.load(stream)
        weights, self.dtype = read_safetensors(os.path.join(folder, "model.safetensors"))
        self.names = set(weights)
        for name, value in weights.items():
            self.register_parameter(name.replace(".", "/"), nn.Parameter(value))

    def w(self, name):
        return getattr(self, name.replace(".", "/"))

    def linear(self, x, prefix):
        bias = self.w(prefix + ".bias") if prefix + ".bias" in self.names else None
        return F.linear(x, self.w(prefix + ".weight"), bias)

    def norm(self, x, prefix, epsilon):
        gamma = self.w(prefix + ".weight")
        return F.layer_norm(x, gamma.shape, gamma, self.w(prefix + ".bias"), epsilon)

    def rms_norm(self, x, prefix, epsilon):
        variance = x.to(torch.float32).pow(2).mean(-1, keepdim=True)
        return self.w(prefix + ".weight") * (x * torch.rsqrt(variance + epsilon))


def new_gelu(x):
    return 0.5 * x * (1.0 + torch.tanh(math.sqrt(2.0 / math.pi) * (x + 0.044715 * torch.pow(x, 3.0))))


ACTIVATIONS = {"gelu": F.gelu, "relu": F.relu, "silu": F.silu, "swish": F.silu, "gelu_new": new_gelu,
               "gelu_pytorch_tanh": new_gelu}


def split_heads(x, heads):
    return x.view(x.size()[:-1] + (heads, x.shape[-1] // heads)).permute(0, 2, 1, 3)


def join_heads(x):
    x = x.permute(0, 2, 1, 3).contiguous()
    return x.view(x.size()[:-2] + (x.shape[-2] * x.shape[-1],))


class Bert(Net):
    """modeling_bert.py, and RoBERTa's positions."""

    def forward(self, input_ids, attention_mask, token_type_ids):
        c = self.c
        family = "roberta" if c["model_type"] == "roberta" else "bert"
        at, epsilon, act = family + ".embeddings.", c["layer_norm_eps"], ACTIVATIONS[c["hidden_act"]]
        if family == "roberta":
            mask = input_ids.ne(c["pad_token_id"]).int()
            positions = (torch.cumsum(mask, dim=1).type_as(mask) * mask).long() + c["pad_token_id"]
        else:
            positions = torch.arange(c["max_position_embeddings"]).expand((1, -1))[:, :input_ids.shape[1]]
        x = F.embedding(input_ids, self.w(at + "word_embeddings.weight"))
        x = x + F.embedding(token_type_ids, self.w(at + "token_type_embeddings.weight"))
        x = self.norm(x + F.embedding(positions, self.w(at + "position_embeddings.weight")), at + "LayerNorm", epsilon)
        mask = (1.0 - attention_mask[:, None, None, :].to(torch.float32)) * torch.finfo(torch.float32).min
        for i in range(c["num_hidden_layers"]):
            at = f"{family}.encoder.layer.{i}."
            query, key, value = (split_heads(self.linear(x, at + "attention.self." + n), c["num_attention_heads"])
                                 for n in ("query", "key", "value"))
            scores = torch.matmul(query, key.transpose(-1, -2)) / math.sqrt(query.shape[-1])
            y = join_heads(torch.matmul(F.dropout(torch.softmax(scores + mask, -1), 0.1, False), value))
            x = self.norm(self.linear(y, at + "attention.output.dense") + x, at + "attention.output.LayerNorm", epsilon)
            y = self.linear(act(self.linear(x, at + "intermediate.dense")), at + "output.dense")
            x = self.norm(y + x, at + "output.LayerNorm", epsilon)
        if c["architectures"][0].endswith("MaskedLM"):
            at = "cls.predictions."
            x = self.norm(act(self.linear(x, at + "transform.dense")), at + "transform.LayerNorm", epsilon)
            return F.linear(x, self.w("bert.embeddings.word_embeddings.weight"), self.w(at + "bias"))
        if family == "roberta":
            return self.linear(torch.tanh(self.linear(x[:, 0, :], "classifier.dense")), "classifier.out_proj")
        return self.linear(torch.tanh(self.linear(x[:, 0], "bert.pooler.dense")), "classifier")


class DistilBert(Net):
    """modeling_distilbert.py: queries scaled first, masked_fill; the mean of all rows."""

    def forward(self, input_ids, attention_mask):
        c = self.c
        positions = torch.arange(c["max_position_embeddings"]).unsqueeze(0)[:, :input_ids.size(1)]
        x = F.embedding(input_ids, self.w("embeddings.word_embeddings.weight"))
        x = self.norm(x + F.embedding(positions, self.w("embeddings.position_embeddings.weight")), "embeddings.LayerNorm",
                      1e-12)
        for i in range(c["n_layers"]):
            at, heads = f"transformer.layer.{i}.", c["n_heads"]
            batch, length, width = x.shape
            query, key, value = (self.linear(x, f"{at}attention.{n}_lin").view(batch, -1, heads, width // heads)
                                 .transpose(1, 2) for n in "qkv")
            scores = torch.matmul(query / math.sqrt(width // heads), key.transpose(2, 3))
            mask = (attention_mask == 0).view(batch, 1, 1, -1).expand_as(scores)
            scores = scores.masked_fill(mask, torch.tensor(torch.finfo(torch.float32).min))
            y = torch.matmul(nn.functional.softmax(scores, dim=-1), value)
            y = y.transpose(1, 2).contiguous().view(batch, -1, width)
            x = self.norm(self.linear(y, at + "attention.out_lin") + x, at + "sa_layer_norm", 1e-12)
            y = self.linear(F.gelu(self.linear(x, at + "ffn.lin1")), at + "ffn.lin2")
            x = self.norm(y + x, at + "output_layer_norm", 1e-12)
        mask = attention_mask.unsqueeze(-1).expand(x.size()).float()
        return torch.sum(x * mask, 1) / torch.clamp(mask.sum(1), min=1e-9)


class Albert(Net):
    def forward(self, input_ids, attention_mask):
        c, at = self.c, "albert.embeddings."
        types = torch.zeros(input_ids.size(), dtype=torch.long)
        positions = torch.arange(c["max_position_embeddings"]).expand((1, -1))[:, :input_ids.shape[1]]
        x = F.embedding(input_ids, self.w(at + "word_embeddings.weight"))
        x = x + F.embedding(types, self.w(at + "token_type_embeddings.weight"))
        x = x + F.embedding(positions, self.w(at + "position_embeddings.weight"))
        x = self.norm(x, at + "LayerNorm", c["layer_norm_eps"])
        x = self.linear(x, "albert.encoder.embedding_hidden_mapping_in")
        mask = (1.0 - attention_mask.unsqueeze(1).unsqueeze(2).float()) * -10000.0
        for _ in range(c["num_hidden_layers"]):
            at = "albert.encoder.albert_layer_groups.0.albert_layers.0."
            query, key, value = (split_heads(self.linear(x, at + "attention." + n), c["num_attention_heads"])
                                 for n in ("query", "key", "value"))
            scores = torch.matmul(query, key.transpose(-1, -2)) / math.sqrt(query.shape[-1]) + mask
            y = torch.matmul(scores.softmax(-1), value).transpose(2, 1).flatten(2)
            x = self.norm(x + self.linear(y, at + "attention.dense"), at + "attention.LayerNorm", c["layer_norm_eps"])
            y = self.linear(F.gelu(self.linear(x, at + "ffn")), at + "ffn_output")
            x = self.norm(y + x, at + "full_layer_layer_norm", c["layer_norm_eps"])
        return self.linear(torch.tanh(self.linear(x[:, 0], "albert.pooler")), "classifier")


class TimmViT(Net):
    """timm's ViT: one matrix for queries, keys and values."""

    def forward(self, pixel_values):
        c, at = self.c, self.c["model_type"] + ".embeddings."
        x = F.conv2d(pixel_values, self.w(at + "patch_embeddings.projection.weight"),
                     self.w(at + "patch_embeddings.projection.bias"), stride=c["patch_size"]).flatten(2).transpose(1, 2)
        tokens = [self.w(at + "cls_token").expand(x.shape[0], -1, -1)]
        if c["model_type"] == "deit":
            tokens.append(self.w(at + "distillation_token").expand(x.shape[0], -1, -1))
        x = torch.cat(tokens + [x], dim=1) + self.w(at + "position_embeddings")
        for i in range(c["num_hidden_layers"]):
            x = self.layer(x, f"{c['model_type']}.encoder.layer.{i}.")
        x = self.norm(x, c["model_type"] + ".layernorm", c["layer_norm_eps"])
        return self.linear(x[:, 0], "classifier")

    def fused(self, at, kind):
        names = [f"{at}attention.attention.{n}.{kind}" for n in ("query", "key", "value")]
        return torch.cat([self.w(n) for n in names]) if names[0] in self.names else None

    def layer(self, x, at):
        c, heads = self.c, self.c["num_attention_heads"]
        batch, rows, width = x.shape
        y = self.norm(x, at + "layernorm_before", c["layer_norm_eps"])
        qkv = F.linear(y, self.fused(at, "weight").detach(), self.fused(at, "bias"))
        query, key, value = qkv.reshape(batch, rows, 3, heads, width // heads).permute(2, 0, 3, 1, 4).unbind(0)
        y = (query @ key.transpose(-2, -1)) * (width // heads) ** -0.5
        y = (y.softmax(dim=-1) @ value).transpose(1, 2).reshape(batch, rows, width)
        x = x + self.linear(y, at + "attention.output.dense")
        y = self.norm(x, at + "layernorm_after", c["layer_norm_eps"])
        return x + self.linear(ACTIVATIONS[c["hidden_act"]](self.linear(y, at + "intermediate.dense")), at + "output.dense")


class TorchViT(TimmViT):
    """The layers as PyTorch's own nn.TransformerEncoderLayer."""

    def __init__(self, folder):
        super().__init__(folder)
        c, self.layers = self.c, nn.ModuleList()
        for i in range(c["num_hidden_layers"]):
            at = f"{c['model_type']}.encoder.layer.{i}."
            layer = nn.TransformerEncoderLayer(c["hidden_size"], c["num_attention_heads"], c["intermediate_size"], 0.0,
                                               "gelu", c["layer_norm_eps"], True, True)
            with torch.no_grad():
                layer.self_attn.in_proj_weight.copy_(self.fused(at, "weight"))
                layer.self_attn.in_proj_bias.copy_(self.fused(at, "bias"))
                for part, name in ((layer.self_attn.out_proj, "attention.output.dense"), (layer.norm1, "layernorm_before"),
                                   (layer.norm2, "layernorm_after"), (layer.linear1, "intermediate.dense"),
                                   (layer.linear2, "output.dense")):
                    part.weight.copy_(self.w(at + name + ".weight"))
                    part.bias.copy_(self.w(at + name + ".bias"))
            self.layers.append(layer)

    def layer(self, x, at):
        layer = self.layers[int(at.split(".")[-2])]
        # Written out as its slow path: the fast one has no operator in ONNX.
        x = x + layer._sa_block(layer.norm1(x), None, None)
        return x + layer._ff_block(layer.norm2(x))


class Gpt2(Net):
    """modeling_gpt2.py: Conv1D, masks by where."""

    def conv1d(self, x, prefix):
        out = x.size()[:-1] + (self.w(prefix + ".bias").shape[0],)
        return torch.addmm(self.w(prefix + ".bias"), x.view(-1, x.size(-1)), self.w(prefix + ".weight")).view(out)

    def forward(self, input_ids):
        c, root = self.c, "transformer." if "transformer.wte.weight" in self.names else ""
        positions = torch.arange(0, input_ids.shape[-1], dtype=torch.long).unsqueeze(0).view(-1, input_ids.shape[-1])
        x = F.embedding(input_ids.view(-1, input_ids.shape[-1]), self.w(root + "wte.weight"))
        x = x + F.embedding(positions, self.w(root + "wpe.weight"))
        size = c["n_positions"]
        allowed = torch.tril(torch.ones((size, size), dtype=torch.bool)).view(1, 1, size, size)
        for i in range(c["n_layer"]):
            at, heads = f"{root}h.{i}.", c["n_head"]
            y = self.norm(x, at + "ln_1", c["layer_norm_epsilon"])
            query, key, value = self.conv1d(y, at + "attn.c_attn").split(c["n_embd"], dim=2)
            query, key, value = (split_heads(z, heads) for z in (query, key, value))
            scores = torch.matmul(query, key.transpose(-1, -2))
            scores = scores / torch.full([], value.size(-1) ** 0.5, dtype=scores.dtype)
            if c.get("scale_attn_by_inverse_layer_idx"):
                scores = scores / float(i + 1)
            rows, keys = query.size(-2), key.size(-2)
            mask = allowed[:, :, keys - rows:keys, :keys]
            scores = torch.where(mask, scores, torch.full([], torch.finfo(scores.dtype).min, dtype=scores.dtype))
            y = join_heads(torch.matmul(nn.functional.softmax(scores, dim=-1).type(value.dtype), value))
            x = self.conv1d(y, at + "attn.c_proj") + x
            y = self.conv1d(self.norm(x, at + "ln_2", c["layer_norm_epsilon"]), at + "mlp.c_fc")
            x = x + self.conv1d(ACTIVATIONS[c["activation_function"]](y), at + "mlp.c_proj")
        x = self.norm(x, root + "ln_f", c["layer_norm_epsilon"])
        return F.linear(x, self.w(root + "wte.weight"))


class Opt(Net):
    """modeling_opt.py: positions from the mask, heads in the batch, an additive mask."""

    def forward(self, input_ids, attention_mask):
        c, root = self.c, "model.decoder."
        mask = attention_mask.long()
        positions = (torch.cumsum(mask, dim=1).type_as(mask) * mask).long() - 1 + 2
        x = F.embedding(input_ids, self.w(root + "embed_tokens.weight"))
        if root + "project_in.weight" in self.names:
            x = self.linear(x, root + "project_in")
        x = x + F.embedding(positions, self.w(root + "embed_positions.weight"))
        batch, length, width = x.shape
        heads, lowest = c["num_attention_heads"], torch.tensor(torch.finfo(torch.float32).min)
        seen = torch.full((length, length), lowest)
        place = torch.arange(seen.size(-1))
        seen = seen.masked_fill(place < (place + 1).view(seen.size(-1), 1), 0)[None, None].expand(batch, 1, length, length)
        hidden = 1.0 - mask[:, None, None, :].expand(batch, 1, length, length).to(torch.float32)
        seen = seen + hidden.masked_fill(hidden.to(torch.bool), lowest)
        depth = width // heads
        for i in range(c["num_hidden_layers"]):
            at = f"{root}layers.{i}."
            before = c["do_layer_norm_before"]
            y = self.norm(x, at + "self_attn_layer_norm", 1e-5) if before else x
            query = self.linear(y, at + "self_attn.q_proj") * depth ** -0.5
            query, key, value = (z.view(batch, -1, heads, depth).transpose(1, 2).contiguous().view(batch * heads, -1, depth)
                                 for z in (query, self.linear(y, at + "self_attn.k_proj"),
                                           self.linear(y, at + "self_attn.v_proj")))
            scores = torch.bmm(query, key.transpose(1, 2)).view(batch, heads, length, length) + seen
            scores = torch.max(scores, lowest).view(batch * heads, length, length)
            y = torch.bmm(nn.functional.softmax(scores, dim=-1), value).view(batch, heads, length, depth)
            y = self.linear(y.transpose(1, 2).reshape(batch, length, width), at + "self_attn.out_proj")
            x = x + y if before else self.norm(x + y, at + "self_attn_layer_norm", 1e-5)
            y = x.reshape(-1, x.size(-1))
            y = self.norm(y, at + "final_layer_norm", 1e-5) if before else y
            y = self.linear(F.relu(self.linear(y, at + "fc1")), at + "fc2")
            x = (x.reshape(-1, x.size(-1)) + y).view(x.shape)
            x = x if before else self.norm(x, at + "final_layer_norm", 1e-5)
        if root + "final_layer_norm.weight" in self.names:
            x = self.norm(x, root + "final_layer_norm", 1e-5)
        if root + "project_out.weight" in self.names:
            x = self.linear(x, root + "project_out")
        return F.linear(x, self.w(root + "embed_tokens.weight")).contiguous()


def rotate_half(x):
    return torch.cat((-x[..., x.shape[-1] // 2:], x[..., :x.shape[-1] // 2]), dim=-1)


class Llama(Net):
    """modeling_llama.py with rotations computed in the graph, and keys repeated."""

    def forward(self, input_ids, attention_mask):
        c = self.c
        heads, shared = c["num_attention_heads"], c["num_key_value_heads"]
        depth = c.get("head_dim") or c["hidden_size"] // heads
        x = F.embedding(input_ids, self.w("model.embed_tokens.weight"))
        batch, length = input_ids.shape
        speed = turning_speeds(c, depth).float()
        places = (attention_mask.long().cumsum(-1) - 1)[:, None, :].float()
        angle = (speed[None, :, None].expand(batch, -1, 1) @ places).transpose(1, 2)
        angle = torch.cat((angle, angle), dim=-1)
        cos, sin = angle.cos().unsqueeze(1), angle.sin().unsqueeze(1)
        for i in range(c["num_hidden_layers"]):
            at = f"model.layers.{i}."
            slides = c["model_type"] == "mistral" or (c.get("use_sliding_window") and i >= c["max_window_layers"])
            y = self.rms_norm(x, at + "input_layernorm", c["rms_norm_eps"])
            query = self.linear(y, at + "self_attn.q_proj").view(batch, length, heads, depth).transpose(1, 2)
            key = self.linear(y, at + "self_attn.k_proj").view(batch, length, shared, depth).transpose(1, 2)
            value = self.linear(y, at + "self_attn.v_proj").view(batch, length, shared, depth).transpose(1, 2)
            query = query * cos + rotate_half(query) * sin
            key = key * cos + rotate_half(key) * sin
            key, value = (z[:, :, None, :, :].expand(batch, shared, heads // shared, length, depth)
                          .reshape(batch, heads, length, depth) for z in (key, value))
            scores = torch.matmul(query, key.transpose(2, 3)) / math.sqrt(depth)
            scores = scores + self.mask(length, c["sliding_window"] if slides else None)
            y = torch.matmul(nn.functional.softmax(scores, dim=-1, dtype=torch.float32).to(query.dtype), value)
            y = y.transpose(1, 2).contiguous().reshape(batch, length, heads * depth)
            x = x + self.linear(y, at + "self_attn.o_proj")
            y = self.rms_norm(x, at + "post_attention_layernorm", c["rms_norm_eps"])
            y = F.silu(self.linear(y, at + "mlp.gate_proj")) * self.linear(y, at + "mlp.up_proj")
            x = x + self.linear(y, at + "mlp.down_proj")
        x = self.rms_norm(x, "model.norm", c["rms_norm_eps"])
        return F.linear(x, self.w("model.embed_tokens.weight")) if c["tie_word_embeddings"] else self.linear(x, "lm_head")

    @staticmethod
    def mask(length, window):
        place = torch.arange(length)
        hidden = place[None, :] > place[:, None]
        if window:
            hidden = hidden | (place[None, :] <= place[:, None] - window)
        return torch.zeros((length, length)).masked_fill(hidden, torch.finfo(torch.float32).min)[None, None]


class Pair(Net):
    """modeling_marian.py and modeling_bart.py, encoder and decoder in one graph."""

    def attend(self, x, memory, at, heads, mask=None):
        batch, length, width = x.shape
        depth = width // heads
        query = self.linear(x, at + "q_proj") * depth ** -0.5
        shape = (batch * heads, -1, depth)
        query, key, value = (z.view(batch, -1, heads, depth).transpose(1, 2).contiguous().view(*shape) for z in
                             (query, self.linear(memory, at + "k_proj"), self.linear(memory, at + "v_proj")))
        scores = torch.bmm(query, key.transpose(1, 2))
        if mask is not None:
            scores = scores.view(batch, heads, length, length) + mask
            scores = scores.view(batch * heads, length, length)
        y = torch.bmm(nn.functional.softmax(scores, dim=-1), value).view(batch, heads, length, depth).transpose(1, 2)
        return self.linear(y.reshape(batch, length, width), at + "out_proj")

    def side(self, ids, side, memory=None):
        c, root = self.c, f"model.{side}."
        heads, act = c[side + "_attention_heads"], ACTIVATIONS[c["activation_function"]]
        x = F.embedding(ids, self.w("model.shared.weight")) * (math.sqrt(c["d_model"]) if c["scale_embedding"] else 1.0)
        length = ids.shape[1]
        place = torch.arange(0, length, dtype=torch.long)
        if c["model_type"] == "marian":
            x = x + F.embedding(place, sinusoids(c["max_position_embeddings"], c["d_model"]).float())
        else:
            x = x + F.embedding(place + 2, self.w(root + "embed_positions.weight"))
            x = self.norm(x, root + "layernorm_embedding", 1e-5)
        mask = None
        if memory is not None:
            mask = torch.full((length, length), float("-inf"))
            mask = mask.masked_fill(place < (place + 1).view(length, 1), 0)[None, None]
        for i in range(c[side + "_layers"]):
            at = f"{root}layers.{i}."
            x = self.norm(x + self.attend(x, x, at + "self_attn.", heads, mask), at + "self_attn_layer_norm", 1e-5)
            if memory is not None:
                x = x + self.attend(x, memory, at + "encoder_attn.", heads)
                x = self.norm(x, at + "encoder_attn_layer_norm", 1e-5)
            y = self.linear(act(self.linear(x, at + "fc1")), at + "fc2")
            x = self.norm(x + y, at + "final_layer_norm", 1e-5)
        return x

    def forward(self, input_ids, decoder_input_ids):
        x = self.side(decoder_input_ids, "decoder", self.side(input_ids, "encoder"))
        return F.linear(x, self.w("model.shared.weight")) + self.w("final_logits_bias")


class T5(Net):
    """modeling_t5.py: buckets computed in the graph, the first layer's bias for all."""

    def buckets(self, distance, both_sides):
        c = self.c
        count, far, out = c["relative_attention_num_buckets"], c["relative_attention_max_distance"], 0
        if both_sides:
            count //= 2
            out = out + (distance > 0).to(torch.long) * count
            distance = torch.abs(distance)
        else:
            distance = -torch.min(distance, torch.zeros_like(distance))
        exact = count // 2
        large = exact + (torch.log(distance.float() / exact) / math.log(far / exact) * (count - exact)).to(torch.long)
        large = torch.min(large, torch.full_like(large, count - 1))
        return out + torch.where(distance < exact, distance, large)

    def attend(self, x, memory, at, bias):
        c, batch = self.c, x.shape[0]
        heads, depth = c["num_heads"], c["d_kv"]
        query, key, value = (self.linear(z, at + n).view(batch, -1, heads, depth).transpose(1, 2)
                             for z, n in ((x, "q"), (memory, "k"), (memory, "v")))
        scores = torch.matmul(query, key.transpose(3, 2))
        scores = scores + bias if bias is not None else scores
        y = torch.matmul(nn.functional.softmax(scores.float(), dim=-1).type_as(scores), value)
        return self.linear(y.transpose(1, 2).contiguous().view(batch, -1, heads * depth), at + "o")

    def feed_forward(self, x, at):
        if self.c["feed_forward_proj"] == "gated-gelu":
            return self.linear(new_gelu(self.linear(x, at + "wi_0")) * self.linear(x, at + "wi_1"), at + "wo")
        return self.linear(F.relu(self.linear(x, at + "wi")), at + "wo")

    def side(self, ids, side, memory=None):
        c, epsilon, length = self.c, self.c["layer_norm_epsilon"], ids.shape[1]
        x = F.embedding(ids, self.w("shared.weight"))
        place = torch.arange(length, dtype=torch.long)
        number = self.buckets(place[None, :] - place[:, None], memory is None)
        table = self.w(side + ".block.0.layer.0.SelfAttention.relative_attention_bias.weight")
        bias = F.embedding(number, table).permute([2, 0, 1]).unsqueeze(0)
        if memory is not None:
            seen = (place[None, None, :].repeat(ids.shape[0], length, 1) <= place[None, :, None]).to(torch.float32)
            bias = bias + (1.0 - seen[:, None, :, :]) * torch.finfo(torch.float32).min
        for i in range(c["num_layers" if memory is None else "num_decoder_layers"]):
            at = f"{side}.block.{i}.layer."
            y = self.rms_norm(x, at + "0.layer_norm", epsilon)
            x = x + self.attend(y, y, at + "0.SelfAttention.", bias)
            if memory is not None:
                x = x + self.attend(self.rms_norm(x, at + "1.layer_norm", epsilon), memory, at + "1.EncDecAttention.", None)
            last = at + ("1." if memory is None else "2.")
            x = x + self.feed_forward(self.rms_norm(x, last + "layer_norm", epsilon), last + "DenseReluDense.")
        return self.rms_norm(x, side + ".final_layer_norm", epsilon)

    def forward(self, input_ids, decoder_input_ids):
        x = self.side(decoder_input_ids, "decoder", self.side(input_ids, "encoder"))
        if self.c["tie_word_embeddings"]:
            return F.linear(x * self.c["d_model"] ** -0.5, self.w("shared.weight"))
        return self.linear(x, "lm_head")
