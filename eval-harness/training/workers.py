"""Several processes work on one batch: two cores are nearly twice as fast as one process on both."""

import signal

import torch
import torch.multiprocessing as processes


def pieces(rows, length, piece_tokens):
    """Splits rows into parts of at most piece_tokens, padding included, unless it is one row."""
    parts, part, longest = [], [], 0
    for row in rows:
        longest = max(longest, length(row))
        if part and longest * (len(part) + 1) > piece_tokens:
            parts.append(part)
            part, longest = [], length(row)
        part.append(row)
    return parts + [part]


class Workers:
    """Processes that add up the gradients of a batch's pieces, each taking the next when it is free.

    The parameters lie in memory that all share. Which piece goes to whom depends on the machine's
    load; sums are the same up to rounding.
    """

    def __init__(self, count, model, gradients_of, setting):
        """gradients_of(setting, model) returns what a process calls with a piece and the batch's
        weight: it adds to the gradients and returns the loss. Both must be picklable."""
        model.share_memory()
        self.model = model
        context = processes.get_context("spawn")
        self._next = context.Value("q", 0)
        self._gradients = [[torch.zeros_like(p).share_memory_() for p in model.parameters()]
                           for _ in range(count)]
        self._pipes, self._processes = [], []
        for gradients in self._gradients:
            ours, theirs = context.Pipe()
            process = context.Process(
                target=_serve,
                args=(theirs, self._next, model, gradients, gradients_of, setting),
                daemon=True,
            )
            process.start()
            self._pipes.append(ours)
            self._processes.append(process)

    def backward(self, parts, weight, gradients):
        """Sets the gradients of the model for all parts and returns their loss; gradients as above."""
        self._next.value = 0
        for pipe in self._pipes:
            pipe.send((parts, weight))
        loss = _work(self._next, parts, weight, gradients)
        for pipe, theirs in zip(self._pipes, self._gradients):
            loss += pipe.recv()
            for parameter, more in zip(self.model.parameters(), theirs):
                if parameter.grad is None:
                    parameter.grad = more.clone()
                else:
                    parameter.grad.add_(more)
        return loss

    def close(self):
        for pipe in self._pipes:
            pipe.send(None)
        for process in self._processes:
            process.join()


def _work(following, parts, weight, gradients):
    loss = 0.0
    while True:
        with following.get_lock():
            at = following.value
            following.value += 1
        if at >= len(parts):
            return loss
        loss += gradients(parts[at], weight)


def _serve(pipe, following, model, shared, gradients_of, setting):
    # Ctrl-C is for the process that trains: it still finishes its step and saves.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    gradients = gradients_of(setting, model)
    while True:
        try:
            task = pipe.recv()
        except EOFError:
            return
        if task is None:
            return
        loss = _work(following, *task, gradients)
        for parameter, to in zip(model.parameters(), shared):
            if parameter.grad is None:
                to.zero_()
            else:
                to.copy_(parameter.grad)
                parameter.grad = None
        pipe.send(loss)
