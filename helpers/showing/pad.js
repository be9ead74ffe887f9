// The front end of helpers/pad.py: drawing stays here, and every finished stroke goes to Python,
// which sends back what the network sees (image) and reads (probabilities, reading).

const SIDE = 560; // pixels of the canvas, shown on 280 so that it is sharp on fine screens

function element(parent, tag, className, attributes = {}) {
  const made = document.createElement(tag);
  made.className = className;
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  parent.append(made);
  return made;
}

function drawStrokes(canvas, strokes, pen) {
  const ink = canvas.getContext("2d");
  ink.fillStyle = "black";
  ink.fillRect(0, 0, SIDE, SIDE);
  ink.strokeStyle = "white";
  ink.lineCap = ink.lineJoin = "round";
  ink.lineWidth = pen * SIDE;
  for (const stroke of strokes) {
    ink.beginPath();
    ink.moveTo(stroke[0][0] * SIDE, stroke[0][1] * SIDE);
    for (const [x, y] of stroke) ink.lineTo(x * SIDE, y * SIDE);
    ink.stroke();
  }
}

function drawSeen(canvas, image) {
  const ink = canvas.getContext("2d");
  const pixels = ink.createImageData(28, 28);
  image.forEach((grey, i) => pixels.data.set([grey, grey, grey, 255], 4 * i));
  ink.putImageData(pixels, 0, 0);
}

function render({ model, el }) {
  const root = element(el, "div", "digit-pad", { role: "group", "aria-label": "Drawing pad" });
  const left = element(root, "div", "digit-pad-column");
  const canvas = element(left, "canvas", "digit-pad-canvas", {
    width: SIDE,
    height: SIDE,
    tabindex: 0,
    role: "img",
    "aria-label": "Draw a digit here with mouse, finger or stylus. Escape clears, Ctrl+Z undoes.",
    "aria-keyshortcuts": "Escape Delete Control+Z Meta+Z",
  });
  const buttons = element(left, "div", "digit-pad-buttons");
  const right = element(root, "div", "digit-pad-column");
  element(right, "div", "digit-pad-title").textContent = "What the network sees";
  const seen = element(right, "canvas", "digit-pad-seen", { width: 28, height: 28, role: "img" });
  seen.setAttribute("aria-label", "The 28 by 28 pixels that the network gets");
  const chart = element(right, "div", "digit-pad-chart", { role: "img" });
  const bars = Array.from({ length: 10 }, (_, digit) => {
    const bar = element(chart, "div", "digit-pad-bar");
    const fill = element(element(bar, "div", "digit-pad-scale"), "div", "digit-pad-fill");
    element(bar, "div", "digit-pad-digit").textContent = digit;
    return { bar, fill };
  });
  const reading = element(right, "div", "digit-pad-reading", { role: "status" });

  let stroke = null; // the stroke being drawn, and which finger draws it
  let pointer = null;

  const showDrawing = () =>
    drawStrokes(canvas, [...model.get("strokes"), ...(stroke ? [stroke] : [])], model.get("pen"));
  const showReading = () => {
    drawSeen(seen, model.get("image"));
    const probabilities = model.get("probabilities");
    const largest = Math.max(...probabilities);
    const percents = probabilities.map((p) => `${Math.round(100 * p)} %`);
    bars.forEach(({ bar, fill }, digit) => {
      fill.style.height = `${100 * probabilities[digit]}%`;
      bar.title = `${digit}: ${percents[digit]}`;
      bar.classList.toggle("digit-pad-best", largest > 0 && probabilities[digit] === largest);
    });
    chart.setAttribute(
      "aria-label",
      "Probabilities: " + percents.map((percent, digit) => `${digit}: ${percent}`).join(", "),
    );
    reading.textContent = model.get("reading");
  };

  const send = (strokes) => {
    model.set("strokes", strokes);
    model.save_changes();
  };
  const clear = () => send([]);
  const undo = () => send(model.get("strokes").slice(0, -1));
  for (const [name, action] of [["Clear", clear], ["Undo", undo]]) {
    const button = element(buttons, "button", "digit-pad-button", { type: "button" });
    button.textContent = name;
    button.addEventListener("click", action);
  }

  const inside = (number) => Math.min(1, Math.max(0, Math.round(1000 * number) / 1000));
  const addPoints = (event) => {
    const box = canvas.getBoundingClientRect();
    const events = event.getCoalescedEvents?.() ?? [];
    for (const { clientX, clientY } of events.length ? events : [event])
      stroke.push([
        inside((clientX - box.left) / box.width),
        inside((clientY - box.top) / box.height),
      ]);
    showDrawing();
  };
  canvas.addEventListener("pointerdown", (event) => {
    if (stroke || event.button !== 0) return; // a second finger, or the right button
    event.preventDefault(); // no selecting of text
    canvas.focus({ preventScroll: true });
    canvas.setPointerCapture(event.pointerId);
    pointer = event.pointerId;
    stroke = [];
    addPoints(event);
  });
  canvas.addEventListener("pointermove", (event) => {
    if (stroke && event.pointerId === pointer) addPoints(event);
  });
  // However a stroke ends, what was drawn of it counts; after "up" the capture is lost anyway.
  canvas.addEventListener("lostpointercapture", (event) => {
    if (!stroke || event.pointerId !== pointer) return;
    const finished = stroke;
    stroke = null;
    send([...model.get("strokes"), finished]);
  });

  root.addEventListener("keydown", (event) => {
    const { key, ctrlKey, metaKey, shiftKey, altKey } = event;
    const command = ctrlKey || metaKey;
    if (["Escape", "Delete", "Backspace"].includes(key) && !command) clear();
    else if (key.toLowerCase() === "z" && command && !shiftKey && !altKey) undo();
    else return;
    event.preventDefault();
    event.stopPropagation(); // JupyterLab has other uses for these keys
  });

  model.on("change:strokes", showDrawing);
  model.on("change:image change:probabilities change:reading", showReading);
  showDrawing();
  showReading();
}

export default { render };
