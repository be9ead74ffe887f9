// The front end of explorer.py. While one moves the sliders, their values go to Python with a
// number, one question at a time; the figure that comes back with the same number is shown.

const PATIENCE = 5000; // milliseconds until Python counts as not there
const LARGEST = 1e15; // as explorer.py takes them
const SILENT = "No answer from Python: run this cell again.";
let ids = 0; // elements with an id, which no other may have

function element(parent, tag, className, attributes = {}) {
  const made = document.createElement(tag);
  made.className = className;
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  parent.append(made);
  return made;
}

const newId = () => `explorer-${Math.random().toString(36).slice(2)}-${ids++}`;

// A labelled slider with its value. Returns how to get its value, and to set it.
function renderSlider(root, { name, low, high, step, whole }, moved) {
  const id = newId();
  const row = element(root, "div", "explorer-row");
  element(row, "label", "explorer-label", { for: id }).textContent = name;
  const slider = element(row, "input", "explorer-slider", {
    id, type: "range", min: low, max: high, step, autocomplete: "off",
  });
  // The slider says its value itself; aloud a second time would be once too often.
  const output = element(row, "output", "explorer-value", { for: id, "aria-live": "off" });
  const show = () => {
    // as many digits for all values, so that nothing jumps
    output.textContent = whole ? slider.value : slider.valueAsNumber.toFixed(digitsOf(low, step));
    slider.setAttribute("aria-valuetext", output.textContent);
  };
  slider.addEventListener("input", () => (show(), moved()));
  const set = (value) => ((slider.value = value), show());
  return { name, get: () => slider.valueAsNumber, set };
}

// How many digits after the point tell the values low, low + step, ... apart, up to 12.
function digitsOf(low, step) {
  const fits = (digits) => [low, step].every((v) => Math.abs(v - v.toFixed(digits)) < step / 1000);
  return Array.from({ length: 12 }, (_, digits) => digits).find(fits) ?? 12;
}

const isNumber = (value) => Number.isFinite(value) && Math.abs(value) <= LARGEST;

// A grid of numbers to edit. It has no value (get gives null) while one of them is none.
function renderGrid(root, { name, shape }, moved) {
  const [rows, columns] = shape.length === 2 ? shape : [1, shape[0]];
  const id = newId();
  const row = element(root, "div", "explorer-row");
  element(row, "span", "explorer-label", { id }).textContent = name;
  const grid = element(row, "div", "explorer-grid", { role: "group", "aria-labelledby": id });
  grid.style.gridTemplateColumns = `repeat(${columns}, 3.6em)`;
  const boxes = Array.from({ length: rows * columns }, (_, i) => {
    const box = element(grid, "input", "explorer-number", {
      type: "number", step: "any", autocomplete: "off",
      "aria-label": `${name}, row ${Math.floor(i / columns) + 1}, column ${(i % columns) + 1}`,
    });
    box.addEventListener("input", () => (mark(box), moved()));
    return box;
  });
  const mark = (box) => box.setAttribute("aria-invalid", !isNumber(box.valueAsNumber));
  const get = () => {
    const numbers = boxes.map((box) => box.valueAsNumber);
    if (!numbers.every(isNumber)) return null;
    if (shape.length === 1) return numbers;
    return Array.from({ length: rows }, (_, r) => numbers.slice(r * columns, (r + 1) * columns));
  };
  const set = (value) => {
    value.flat().forEach((number, i) => {
      // what is being typed, such as "-0.", stays if it means the same
      if (boxes[i].valueAsNumber !== number) boxes[i].value = number;
      mark(boxes[i]);
    });
  };
  return { name, get, set };
}

function render({ model, el }) {
  const root = element(el, "div", "explorer", { role: "group" });
  root.setAttribute("aria-label", "Sliders, and a figure that follows them");
  let changed = false; // since the last question
  let waiting = null; // a timer, for an answer

  const figure = document.createElement("img");
  const status = document.createElement("div");
  const said = element(status, "span", "");
  // A text that eyes need as well, or only what the figure says, for those who do not see it.
  const tell = (text, visible) => {
    said.textContent = text;
    said.classList.toggle("explorer-unseen", !visible);
    // a figure of other values than the sliders' would lie; its room is kept
    figure.style.visibility = visible ? "hidden" : "visible";
  };
  const showAnswer = () => {
    const { error, picture, text } = model.get("answer");
    if (picture) {
      figure.src = `data:image/png;base64,${picture}`;
      figure.alt = text;
    }
    tell(error || text, Boolean(error));
  };

  const ask = () => {
    if (!changed || waiting) return;
    const values = {};
    for (const { name, get } of controls) {
      values[name] = get();
      if (values[name] !== null) continue;
      return tell(`${name} has a box without a number (up to 1e15).`, true);
    }
    changed = false;
    waiting = setTimeout(() => {
      waiting = null;
      tell(SILENT, true);
    }, PATIENCE);
    try {
      model.set({ values, asked: model.get("asked") + 1 });
      model.save_changes();
    } catch {
      // the connection is closed: the timer will say so
    }
  };
  const moved = () => {
    changed = true;
    ask();
  };
  const controls = model.get("controls").map((control) => {
    return (control.shape ? renderGrid : renderSlider)(root, control, moved);
  });
  figure.className = "explorer-figure";
  status.className = "explorer-status";
  status.setAttribute("role", "status");
  root.append(status, figure);

  // JupyterLab has other uses for arrows, digits and letters; Tab, Escape and commands are its own.
  root.addEventListener("keydown", (event) => {
    const { key, ctrlKey, metaKey, altKey } = event;
    if (ctrlKey || metaKey || altKey || ["Tab", "Escape", "Enter"].includes(key)) return;
    event.stopPropagation();
  });

  const answered = () => {
    if (model.get("answer").asked !== model.get("asked")) return; // to older values
    clearTimeout(waiting);
    waiting = null;
    showAnswer();
    ask();
  };
  const setControls = () => {
    if (changed || waiting) return; // what was moved here is newer
    for (const { name, set } of controls) set(model.get("values")[name]);
  };
  model.on("change:answer", answered);
  model.on("change:values", setControls);
  setControls();
  showAnswer();
  return () => {
    clearTimeout(waiting);
    model.off("change:answer", answered);
    model.off("change:values", setControls);
  };
}

export default { render };
