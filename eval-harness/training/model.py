"""The decoder: the shape that GGUF files call qwen3, with tied embeddings."""

import math
from dataclasses import asdict, dataclass

import torch
import torch.nn.functional as F
from torch import nn

# Queries that attend together where no fused attention exists.
QUERY_ROWS = 128

HAS_FUSED_ATTENTION = hasattr(F, "scaled_dot_product_attention")


@dataclass(frozen=True)
class Shape:
    """Sizes of a decoder. `width` and `hidden` are multiples of 32, the block of Q8_0."""

    vocabulary: int
    layers: int
    width: int
    heads: int
    kv_heads: int
    head_width: int
    hidden: int
    context: int = 2048
    rope_base: float = 10_000.0
    epsilon: float = 1e-6

    def as_dict(self):
        return asdict(self)


def rotations(shape, positions):
    """Returns cosine and sine of all angles, [..., T, head_width / 2] each, for pairs (j, j + D/2)."""
    half = shape.head_width // 2
    powers = torch.arange(half, dtype=torch.float64, device=positions.device) / half
    angles = positions.double().unsqueeze(-1) * shape.rope_base**-powers
    return angles.cos().float(), angles.sin().float()


def rotate(x, cos, sin):
    """Rotates [B, H, T, D] by angles [T, D/2] or [B, 1, T, D/2]."""
    a, b = x.chunk(2, dim=-1)
    return torch.cat((a * cos - b * sin, b * cos + a * sin), dim=-1)


class _RmsNorm(torch.autograd.Function):
    """Fewer passes over memory than autograd would make of it."""

    @staticmethod
    def forward(ctx, x, weight, epsilon, dtype):
        values = x.float()
        inverse = torch.rsqrt(values.square().mean(-1, keepdim=True) + epsilon)
        normal = values * inverse
        ctx.save_for_backward(normal, inverse, weight)
        ctx.dtype = x.dtype
        return (normal * weight).to(dtype)

    @staticmethod
    def backward(ctx, grad):
        normal, inverse, weight = ctx.saved_tensors
        grad = grad.float()
        scaled = grad * normal
        weight_grad = scaled.flatten(0, -2).sum(0)
        mean = (scaled * weight).mean(-1, keepdim=True)
        x_grad = (grad * weight - normal * mean) * inverse
        return x_grad.to(ctx.dtype), weight_grad, None, None


class RmsNorm(nn.Module):
    """Returns the type that matrix products are made in, so that it is converted once."""

    def __init__(self, width, epsilon):
        super().__init__()
        self.weight = nn.Parameter(torch.ones(width))
        self.epsilon = epsilon

    def forward(self, x, dtype):
        return _RmsNorm.apply(x, self.weight, self.epsilon, dtype)


class Attention(nn.Module):
    def __init__(self, shape):
        super().__init__()
        self.shape = shape
        self.q = nn.Linear(shape.width, shape.heads * shape.head_width, bias=False)
        self.k = nn.Linear(shape.width, shape.kv_heads * shape.head_width, bias=False)
        self.v = nn.Linear(shape.width, shape.kv_heads * shape.head_width, bias=False)
        self.output = nn.Linear(shape.heads * shape.head_width, shape.width, bias=False)
        self.q_norm = RmsNorm(shape.head_width, shape.epsilon)
        self.k_norm = RmsNorm(shape.head_width, shape.epsilon)

    def forward(self, x, cos, sin, mask, cache):
        """x [B, T, E]; mask as `attend` takes it; cache None, or a LayerCache to extend."""
        batch, length, _ = x.shape
        split = (batch, length, -1, self.shape.head_width)
        v = self.v(x).view(split).transpose(1, 2)
        q = self.q_norm(self.q(x).view(split), torch.float32).transpose(1, 2)
        k = self.k_norm(self.k(x).view(split), torch.float32).transpose(1, 2)
        q, k = rotate(q, cos, sin).to(v.dtype), rotate(k, cos, sin).to(v.dtype)
        if cache is not None:
            k, v = cache.extend(k, v)
        mixed = attend(q, k, v, mask)
        return self.output(mixed.transpose(1, 2).reshape(batch, length, -1))


def attend(q, k, v, mask):
    """Attention of q [B, H, T, D] over k, v [B, HK, S, D].

    mask: None for causal with T = S, else a tensor [.., T, S] that is added to the scores.
    """
    groups = q.shape[1] // k.shape[1]
    if groups > 1:
        k, v = (x.repeat_interleave(groups, dim=1) for x in (k, v))
    if HAS_FUSED_ATTENTION:
        added = None if mask is None else mask.to(q.dtype)
        return F.scaled_dot_product_attention(q, k, v, attn_mask=added, is_causal=mask is None)
    q = q * (1.0 / math.sqrt(q.shape[-1]))
    if mask is not None:
        scores = torch.matmul(q, k.transpose(-1, -2)) + mask
        return torch.matmul(scores.softmax(-1), v)
    mixed = []
    for start in range(0, q.shape[2], QUERY_ROWS):
        # What comes after these queries is not even computed.
        end = min(start + QUERY_ROWS, q.shape[2])
        scores = torch.matmul(q[:, :, start:end], k[:, :, :end].transpose(-1, -2))
        scores[..., start:].add_(causal_mask(end - start, q.dtype, q.device))
        mixed.append(torch.matmul(scores.softmax(-1), v[:, :, :end]))
    return torch.cat(mixed, dim=2)


_CAUSAL = {}


def causal_mask(length, dtype, device):
    key = (length, dtype, str(device))
    if key not in _CAUSAL:
        _CAUSAL[key] = torch.full((length, length), -1e4, dtype=dtype, device=device).triu(1)
    return _CAUSAL[key]


class Block(nn.Module):
    def __init__(self, shape):
        super().__init__()
        self.attention_norm = RmsNorm(shape.width, shape.epsilon)
        self.attention = Attention(shape)
        self.hidden_norm = RmsNorm(shape.width, shape.epsilon)
        self.gate = nn.Linear(shape.width, shape.hidden, bias=False)
        self.up = nn.Linear(shape.width, shape.hidden, bias=False)
        self.down = nn.Linear(shape.hidden, shape.width, bias=False)

    def forward(self, x, cos, sin, mask, cache, dtype):
        x = x + self.attention(self.attention_norm(x, dtype), cos, sin, mask, cache)
        hidden = self.hidden_norm(x, dtype)
        up = self.up(hidden)
        # silu is several times faster in float32 than in bfloat16 on CPUs.
        return x + self.down(F.silu(self.gate(hidden).float()).to(up.dtype) * up)


class Decoder(nn.Module):
    """Calls are made under autocast to `product_type`, unless that is float32."""

    def __init__(self, shape, product_type=torch.float32):
        super().__init__()
        self.shape = shape
        self.product_type = product_type
        self.embedding = nn.Embedding(shape.vocabulary, shape.width)
        self.blocks = nn.ModuleList(Block(shape) for _ in range(shape.layers))
        self.norm = RmsNorm(shape.width, shape.epsilon)
        self._rotations = None
        self._initialise()

    def _initialise(self):
        nn.init.normal_(self.embedding.weight, std=0.02)
        for block in self.blocks:
            for linear in (m for m in block.modules() if isinstance(m, nn.Linear)):
                nn.init.normal_(linear.weight, std=linear.in_features**-0.5)
            for last in (block.attention.output, block.down):
                nn.init.zeros_(last.weight)

    def parameters_count(self):
        return sum(p.numel() for p in self.parameters())

    def forward(self, ids):
        """Returns the hidden states [B, T, E] after the last norm, for whole texts [B, T]."""
        length = ids.shape[1]
        if self._rotations is None or self._rotations[0].device != ids.device:
            self._rotations = rotations(self.shape, torch.arange(self.shape.context, device=ids.device))
        cos, sin = (x[:length] for x in self._rotations)
        x = self.embedding(ids)
        for block in self.blocks:
            x = block(x, cos, sin, None, None, self.product_type)
        return self.norm(x, self.product_type)

    def logits(self, hidden):
        return F.linear(hidden, self.embedding.weight)

    def extend(self, ids, positions, mask, caches):
        """Returns the logits [B, V] after the last of ids [B, T], which follow what caches hold."""
        cos, sin = (x.unsqueeze(1) for x in rotations(self.shape, positions))
        x = self.embedding(ids)
        for block, cache in zip(self.blocks, caches):
            x = block(x, cos, sin, mask, cache, self.product_type)
        return self.logits(self.norm(x[:, -1], self.product_type))


class LayerCache:
    """Keys and values of one layer for a batch, with room for `capacity` positions."""

    def __init__(self, capacity):
        self.capacity = capacity
        self.length = 0
        self.k = self.v = None

    def extend(self, k, v):
        if self.k is None:
            batch, heads, _, width = k.shape
            self.k = k.new_zeros(batch, heads, self.capacity, width)
            self.v = v.new_zeros(batch, heads, self.capacity, width)
        end = self.length + k.shape[2]
        self.k[:, :, self.length : end] = k
        self.v[:, :, self.length : end] = v
        self.length = end
        return self.k[:, :, :end], self.v[:, :, :end]

    def keep(self, rows):
        """Drops all but these rows of the batch."""
        self.k, self.v = self.k[rows], self.v[rows]
