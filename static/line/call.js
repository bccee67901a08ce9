// Owns the browser's side of a call: the WebSocket's messages, the microphone and the loudspeaker. It shows nothing.
// The messages are described in runtime/README.md.
//
//   const call = new BrowserCall(address, { mode: "voice", onMessage, onClose });
//   await call.start();                       // false when the microphone or the line could not be had
//   call.send({ type: "key", key: "1" });
//   call.close();
//
// onMessage gets every message of the line, and { type: "error", message, reason } for troubles on this side, where
// reason is "microphone" or "line". onClose comes once, when nothing more will.

const MICROPHONE = { echoCancellation: true, noiseSuppression: true, autoGainControl: true, channelCount: 1 };
const LAST_SOUND_MS = 600;
const MOST_UNSENT = 64_000; // bytes: a network slower than speech loses sound, not time

export class BrowserCall {
  #address;
  #mode;
  #world; // of a try-out: `now`, `data`, `slow` of the message `start`
  #onMessage;
  #onClose;
  #socket = null;
  #sound = null;
  #rate = 8000;
  #ready = false;
  #closed = false;

  constructor(address, { mode = "text", world = {}, onMessage = () => {}, onClose = () => {} } = {}) {
    this.#address = address;
    this.#mode = mode;
    this.#world = world;
    this.#onMessage = onMessage;
    this.#onClose = onClose;
  }

  /** Opens the microphone (by voice) and the line, and starts the call. */
  async start() {
    if (this.#mode === "voice") {
      try {
        this.#sound = await Sound.open((frame) => this.#sendSound(frame));
      } catch (problem) {
        return this.#fail("microphone", problem);
      }
    }
    if (this.#closed) return this.#end();
    try {
      await this.#connect();
    } catch (problem) {
      return this.#fail("line", problem);
    }
    this.send({ type: "start", mode: this.#mode, ...this.#world });
    return true;
  }

  /** Sends one message; nothing happens when the line is gone. */
  send(message) {
    if (this.#socket?.readyState === WebSocket.OPEN) this.#socket.send(JSON.stringify(message));
  }

  /** Hangs up and lets go of the microphone. */
  close() {
    this.send({ type: "hang_up" });
    this.#end();
  }

  #connect() {
    return new Promise((resolve, reject) => {
      this.#socket = new WebSocket(this.#address);
      this.#socket.binaryType = "arraybuffer";
      this.#socket.onopen = () => resolve();
      this.#socket.onerror = () => reject(new Error("no connection"));
      this.#socket.onclose = () => {
        reject(new Error("no connection"));
        this.#end();
      };
      this.#socket.onmessage = ({ data }) => this.#take(data);
    });
  }

  #take(data) {
    if (data instanceof ArrayBuffer) {
      this.#sound?.play(data, this.#rate);
      return;
    }
    const message = JSON.parse(data);
    if (message.type === "ready") {
      this.#rate = message.rate;
      this.#ready = true;
    } else if (message.type === "clear") {
      this.#sound?.clear();
    } else if (message.type === "ended") {
      this.#ready = false; // nobody listens any more; the last words may still be sounding
    }
    this.#onMessage(message);
  }

  #sendSound(frame) {
    if (this.#ready && this.#socket.readyState === WebSocket.OPEN && this.#socket.bufferedAmount < MOST_UNSENT) {
      this.#socket.send(frame);
    }
  }

  #fail(reason, problem) {
    if (!this.#closed) this.#onMessage({ type: "error", message: problem.message, reason });
    this.#end();
    return false;
  }

  #end() {
    if (this.#closed) return false;
    this.#closed = true;
    this.#ready = false;
    this.#sound?.close();
    if (this.#socket && this.#socket.readyState <= WebSocket.OPEN) this.#socket.close();
    this.#onClose();
    return false;
  }
}

/** The microphone and the loudspeaker, joined by one worklet. */
class Sound {
  #stream;
  #context;
  #node;

  static async open(onFrame) {
    const stream = await navigator.mediaDevices.getUserMedia({ audio: MICROPHONE });
    const context = new AudioContext({ latencyHint: "interactive" });
    try {
      await context.resume();
      await context.audioWorklet.addModule(new URL("./worklet.js", import.meta.url));
      return new Sound(stream, context, onFrame);
    } catch (problem) {
      for (const track of stream.getTracks()) track.stop();
      await context.close();
      throw problem;
    }
  }

  constructor(stream, context, onFrame) {
    this.#stream = stream;
    this.#context = context;
    this.#node = new AudioWorkletNode(context, "callwright-line", { numberOfInputs: 1, numberOfOutputs: 1, outputChannelCount: [1] });
    this.#node.port.onmessage = ({ data }) => onFrame(data);
    context.createMediaStreamSource(stream).connect(this.#node);
    this.#node.connect(context.destination);
  }

  play(pcm, rate) {
    this.#node.port.postMessage({ pcm, rate }, [pcm]);
  }

  clear() {
    this.#node.port.postMessage({ clear: true });
  }

  /** The microphone goes at once; what is on its way to the ear is let out. */
  close() {
    for (const track of this.#stream.getTracks()) track.stop();
    setTimeout(() => this.#context.close(), LAST_SOUND_MS);
  }
}
