#!/usr/bin/env python3
"""Trains Pith's embedded model: one command, seeded, resumable, on a CPU or a GPU.

See README.md in this folder.
"""

import os
import sys

# Before torch is loaded: waiting threads sleep, and freed memory is kept instead of unmapped, which
# saves page faults in every step.
_ENVIRONMENT = {
    "OMP_WAIT_POLICY": "PASSIVE",
    "MALLOC_MMAP_THRESHOLD_": "4294967296",
    "MALLOC_TRIM_THRESHOLD_": "8589934592",
    "MALLOC_TOP_PAD_": "67108864",
}
if any(argument.startswith("--workers") for argument in sys.argv):
    # The processes fill the cores; threads of a matrix library in each would only spin beside them.
    _ENVIRONMENT["OPENBLAS_NUM_THREADS"] = "1"
if __name__ == "__main__" and any(os.environ.get(k) != v for k, v in _ENVIRONMENT.items()):
    os.execve(sys.executable, [sys.executable] + sys.argv, {**os.environ, **_ENVIRONMENT})

import argparse
import contextlib
import json
import signal
import time
from dataclasses import dataclass

import torch
import torch.nn.functional as F

import gguf
from data import Examples, Order, Texts
from evaluate import Validation, evaluate, evaluate_verdicts, table
from model import Decoder, Shape
from optimizer import Optimizers
from workers import Workers, pieces

WARMUP_STEPS = 100
DECAY_SHARE = 0.4
FINAL_RATE = 0.02
CLIP = 1.0


@dataclass(frozen=True)
class Preset:
    """Sizes of a model and its training. Rates are for Muon and AdamW."""

    layers: int
    width: int
    heads: int
    kv_heads: int
    head_width: int
    hidden: int
    batch_tokens: int
    multiple: int
    tokens: int
    muon_lr: float
    adam_lr: float


PRESETS = {
    "tiny": Preset(2, 64, 2, 1, 32, 128, 4_096, 16, 200_000, 0.02, 4e-3),
    "cpu": Preset(6, 192, 4, 2, 64, 512, 4_096, 16, 60_000_000, 0.012, 2.4e-3),
    "gpu": Preset(6, 512, 8, 2, 64, 1152, 131_072, 64, 800_000_000, 0.02, 3e-3),
}


def shape_of(preset, examples):
    return Shape(
        vocabulary=examples.meta["vocabulary"],
        layers=preset.layers,
        width=preset.width,
        heads=preset.heads,
        kv_heads=preset.kv_heads,
        head_width=preset.head_width,
        hidden=preset.hidden,
        context=examples.meta["contextTokens"],
    )


def product_type(device):
    """Returns the type in which matrix products are fast enough and exact enough."""
    fast = device.type == "cuda" or cpu_has_bfloat16()
    return torch.bfloat16 if fast else torch.float32


def autocast(device):
    """Returns a context that computes matrix products in their type."""
    if product_type(device) == torch.float32:
        return contextlib.nullcontext
    return lambda: torch.autocast(device.type, dtype=torch.bfloat16)


def cpu_has_bfloat16():
    try:
        with open("/proc/cpuinfo", encoding="utf-8") as file:
            return "avx512_bf16" in file.read()
    except OSError:
        return False


def rate_scale(step, share):
    """Warm-up by steps, then constant, then linear to nearly nothing over the last of the run."""
    left = (1 - share) / DECAY_SHARE
    decay = FINAL_RATE + (1 - FINAL_RATE) * min(1.0, max(0.0, left))
    return min(1.0, (step + 1) / WARMUP_STEPS) * decay


@dataclass(frozen=True)
class Setting:
    """What a process needs to know to compute gradients."""

    data: str
    multiple: int
    device: str
    threads: int


class Gradients:
    """Adds what some rows contribute to the gradients of a model."""

    def __init__(self, setting, model, examples=None):
        torch.set_num_threads(setting.threads)
        self.setting = setting
        self.model = model
        self.examples = examples or Examples(setting.data)
        self.device = torch.device(setting.device)
        self.autocast = autocast(self.device)

    def __call__(self, rows, weight):
        """Returns the loss of rows as its share of a batch whose targets weigh `weight`."""
        arrays = self.examples.batch(rows, self.setting.multiple)
        inputs, targets, weights = (
            torch.from_numpy(array).to(self.device, non_blocking=True) for array in arrays
        )
        with self.autocast():
            logits = self.model.logits(self.model(inputs))
        losses = F.cross_entropy(logits.flatten(0, 1).float(), targets.flatten(), reduction="none")
        loss = (losses * weights.flatten()).sum() / weight
        loss.backward()
        return loss.detach()


class Run:
    """A training run that can stop after any step and go on exactly from there."""

    def __init__(self, options):
        self.options = options
        self.preset = PRESETS[options.preset]
        cuda = torch.cuda.is_available() and not options.cpu
        self.device = torch.device("cuda" if cuda else "cpu")
        threads = options.threads or (1 if options.workers > 1 else torch.get_num_threads())
        torch.manual_seed(options.seed)
        self.examples = Examples(options.data)
        products = product_type(self.device)
        self.model = Decoder(shape_of(self.preset, self.examples), products).to(self.device)
        self.optimizers = Optimizers(
            self.model,
            options.rate * self.preset.muon_lr,
            options.rate * self.preset.adam_lr,
            products,
        )
        batch_tokens = options.batch_tokens or self.preset.batch_tokens
        self.order = Order(self.examples, batch_tokens, self.preset.multiple, options.seed)
        self.budget = options.tokens or self.preset.tokens
        self.step = self.tokens = 0
        self.seconds = 0.0
        self.autocast = autocast(self.device)
        tokenizer = self.examples.tokenizer
        self.texts = Texts(tokenizer)
        self.validation = Validation(
            os.path.join(options.data, "validation.jsonl"), self.texts, tokenizer["eos"]
        )
        self.stopping = False
        setting = Setting(options.data, self.preset.multiple, str(self.device), threads)
        self.gradients = Gradients(setting, self.model, self.examples)
        self.workers = None
        if options.workers > 1:
            self.workers = Workers(options.workers - 1, self.model, Gradients, setting)

    def checkpoint_file(self):
        return os.path.join(self.options.out, "checkpoint.pt")

    def save(self):
        state = {
            "preset": self.options.preset,
            "shape": self.model.shape.as_dict(),
            "model": self.model.state_dict(),
            "optimizers": self.optimizers.state_dict(),
            "order": self.order.state,
            "step": self.step,
            "tokens": self.tokens,
            "seconds": self.seconds,
            "random": torch.get_rng_state(),
        }
        file = self.checkpoint_file()
        torch.save(state, file + ".new")
        os.replace(file + ".new", file)

    def load(self):
        state = torch.load(self.checkpoint_file(), map_location="cpu")
        if state["shape"] != self.model.shape.as_dict():
            raise SystemExit(
                f"{self.checkpoint_file()} holds another shape: {state['shape']};"
                f" this run has {self.model.shape.as_dict()}"
            )
        self.model.load_state_dict(state["model"])
        self.optimizers.load_state_dict(state["optimizers"])
        self.order.load(state["order"])
        self.step, self.tokens, self.seconds = state["step"], state["tokens"], state["seconds"]
        torch.set_rng_state(state["random"])

    def begin_with(self, file):
        """Takes the weights of a model file, and the last stage of the examples."""
        new = gguf.read_into(file, self.model, self.examples.tokenizer["tokens"])
        self.log(f"weights of {file}; {new} tokens are new")
        self.order.load({"pass": 1, "window": 0, "batch": 0})

    def share(self):
        """Returns how much of the run is done: of its tokens or of its time, whichever is more."""
        limit = self.options.total_minutes
        return max(self.tokens / self.budget, self.seconds / (60 * limit) if limit else 0.0)

    def train_step(self):
        began = time.time()
        rows = self.order.next()
        weight = self.examples.weight(rows)
        if self.workers is None:
            loss = self.gradients(rows, weight)
        else:
            # Two for each process: one that is slower for a while takes fewer.
            piece_tokens = self.order.batch_tokens // (2 * self.options.workers)
            parts = pieces(rows, self.examples.length, piece_tokens)
            loss = self.workers.backward(parts, weight, self.gradients)
        torch.nn.utils.clip_grad_norm_(self.model.parameters(), CLIP)
        self.optimizers.step(rate_scale(self.step, self.share()))
        self.step += 1
        self.tokens += sum(self.examples.length(row) for row in rows)
        self.seconds += time.time() - began
        return loss

    def train(self):
        signal.signal(signal.SIGTERM, self._stop)
        signal.signal(signal.SIGINT, self._stop)
        options = self.options
        began = logged = saved = evaluated = time.time()
        first_tokens = logged_tokens = self.tokens
        sum_loss, steps = 0.0, 0
        self.log(
            f"{self.model.parameters_count():,} parameters on {self.device},"
            f" {torch.get_num_threads()} threads, torch {torch.__version__};"
            f" {len(self.examples):,} examples, budget {self.budget:,} tokens; at step {self.step}"
        )
        while not self.stopping and self.share() < 1:
            sum_loss = sum_loss + self.train_step()
            steps += 1
            now = time.time()
            if now - logged >= options.log_seconds:
                speed = (self.tokens - logged_tokens) / (now - logged)
                self.log(
                    f"step {self.step} tokens {self.tokens / 1e6:.2f}M loss {float(sum_loss) / steps:.4f}"
                    f" {speed:.0f} tok/s pass {self.order.state['pass']} window {self.order.state['window']}"
                )
                logged, logged_tokens, sum_loss, steps = now, self.tokens, 0.0, 0
            if now - saved >= 60 * options.save_minutes:
                self.save()
                saved = time.time()
            if options.eval_minutes and now - evaluated >= 60 * options.eval_minutes:
                self.evaluate(options.eval_each)
                evaluated = logged = time.time()
                logged_tokens = self.tokens
            if options.minutes and now - began >= 60 * options.minutes:
                break
        self.save()
        if self.workers is not None:
            self.workers.close()
        seconds = time.time() - began
        self.log(f"stopped at step {self.step}, {self.tokens:,} tokens, {seconds:.0f} s here,"
                 f" {(self.tokens - first_tokens) / max(1e-9, seconds):.0f} tok/s with everything")

    def evaluate(self, each, log_file=None):
        began = time.time()
        options = self.options
        with contextlib.ExitStack() as stack:
            log = stack.enter_context(open(log_file, "w", encoding="utf-8")) if log_file else None
            result = evaluate(
                self.model,
                self.validation,
                each,
                options.temperature,
                options.seed,
                self.autocast,
                batch=512 if self.device.type == "cuda" else 64,
                log=log,
            )
        verdicts = evaluate_verdicts(
            self.model, self.validation, 10 * each, self.autocast, self.yes_no()
        )
        for line in table(result):
            self.log(line)
        self.log(
            "verdicts " + " ".join(f"{kind} {100 * share:.1f}" for kind, share in verdicts.items())
            + f"; {result[('all', 'all')]['tokens_per_second']:.0f} tok/s;"
            + f" evaluation took {time.time() - began:.0f} s"
        )
        record = {
            "step": self.step,
            "tokens": self.tokens,
            "temperature": options.temperature,
            "problems": {f"{family}/{difficulty}": v for (family, difficulty), v in result.items()},
            "verdicts": verdicts,
        }
        with open(os.path.join(options.out, "evaluations.jsonl"), "a", encoding="utf-8") as file:
            file.write(json.dumps(record) + "\n")
        return result

    def yes_no(self):
        """Returns the first tokens of Yes and No, as the examples write them."""
        targets = {item["target"] for item in self.validation.items if "target" in item}
        if len(targets) != 2:
            raise SystemExit(f"expected two verdict tokens in the validation set: {targets}")
        return sorted(targets)

    def export(self):
        model, tokens = self.model, self.examples.tokenizer["tokens"]
        if self.options.mix:
            model = gguf.mix(self.options.init, model, tokens, self.options.mix)
        for kind in self.options.export_types.split(","):
            file = os.path.join(self.options.out, f"pith-{self.options.preset}-{kind}.gguf")
            gguf.write(file, model, self.examples.tokenizer, kind, f"pith-{self.options.preset}")
            self.log(f"{file}: {os.path.getsize(file) / 2**20:.2f} MiB")

    def log(self, line):
        line = time.strftime("%H:%M:%S ") + line
        print(line, flush=True)
        with open(os.path.join(self.options.out, "train.log"), "a", encoding="utf-8") as file:
            file.write(line + "\n")

    def _stop(self, number, frame):
        self.stopping = True


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", help="folder that `pith train data` has written")
    parser.add_argument("--out", help="folder for checkpoint, log and model files")
    parser.add_argument("--preset", choices=PRESETS, default="cpu")
    parser.add_argument("--tokens", type=int, help="budget in tokens; the rate falls towards its end")
    parser.add_argument(
        "--rate", type=float, default=1.0, help="times the learning rates of the preset; less to train a model on"
    )
    parser.add_argument("--batch-tokens", type=int, help="tokens a step, padding included")
    parser.add_argument("--minutes", type=float, help="stop after so long; the checkpoint goes on later")
    parser.add_argument(
        "--total-minutes", type=float, help="end the whole run after so much training, rate and all"
    )
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--threads", type=int, help="CPU threads")
    parser.add_argument(
        "--workers", type=int, default=1, help="processes that share the work of a batch, on a CPU"
    )
    parser.add_argument("--cpu", action="store_true", help="do not use a GPU")
    parser.add_argument("--fresh", action="store_true", help="start over instead of going on")
    parser.add_argument(
        "--init", metavar="FILE", help="begin with the weights of a GGUF file of the same shape"
    )
    parser.add_argument(
        "--mix", type=float, default=0.0, metavar="SHARE",
        help="write the mean of the weights of --init, so much of them, and the trained ones",
    )
    parser.add_argument("--log-seconds", type=float, default=30)
    parser.add_argument("--save-minutes", type=float, default=5)
    parser.add_argument("--eval-minutes", type=float, default=20, help="0 for none while training")
    parser.add_argument("--eval-each", type=int, default=4, help="problems of a family and difficulty")
    parser.add_argument("--temperature", type=float, default=1.0)
    parser.add_argument("--export-types", default="f16,q8_0", help="of f32, f16, q8_0")
    parser.add_argument("--evaluate", type=int, metavar="N", help="only evaluate, N problems of a kind")
    parser.add_argument("--export", action="store_true", help="only write the model files")
    parser.add_argument("--self-check", action="store_true", help="check the tool itself, in seconds")
    options = parser.parse_args()
    if options.self_check:
        import self_check

        self_check.main(Run)
        return
    if not options.data or not options.out:
        parser.error("--data and --out are needed")
    if not 0 <= options.mix < 1 or (options.mix and not options.init):
        parser.error(f"--mix must be in [0, 1) and needs --init: {options.mix}")
    os.makedirs(options.out, exist_ok=True)
    if options.workers < 1 or (options.workers > 1 and not options.cpu and torch.cuda.is_available()):
        parser.error("--workers must be at least 1, and 1 on a GPU")
    run = Run(options)
    if os.path.exists(run.checkpoint_file()) and not options.fresh:
        run.load()
    elif options.init:
        run.begin_with(options.init)
    if options.evaluate:
        run.evaluate(options.evaluate, os.path.join(options.out, "evaluation-texts.jsonl"))
        return
    if not options.export:
        run.train()
    run.export()


if __name__ == "__main__":
    main()
