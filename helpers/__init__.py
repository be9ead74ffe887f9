"""The code that the lessons build, ready to import: `from helpers import softmax`.

The floors, from the ground up; a module imports from floors below its own, or from its own.
A number is the lesson that builds it, or where it is first used (*).

digits: where the digits come from, and new ones made of them
    mnist       1*  load_mnist, find_mnist, fetch, FILES, DATA
    idx         1   parse_idx, gunzip, to_columns
    augment     8   distort
network: what a network calculates, forward and back
    shapes      1*  check_shapes
    functions   2   sigmoid, deriv_sigmoid, softmax, one_hot, cross_entropy, get_predictions,
                    get_accuracy
    two_layer   1   init_params, forward_prop, back_prop, update_params, make_predictions
    gradient_check  3   numerical_gradient, relative_error
    layers      8   Layer, Dense, Sigmoid, Tanh, ReLU, Dropout, Reshape, Network, he, xavier
    convolution 9   cut_patches, add_patches, Conv, MaxPool, lenet
handwriting: from a photo or a drawing to a column of MNIST's kind
    files       6*  open_image
    photo       6*  read_image
    frame       6*  find_frame
    ink         6*  to_ink
    touching    6*  split_touching
    segment     6*  label_digits
    digit       6*  to_mnist, find_digits, Digit, fit_box, crop, centre
    strokes     6*  draw_strokes, check_strokes, strokes_to_mnist, DRAWN_THREE
    drawings    6*  save_drawings, load_drawings, drawings_to_samples
training: how weights come to be good, and are kept
    full_batch  4   gradient_descent, full_gradient, start_params
    weights     4   save_weights, load_weights
    mini_batch  8   train, loss_and_gradient
    optimisers  8   SGD, Adam, constant, one_cycle
    your_hand   6*  mix_in
showing: figures, and the drawing pad
    plots       1*  show_digits, draw_network, show_probabilities, test_prediction, plot_history,
                    show_weights, BLUE, ORANGE, GREEN, GREY
    inside      6*  look_inside
    pad         6*  DigitPad
teaching: answers to what a learner wrote
    checks      7*  checks

`python -m helpers` prints what a report of a fault needs: versions, threads, where MNIST was found.
"""

import lazy_loader

# Each module is imported when one of its names is first used: a learner who loads digits does not
# wait for matplotlib, nor hold it in memory. The names stand in __init__.pyi, where editors look.
__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
