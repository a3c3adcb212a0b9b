"""Checks of the tool that need no data: `train.py --self-check`, in seconds."""

import argparse
import contextlib
import json
import os
import tempfile

import numpy as np
import torch

import gguf
from evaluate import generate, grade
from model import Decoder, Shape


def cached_generation_is_that_of_whole_texts():
    torch.manual_seed(1)
    model = Decoder(Shape(97, 2, 64, 4, 2, 32, 96, context=64)).eval()
    for block in model.blocks:
        for last in (block.attention.output, block.down):
            torch.nn.init.normal_(last.weight, std=0.1)
    prompts = [[5, 6, 7], [9, 10, 11, 12, 13, 14], [3]]
    outputs = generate(model, prompts, 12, 0, None, -1, contextlib.nullcontext)
    for prompt, output in zip(prompts, outputs):
        ids = list(prompt)
        for token in output:
            expected = int(model.logits(model(torch.tensor([ids])))[0, -1].argmax())
            assert token == expected, f"cached generation says {token}, the whole text {expected}"
            ids.append(token)


def blocks_of_q8_0_are_those_of_the_format():
    values = (np.arange(32) - 16).astype(np.float32) / 2
    block = np.frombuffer(gguf.quantise(values), dtype=np.uint8)
    assert block[:2].tobytes() == b"\x08\x2c", f"scale is {block[:2]}"
    whole = block[2:].view(np.int8).tolist()
    assert whole[:4] == [-127, -119, -111, -103] and whole[-1] == 119, f"block is {whole}"


def weights_are_read_as_they_were_written():
    torch.manual_seed(2)
    shape = Shape(40, 1, 32, 2, 1, 32, 64, context=64)
    tokenizer = {
        "tokens": [f"t{i}" for i in range(40)], "control": [], "userDefined": [], "merges": ["a a"], "model": "gpt2",
        "pre": "qwen2", "bos": 1, "eos": 0, "chatTemplate": "",
    }
    with tempfile.TemporaryDirectory() as folder:
        for kind, most in (("f32", 0.0), ("f16", 1e-3), ("q8_0", 1e-2)):
            written, read = Decoder(shape), Decoder(shape)
            file = os.path.join(folder, kind)
            gguf.write(file, written, tokenizer, kind, "check")
            gguf.read_into(file, read, tokenizer["tokens"])
            for (name, one), (_, two) in zip(gguf._tensors(written), gguf._tensors(read)):
                off = float((one - two).abs().max())
                assert off <= most, f"{kind}: {name} is off by {off}"


def a_token_keeps_its_embedding_in_another_vocabulary():
    shape = Shape(40, 1, 32, 2, 1, 32, 64, context=64)
    names = [f"t{i}" for i in range(40)]
    tokenizer = {
        "tokens": names, "control": [], "userDefined": [], "merges": [], "model": "gpt2",
        "pre": "qwen2", "bos": 1, "eos": 0, "chatTemplate": "",
    }
    other = ["new", *reversed(names[1:])]
    written, read = Decoder(shape), Decoder(shape)
    kept = read.embedding.weight[0].clone()
    with tempfile.TemporaryDirectory() as folder:
        file = os.path.join(folder, "f32")
        gguf.write(file, written, tokenizer, "f32", "check")
        new = gguf.read_into(file, read, other)
        own = Decoder(shape)
        mixed = gguf.mix(file, own, other, 0.25)
    assert new == 1, f"{new} tokens are new, expected 1"
    assert torch.equal(read.embedding.weight[1:].flip(0), written.embedding.weight[1:])
    assert torch.equal(read.embedding.weight[0], kept), "a new token lost its weights"
    expected = 0.75 * own.blocks[0].up.weight + 0.25 * written.blocks[0].up.weight
    assert torch.allclose(mixed.blocks[0].up.weight, expected), "the mean is another"
    assert torch.equal(mixed.embedding.weight[0], own.embedding.weight[0]), "a new token was mixed"


def grades_are_read_from_the_text():
    item = {"answer": "7", "plan": "Ned, Mia", "steps": ["Ned has 5", "5 + 2 = 7"]}
    text = (
        "<think>\nSo the order is Ned, Mia.\n\nNed has 5 kites. 5 + 2 = 8. So the answer is 8.\n\n"
        "Wait. 5 + 2 = 7. So Mia has 7 kites.\n\nHmm. 5 + 2 = 7. Yes, the answer is 7.\n\n"
        "Again. So the answer is 7.\n</think>\n\nThe answer is 7.<|im_end|>"
    )
    found = grade(item, text)
    expected = {"plan": 1, "steps": 0.5, "first": 0, "settled": 1, "full": 1, "closed": 1}
    for name, value in expected.items():
        assert found[name] == value, f"{name} is {found[name]}, expected {value}"
    assert 0.1 < found["saving"] < 0.3, f"saving is {found['saving']}"


def a_stopped_run_goes_on_as_if_it_had_not_stopped(run_type):
    with tempfile.TemporaryDirectory() as folder:
        _write_examples(folder)
        straight = run_type(_options(folder, "straight"))
        losses = [float(straight.train_step()) for _ in range(6)]
        first = run_type(_options(folder, "stopped"))
        again = [float(first.train_step()) for _ in range(3)]
        first.save()
        second = run_type(_options(folder, "stopped"))
        second.load()
        again += [float(second.train_step()) for _ in range(3)]
        assert losses == again, f"losses are {again}, expected {losses}"


def workers_learn_what_one_process_learns(run_type):
    with tempfile.TemporaryDirectory() as folder:
        _write_examples(folder)
        alone = run_type(_options(folder, "alone"))
        losses = [float(alone.train_step()) for _ in range(4)]
        together = run_type(_options(folder, "together", workers=2))
        shared = [float(together.train_step()) for _ in range(4)]
        together.workers.close()
        off = max(abs(a - b) for a, b in zip(losses, shared))
        assert off < 0.02, f"losses are {shared}, expected {losses}"


def _options(folder, name, workers=1):
    out = os.path.join(folder, name)
    os.makedirs(out, exist_ok=True)
    return argparse.Namespace(
        preset="tiny",
        cpu=True,
        threads=1,
        workers=workers,
        rate=1.0,
        seed=1,
        data=folder,
        out=out,
        batch_tokens=512,
        tokens=None,
        total_minutes=None,
    )


def _write_examples(folder):
    random = np.random.default_rng(5)
    lengths = random.integers(20, 90, 64).astype("<u4")
    ids = random.integers(0, 300, lengths.sum()).astype("<u2")
    with open(os.path.join(folder, "s.rows"), "wb") as file:
        file.write(lengths.tobytes())
    with open(os.path.join(folder, "s.tokens"), "wb") as file:
        file.write(ids.tobytes())
    with open(os.path.join(folder, "s.weights"), "wb") as file:
        file.write(np.ones(len(ids), dtype=np.uint8).tobytes())
    meta = {
        "format": 1,
        "vocabulary": 300,
        "contextTokens": 128,
        "weights": [0.1, 1.0, 4.0],
        "stages": [{"name": "all", "firstRow": 0}],
        "shards": [{"name": "s"}],
    }
    tokenizer = {"tokens": [chr(97)] * 300, "control": [], "userDefined": [], "eos": 0}
    for name, value in (("meta.json", meta), ("tokenizer.json", tokenizer)):
        with open(os.path.join(folder, name), "w", encoding="utf-8") as file:
            json.dump(value, file)
    with open(os.path.join(folder, "validation.jsonl"), "w", encoding="utf-8"):
        pass


def main(run_type):
    cached_generation_is_that_of_whole_texts()
    blocks_of_q8_0_are_those_of_the_format()
    weights_are_read_as_they_were_written()
    a_token_keeps_its_embedding_in_another_vocabulary()
    grades_are_read_from_the_text()
    a_stopped_run_goes_on_as_if_it_had_not_stopped(run_type)
    workers_learn_what_one_process_learns(run_type)
    print("self-check passed, torch", torch.__version__)
