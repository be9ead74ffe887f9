"""The smallest parts in which two pieces of code differ, each put in the other's place."""

import ast

import pytest

from helpers.teaching.trees import bare, inside, with_names_of

COURSE = """
def add(A, B, n=1):
    total = np.zeros(A.shape)
    for row in range(len(A)):
        total[row] = A[row] + B[row]
    return total / n
"""


def tree(source):
    return bare(ast.parse(source).body[0])


def parts(old, new):
    """What differs, as text: pairs of the course's and the learner's."""
    return [(text(each.old), text(each.new)) for each in inside(tree(old), tree(new))]


def text(part):
    return "; ".join(map(ast.unparse, part)) if isinstance(part, list) else ast.unparse(part)


@pytest.mark.parametrize(
    ("old", "new", "part", "other"),
    [
        ("len(A)", "40", "range(len(A))", "range(40)"),  # a number says little alone
        ("A[row] + B", "A[row] - B", "A[row] + B[row]", "A[row] - B[row]"),
        ("B[row]", "B[row, 0]", "B[row]", "B[row, 0]"),
        ("A.shape", "A.shape, int", "np.zeros(A.shape)", "np.zeros(A.shape, int)"),
        ("A, B, n", "B, A, n", "A, B, n=1", "B, A, n=1"),
        ("n=1", "n=1.0", "A, B, n=1", "A, B, n=1.0"),
        ("n=1", "n=2", "A, B, n=1", "A, B, n=2"),
        ("total[row] =", "total[row] +=", "total[row] = A[row] + B[row]", None),
        ("    return total / n\n", "", "return total / n", ""),
        ("    return", "    total += 1\n    return", "", "total += 1"),
        ("return total / n", "return", "return total / n", "return"),
        ("total[row] =", "A[row] =", "total[row]", "A[row]"),
        ("total / n", "[a for a in A if a]", "total / n", "[a for a in A if a]"),
    ],
)
def test_one_difference_is_shown_with_what_makes_sense_of_it(old, new, part, other):
    changed = COURSE.replace(old, new)
    ((was, is_now),) = parts(COURSE, changed)
    assert was == part
    assert is_now == (other if other is not None else "total[row] += A[row] + B[row]")


def test_what_has_no_place_in_the_source_is_shown_with_what_has():
    one = "def f(x):\n    with open(x) as file:\n        return [a for a in file if a]\n"
    assert parts(one, one.replace("if a]", "if not a]"))[0][1] == "[a for a in file if not a]"
    ((was, _),) = parts(one, one.replace("as file", "as f"))
    assert was.startswith("with open(x) as file:")


def test_two_changes_in_two_lines_are_two_differences():
    changed = COURSE.replace("len(A)", "40").replace("/ n", "* n")
    assert parts(COURSE, changed) == [
        ("range(len(A))", "range(40)"),
        ("total / n", "total * n"),
    ]


def test_two_changes_in_one_expression_are_one():
    changed = COURSE.replace("A[row] + B[row]", "A[0] + B[0]")
    assert parts(COURSE, changed) == [("A[row] + B[row]", "A[0] + B[0]")]


def test_a_line_that_moved_into_the_loop_is_gone_and_come():
    changed = COURSE.replace("    return", "        return")
    assert parts(COURSE, changed) == [("", "return total / n"), ("return total / n", "")]


def test_words_of_errors_docstrings_and_decorators_do_not_count():
    one = 'def f(x):\n    """One."""\n    if x:\n        raise ValueError("no")\n'
    two = '@g\ndef f(x):\n    if x:\n        raise ValueError(f"not {x}")\n'
    assert parts(one, two) == []
    assert parts(one, two.replace("Value", "Type")) != []


def test_a_function_of_nothing_but_a_docstring_stays_code():
    compile(ast.unparse(tree('def f():\n    """Nothing."""\n')), "", "exec")


def test_another_kind_of_thing_differs_as_a_whole():
    assert inside(tree(COURSE), tree("class add:\n    pass\n")) is None


def test_other_names_for_the_same_do_not_count():
    mine = COURSE.replace("total", "result").replace("row", "i").replace("A", "first")
    assert inside(tree(COURSE), with_names_of(tree(COURSE), tree(mine))) == []


def test_names_that_are_mixed_up_do_count():
    mine = COURSE.replace("total[row] = A[row] + B[row]", "total[row] = A[row] + A[row]")
    assert len(inside(tree(COURSE), with_names_of(tree(COURSE), tree(mine)))) == 1


def test_attributes_of_self_may_have_other_names():
    one = "class L:\n    def f(self, X):\n        self.kept = X\n        return self.kept\n"
    mine = with_names_of(tree(one), tree(one.replace("kept", "mask")))
    assert inside(tree(one), mine) == []


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("len(A)", "40"),
        ("    return total / n\n", ""),
        ("    return", "    total += 1\n    return"),
        ("A, B, n", "B, A, n"),
        ("return total / n", "pass"),
        ("        total[row] = A[row] + B[row]\n", "        A\n        B\n"),
    ],
)
def test_what_is_put_in_makes_the_learner_s_code_and_goes_again(old, new):
    course, mine = tree(COURSE), tree(COURSE.replace(old, new))
    (difference,) = inside(course, mine)
    with difference.put_in():
        assert ast.dump(course) == ast.dump(mine)
    assert ast.dump(course) == ast.dump(tree(COURSE))


def test_several_that_are_put_in_make_the_learner_s_code():
    """Two versions of a line, and between them a new one."""
    course = tree(COURSE)
    mine = tree(COURSE.replace("len(A)", "40").replace("    return", "    B += 1\n    return"))
    one, other = inside(course, mine)
    assert text(other.new) == "B += 1"
    with one.put_in(), other.put_in():
        assert ast.dump(course) == ast.dump(mine)


def test_a_new_line_among_changed_ones_is_put_in_its_place():
    course = tree("def f(x):\n    a = 1\n    b = 2\n    return a\n")
    mine = tree("def f(x):\n    a = 5\n    b = 6\n    print(b)\n    return a\n")
    one, other, new = inside(course, mine)
    with one.put_in(), other.put_in(), new.put_in():
        assert ast.dump(course) == ast.dump(mine)


def test_lines_that_give_the_same_name_a_value_are_versions_of_one():
    course = "def f():\n    a = 1\n    b = 2\n    c = 3\n"
    mine = "def f():\n    a = 1\n    b = 5\n    x = 9\n    c = 4\n"
    assert parts(course, mine) == [("b = 2", "b = 5"), ("", "x = 9"), ("c = 3", "c = 4")]
    course, mine = course.replace("c =", "c +="), mine.replace("c =", "c +=")
    assert parts(course, mine)[2] == ("c += 3", "c += 4")


def test_lines_of_one_kind_are_versions_of_one():
    course = "def f(x):\n    g(1)\n    return 2\n"
    mine = "def f(x):\n    for i in x:\n        pass\n    g(2)\n    return 3\n"
    assert parts(course, mine) == [
        ("", "for i in x:\n    pass"),
        ("g(1)", "g(2)"),
        ("return 2", "return 3"),
    ]


def test_a_block_that_loses_its_only_line_is_still_a_block():
    course = tree("def f(x):\n    if x:\n        g()\n    h()\n")
    (difference,) = inside(course, tree("def f(x):\n    if x:\n        pass\n    h()\n"))
    with difference.put_in():
        compile(ast.unparse(course), "", "exec")
