// The course's layers, forward only, for one drawing (webpage.py). What goes from layer to layer is
// {shape, values}: values are a flat array, in rows, as NumPy keeps them in memory.

// The numbers of {shape, data}: data are base64 of little-endian float16 or float32.
function decode({ shape, data }, dtype) {
  const bytes = new DataView(Uint8Array.from(atob(data), (c) => c.charCodeAt(0)).buffer);
  const size = dtype === "float16" ? 2 : 4;
  const values = new Float32Array(bytes.byteLength / size);
  for (let i = 0; i < values.length; i++)
    values[i] = size === 2 ? half(bytes.getUint16(2 * i, true)) : bytes.getFloat32(4 * i, true);
  return { shape, values };
}

// A float16: one bit for the sign, five for the exponent, ten for the fraction.
function half(bits) {
  const sign = bits >> 15 ? -1 : 1, exponent = (bits >> 10) & 31, fraction = (bits & 1023) / 1024;
  return sign * (exponent ? 2 ** (exponent - 15) * (1 + fraction) : 2 ** -14 * fraction);
}

const each = ({ shape, values }, f) => ({ shape, values: Float64Array.from(values, f) });

const FORWARD = {
  Dense({ W, b }, X) {
    const [units, inputs] = W.shape;
    const values = Float64Array.from(b.values);
    for (let unit = 0; unit < units; unit++)
      for (let i = 0; i < inputs; i++) values[unit] += W.values[unit * inputs + i] * X.values[i];
    return { shape: [units], values };
  },
  Sigmoid: (_, X) => each(X, (z) => 1 / (1 + Math.exp(-z))),
  Tanh: (_, X) => each(X, Math.tanh),
  ReLU: ({ leak }, X) => each(X, (z) => (z > 0 ? z : leak * z)),
  Reshape({ shape }, X) {
    const known = shape.reduce((product, side) => (side > 0 ? product * side : product), 1);
    return { shape: shape.map((side) => (side > 0 ? side : X.values.length / known)), values: X.values };
  },
  Conv({ W, b, channels, kernel_size }, X) {
    const [, height, width] = X.shape, filters = W.shape[0];
    const rows = height - kernel_size + 1, columns = width - kernel_size + 1;
    const values = new Float64Array(filters * rows * columns);
    let weight = 0; // the filters' rows hold channel after channel, each row by row
    for (let filter = 0; filter < filters; filter++) {
      const out = values.subarray(filter * rows * columns, (filter + 1) * rows * columns);
      out.fill(b.values[filter]);
      for (let channel = 0; channel < channels; channel++)
        for (let i = 0; i < kernel_size; i++)
          for (let j = 0; j < kernel_size; j++, weight++)
            for (let row = 0; row < rows; row++) {
              const from = (channel * height + row + i) * width + j;
              for (let column = 0; column < columns; column++)
                out[row * columns + column] += W.values[weight] * X.values[from + column];
            }
    }
    return { shape: [filters, rows, columns], values };
  },
  MaxPool(_, X) {
    const [channels, rows, columns] = X.shape;
    const values = new Float64Array(X.values.length / 4);
    let place = 0;
    for (let row = 0; row < channels * rows; row += 2)
      for (let column = 0; column < columns; column += 2) {
        const i = row * columns + column, below = i + columns;
        values[place++] = Math.max(X.values[i], X.values[i + 1], X.values[below], X.values[below + 1]);
      }
    return { shape: [channels, rows / 2, columns / 2], values };
  },
};

function softmax(scores) {
  const largest = Math.max(...scores);
  const powers = Array.from(scores, (z) => Math.exp(z - largest));
  const sum = powers.reduce((total, power) => total + power, 0);
  return powers.map((power) => power / sum);
}

// A network, ready to run, of what describe_network in model.py wrote.
function loadNetwork({ dtype, layers }) {
  const ready = layers.map((layer) =>
    layer.W ? { ...layer, W: decode(layer.W, dtype), b: decode(layer.b, dtype) } : layer,
  );
  // The output of every layer, and the probabilities, for 784 pixels from 0 to 255.
  const run = (pixels) => {
    let X = { shape: [784], values: Float64Array.from(pixels, (pixel) => pixel / 255) };
    const outputs = ready.map((layer) => (X = FORWARD[layer.kind](layer, X)));
    return { outputs, probabilities: softmax(X.values) };
  };
  return { layers: ready, run, ...lookInside(ready) };
}

// What can be shown of its inside, as in inside.py: pictures of the first layer's weights, -127 to
// 127, and look, which makes of all outputs how much each unit is on, 0 to 255, the strongest
// pushes, and the first maps.
const MOST_UNITS = 100, LINKS = 8;

function lookInside(layers) {
  const first = layers.findIndex((layer) => layer.W);
  const { kind, W } = layers[first];
  const flat = layers[first + 1]?.kind === "Reshape"; // which makes no maps of them
  const after = flat ? first : Math.min(first + 1, layers.length - 1); // with its ReLU, or the like
  if (kind === "Conv") return { pictures: [], look: (outputs) => ({ maps: toMaps(outputs[after]) }) };
  const units = Math.min(W.shape[0], MOST_UNITS);
  const limit = quantile(W.values.map(Math.abs), 0.995) || 1;
  const scaled = Array.from(W.values, (w) => Math.round(127 * Math.min(1, Math.max(-1, w / limit))));
  const pictures = W.shape[1] === 784
    ? Array.from({ length: units }, (_, unit) => scaled.slice(784 * unit, 784 * unit + 784)) : [];
  const output = layers.slice(first + 1).find((layer) => layer.W);
  const linked = pictures.length && output?.kind === "Dense" && output.W.shape[0] === 10;
  const look = (outputs) => {
    const on = outputs[after].values.subarray(0, units);
    const scale = layers[after].kind === "Sigmoid" ? 1 : on.reduce((a, b) => Math.max(a, b), 1e-12);
    const lit = Array.from(on, (a) => Math.round(255 * Math.max(0, a / scale)));
    return { lit, links: linked ? strongest(output.W, on) : [] };
  };
  return { pictures, look };
}

function toMaps({ shape, values }) {
  const size = shape[1] * shape[2], largest = values.reduce((a, b) => Math.max(a, b), 1e-12);
  return Array.from({ length: shape[0] }, (_, map) =>
    Array.from(values.subarray(map * size, map * size + size), (v) =>
      Math.round((255 * Math.max(0, v)) / largest)));
}

function quantile(values, share) {
  return values.sort()[Math.floor(share * (values.length - 1))];
}

// What all ten digits get alike changes no probability: a push is what one gets beyond the mean.
function strongest(W, on) {
  const pushes = [];
  on.forEach((a, unit) => {
    const push = Array.from({ length: 10 }, (_, digit) => W.values[digit * W.shape[1] + unit] * a);
    const mean = push.reduce((sum, p) => sum + p, 0) / 10;
    push.forEach((p, digit) => pushes.push([p - mean, unit, digit]));
  });
  return pushes.sort((a, b) => b[0] - a[0]).slice(0, LINKS).map(([, unit, digit]) => [unit, digit]);
}
