// Owns the page of recordings: playing one, recording one here, which then goes the way of a file that was chosen, and sending many.

const RATE = 16000; // of what the worklet gives
const LONGEST_SECONDS = 120;
const dialog = document.getElementById("recorder");
let sound = null;
let take = null; // what is being recorded, or was just now

function toast(text) {
  document.body.dispatchEvent(new CustomEvent("toast", { detail: { kind: "bad", text } }));
}

function play(button) {
  const same = sound?.dataset.of === button.dataset.play && !sound.paused;
  sound?.pause();
  if (!same) hearNow(button.dataset.play);
}

function hearNow(address) {
  sound?.pause();
  sound = new Audio(address);
  sound.dataset.of = address;
  sound.play().catch(() => toast(document.getElementById("toasts").dataset.failed));
}

// ---- recording ----

/** A file of 16-bit samples of one channel. */
function waveOf(frames) {
  const size = frames.reduce((sum, frame) => sum + frame.byteLength, 0);
  const head = new DataView(new ArrayBuffer(44));
  const text = (at, letters) => [...letters].forEach((letter, index) => head.setUint8(at + index, letter.charCodeAt(0)));
  text(0, "RIFF");
  head.setUint32(4, 36 + size, true);
  text(8, "WAVEfmt ");
  head.setUint32(16, 16, true);
  for (const [at, value] of [[20, 1], [22, 1], [32, 2], [34, 16]]) head.setUint16(at, value, true);
  head.setUint32(24, RATE, true);
  head.setUint32(28, RATE * 2, true);
  text(36, "data");
  head.setUint32(40, size, true);
  return new File([head, ...frames], "recording.wav", { type: "audio/wav" });
}

async function begin(form) {
  await end();
  const started = { form, frames: [], samples: 0 };
  take = started;
  showTaken(false);
  dialog.querySelector("[data-words]").textContent = form.closest(".recording").querySelector("[lang]").textContent;
  if (!dialog.open) dialog.showModal();
  try {
    started.stream = await navigator.mediaDevices.getUserMedia({ audio: { channelCount: 1, echoCancellation: false, noiseSuppression: false } });
    started.context = new AudioContext();
    await started.context.audioWorklet.addModule(new URL("../line/worklet.js", import.meta.url));
    const node = new AudioWorkletNode(started.context, "callwright-line", { numberOfInputs: 1, numberOfOutputs: 1, outputChannelCount: [1] });
    node.port.onmessage = ({ data }) => hear(started, data);
    started.context.createMediaStreamSource(started.stream).connect(node);
    node.connect(started.context.destination); // or nothing would run; it gives silence
    if (take !== started) return letGo(started); // closed while the browser asked
    show("running", true);
  } catch {
    letGo(started);
    dialog.close();
    toast(dialog.dataset.refused);
  }
}

function hear(started, frame) {
  if (started.ended) return;
  started.frames.push(frame);
  started.samples += frame.byteLength / 2;
  dialog.querySelector("[data-clock]").textContent = (started.samples / RATE).toFixed(1);
  if (started.samples >= LONGEST_SECONDS * RATE) stop();
}

function stop() {
  if (!take?.frames.length) return;
  letGo(take);
  take.file = waveOf(take.frames);
  take.address = URL.createObjectURL(take.file);
  showTaken(true);
  dialog.querySelector("[data-use]").focus();
}

function use() {
  const { form, file } = take;
  const input = form.querySelector("input[type=file]");
  const chosen = new DataTransfer();
  chosen.items.add(file);
  input.files = chosen.files;
  dialog.close();
  input.dispatchEvent(new Event("change", { bubbles: true }));
}

function letGo(one) {
  one.ended = true;
  for (const track of one.stream?.getTracks() ?? []) track.stop();
  if (one.context?.state !== "closed") one.context?.close();
  show("running", false);
}

async function end() {
  if (!take) return;
  letGo(take);
  sound?.pause();
  if (take.address) URL.revokeObjectURL(take.address);
  take = null;
}

function showTaken(taken) {
  show("stop", !taken);
  for (const name of ["hear", "again", "use"]) show(name, taken);
}

function show(name, shown) {
  dialog.querySelector(name === "running" ? "[data-state]" : `[data-${name}]`).hidden = !shown;
}

// ---- many at once ----

const many = document.getElementById("many");

/** Sends what was chosen, unless it is more than the designer takes at once: that is said before anything is sent. */
function sendMany(input) {
  const { form, files } = input;
  const size = [...files].reduce((sum, file) => sum + file.size, 0);
  const other = [...form.querySelectorAll("input[type=file]")].find((one) => one !== input);
  other.value = "";
  if (!files.length) return;
  if (files.length > Number(form.dataset.most) || size > Number(form.dataset.largest) * 1e6) {
    input.value = "";
    return toast(form.dataset.tooMuch);
  }
  showSending(true);
  window.htmx.trigger(form, "send");
}

function showSending(sending) {
  const lamp = many.querySelector("[data-sending]");
  lamp.hidden = !sending;
  lamp.dataset.words ??= lamp.textContent;
  lamp.textContent = lamp.dataset.words;
  for (const label of many.querySelectorAll(".file-button")) label.hidden = sending;
}

many?.addEventListener("htmx:xhr:progress", ({ detail }) => {
  const lamp = many.querySelector("[data-sending]");
  if (detail.lengthComputable) lamp.textContent = detail.loaded < detail.total ? `${lamp.dataset.words} ${Math.round((100 * detail.loaded) / detail.total)} %` : lamp.dataset.checking;
});
many?.addEventListener("htmx:afterRequest", ({ detail }) => {
  showSending(false);
  many.querySelector("form").reset();
  if (!detail.successful) return;
  many.close();
  document.getElementById("report")?.focus();
});
many?.addEventListener("change", (event) => sendMany(event.target));

document.addEventListener("click", (event) => {
  const button = event.target.closest("button");
  if (!button) return;
  if ("play" in button.dataset) play(button);
  else if ("record" in button.dataset) begin(button.form);
  else if ("hear" in button.dataset) hearNow(take.address);
  else if ("again" in button.dataset) begin(take.form);
  else if ("stop" in button.dataset) stop();
  else if ("use" in button.dataset) use();
  else if ("cancel" in button.dataset) dialog.close();
  else if ("many" in button.dataset) many.showModal();
  else if ("closeMany" in button.dataset) many.close();
  else if ("closeReport" in button.dataset) button.closest("section").remove();
});
dialog?.addEventListener("close", end);
document.addEventListener("change", (event) => event.target.matches?.("[data-sends]") && event.target.form.requestSubmit());
