"""The checks of Lesson 11: shards, their sum, the cluster's gradient, and its time."""

import numpy as np

from helpers.teaching.answers import NotRight
from helpers.teaching.check_forward import W1, W2, X, b1, b2
from helpers.teaching.judge import judge
from helpers.teaching.outcomes import named
from helpers.teaching.tasks import call, in_single, use
from helpers.training import machines

PARAMS = (W1, b1, W2, b2)
GRADIENTS = ("dW1", "db1", "dW2", "db2")
Y = np.array([0, 1, 1, 0])


def check_shard_gradient(shard_gradient):
    """The four samples of the 3-2-2 network, of four and of twelve in all; three of them of ten."""
    shard, part = (X, Y), (X[:, :3], Y[:3])
    tasks = [
        call(PARAMS, *rest, results=GRADIENTS) for rest in ((shard, 4), (shard, 12), (part, 10))
    ]
    tasks.append(call(*in_single(PARAMS, shard), 4, results=GRADIENTS))
    judge(shard_gradient, machines.shard_gradient, tasks, [
        (("Y.size / n * part", "part"), "A shard counts by its share of the samples: Y.size / n."),
        (("Y.size / n * part", "part / n"), "back_prop has divided by Y.size already: times Y.size / n."),
        (("Y.size / n * part", "Y.size * part"), "Divide by n, the number of all samples."),
        (("Y.size / n * part", "n / Y.size * part"), "The share is Y.size / n, and not the other way round."),
        (("Y.size / n * part", "X.size / n * part"), "X.size counts pixels: Y.size is the number of samples."),
        (("[Y.size / n * part for part in parts]", "[Y.size / n * part for part in params]"),
         "Those are the weights: the gradients are what back_prop returns."),
    ])  # fmt: skip


def check_add_gradients(add_gradients):
    """Two lists of four arrays; two whose lengths differ."""
    one, other = list(PARAMS), [10 * param + 1 for param in PARAMS]
    tasks = [call(one, other, results=GRADIENTS), call(one, other[:3], results=GRADIENTS[:3])]
    tasks.append(call(*in_single(one, other), results=GRADIENTS))
    judge(add_gradients, machines.add_gradients, tasks, [
        (("a + b for", "a - b for"), "Add them: a + b."),
        (("a + b for", "b for"), "That is the other gradient alone."),
        (("a + b for", "a for"), "That is the one gradient alone."),
        (("[a + b for a, b in zip(one, other, strict=True)]", "one + other"),
         "+ sets two lists one behind the other: add array by array."),
        (("strict=True", "strict=False"), "strict=True refuses lists whose lengths differ."),
    ])  # fmt: skip


def check_tree_sum(tree_sum):
    """Letters in place of parts, so that the result says which met which; how many sums; one part."""

    def grow(function, count):
        asked = []

        def add(one, other):
            asked.append((one, other))
            if len(asked) > 20:
                raise NotRight("goes on for ever: each round must leave fewer parts.")
            return f"({one}{other})"

        total = function(list("abcdefg"[:count]), add)
        return {"the result": total, "the number of sums": len(asked)}

    tasks = [use(lambda f, count=count: grow(f, count)) for count in (4, 1, 2, 5, 6, 7)]
    judge(tree_sum, machines.tree_sum, tasks, [
        (("add(*pair) if len(pair) == 2 else pair[0] for pair in pairs", "add(*pair) for pair in pairs if len(pair) == 2"),
         "The last of an odd number is lost: hand it on to the next round."),
        (("add(*pair)", "add(*pair[::-1])"), "The left one comes first: add(left, right)."),
        (("while len(parts) > 1:", "if len(parts) > 1:"), "Go on in pairs until one is left."),
        (("    while len(parts) > 1:\n"
          "        pairs = [parts[i : i + 2] for i in range(0, len(parts), 2)]\n"
          "        parts = [add(*pair) if len(pair) == 2 else pair[0] for pair in pairs]\n"
          "    return parts[0]\n",
          "    total = parts[0]\n"
          "    for part in parts[1:]:\n"
          "        total = add(total, part)\n"
          "    return total\n"),
         "That adds one after the other: in pairs, please, and then the sums in pairs."),
        (("return parts[0]", "return parts"), "Return the one that is left: parts[0]."),
    ], hint="Neighbours meet: 1 and 2, 3 and 4; who is left over goes on to the next round.")  # fmt: skip


class Future:
    """What a stand-in for a cluster has worked out at once."""

    def __init__(self, value, depth=0):
        self.value, self.depth = value, depth

    def result(self):
        return self.value


def holds_arrays(thing):
    """True if there is an array in a list or tuple, however deep."""
    inside = isinstance(thing, (tuple, list)) and any(map(holds_arrays, thing))
    return isinstance(thing, np.ndarray) or inside


def resolve(thing, needed):
    """What a task is given in the place of futures, in lists and tuples too; needed collects them."""
    if isinstance(thing, Future):
        needed.append(thing)
        return thing.value
    if isinstance(thing, (tuple, list)):
        return type(thing)(resolve(part, needed) for part in thing)
    return thing


class OneMachine:
    """A client with `submit` that works everything out here, and writes down what it was asked."""

    def __init__(self):
        self.tasks, self.given, self.impure, self.depth = 0, 0, 0, 0

    def submit(self, function, *arguments, pure=True, **named):
        self.tasks += 1
        # What travels from here with each task, beside numbers of other tasks.
        self.given += holds_arrays([*arguments, *named.values()])
        needed = []
        given = [resolve(a, needed) for a in arguments]
        named = {name: resolve(a, needed) for name, a in named.items()}
        self.impure += not pure and not needed
        depth = 1 + max((future.depth for future in needed), default=0)
        self.depth = max(self.depth, depth)
        return Future(function(*given, **named), depth)

    def map(self, function, *lists, **options):
        return [self.submit(function, *given, **options) for given in zip(*lists, strict=False)]

    def gather(self, futures):
        many = isinstance(futures, (list, tuple))
        return [future.value for future in futures] if many else futures.value

    def scatter(self, *_, **__):
        raise NotRight("scatters: that is lost with its machine. Submit a task: tuple.")


def check_cluster_gradient(cluster_gradient):
    """Four samples in four shards, on a stand-in that counts what it is asked to do."""
    parts = [(X[:, i : i + 1], Y[i : i + 1]) for i in range(4)]

    def work(function, shards):
        client = OneMachine()
        outcome = named(function(client, PARAMS, [Future(shard) for shard in shards], 4), GRADIENTS)
        if isinstance(outcome, Exception):
            return outcome
        return {
            **outcome,
            "how often arrays are sent from here": client.given,
            "the number of tasks": client.tasks,
            "the number of tasks, without those for parts and sums, with pure=False": client.impure,
            "how many tasks must wait for each other": client.depth,
        }

    tasks = [use(lambda f: work(f, parts)), use(lambda f: work(f, [(X, Y)]))]
    judge(cluster_gradient, machines.cluster_gradient, tasks, [
        (("weights = client.submit(tuple, params, pure=False)", "weights = params"),
         "They travel with every task: make the weights a task of their own."),
        (("tuple, params, pure=False)", "tuple, params)"),
         "Without pure=False, equal weights would be taken for the same task."),
        (("tree_sum(parts, add)", "parts[0]"), "That is the first shard's part: add up all of them."),
        (("    def add(one, other):\n        return client.submit(add_gradients, one, other)\n\n"
          "    return tree_sum(parts, add).result()",
          "    return tree_sum([part.result() for part in parts], add_gradients)"),
         "All parts travel here to be added: let add submit a task, too."),
        (("shard, n) for", "shard, 1) for"), "Each part counts by its share of all n samples."),
    ], hint="Submit a task for the weights, one for each shard, and one for each sum of a tree.")  # fmt: skip


def check_step_time(step_time):
    """Eight workers, one, three, and several numbers at once."""
    tasks = [
        call(*given, 4e6, 1e6, 0.5)
        for given in ((8, 15.0), (1, 15.0), (3, 15.0), (np.array([1, 2, 4]), 2.0))
    ]
    judge(step_time, machines.step_time, tasks, [
        (("work / workers", "work"), "The work is shared: work / workers."),
        (("work / workers", "work * workers"), "The work is shared: work / workers."),
        (("size / bandwidth", "size * bandwidth"), "Bytes by bytes a second are seconds: size / bandwidth."),
        (("size / bandwidth", "bandwidth / size"), "Bytes by bytes a second are seconds: size / bandwidth."),
        (("np.log2(workers)", "np.log(workers)"), "Pairs halve the number: log2."),
        (("np.log2(workers)", "np.log10(workers)"), "Pairs halve the number: log2."),
        (("np.log2(workers)", "np.ceil(np.log2(workers))"), "Not rounded: np.log2(workers) as it is."),
        (("work / workers", "work // workers"), "// drops what is behind the point: a single /."),
        (("work / workers + size / bandwidth", "(work + size / bandwidth) / workers"),
         "Only the work is shared: what travels, travels all the same."),
        (("size / bandwidth + latency", "(size / bandwidth + latency)"),
         "What travels counts once, and the latency once for each level."),
        (("work / workers + size", "max(work / workers, size", "bandwidth + latency", "bandwidth) + latency"),
         "One after the other: add up, and no max."),
        (("np.log2(workers)", "workers"), "A tree has log2(workers) levels."),
        ((" + latency * np.log2(workers)", ""), "The latency is missing: once for each level of the tree."),
        ((" + size / bandwidth", ""), "What travels is missing: size / bandwidth."),
    ], hint="Three times, one after the other: the work, what travels, the latency.")  # fmt: skip
