"""GGUF files (version 3) of the decoder: architecture qwen3, with tokenizer and template."""

import copy
import struct

import numpy as np
import torch

ALIGNMENT = 32
BLOCK = 32
F32, F16, Q8_0 = 0, 1, 8
FILE_TYPES = {"f32": 0, "f16": 1, "q8_0": 7}
U32, I32, FLOAT, STRING, ARRAY = 4, 5, 6, 8, 9
NORMAL, CONTROL, USER_DEFINED = 1, 3, 4


def _string(text):
    data = text.encode("utf-8")
    return struct.pack("<Q", len(data)) + data


def _value(kind, value):
    if kind == STRING:
        return _string(value)
    return struct.pack({U32: "<I", I32: "<i", FLOAT: "<f"}[kind], value)


def _key(name, kind, value):
    return _string(name) + struct.pack("<i", kind) + _value(kind, value)


def _list(name, kind, values):
    head = _string(name) + struct.pack("<iiQ", ARRAY, kind, len(values))
    return head + b"".join(_value(kind, value) for value in values)


def quantise(values):
    """Returns Q8_0 blocks of a float32 array whose last dimension is a multiple of 32."""
    blocks = values.astype(np.float32).reshape(-1, BLOCK)
    scale = np.abs(blocks).max(axis=1) / 127
    inverse = np.divide(1, scale, out=np.zeros_like(scale), where=scale > 0)
    scaled = blocks * inverse[:, None]
    # Half away from zero, not to even as numpy rounds.
    whole = np.trunc(scaled + np.copysign(np.float32(0.5), scaled)).astype(np.int8)
    out = np.empty((len(blocks), 2 + BLOCK), dtype=np.uint8)
    out[:, :2] = scale.astype("<f2").view(np.uint8).reshape(-1, 2)
    out[:, 2:] = whole.view(np.uint8)
    return out.tobytes()


def _encode(values, kind):
    if values.ndim == 1 or kind == "f32":
        return F32, values.astype("<f4").tobytes()
    if kind == "f16":
        return F16, values.astype("<f2").tobytes()
    return Q8_0, quantise(values)


def _metadata(shape, tokenizer, kind, name):
    special = {token: CONTROL for token in tokenizer["control"]}
    special.update({token: USER_DEFINED for token in tokenizer["userDefined"]})
    types = [special.get(token, NORMAL) for token in tokenizer["tokens"]]
    arch = "qwen3"
    return [
        _key("general.architecture", STRING, arch),
        _key("general.name", STRING, name),
        _key("general.alignment", U32, ALIGNMENT),
        _key("general.file_type", U32, FILE_TYPES[kind]),
        _key("general.quantization_version", U32, 2),
        _key(f"{arch}.context_length", U32, shape.context),
        _key(f"{arch}.embedding_length", U32, shape.width),
        _key(f"{arch}.block_count", U32, shape.layers),
        _key(f"{arch}.feed_forward_length", U32, shape.hidden),
        _key(f"{arch}.attention.head_count", U32, shape.heads),
        _key(f"{arch}.attention.head_count_kv", U32, shape.kv_heads),
        _key(f"{arch}.attention.key_length", U32, shape.head_width),
        _key(f"{arch}.attention.value_length", U32, shape.head_width),
        _key(f"{arch}.attention.layer_norm_rms_epsilon", FLOAT, shape.epsilon),
        _key(f"{arch}.rope.freq_base", FLOAT, shape.rope_base),
        _key(f"{arch}.vocab_size", U32, shape.vocabulary),
        _key("tokenizer.ggml.model", STRING, tokenizer["model"]),
        _key("tokenizer.ggml.pre", STRING, tokenizer["pre"]),
        _list("tokenizer.ggml.tokens", STRING, tokenizer["tokens"]),
        _list("tokenizer.ggml.token_type", I32, types),
        _list("tokenizer.ggml.merges", STRING, tokenizer["merges"]),
        _key("tokenizer.ggml.bos_token_id", U32, tokenizer["bos"]),
        _key("tokenizer.ggml.eos_token_id", U32, tokenizer["eos"]),
        _string("tokenizer.ggml.add_bos_token") + struct.pack("<i?", 7, False),
        _key("tokenizer.chat_template", STRING, tokenizer["chatTemplate"]),
    ]


def _tensors(model):
    """Returns names and values; a matrix [out, in] is written as it lies in memory."""
    yield "token_embd.weight", model.embedding.weight
    for i, block in enumerate(model.blocks):
        attention = block.attention
        for name, module in (
            ("attn_norm", block.attention_norm),
            ("attn_q", attention.q),
            ("attn_k", attention.k),
            ("attn_v", attention.v),
            ("attn_q_norm", attention.q_norm),
            ("attn_k_norm", attention.k_norm),
            ("attn_output", attention.output),
            ("ffn_norm", block.hidden_norm),
            ("ffn_gate", block.gate),
            ("ffn_up", block.up),
            ("ffn_down", block.down),
        ):
            yield f"blk.{i}.{name}.weight", module.weight
    yield "output_norm.weight", model.norm.weight


def write(path, model, tokenizer, kind, name):
    """Writes the model; kind is f32, f16 or q8_0 (norms are always f32)."""
    metadata = _metadata(model.shape, tokenizer, kind, name)
    infos, data, offset = [], [], 0
    for tensor, weight in _tensors(model):
        values = weight.detach().float().cpu().numpy()
        ggml_type, encoded = _encode(values, kind)
        dims = values.shape[::-1]
        infos.append(
            _string(tensor)
            + struct.pack("<I", len(dims))
            + struct.pack(f"<{len(dims)}q", *dims)
            + struct.pack("<iQ", ggml_type, offset)
        )
        padded = encoded + b"\0" * (-len(encoded) % ALIGNMENT)
        data.append(padded)
        offset += len(padded)
    head = b"GGUF" + struct.pack("<Iqq", 3, len(infos), len(metadata))
    head += b"".join(metadata) + b"".join(infos)
    with open(path, "wb") as file:
        file.write(head + b"\0" * (-len(head) % ALIGNMENT))
        file.writelines(data)


_WIDTHS = {0: 1, 1: 1, 2: 2, 3: 2, U32: 4, I32: 4, FLOAT: 4, 7: 1, 10: 8, 11: 8, 12: 8}


class _Head:
    """Reads the head of a file from front to back."""

    def __init__(self, data):
        self.data = data
        self.at = 0

    def take(self, form):
        values = struct.unpack_from("<" + form, self.data, self.at)
        self.at += struct.calcsize("<" + form)
        return values

    def string(self):
        (length,) = self.take("Q")
        self.at += length
        return self.data[self.at - length : self.at].decode("utf-8")

    def strings(self):
        kind, count = self.take("iQ")
        if kind != STRING:
            raise ValueError(f"expected a list of strings, found type {kind}")
        return [self.string() for _ in range(count)]

    def skip(self, kind):
        if kind == STRING:
            self.string()
        elif kind == ARRAY:
            inner, count = self.take("iQ")
            for _ in range(count):
                self.skip(inner)
        else:
            self.at += _WIDTHS[kind]


def _decode(kind, data, count):
    if kind == F32:
        return np.frombuffer(data, dtype="<f4", count=count)
    if kind == F16:
        return np.frombuffer(data, dtype="<f2", count=count).astype(np.float32)
    if kind != Q8_0:
        raise ValueError(f"tensor type {kind} is none of F32, F16, Q8_0")
    size = 2 + BLOCK
    blocks = np.frombuffer(data, dtype=np.uint8, count=count // BLOCK * size).reshape(-1, size)
    scale = blocks[:, :2].copy().view("<f2").astype(np.float32)
    return (scale * blocks[:, 2:].view(np.int8)).reshape(-1)


def read_into(path, model, tokens):
    """Sets the weights of a model of the same shape to those of a file that `write` has written.

    The embedding goes by the tokens' texts: the vocabulary of the file may be another than `tokens`,
    those of the model. A token that the file lacks keeps its weights. Returns how many did.
    """
    with open(path, "rb") as file:
        head = _Head(file.read())
    magic, version = head.take("4sI")
    if magic != b"GGUF" or version != 3:
        raise ValueError(f"{path}: expected GGUF version 3, found {magic} version {version}")
    tensors, keys = head.take("qq")
    known = {}
    for _ in range(keys):
        key, (kind,) = head.string(), head.take("i")
        if key == "tokenizer.ggml.tokens":
            known = {token: i for i, token in enumerate(head.strings())}
        else:
            head.skip(kind)
    infos = {}
    for _ in range(tensors):
        name = head.string()
        (rank,) = head.take("I")
        dims = head.take(f"{rank}q")
        infos[name] = (dims[::-1], *head.take("iQ"))
    start = head.at + -head.at % ALIGNMENT
    rows = [(i, known[token]) for i, token in enumerate(tokens) if token in known]
    for name, weight in _tensors(model):
        dims, kind, offset = infos[name]
        embedding = name == "token_embd.weight"
        expected = (len(known), weight.shape[1]) if embedding else tuple(weight.shape)
        if dims != expected:
            raise ValueError(f"{path}: {name} is {dims}, expected {expected}")
        values = _decode(kind, memoryview(head.data)[start + offset :], int(np.prod(dims)))
        values = weight.data.new_tensor(values.copy()).reshape(dims)
        if embedding:
            to, of = zip(*rows)
            weight.data[list(to)] = values[list(of)]
        else:
            weight.data.copy_(values)
    return len(tokens) - len(rows)


def mix(path, model, tokens, share):
    """Returns a copy of a model whose weights are a mean: `share` of those of a file of `read_into`, the rest its own.

    The embedding of a token that the file lacks is the model's own.
    """
    mixed = copy.deepcopy(model)
    read_into(path, mixed, tokens)
    with torch.no_grad():
        for weight, own in zip(mixed.parameters(), model.parameters()):
            weight.lerp_(own, 1 - share)
    return mixed
