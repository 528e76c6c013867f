"""Networks of their own: convolutions in front of a transformer, and rotations of neighbouring columns."""
import torch
import torch.nn.functional as F
from torch import nn


class Block(nn.Module):
    """Pre-norm, one matrix for queries, keys and values, SiLU: the mixing block of text recognisers."""

    def __init__(self, width, heads):
        super().__init__()
        self.heads = heads
        self.norm1, self.norm2 = nn.LayerNorm(width), nn.LayerNorm(width)
        self.qkv, self.out = nn.Linear(width, 3 * width), nn.Linear(width, width)
        self.up, self.down = nn.Linear(width, 2 * width), nn.Linear(2 * width, width)

    def forward(self, x):
        batch, rows, width = x.shape
        depth = width // self.heads
        qkv = self.qkv(self.norm1(x)).reshape(batch, rows, 3, self.heads, depth).permute(2, 0, 3, 1, 4)
        scores = (qkv[0] * depth ** -0.5) @ qkv[1].transpose(-2, -1)
        x = x + self.out((scores.softmax(-1) @ qkv[2]).transpose(1, 2).reshape(batch, rows, width))
        return x + self.down(F.silu(self.up(self.norm2(x))))


class Hybrid(nn.Module):
    """A line of text recognised: convolutions, pools, a gate over channels, two blocks, a class a column."""

    def __init__(self):
        super().__init__()
        self.stem = nn.Sequential(nn.Conv2d(1, 8, 3, 2, 1), nn.BatchNorm2d(8), nn.Hardswish(),
                                  nn.Conv2d(8, 8, 5, (2, 1), 2, groups=8), nn.BatchNorm2d(8), nn.ReLU6(),
                                  nn.Conv2d(8, 16, 1), nn.MaxPool2d((3, 2), (3, 1), (0, 1)))
        self.gate = nn.Sequential(nn.AdaptiveAvgPool2d(1), nn.Conv2d(16, 4, 1), nn.ReLU(), nn.Conv2d(4, 16, 1),
                                  nn.Hardsigmoid())
        self.blocks = nn.Sequential(Block(16, 2), Block(16, 2))
        self.norm = nn.LayerNorm(16)
        self.merge = nn.Conv2d(32, 12, (1, 3), padding=(0, 1))
        self.head = nn.Linear(12, 7)
        for norm in self.modules():
            if isinstance(norm, nn.BatchNorm2d):
                norm.running_mean.normal_(0, 0.3)
                norm.running_var.uniform_(0.5, 1.5)

    def forward(self, x):
        x = self.stem(x)
        x = x * self.gate(x)
        batch, channels, height, width = x.shape
        y = self.norm(self.blocks(x.flatten(2).permute(0, 2, 1)))
        y = y.reshape(batch, height, width, channels).permute(0, 3, 1, 2)
        y = F.elu(self.merge(torch.cat([x, y], 1)))
        return self.head(y.squeeze(2).permute(0, 2, 1)).softmax(2)


class Turned(nn.Module):
    """Features read as they stand; half of every head turned, neighbouring columns as pairs; the mean of rows."""

    def __init__(self, width=16, heads=2, turned=4):
        super().__init__()
        self.heads, self.turned = heads, turned
        self.inward, self.head = nn.Linear(8, width), nn.Linear(width, 4)
        self.query, self.key, self.value, self.out = (nn.Linear(width, width, bias=False) for _ in range(4))
        self.norm = nn.LayerNorm(width, elementwise_affine=False)

    def turn(self, x):
        speed = 1000.0 ** (-torch.arange(0, self.turned, 2) / self.turned)
        angle = torch.arange(x.shape[1])[:, None] * speed[None]
        cos, sin = (f(angle).to(x.dtype).repeat_interleave(2, 1)[None, :, None, :] for f in (torch.cos, torch.sin))
        part, rest = x[..., :self.turned], x[..., self.turned:]
        other = torch.stack((-part[..., 1::2], part[..., ::2]), -1).flatten(-2)
        return torch.cat([part * cos + other * sin, rest], -1)

    def forward(self, x):
        x = self.inward(x)
        batch, rows, width = x.shape
        y = self.norm(x)
        query, key, value = (f(y).view(batch, rows, self.heads, -1) for f in (self.query, self.key, self.value))
        query, key = self.turn(query).permute(0, 2, 1, 3), self.turn(key).permute(0, 2, 1, 3)
        scores = query @ key.transpose(-1, -2) / (width // self.heads) ** 0.5
        y = (scores.softmax(-1) @ value.permute(0, 2, 1, 3)).permute(0, 2, 1, 3).reshape(batch, rows, width)
        return self.head((x + self.out(y)).mean(1))
