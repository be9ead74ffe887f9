// The front end of pad.py. Drawing stays here; while one draws, the strokes go to Python with a
// number, and what comes back with the same number is what the network reads of them.
// strokesToMnist is helpers/handwriting/strokes.py's strokes_to_mnist, number for number.

const SIDE = 560; // pixels of the canvas, shown on 280 so that it is sharp on fine screens
const PEN = 0.06; // width of the pen on the canvas, in sides of the pad
const PAUSE = 100; // milliseconds between two questions to Python at least
const PATIENCE = 4000; // milliseconds until Python counts as not there
const NEAR = 0.006; // in sides of the pad: points nearer to the last one say nothing new
const MOST_POINTS = 5000; // as in strokes.py
const BOX = 20, RADIUS = 1.3, EDGE = 1.6, CENTRE = 14, TINY = 0.05; // as in strokes.py
const SILENT = "No answer from Python: run this cell again.";

// The 784 pixels, 0 to 255, that the network gets for strokes, lists of points [x, y] in [0, 1].
export function strokesToMnist(strokes) {
  const pixels = new Array(784).fill(0);
  if (!strokes.flat().length) return pixels;
  const { low, high, size } = boxOf(strokes);
  const scale = (BOX - 2 * RADIUS) / Math.max(size, TINY);
  const place = (point) => point.map((v, i) => (v - (low[i] + high[i]) / 2) * scale + (CENTRE + 0.5));
  const lines = strokes.map((stroke) => stroke.map(place));
  for (let i = 0; i < 784; i++) {
    const distance = Math.sqrt(nearest(lines, (i % 28) + 0.5, Math.floor(i / 28) + 0.5));
    const ink = Math.min(1, Math.max(0, (RADIUS - distance) / EDGE + 0.5));
    pixels[i] = Math.floor(255 * ink + 0.5);
  }
  const rows = shift((k) => pixels.slice(28 * k, 28 * k + 28));
  const columns = shift((k) => pixels.filter((_, i) => i % 28 === k));
  return pixels.map((_, i) => {
    const row = Math.floor(i / 28) - rows, column = (i % 28) - columns;
    const here = row >= 0 && row < 28 && column >= 0 && column < 28;
    return here ? pixels[28 * row + column] : 0;
  });
}

// The box around strokes, without the pen, and its longer side, in sides of the pad.
function boxOf(strokes) {
  const points = strokes.flat();
  const [xs, ys] = [0, 1].map((axis) => points.map((point) => point[axis]));
  const low = [Math.min(...xs), Math.min(...ys)], high = [Math.max(...xs), Math.max(...ys)];
  return { low, high, size: Math.max(high[0] - low[0], high[1] - low[1]) };
}

// The square of the distance from (x, y) to the nearest line.
function nearest(lines, x, y) {
  let least = Infinity;
  for (const line of lines)
    for (let i = 0; i < Math.max(1, line.length - 1); i++) {
      const [x0, y0] = line[i], [x1, y1] = line[Math.min(i + 1, line.length - 1)];
      const dx = x1 - x0, dy = y1 - y0, length = dx * dx + dy * dy;
      let along = length > 0 ? ((x - x0) * dx + (y - y0) * dy) / length : 0;
      along = Math.min(1, Math.max(0, along));
      const offX = x - (x0 + along * dx), offY = y - (y0 + along * dy);
      least = Math.min(least, offX * offX + offY * offY);
    }
  return least;
}

// By how many pixels the lines of pixels (rows or columns) must move to bring the mass to CENTRE.
function shift(line) {
  const ink = Array.from({ length: 28 }, (_, k) => line(k).reduce((sum, v) => sum + v, 0));
  const filled = ink.flatMap((sum, k) => (sum > 0 ? [k] : []));
  const mass = ink.reduce((sum, v, k) => sum + k * v, 0) / ink.reduce((sum, v) => sum + v, 0);
  const by = Math.floor(CENTRE - mass + 0.5);
  return Math.min(Math.max(by, -filled[0]), 27 - filled.at(-1));
}

function element(parent, tag, className, attributes = {}) {
  const made = document.createElement(tag);
  made.className = className;
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  parent.append(made);
  return made;
}

const percent = (p) => `${Math.round(100 * p)} %`;

function drawStrokes(canvas, strokes) {
  const ink = canvas.getContext("2d");
  ink.fillStyle = "black";
  ink.fillRect(0, 0, SIDE, SIDE);
  ink.strokeStyle = ink.fillStyle = "white";
  ink.lineCap = ink.lineJoin = "round";
  ink.lineWidth = PEN * SIDE;
  for (const stroke of strokes) {
    const [x0, y0] = stroke[0];
    ink.beginPath(); // a dot: a line of no length is not drawn
    ink.arc(x0 * SIDE, y0 * SIDE, (PEN * SIDE) / 2, 0, 2 * Math.PI);
    ink.fill();
    ink.beginPath();
    ink.moveTo(x0 * SIDE, y0 * SIDE);
    for (const [x, y] of stroke) ink.lineTo(x * SIDE, y * SIDE);
    ink.stroke();
  }
}

// Draw side x side values on a canvas of that size; colour gives red, green, blue of each.
function drawPixels(canvas, values, colour) {
  const ink = canvas.getContext("2d");
  const pixels = ink.createImageData(canvas.width, canvas.height);
  values.forEach((value, i) => pixels.data.set([...colour(value), 255], 4 * i));
  ink.putImageData(pixels, 0, 0);
}
const grey = (value) => [value, value, value];
// As Matplotlib's PuOr_r does: orange for positive weights, purple for negative ones.
const signed = (value) => {
  const far = Math.abs(value) / 127, end = value > 0 ? [179, 88, 6] : [84, 39, 136];
  return end.map((channel) => Math.round(247 + far * (channel - 247)));
};

function render({ model, el }) {
  const box = element(el, "div", "digit-pad-box");
  const root = element(box, "div", "digit-pad", { role: "group", "aria-label": "Drawing pad" });
  const canvas = element(root, "canvas", "digit-pad-canvas", {
    width: SIDE,
    height: SIDE,
    tabindex: 0,
    role: "img",
    "aria-label": "Draw a digit here with mouse, finger or stylus. Escape clears, Ctrl+Z undoes.",
    "aria-keyshortcuts": "Escape Delete Control+Z Meta+Z",
  });
  const buttons = element(root, "div", "digit-pad-buttons");
  const right = element(root, "div", "digit-pad-column");
  element(right, "div", "digit-pad-title").textContent = "What the network sees";
  const seen = element(right, "canvas", "digit-pad-seen", { width: 28, height: 28, role: "img" });
  seen.setAttribute("aria-label", "The 28 by 28 pixels that the network gets");
  const chart = element(right, "div", "digit-pad-chart", { role: "img" });
  const bars = Array.from({ length: 10 }, (_, digit) => {
    const bar = element(chart, "div", "digit-pad-bar");
    const percent = element(bar, "div", "digit-pad-percent");
    const fill = element(element(bar, "div", "digit-pad-scale"), "div", "digit-pad-fill");
    element(bar, "div", "digit-pad-digit").textContent = digit;
    return { bar, fill, percent };
  });
  const reading = element(root, "div", "digit-pad-reading", { role: "status" });
  const [inside, leaveInside] = renderInside(root, model.get("pictures"), bars);

  let strokes = model.get("strokes"); // what is on the canvas, with the stroke being drawn
  let stroke = null, pointer = null; // that stroke, and which finger draws it
  let askedIn = null; // the stroke in which the last question was asked
  let answeredOn = strokes; // what Python had on the pad when it answered last
  let changed = false; // since the last question
  let waiting = null, next = null; // timers: for an answer, and until the next question
  let keeping = null; // and for a drawing that Python is to keep
  let last = -Infinity; // when the last question was sent

  const showDrawing = () => {
    drawStrokes(canvas, strokes);
    drawPixels(seen, strokesToMnist(strokes), grey);
  };
  const show = (text, probabilities, answer) => {
    const largest = Math.max(...probabilities);
    const percents = probabilities.map(percent);
    bars.forEach(({ bar, fill, percent }, digit) => {
      fill.style.height = `${100 * probabilities[digit]}%`;
      percent.textContent = probabilities[digit] >= 0.01 ? Math.round(100 * probabilities[digit]) : "";
      bar.title = `${digit}: ${percents[digit]}`;
      bar.classList.toggle("digit-pad-best", largest > 0 && probabilities[digit] === largest);
    });
    chart.setAttribute(
      "aria-label",
      "Probabilities in percent: " + percents.map((p, digit) => `${digit}: ${p}`).join(", "),
    );
    reading.textContent = text;
    inside(answer ?? {});
  };
  const showNothing = (text) => show(text, new Array(10).fill(0));
  const showAnswer = () => {
    const answer = model.get("answer");
    if (answer.asked !== model.get("asked")) return; // to an older drawing
    const text = stroke && answer.strokes ? `So far: ${answer.reading}` : answer.reading;
    show(text, answer.probabilities, answer);
  };

  // One question at a time, and not more often than every PAUSE; a page that runs the network itself
  // (webpage.js) needs none.
  const pause = model.get("pause") ?? PAUSE;
  const ask = () => {
    if (!changed || waiting || next) return;
    const early = last + pause - performance.now();
    if (early > 0) {
      next = setTimeout(() => ((next = null), ask()), early);
      return;
    }
    changed = false;
    askedIn = stroke;
    last = performance.now();
    waiting = setTimeout(() => {
      waiting = null;
      showNothing(SILENT);
    }, PATIENCE);
    try {
      model.set({ strokes: strokes.map((s) => [...s]), asked: model.get("asked") + 1 });
      model.save_changes();
    } catch {
      // the connection is closed: the timer will say so
    }
  };
  const change = (to) => {
    strokes = to;
    changed = true;
    showDrawing();
    ask();
  };
  const replace = (to) => {
    showNothing("Reading …");
    change(to);
  };
  const clear = () => replace([]);
  const undo = () => replace(strokes.slice(0, -1));
  for (const [name, action] of [["Clear", clear], ["Undo", undo]]) {
    const button = element(buttons, "button", "digit-pad-button", { type: "button" });
    button.textContent = name;
    button.addEventListener("click", action);
  }
  const keep = (digit) => {
    if (!strokes.length) return;
    const sent = strokes;
    model.send({ digit, strokes });
    clear();
    clearTimeout(keeping);
    keeping = setTimeout(() => {
      if (strokes.length) return;
      strokes = sent; // nobody has it: it is not lost
      showDrawing();
      showNothing(SILENT);
    }, PATIENCE);
  };
  const showCounts = model.get("teach") ? renderLabels(root, keep) : () => {};

  const inRange = (number) => Math.min(1, Math.max(0, Math.round(1000 * number) / 1000));
  const addPoints = (event) => {
    const place = canvas.getBoundingClientRect();
    const events = event.getCoalescedEvents?.() ?? [];
    let room = MOST_POINTS - strokes.reduce((sum, s) => sum + s.length, 0);
    let added = false;
    for (const { clientX, clientY } of events.length ? events : [event]) {
      const x = inRange((clientX - place.left) / place.width);
      const y = inRange((clientY - place.top) / place.height);
      const [x0, y0] = stroke.at(-1) ?? [Infinity, Infinity];
      if (room-- <= 0 || (Math.abs(x - x0) < NEAR && Math.abs(y - y0) < NEAR)) continue;
      stroke.push([x, y]);
      added = true;
    }
    if (added) change(strokes);
  };
  canvas.addEventListener("pointerdown", (event) => {
    if (stroke || event.button !== 0) return; // a second finger, or the right button
    if (strokes.flat().length >= MOST_POINTS) return;
    event.preventDefault(); // no selecting of text
    canvas.focus({ preventScroll: true });
    canvas.setPointerCapture(event.pointerId);
    pointer = event.pointerId;
    stroke = [];
    strokes = [...strokes, stroke];
    showNothing("Reading …"); // the old answer is to another drawing
    addPoints(event);
  });
  canvas.addEventListener("pointermove", (event) => {
    if (stroke && event.pointerId === pointer) addPoints(event);
  });
  // However a stroke ends, what was drawn of it counts; after "up" the capture is lost anyway.
  canvas.addEventListener("lostpointercapture", (event) => {
    if (!stroke || event.pointerId !== pointer) return;
    stroke = null;
    if (!changed && !waiting) showAnswer();
  });

  root.addEventListener("keydown", (event) => {
    const { key, ctrlKey, metaKey, shiftKey, altKey } = event;
    const command = ctrlKey || metaKey;
    const deletes = ["Delete", "Backspace"].includes(key);
    const undoes = key.toLowerCase() === "z" && command && !shiftKey && !altKey;
    const passes = command || altKey || ["Tab", "Enter"].includes(key);
    // JupyterLab has other uses for these keys: x cuts a cell, z undoes that.
    if (deletes || undoes || !passes) event.stopPropagation();
    if ((deletes || key === "Escape") && !command) clear();
    else if (undoes) undo();
    else return;
    event.preventDefault();
  });

  const answered = () => {
    if (model.get("answer").asked !== model.get("asked")) return;
    clearTimeout(waiting);
    waiting = null;
    answeredOn = model.get("strokes");
    const here = stroke && askedIn === stroke; // and not to what was before this stroke
    if (!changed || here) showAnswer();
    ask();
  };
  const counted = () => {
    clearTimeout(keeping);
    showCounts(model.get("counts"));
  };
  const redrawn = () => {
    if (stroke || changed || waiting) return; // what was drawn here is newer
    strokes = model.get("strokes");
    showDrawing();
    if (answeredOn === strokes) showAnswer();
    else showNothing("Reading …"); // Python has sent a drawing, and reads it now
  };
  model.on("change:answer", answered);
  model.on("change:strokes", redrawn);
  model.on("change:counts", counted);
  showDrawing();
  showAnswer();
  counted();
  return () => {
    clearTimeout(waiting);
    clearTimeout(next);
    clearTimeout(keeping);
    leaveInside();
    model.off("change:answer", answered);
    model.off("change:strokes", redrawn);
    model.off("change:counts", counted);
  };
}

// Ten buttons by which one says what one has drawn; returns what shows how many there are of each.
function renderLabels(root, keep) {
  const row = element(root, "div", "digit-pad-labels", { role: "group" });
  row.setAttribute("aria-label", "This was a …");
  element(row, "span", "digit-pad-title").textContent = "This was a …";
  const labels = Array.from({ length: 10 }, (_, digit) => {
    const button = element(row, "button", "digit-pad-label", { type: "button" });
    button.addEventListener("click", () => keep(digit));
    return button;
  });
  return (counts) =>
    counts.forEach((count, digit) => {
      labels[digit].textContent = digit;
      element(labels[digit], "small", "digit-pad-count").textContent = count || "";
      labels[digit].setAttribute("aria-label", `This was a ${digit} (${count} kept)`);
    });
}

// The hidden units as pictures of their weights, lit by how much they are on, with lines from the
// strongest to the bars that they push; or a convolution's maps. Returns what shows an answer, and
// what ends it.
function renderInside(root, pictures, bars) {
  const group = element(root, "div", "digit-pad-inside", { role: "img" });
  const lines = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  lines.setAttribute("class", "digit-pad-lines");
  const make = (values, side, colour) => {
    const unit = element(group, "canvas", "digit-pad-unit", { width: side, height: side });
    drawPixels(unit, values, colour);
    return unit;
  };
  const units = pictures.map((picture) => make(picture, 28, signed));
  if (units.length) root.append(lines);
  let links = [];
  const show = ({ lit = [], links: strongest = [], maps = [] }) => {
    links = strongest;
    units.forEach((unit, i) => (unit.style.opacity = 0.15 + (0.85 * (lit[i] ?? 0)) / 255));
    if (!units.length) {
      group.replaceChildren();
      const square = maps.filter((values) => Number.isInteger(Math.sqrt(values.length)));
      for (const values of square) make(values, Math.sqrt(values.length), grey);
    }
    group.hidden = !group.childElementCount;
    const pushes = links.map(([unit, digit]) => `unit ${unit} pushes ${digit}`).join(", ");
    const shown = units.length ? pushes || "nothing to show" : `${group.childElementCount} maps`;
    group.setAttribute("aria-label", `Inside the network: ${shown}`);
    drawLinks();
  };
  const drawLinks = () => {
    lines.replaceChildren();
    const home = root.getBoundingClientRect();
    for (const [unit, digit] of links) {
      const from = units[unit].getBoundingClientRect();
      const to = bars[digit].bar.getBoundingClientRect();
      const line = document.createElementNS(lines.namespaceURI, "line");
      line.setAttribute("x1", from.left + from.width / 2 - home.left);
      line.setAttribute("y1", from.top + from.height / 2 - home.top);
      line.setAttribute("x2", to.left + to.width / 2 - home.left);
      line.setAttribute("y2", to.bottom - home.top);
      lines.append(line);
    }
  };
  const observer = new ResizeObserver(drawLinks); // the places of units and bars have changed
  observer.observe(root);
  return [show, () => observer.disconnect()];
}

export default { render };
