// Owns sound on the browser's audio thread: the microphone becomes 16 kHz frames of 20 ms, the line's PCM becomes what is heard.
// Messages in: { pcm, rate } to play, { clear: true } for silence at once. Messages out: an ArrayBuffer a frame.

const MICROPHONE_RATE = 16000;
const FRAME = MICROPHONE_RATE / 50;
const LONGEST_QUEUE_SECONDS = 120;
const PHASES = 64;
const LOBES = 8;

/** Changes the rate of a stream by a windowed sinc, so that nothing above the lower rate's half folds back as noise. */
class Resampler {
  #step;
  #reach;
  #kernels;
  #history;
  #position;

  constructor(from, to) {
    this.#step = from / to;
    const cutoff = 0.46 * Math.min(1, to / from);
    this.#reach = Math.ceil(LOBES * Math.max(1, this.#step));
    this.#kernels = Array.from({ length: PHASES }, (_, phase) => this.#kernel(phase / PHASES, cutoff));
    this.#history = new Float32Array(2 * this.#reach);
    this.#position = this.#reach;
  }

  /** Takes samples of the one rate, gives as many of the other as can be made so far. */
  change(samples) {
    const all = new Float32Array(this.#history.length + samples.length);
    all.set(this.#history);
    all.set(samples, this.#history.length);
    const out = [];
    for (; this.#position + this.#reach < all.length; this.#position += this.#step) {
      const whole = Math.floor(this.#position);
      const kernel = this.#kernels[Math.floor((this.#position - whole) * PHASES)];
      let sum = 0;
      for (let k = 0; k < kernel.length; k++) sum += kernel[k] * all[whole - this.#reach + 1 + k];
      out.push(sum);
    }
    const kept = Math.max(0, Math.floor(this.#position) - this.#reach);
    this.#history = all.slice(kept);
    this.#position -= kept;
    return Float32Array.from(out);
  }

  #kernel(fraction, cutoff) {
    const kernel = Float32Array.from({ length: 2 * this.#reach }, (_, k) => {
      const x = k + 1 - this.#reach - fraction;
      const sinc = x === 0 ? 2 * cutoff : Math.sin(2 * Math.PI * cutoff * x) / (Math.PI * x);
      return sinc * Math.cos((Math.PI * x) / (2 * this.#reach + 1)) ** 2;
    });
    const whole = kernel.reduce((sum, part) => sum + part, 0);
    return kernel.map((part) => part / whole);
  }
}

class Line extends AudioWorkletProcessor {
  #toMicrophone = new Resampler(sampleRate, MICROPHONE_RATE);
  #fromLine = null;
  #lineRate = 0;
  #frame = new Int16Array(FRAME);
  #filled = 0;
  #queue = [];
  #queued = 0;
  #offset = 0;

  constructor() {
    super();
    this.port.onmessage = ({ data }) => (data.clear ? this.#clear() : this.#take(data));
  }

  process([microphone], [speaker]) {
    if (microphone[0]) this.#listen(microphone[0]);
    this.#speak(speaker[0]);
    return true;
  }

  #listen(samples) {
    for (const sample of this.#toMicrophone.change(samples)) {
      this.#frame[this.#filled++] = Math.max(-1, Math.min(1, sample)) * 32767;
      if (this.#filled === FRAME) {
        const whole = this.#frame.slice().buffer;
        this.port.postMessage(whole, [whole]);
        this.#filled = 0;
      }
    }
  }

  #take({ pcm, rate }) {
    if (rate !== this.#lineRate) {
      this.#fromLine = new Resampler(rate, sampleRate);
      this.#lineRate = rate;
    }
    const samples = this.#fromLine.change(Float32Array.from(new Int16Array(pcm), (value) => value / 32768));
    if (this.#queued + samples.length > LONGEST_QUEUE_SECONDS * sampleRate) return;
    this.#queue.push(samples);
    this.#queued += samples.length;
  }

  #speak(out) {
    for (let at = 0; at < out.length && this.#queue.length; ) {
      const first = this.#queue[0];
      const count = Math.min(out.length - at, first.length - this.#offset);
      out.set(first.subarray(this.#offset, this.#offset + count), at);
      at += count;
      this.#offset += count;
      this.#queued -= count;
      if (this.#offset === first.length) {
        this.#queue.shift();
        this.#offset = 0;
      }
    }
  }

  #clear() {
    this.#queue = [];
    this.#queued = 0;
    this.#offset = 0;
    this.#fromLine = null;
    this.#lineRate = 0;
  }
}

registerProcessor("callwright-line", Line);
