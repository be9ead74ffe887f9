"""Which ink belongs to which digit: broken and small ones, specks, rows, and edges of the paper."""

from types import SimpleNamespace

import numpy as np
import photos
import pytest
from make_photo import compose, photograph
from skimage.measure import label

import helpers
from helpers import find_digits, label_digits
from helpers.handwriting.segment import (
    filled_box,
    gaps,
    is_rule,
    keep_handwriting,
    rows_slope,
    typical_height,
)


@pytest.mark.slow
def test_pages_of_one_to_twelve_digits_with_uneven_light(digits):
    X, _ = photos.some_test_digits(digits)
    right, pages = 0, 36
    for page in range(pages):
        rng = np.random.default_rng(page)
        n = 1 + page % 12
        pen = None if page % 2 else 6
        ink, centres = compose(X[:, rng.integers(0, X.shape[1], n)], rng, pen=pen)
        found = find_digits(photograph(ink, rng))
        if len(found) == n:
            right += 1
            for digit, (row, column) in zip(found, centres, strict=True):
                top, left, bottom, right_side = digit.box
                assert top < row < bottom and left - 20 < column < right_side + 20, "order"
                assert digit.image.shape == (784, 1) and digit.image.max() == 1
    assert right >= 0.95 * pages, f"the count is right on {right} of {pages} pages"


def test_a_hundred_digits_in_a_strip_are_not_too_small(digits):
    images = np.pad(digits[2][:, :100].T.reshape(100, 28, 28), ((0, 0), (2, 2), (2, 2)))
    found = boxes(1 - 0.9 * np.hstack(images))
    assert 98 <= len(found) <= 102, "one or the other is in two parts"
    assert all(box[2] - box[0] <= 28 for box in found)


def page_of(*boxes, shape=(200, 300)):
    page = np.ones(shape)
    for top, left, bottom, right in boxes:
        page[top:bottom, left:right] = 0.1
    return page


ONE = (50, 60, 150, 70)


def boxes(page):
    return [digit.box for digit in find_digits(page)]


def test_a_broken_stroke_is_one_digit_and_specks_are_none():
    page = page_of(ONE, (50, 190, 150, 200), (50, 190, 60, 240))  # a 1 and a gamma ...
    page[50:60, 215:219] = 1  # ... broken
    page[20:22, 30:32] = page[170:172, 150:152] = 0.1  # specks
    found = boxes(page)
    assert len(found) == 2 and found[0][1] < 70 < found[1][1]
    assert found[1][3] > 235, "the far side of the gap belongs to it"


def test_the_detached_bar_of_a_5_belongs_to_it():
    """The gap is wider than what is taken for a broken stroke."""
    found = boxes(page_of((60, 60, 150, 70), (50, 82, 58, 120)))
    assert len(found) == 1
    assert found[0][0] <= 50 and found[0][3] >= 119


def test_a_small_digit_far_from_the_others_is_one_but_dirt_is_none():
    found = boxes(page_of(ONE, (90, 200, 120, 206), (20, 280, 24, 284)))
    assert len(found) == 2 and found[1][1] in range(198, 201)


def test_the_dark_table_beside_the_paper_is_no_digit():
    page = page_of(ONE, (60, 140, 140, 150))
    page[:, :20] = page[185:] = 0.2
    assert len(boxes(page)) == 2


def ring(page, top, left, bottom, right, round_=False):
    """A line of 4 pixels along the sides of a box, or of the ellipse in it, drawn on page."""
    rows, columns = np.indices(page.shape)
    y, x = (2 * (rows - top) / (bottom - top) - 1), (2 * (columns - left) / (right - left) - 1)
    far = np.hypot(y, x) if round_ else np.maximum(abs(y), abs(x))
    page[(far <= 1) & (far > 1 - 8 / (bottom - top))] = 0.2


INNER = (80, 60, 120, 68), (80, 100, 120, 108)


@pytest.mark.parametrize(
    ("boxes_", "round_", "found"),
    [
        ([(40, 30, 160, 140)], False, 2),
        ([(40, 30, 160, 87), (40, 83, 160, 140)], False, 2),  # two cells of a form, in one piece
        ([(40, 30, 160, 140)], True, 2),
        ([(40, 180, 160, 260)], False, 3),  # beside the others: nothing is in it
        ([], False, 2),
    ],
)
def test_a_box_drawn_around_digits_is_none(boxes_, round_, found):
    page = page_of(*INNER)
    for box in boxes_:
        ring(page, *box, round_=round_)
    assert len(find_digits(page)) == found


@pytest.mark.parametrize(("bar", "kept"), [(False, True), (True, False)])
def test_a_round_line_around_a_digit_is_none_but_a_slashed_0_is_one(bar, kept):
    page = page_of((75, 86, 125, 94))  # a slash, or with its bar a 7
    if bar:
        page[75:83, 64:94] = 0.1
    ring(page, 40, 30, 160, 140, round_=True)
    assert keep_handwriting(label(page < 0.5, connectivity=2))[40:44, 85].any() == kept


def test_a_box_with_no_more_than_a_speck_in_it_may_be_a_0():
    for height, found in ((12, 1), (13, 0)):
        page = page_of((94, 80, 94 + height, 92))
        ring(page, 40, 40, 160, 140)
        kept = keep_handwriting(label(page < 0.5, connectivity=2))
        assert kept[50, 42] == bool(found)


def test_an_open_line_around_digits_is_no_box():
    page = page_of(*INNER, (40, 40, 160, 44), (156, 40, 160, 140))  # an L
    assert keep_handwriting(label(page < 0.5, connectivity=2))[50, 42]


def test_rows_are_read_from_the_top_each_from_the_left():
    page = page_of(*[(20 + 90 * r + 6 * c, 40 + 80 * c, 70 + 90 * r + 6 * c, 48 + 80 * c)
                     for c in (2, 0, 1) for r in (1, 0)])  # fmt: skip
    found = boxes(page)
    assert [box[1] // 80 for box in found] == [0, 1, 2, 0, 1, 2]
    assert max(box[0] for box in found[:3]) < min(box[0] for box in found[3:])


def test_the_photo_of_the_lesson_reads_407():
    found = find_digits(helpers.DATA / "paper.jpg")
    image = np.hstack([digit.image for digit in found])
    assert photos.share_read(image, np.array([4, 0, 7])) == 1


def ink_of(*boxes, shape=(200, 300)):
    """Boxes of full ink; a fifth number is their ink."""
    ink = np.zeros(shape)
    for top, left, bottom, right, *amount in boxes:
        ink[top:bottom, left:right] = amount or 1
    return ink


def boxes_of(labels):
    """The boxes of the labels, from 1 on."""
    places = [np.nonzero(labels == number) for number in range(1, labels.max() + 1)]
    return [(y.min(), x.min(), y.max() + 1, x.max() + 1) for y, x in places]


TALL = (50, 220, 150, 230)  # 100 pixels, and the measure for what is written beside it
LONG = (100, 620, 400, 630)


@pytest.mark.parametrize(
    ("others", "found"),
    [
        ([], [TALL]),
        ([(110, 230, 114, 260, 0.4)], [(50, 220, 150, 260)]),  # a faint end of a stroke
        ([(110, 230, 114, 260, 0.2)], [TALL]),  # and its soft edge
        ([(50, 30, 150, 40, 0.5)], [TALL]),  # nowhere dark
        ([(60, 240, 70, 250)], [TALL]),  # a speck
        ([(60, 240, 71, 251)], [(50, 220, 150, 251)]),  # more than a tenth: a piece of the digit
        ([(60, 246, 72, 250)], [TALL]),  # too little ink for that
        ([(60, 246, 85, 248)], [(50, 220, 150, 248)]),
        # Pieces belong to what is nearly half as tall, and not to what is smaller.
        (
            [(60, 30, 104, 40), (84, 60, 99, 70)],
            [(60, 30, 104, 40), (84, 60, 99, 70), TALL],
        ),
        ([(60, 30, 105, 40), (84, 60, 99, 70)], [(60, 30, 105, 70), TALL]),
        ([(60, 259, 80, 269)], [(50, 220, 150, 269)]),  # 29 pixels away
        ([(60, 260, 80, 270)], [TALL, (60, 260, 80, 270)]),  # and 30
        ([(60, 30, 75, 40)], [(60, 30, 75, 40), TALL]),  # a small digit
        ([(60, 30, 74, 40)], [TALL]),  # too small for one
        # A line below a digit, and what is no line, or not below.
        ([(165, 190, 170, 250)], [TALL]),
        ([(60, 30, 105, 40), (165, 190, 180, 250)], [(60, 30, 105, 40), (50, 190, 180, 250)]),
        ([(149, 245, 154, 295)], [(50, 220, 154, 295)]),
        # A line so near that it would join what stands on it.
        ([(80, 120, 125, 130), (153, 90, 156, 240)], [(80, 120, 125, 130), TALL]),
    ],
)
def test_what_is_a_digit_beside_a_tall_one(others, found):
    assert boxes_of(label_digits(ink_of(TALL, *others))) == found


@pytest.mark.parametrize(
    ("line", "digits", "is_one"),
    [
        ((150, 0, 160, 150), [(50, 10, 95, 60), (50, 100, 140, 140)], True),
        ((150, 0, 160, 149), [(50, 10, 95, 60), (50, 100, 140, 140)], False),  # as wide as one
        ((150, 0, 195, 150), [(50, 10, 95, 60), (50, 100, 140, 140)], False),  # too high
        ((150, 0, 160, 150), [(50, 10, 94, 60), (50, 100, 140, 140)], False),  # one is no digit
        ((150, 0, 160, 150), [(50, 10, 140, 60)], False),  # a foot
        ((40, 0, 50, 150), [(50, 10, 140, 60), (50, 100, 140, 140)], False),  # the bar of a 5
        ((150, 0, 160, 150), [(50, 10, 140, 60), (50, 280, 140, 340)], False),  # elsewhere
        ((150, 300, 160, 450), [(50, 10, 140, 60), (50, 280, 140, 340)], False),
        ((150, 300, 160, 449), [(50, 310, 140, 360), (50, 380, 140, 440)], False),
        ((90, 0, 100, 150), [(50, 10, 130, 60), (50, 100, 150, 140)], False),  # a bar through one
        ((90, 0, 100, 150), [(45, 10, 130, 60), (40, 100, 139, 140)], True),
    ],
)
def test_what_is_a_line_below_several_digits(line, digits, is_one):
    assert is_rule(line, np.array([*digits, line]), 100) == is_one


def test_holes_punched_in_the_paper_are_no_digits_unless_there_is_nothing_else():
    y, x = np.indices((200, 300))
    holes = [np.hypot(y - row, x - 30) < 16 for row in (50, 150)]
    ring = (np.hypot(y - 100, x - 120) < 20) & (np.hypot(y - 100, x - 120) > 12)
    ink = np.where(np.any([*holes, ring], axis=0), 1.0, ink_of(TALL))
    assert boxes_of(label_digits(ink)) == [(81, 101, 120, 140), TALL]
    diamond = np.where(abs(y - 100) + abs(x - 50) < 16, 1.0, ink_of(TALL))
    assert boxes_of(label_digits(diamond)) == [(85, 35, 116, 66), TALL]
    large = ink_of((60, 150, 100, 156), (60, 200, 100, 206))  # and as high as they are digits
    large[np.hypot(y - 100, x - 60) < 55] = 1
    assert boxes_of(label_digits(large)) == [(60, 150, 100, 156), (60, 200, 100, 206)]
    blob = ink_of(TALL, (84, 30, 116, 71))  # wider than a disc
    assert boxes_of(label_digits(blob)) == [(84, 30, 116, 71), TALL]
    assert boxes_of(label_digits(np.any(holes, axis=0).astype(float))) == [
        (35, 15, 66, 46),
        (135, 15, 166, 46),
    ]


@pytest.mark.parametrize(
    ("ink", "found"),
    [
        (ink_of((20, 40, 80, 50), (86, 40, 146, 50)), [(20, 40, 146, 50)]),  # a broken stroke
        (ink_of((20, 40, 80, 50), (90, 40, 150, 50)), [(20, 40, 80, 50), (90, 40, 150, 50)]),
        # Two digits whose boxes overlap.
        (
            ink_of((20, 40, 120, 50), (110, 50, 120, 100), (20, 80, 90, 90), (20, 70, 30, 80)),
            [(20, 40, 120, 100), (20, 70, 90, 90)],
        ),
        # Small writing: 7 pixels are dirt, 8 may be a digit.
        (ink_of((20, 60, 60, 66), (20, 150, 28, 154)), [(20, 60, 60, 66), (20, 150, 28, 154)]),
        (ink_of((20, 60, 60, 66), (20, 150, 27, 154)), [(20, 60, 60, 66)]),
        # A hair is no digit, nor is one of 100 pixels too thin for one.
        (ink_of(LONG, (100, 60, 220, 61), shape=(700, 700)), [LONG]),
        (ink_of(LONG, (100, 60, 220, 62), shape=(700, 700)), [(100, 60, 220, 62), LONG]),
        (ink_of(LONG, (100, 60, 200, 61), shape=(700, 700)), [(100, 60, 200, 61), LONG]),
        # Rows: the middles are 60 pixels apart, and 61.
        (ink_of((90, 40, 190, 50), (30, 90, 130, 100)), [(90, 40, 190, 50), (30, 90, 130, 100)]),
        (ink_of((91, 40, 191, 50), (30, 90, 130, 100)), [(30, 90, 130, 100), (91, 40, 191, 50)]),
    ],
)
def test_what_is_one_digit_and_what_are_two(ink, found):
    assert boxes_of(label_digits(ink)) == found


@pytest.mark.parametrize("ink", [np.ones((40, 60), int), 2 * ink_of(TALL), ink_of(TALL) - 0.1])
def test_what_is_no_ink_is_refused(ink):
    with pytest.raises(ValueError, match="label_digits: ink "):
        label_digits(ink)


def test_a_page_of_specks_is_refused():
    with pytest.raises(ValueError, match="there are only specks. Try a sharper"):
        label_digits(ink_of((50, 50, 53, 53), (90, 90, 92, 92)))


DIGIT = (20, 20, 60, 26)
PIXELS = (100, 120)


@pytest.mark.parametrize(
    ("shape", "marks", "kept"),
    [
        (PIXELS, [DIGIT, (50, 50, 53, 51), (70, 70, 74, 71)], [DIGIT, (70, 70, 74, 71)]),
        ((1000, 900), [(100, 100, 150, 110), (500, 500, 509, 502)], [(100, 100, 150, 110)]),
        ((1000, 900), [(100, 100, 150, 110), (500, 500, 510, 502)], "all"),
        (PIXELS, [DIGIT, (0, 50, 30, 56), (50, 0, 80, 6)], [DIGIT]),  # edges of the paper
        (PIXELS, [DIGIT, (70, 50, 100, 56), (50, 114, 80, 120)], [DIGIT]),
        (PIXELS, [DIGIT, (1, 50, 30, 56), (50, 1, 80, 6)], "all"),  # a digit is near
        (PIXELS, [DIGIT, (70, 50, 99, 56), (50, 113, 80, 119)], "all"),
        ((300, 300), [(20, 20, 60, 26), (100, 20, 102, 171)], [DIGIT]),  # a ruled line
        ((300, 300), [(20, 20, 60, 26), (100, 20, 102, 170)], "all"),  # half the page
        ((300, 300), [(20, 20, 60, 26), (100, 20, 107, 220)], [DIGIT]),
        ((300, 300), [(20, 20, 60, 26), (100, 20, 108, 220)], "all"),  # too thick for a line
        (PIXELS, [(0, 20, 90, 40), (20, 0, 30, 90)], "all"),  # a digit fills the image
        (PIXELS, [(0, 20, 90, 30), (80, 70, 85, 85)], "all"),
        (PIXELS, [(0, 20, 90, 30), (80, 70, 86, 85)], [(80, 70, 86, 85)]),
        ((400, 400), [(0, 20, 300, 30), (80, 80, 99, 90)], "all"),
        ((400, 400), [(0, 20, 300, 30), (80, 80, 100, 90)], [(80, 80, 100, 90)]),
    ],
)
def test_what_may_be_handwriting(shape, marks, kept):
    parts = np.zeros(shape, int)
    for number, (top, left, bottom, right) in enumerate(marks, 1):
        parts[top:bottom, left:right] = number
    mask = keep_handwriting(parts)
    assert set(np.unique(parts[mask])) == {
        number for number, box in enumerate(marks, 1) if kept == "all" or box in kept
    }


@pytest.mark.parametrize(
    ("points", "box"),
    [
        ([], np.s_[:, :]),
        ([(0, 0)], np.s_[0:1, 0:1]),
        ([(2, 5), (6, 3), (4, 4)], np.s_[2:7, 3:6]),
        ([(7, 0), (7, 9)], np.s_[7:8, 0:10]),
    ],
)
def test_the_box_that_holds_all_of_a_mask(points, box):
    mask = np.zeros((8, 10), bool)
    for point in points:
        mask[point] = True
    assert filled_box(mask) == box


def test_the_typical_height_is_that_of_the_tall_ones():
    groups = ink_of((0, 0, 100, 5), (0, 20, 50, 25), (0, 40, 49, 45), (0, 60, 10, 65)).astype(int)
    for number in range(4):
        groups[:, 20 * number : 20 * number + 5] *= number + 1
    assert typical_height(groups) == 75


@pytest.mark.parametrize(
    ("other", "distance"),
    [
        ((5, 5, 15, 15), 0),
        ((10, 12, 20, 20), 0),
        ((13, 2, 20, 8), 3),
        ((2, 16, 8, 20), 4),
        ((13, 16, 20, 20), 5),
    ],
)
def test_the_gap_between_two_boxes(other, distance):
    boxes = np.array([other, (0, 0, 1, 1), other])
    np.testing.assert_array_equal(gaps((0, 0, 10, 12), boxes), [distance, 0, distance])
    assert gaps(other, np.array([(0, 0, 10, 12)])) == distance


def test_a_page_of_many_digits_takes_time_in_proportion(monkeypatch):
    """Counted, not timed: no step looks at the whole page, or at all digits, for each digit."""
    page, sizes = np.ones((1160, 1160), np.float32), []
    for top in range(20, 1140, 40):
        for left in range(20, 1140, 40):
            page[top : top + 16, left : left + 8] = 0
    cut_out = helpers.handwriting.digit.cut_out

    def watched(ink, digits, number, box):
        part = cut_out(ink, digits, number, box)
        sizes.append(part.size)
        return part

    monkeypatch.setattr(helpers.handwriting.digit, "cut_out", watched)
    assert len(find_digits(page)) == 28 * 28 == len(sizes) and max(sizes) < 500


def slanted(slope, apart=60):
    """A page of three rows of four digits (bars), which fall by slope; boxes row after row."""
    places = [(row, column) for row in range(3) for column in range(4)]
    return [
        (t, left, t + 40, left + 10)
        for row, column in places
        for left in [40 + apart * column]
        for t in [round(100 + 80 * row + slope * left)]
    ]


@pytest.mark.parametrize("slope", [-0.4, -0.2, 0, 0.2, 0.4])
def test_rows_that_slope_are_read_one_after_the_other(slope):
    wanted = slanted(slope)
    page = page_of(*wanted, shape=(500, 320))
    found = boxes(page)
    np.testing.assert_allclose([box[:2] for box in found], [box[:2] for box in wanted], atol=2)
    groups = [SimpleNamespace(bbox=box) for box in wanted]
    assert rows_slope(groups, 40) == pytest.approx(slope, abs=0.05)


def test_digits_far_from_each_other_say_nothing_of_a_slope():
    far, near = (
        [SimpleNamespace(bbox=box) for box in slanted(0.4, apart)[:4]] for apart in (160, 159)
    )
    assert rows_slope(far, 40) == 0
    assert rows_slope(near, 40) == pytest.approx(0.4, abs=0.05)
    assert rows_slope(near[:3], 40) == 0, "two steps to the right are too few"
