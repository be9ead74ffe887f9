// A page that runs networks by itself (webpage.py): pad.js and network.js stand before this. The pad
// asks a model, which in a notebook is Python; here it is localModel.

// What the pad needs of a model. networks: [{name, run, look, pictures}]; the bars and the inside
// are those of networks[chosen], and the sentence tells what every one of them reads.
function localModel(networks) {
  const listeners = {};
  const state = { strokes: [], asked: 0, teach: false, counts: new Array(10).fill(0), pause: 0 };
  const model = {
    chosen: 0,
    get: (name) => (name === "pictures" ? networks[model.chosen].pictures : state[name]),
    set: (values) => Object.assign(state, values),
    save_changes() {
      state.answer = answer(networks, model.chosen, state);
      listeners["change:answer"]?.();
    },
    on: (name, listener) => (listeners[name] = listener),
    off: (name) => delete listeners[name],
    send() {},
  };
  model.save_changes();
  return model;
}

function answer(networks, chosen, { strokes, asked }) {
  const nothing = { asked, strokes: strokes.length, probabilities: new Array(10).fill(0) };
  if (!strokes.length) return { ...nothing, reading: "Draw a digit." };
  const pixels = strokesToMnist(strokes);
  const runs = networks.map((network) => network.run(pixels));
  const readings = runs.map(({ probabilities }, i) => {
    const best = probabilities.indexOf(Math.max(...probabilities));
    return `${networks[i].name} reads ${best} (probability ${percent(probabilities[best])}).`;
  });
  const { outputs, probabilities } = runs[chosen];
  const dot = boxOf(strokes).size < TINY ? "Only a dot: draw larger. " : "";
  const inside = networks[chosen].look(outputs);
  return { ...nothing, probabilities, reading: dot + readings.join(" "), ...inside };
}

// Put a pad into the element el. descriptions: pairs [name, what describe_network wrote].
function startPage(el, descriptions) {
  const networks = descriptions.map(([name, description]) => ({
    name,
    ...loadNetwork(description),
  }));
  const model = localModel(networks);
  const choice = element(el, "fieldset", "digit-page-choice");
  element(choice, "legend", "").textContent = "Bars and inside of";
  const place = element(el, "div", "");
  let stop = null;
  const show = (chosen) => {
    stop?.();
    place.replaceChildren();
    model.chosen = chosen;
    model.save_changes();
    stop = render({ model, el: place });
  };
  networks.forEach(({ name }, i) => {
    const label = element(choice, "label", "");
    const button = element(label, "input", "", { type: "radio", name: "network" });
    button.checked = i === 0;
    button.addEventListener("change", () => show(i));
    label.append(` ${name}`);
  });
  choice.hidden = networks.length === 1;
  show(0);
  return { model, networks, strokesToMnist };
}
