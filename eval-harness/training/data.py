"""What `pith train data` has written, in an order that follows from seed and position alone."""

import json
import os

import numpy as np

FORMAT = 1
WINDOW_ROWS = 4096


class Examples:
    """All training examples, mapped from the shards."""

    def __init__(self, folder):
        with open(os.path.join(folder, "meta.json"), encoding="utf-8") as file:
            self.meta = json.load(file)
        if self.meta["format"] != FORMAT:
            raise ValueError(f"{folder}: format is {self.meta['format']}, expected {FORMAT}")
        with open(os.path.join(folder, "tokenizer.json"), encoding="utf-8") as file:
            self.tokenizer = json.load(file)
        self.weights = np.array(self.meta["weights"], dtype=np.float32)
        self._shards = []
        self.first_rows = [0]
        for shard in self.meta["shards"]:
            path = os.path.join(folder, shard["name"])
            lengths = np.fromfile(path + ".rows", dtype="<u4").astype(np.int64)
            ids = np.memmap(path + ".tokens", dtype="<u2", mode="r")
            codes = np.memmap(path + ".weights", dtype=np.uint8, mode="r")
            if lengths.sum() != len(ids) or len(ids) != len(codes):
                raise ValueError(f"{path}: {len(ids)} tokens, rows sum to {lengths.sum()}")
            self._shards.append((lengths, np.concatenate(([0], np.cumsum(lengths))), ids, codes))
            self.first_rows.append(self.first_rows[-1] + len(lengths))

    def __len__(self):
        return self.first_rows[-1]

    def length(self, row):
        lengths, _, _, _ = self._shards[self._shard(row)]
        return int(lengths[row - self.first_rows[self._shard(row)]])

    def row(self, row):
        """Returns ids and weights of an example."""
        shard = self._shard(row)
        _, starts, ids, codes = self._shards[shard]
        at = row - self.first_rows[shard]
        span = slice(starts[at], starts[at + 1])
        return ids[span].astype(np.int64), self.weights[codes[span]]

    def weight(self, rows):
        """Returns what the targets of rows weigh in all."""
        return float(sum(self.row(row)[1][1:].sum() for row in rows))

    def batch(self, rows, multiple):
        """Returns inputs, targets [B, T] and the targets' weights; T is a multiple; padding weighs 0."""
        loaded = [self.row(row) for row in rows]
        longest = max(len(ids) for ids, _ in loaded) - 1
        length = -(-longest // multiple) * multiple
        inputs = np.zeros((len(rows), length), dtype=np.int64)
        targets = np.zeros((len(rows), length), dtype=np.int64)
        weights = np.zeros((len(rows), length), dtype=np.float32)
        for i, (ids, weight) in enumerate(loaded):
            inputs[i, : len(ids) - 1] = ids[:-1]
            targets[i, : len(ids) - 1] = ids[1:]
            weights[i, : len(ids) - 1] = weight[1:]
        return inputs, targets, weights

    def _shard(self, row):
        return int(np.searchsorted(self.first_rows, row, side="right")) - 1


class Order:
    """Hands out batches of rows of similar length.

    The rows come in windows: all of the first pass, curriculum included, then again and again the
    last stage. `state` is all that is needed to go on from the same place.
    """

    def __init__(self, examples, batch_tokens, multiple, seed):
        self.examples = examples
        self.batch_tokens = batch_tokens
        self.multiple = multiple
        self.seed = seed
        self.state = {"pass": 0, "window": 0, "batch": 0}
        self._batches = None

    def load(self, state):
        self.state = dict(state)
        self._batches = None

    def next(self):
        """Returns the rows of the next batch."""
        while True:
            if self._batches is None:
                self._batches = self._window()
            if self._batches is None:
                self.state = {"pass": self.state["pass"] + 1, "window": 0, "batch": 0}
            elif self.state["batch"] == len(self._batches):
                self.state = {**self.state, "window": self.state["window"] + 1, "batch": 0}
                self._batches = None
            else:
                self.state["batch"] += 1
                return self._batches[self.state["batch"] - 1]

    def _window(self):
        """Returns the batches of the current window, or None after the last one of the pass."""
        again = self.state["pass"] > 0
        start = self.examples.meta["stages"][-1]["firstRow"] if again else 0
        random = np.random.default_rng([self.seed, self.state["pass"], self.state["window"]])
        if again:
            # Other neighbours in every pass: rows are dealt to windows at random.
            dealt = np.random.default_rng([self.seed, self.state["pass"]])
            rows = dealt.permutation(np.arange(start, len(self.examples)))
        else:
            rows = np.arange(start, len(self.examples))
        rows = rows[self.state["window"] * WINDOW_ROWS :][:WINDOW_ROWS]
        if len(rows) == 0:
            return None
        lengths = np.array([self.examples.length(row) for row in rows])
        rows = rows[np.lexsort((random.random(len(rows)), lengths))]
        batches, batch = [], []
        for row in rows:
            padded = -(-self.examples.length(row) // self.multiple) * self.multiple
            if batch and padded * (len(batch) + 1) > self.batch_tokens:
                batches.append(batch)
                batch = []
            batch.append(int(row))
        batches.append(batch)
        return [batches[i] for i in random.permutation(len(batches))]


class Texts:
    """Turns ids back into text."""

    def __init__(self, tokenizer):
        special = set(tokenizer["control"]) | set(tokenizer["userDefined"])
        values = {}
        spare = 256
        for byte in range(256):
            if 33 <= byte <= 126 or 161 <= byte <= 172 or byte >= 174:
                values[chr(byte)] = byte
            else:
                values[chr(spare)] = byte
                spare += 1
        self._bytes = [
            token.encode() if token in special else bytes(values[c] for c in token)
            for token in tokenizer["tokens"]
        ]

    def decode(self, ids):
        return b"".join(self._bytes[i] for i in ids).decode("utf-8", errors="replace")
