"""How well a model does on the validation set: by batched generation, at a temperature."""

import collections
import json
import re
import time

import torch

from model import LayerCache

STATEMENT = re.compile(
    r"answer (?:is|should be|might be) ([^.?\n]+)[.?]"
    r"|So at the end \w+ is (\d+)\."
    r"|So \w+ has (\d+) \w+\."
    r"|So the [a-z ]+ is ([A-Z][\w ]*)\."
)


# A batch is copied without its finished texts when no more than this share of it still grows.
COMPACT_SHARE = 0.75


class Validation:
    def __init__(self, file, texts, end_of_text):
        with open(file, encoding="utf-8") as lines:
            self.items = [json.loads(line) for line in lines]
        self.texts = texts
        self.end_of_text = end_of_text

    def problems(self, each, families=None):
        """Returns the first so many problems of every family and difficulty."""
        taken = collections.Counter()
        chosen = []
        for item in self.items:
            key = (item.get("family"), item["difficulty"])
            if item["kind"] == "problem" and taken[key] < each:
                if families is None or item["family"] in families:
                    taken[key] += 1
                    chosen.append(item)
        return chosen

    def verdicts(self, limit):
        """Returns at most so many verifier questions of every kind, of all difficulties."""
        by_kind = collections.defaultdict(list)
        for item in self.items:
            if item["kind"] != "problem":
                by_kind[item["kind"]].append(item)
        return {
            kind: items[:: max(1, len(items) // limit)][:limit] for kind, items in by_kind.items()
        }


def statements(thinking):
    """Returns the answers that paragraphs of a thinking state, with where each paragraph ends."""
    found = []
    end = 0
    for paragraph in thinking.split("\n\n"):
        end += len(paragraph) + 2
        matches = list(STATEMENT.finditer(paragraph))
        if matches:
            found.append((next(g for g in matches[-1].groups() if g).strip(), min(end, len(thinking))))
    return found


def grade(item, text):
    """Returns what is right in a generated text, as numbers from 0 to 1."""
    thinking, closed, answer = text.partition("</think>")
    thinking = thinking.replace("<think>", "").strip()
    final = re.search(r"The answer is ([^\n]+?)\.?(?:<|$)", answer)
    stated = statements(thinking)
    first_attempt = thinking[: stated[0][1]] if stated else thinking
    settled, settled_end = None, len(thinking)
    for i, (value, end) in enumerate(stated):
        if any(value == earlier for earlier, _ in stated[:i]):
            settled, settled_end = value, end
            break
    final = final.group(1).strip() if closed and final else None
    if settled is None:
        settled = final
    found = sum(step in first_attempt for step in item["steps"])
    return {
        "plan": float(item["plan"] in thinking),
        "steps": found / len(item["steps"]),
        "first": float(bool(stated) and stated[0][0] == item["answer"]),
        "settled": float(settled == item["answer"]),
        "full": float(final == item["answer"]),
        "closed": float(bool(final)),
        "saving": 1 - settled_end / max(1, len(thinking)),
    }


@torch.no_grad()
def generate(model, prompts, max_new, temperature, generator, end_of_text, autocast):
    """Returns the ids that follow each prompt, up to `end_of_text`. All prompts run as one batch."""
    device = model.embedding.weight.device
    lengths = torch.tensor([len(p) for p in prompts], device=device)
    longest = int(lengths.max())
    ids = torch.zeros(len(prompts), longest, dtype=torch.long, device=device)
    for i, prompt in enumerate(prompts):
        ids[i, longest - len(prompt) :] = torch.tensor(prompt, device=device)
    padding = longest - lengths
    capacity = longest + max_new
    caches = [LayerCache(capacity) for _ in model.blocks]
    columns = torch.arange(capacity, device=device)
    hidden = torch.where(columns[None] < padding[:, None], -1e4, 0.0)[:, None, None, :]
    causal = torch.full((longest, longest), -1e4, device=device).triu(1)
    outputs = [[] for _ in prompts]
    alive = torch.arange(len(prompts), device=device)
    going = torch.ones(len(prompts), dtype=torch.bool, device=device)
    with autocast():
        positions = (columns[None, :longest] - padding[:, None]).clamp(min=0)
        logits = model.extend(ids, positions, hidden[..., :longest] + causal, caches)
    for step in range(max_new):
        if temperature > 0:
            chances = (logits.float() / temperature).softmax(-1).cpu()
            chosen = torch.multinomial(chances, 1, generator=generator)[:, 0].to(device)
        else:
            chosen = logits.argmax(-1)
        for row, token, goes_on in zip(alive.tolist(), chosen.tolist(), going.tolist()):
            if goes_on:
                outputs[row].append(token)
        going &= chosen != end_of_text
        left = int(going.sum())
        if left == 0:
            break
        if left <= COMPACT_SHARE * len(going):
            rows = going.nonzero()[:, 0]
            alive, chosen, padding, hidden, going = (
                x[rows] for x in (alive, chosen, padding, hidden, going)
            )
            for cache in caches:
                cache.keep(rows)
        if step + 1 == max_new:
            break
        at = longest + step
        with autocast():
            positions = (at - padding)[:, None]
            logits = model.extend(chosen[:, None], positions, hidden[..., : at + 1], caches)
    return outputs


def evaluate(model, validation, each, temperature, seed, autocast, batch=64, max_new=1200, log=None):
    """Returns mean grades by (family, difficulty), ("all", "easy"), ("all", "hard"), ("all", "all")."""
    was_training = model.training
    model.eval()
    began = time.time()
    items = sorted(validation.problems(each), key=lambda item: len(item["prompt"]))
    generator = torch.Generator().manual_seed(seed)
    sums = collections.defaultdict(collections.Counter)
    tokens = 0
    for start in range(0, len(items), batch):
        group = items[start : start + batch]
        room = model.shape.context - max(len(item["prompt"]) for item in group)
        outputs = generate(
            model,
            [item["prompt"] for item in group],
            min(max_new, room),
            temperature,
            generator,
            validation.end_of_text,
            autocast,
        )
        for item, output in zip(group, outputs):
            tokens += len(output)
            text = validation.texts.decode(output)
            grades = grade(item, text)
            grades["tokens"] = len(output)
            if log:
                log.write(json.dumps({**item, "prompt": None, "text": text, "grades": grades}) + "\n")
            half = "easy" if item["difficulty"] <= 3 else "hard"
            for key in ((item["family"], item["difficulty"]), ("all", half), ("all", "all")):
                sums[key].update(grades)
                sums[key]["n"] += 1
    model.train(was_training)
    result = {
        key: {name: total[name] / total["n"] for name in total if name != "n"} | {"n": total["n"]}
        for key, total in sums.items()
    }
    result[("all", "all")]["tokens_per_second"] = tokens / (time.time() - began)
    return result


@torch.no_grad()
def evaluate_verdicts(model, validation, limit, autocast, yes_no):
    """Returns, by kind, the share of verifier questions whose more likely word of Yes and No is right."""
    was_training = model.training
    model.eval()
    device = model.embedding.weight.device
    words = torch.tensor(yes_no, device=device)
    result = {}
    for kind, items in validation.verdicts(limit).items():
        right = 0
        for item in items:
            ids = torch.tensor([item["prompt"]], device=device)
            with autocast():
                logits = model.logits(model(ids)[:, -1])[0, words]
            right += int(words[logits.argmax()]) == item["target"]
        result[kind] = right / len(items)
    model.train(was_training)
    return result


def table(result):
    """Returns the result as lines of text."""
    names = ["n", "plan", "steps", "first", "settled", "full", "closed", "saving", "tokens"]
    lines = ["family    diff  " + " ".join(f"{name:>7}" for name in names)]
    for key in sorted(result, key=str):
        values = result[key]
        cells = [
            f"{values[name]:7.0f}" if name in ("n", "tokens") else f"{100 * values[name]:7.1f}"
            for name in names
        ]
        lines.append(f"{key[0]:<9} {str(key[1]):<5} " + " ".join(cells))
    return lines
