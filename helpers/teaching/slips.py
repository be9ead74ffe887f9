"""The course's own code, changed: by known mistakes, as text, and by slips of the pen, as trees.

Where a check recognises nothing else, it looks whether a slip does what the learner's code does.
"""

import ast
import copy
import inspect

ARITHMETIC = (ast.Add, ast.Sub, ast.Mult, ast.Div, ast.MatMult)
COMPARISONS = (ast.Lt, ast.LtE, ast.Gt, ast.GtE, ast.Eq, ast.NotEq)
FUNCTIONS = {
    "sum": "mean", "mean": "sum", "max": "min", "min": "max", "maximum": "minimum",
    "argmax": "argmin", "zeros": "ones", "ones": "zeros", "square": "sqrt", "sqrt": "square",
}  # fmt: skip
OPTIONAL = {"axis", "keepdims", "dtype"}


def source_of(function):
    """The source of a function or class, without its decorators."""
    lines = inspect.getsource(function).splitlines(keepends=True)
    first = next(i for i, line in enumerate(lines) if line.startswith(("def ", "class ")))
    return "".join(lines[first:])


def run(code, function, names=()):
    """What changed code of a function or class, as text or tree, makes in the module of it.

    names: a dict of names that the code may use besides.
    """
    scope = {**dict(names), **vars(inspect.getmodule(function))}
    exec(compile(code, "<changed>", "exec"), scope)
    return scope[function.__name__]


def changed(function, *change):
    """The source of a function or class with old, new, old, new ... changed in it.

    Raises ValueError if old is not in it.
    """
    source = source_of(function)
    for old, new in zip(change[::2], change[1::2], strict=True):
        if old not in source:
            raise ValueError(f"{function.__name__} has no {old!r}")
        source = source.replace(old, new)
    return source


def slips(source):
    """Each way to get one thing wrong in a function or class.

    Yields a tree with one change, and the part that is another in it: as it was, and as it is.
    There are none where they might never end: in a `while`, or where a list grows, which might
    come to hold itself. What a function says when it refuses something stays as it is, and so does
    whether a progress bar is shown.
    """
    tree = ast.parse(source)
    nodes = list(ast.walk(tree))
    if any(isinstance(node, ast.While) or grows(node) for node in nodes):
        return
    kept = [node for node in nodes if isinstance(node, ast.Raise) or is_bar(node)]
    untouched = {id(part) for node in kept for part in ast.walk(node)}
    around = {id(part): i for i, node in enumerate(nodes) for part in ast.iter_child_nodes(node)}
    for find in (changes, mix_ups(nodes)):
        for place, node in enumerate(nodes):
            for new in find(node) if id(node) not in untouched else ():
                slip = put(tree, place, new)
                part = place  # of the code that is shown: a name or a number alone says little
                while isinstance(nodes[part], (ast.Name, ast.Constant, ast.Attribute)):
                    outer = around[id(nodes[part])]
                    if not isinstance(nodes[outer], ast.expr):
                        break
                    part = outer
                yield slip, nodes[part], list(ast.walk(slip))[part]


def is_bar(node):
    """True for the argument that hides a progress bar."""
    return isinstance(node, ast.keyword) and node.arg == "disable"


def grows(node):
    """True for a call that makes a list longer."""
    return isinstance(node, ast.Call) and ast.unparse(node.func).endswith((".append", ".extend"))


def put(tree, place, new):
    """A copy of the tree with a new node at this place in the order of ast.walk."""
    tree = copy.deepcopy(tree)
    old = list(ast.walk(tree))[place]

    class Put(ast.NodeTransformer):
        def visit(self, node):
            return new if node is old else super().visit(node)

    return ast.fix_missing_locations(Put().visit(tree))


def say_slip(old, new):
    """A sentence on a part of the code as it was, and as it is."""
    old, new = ast.unparse(old).splitlines()[0], ast.unparse(new).splitlines()[0]
    if new == "pass":
        return f"The course's code gives the same without `{old}`."
    return f"The course's code gives the same with `{new}` in the place of `{old}`."


def like(node, **fields):
    """A copy of a node with some of its fields changed."""
    new = copy.deepcopy(node)
    for name, value in fields.items():
        setattr(new, name, value)
    return new


def changes(node):
    """What may stand in the place of a node by mistake."""
    match node:
        case ast.Call():
            yield from changed_calls(node)
        case ast.BinOp():
            if isinstance(node.op, (ast.MatMult, ast.Sub, ast.Div)):
                yield like(node, left=node.right, right=node.left)
            if isinstance(node.op, ast.MatMult):
                for name, side in (("left", node.left), ("right", node.right)):
                    yield like(node, **{name: ast.Attribute(side, "T", ast.Load())})
            yield from (like(node, op=op()) for op in ARITHMETIC if op is not type(node.op))
            yield from (node.left, node.right)
        case ast.Compare(ops=[ast.Is() | ast.IsNot() as old]):
            yield like(node, ops=[ast.IsNot() if isinstance(old, ast.Is) else ast.Is()])
        case ast.Compare(ops=[old]):
            yield from (like(node, ops=[op()]) for op in COMPARISONS if op is not type(old))
        case ast.Attribute(attr="T"):
            yield node.value
        case ast.UnaryOp(op=ast.USub()):
            yield node.operand
        case ast.Constant(value=bool()):
            yield ast.Constant(not node.value)
        case ast.Constant(value=int() | float()):
            yield from (ast.Constant(node.value + 1), ast.Constant(node.value - 1))
        case ast.Tuple(elts=[one, other, *rest], ctx=ast.Load()):
            yield like(node, elts=[other, one, *rest])
        case ast.Return(value=ast.expr()) | ast.Assign():
            yield like(node, value=ast.UnaryOp(ast.USub(), node.value))
        case ast.AugAssign():
            yield ast.Assign([node.target], node.value)
            yield from (like(node, op=op()) for op in ARITHMETIC if op is not type(node.op))
    if isinstance(node, (ast.Assign, ast.AugAssign)):
        yield ast.Pass()


def changed_calls(node):
    """Other functions, arguments left out, exchanged or doubled, and no call at all."""
    for i, keyword in enumerate(node.keywords):
        before, after = node.keywords[:i], node.keywords[i + 1 :]
        if keyword.arg in OPTIONAL:
            yield like(node, keywords=before + after)
        match keyword:
            case ast.keyword(arg="axis", value=ast.Constant(value=int(axis))):
                other = ast.keyword("axis", ast.Constant(1 - axis))
                yield like(node, keywords=[*before, other, *after])
    match node:
        case ast.Call(func=ast.Attribute(attr=name)) if name in FUNCTIONS:
            yield like(node, func=like(node.func, attr=FUNCTIONS[name]))
    match node.args:
        case [only]:
            yield from (only, like(node, args=[node]))
        case [one, other]:
            yield from (like(node, args=[other, one]), one, other)
    if len(node.args) > 1:
        yield like(node, args=node.args[:-1])


def mix_ups(nodes):
    """A function that gives other variables of this code, and other attributes of self."""
    arguments = [node.arg for node in nodes if isinstance(node, ast.arg)]
    stored = [n.id for n in nodes if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store)]
    names = dict.fromkeys(name for name in [*arguments, *stored] if name != "self")
    owned = dict.fromkeys(
        node.attr
        for node in nodes
        if isinstance(node, ast.Attribute) and ast.unparse(node.value) == "self"
    )

    def others(node):
        match node:
            case ast.Name(ctx=ast.Load()) if node.id in names:
                yield from (like(node, id=name) for name in names if name != node.id)
            case ast.Attribute(value=ast.Name(id="self"), ctx=ast.Load()):
                yield from (like(node, attr=name) for name in owned if name != node.attr)

    return others
