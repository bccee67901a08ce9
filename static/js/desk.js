// Owns what the desks of calls and questions do by themselves: menus that close, links that are copied, words that are heard again.

import { send } from "./ask.js";
import { playFrom } from "./call-sound.js";
import { toast } from "./toasts.js";

let sound = null;

// A menu whose form was answered closes, so that the answer is seen.
document.body.addEventListener("htmx:afterRequest", (event) => {
  const menu = event.target.closest("details[data-menu]");
  if (menu && event.detail.successful) menu.open = false;
});

async function copy(button) {
  await navigator.clipboard.writeText(location.origin + button.dataset.copy);
  toast(button.dataset.copied);
}

/** What the line said at a turn, spoken again. */
function speak(button) {
  return send(button.dataset.hearAt, { sequence: Number(button.dataset.hear) });
}

/** What a caller said, out of the recording of their call. */
function clip(button) {
  return fetch(button.dataset.clip, { headers: { accept: "application/json" } });
}

async function hear(button, ask) {
  sound?.pause();
  button.disabled = true;
  const { unreachable, failed } = document.getElementById("toasts").dataset;
  try {
    const answer = await ask(button);
    if (!answer.ok) return toast((await answer.json().catch(() => ({}))).error ?? failed, "bad");
    sound = new Audio(URL.createObjectURL(await answer.blob()));
    sound.addEventListener("ended", () => URL.revokeObjectURL(sound.src));
    await sound.play();
  } catch {
    toast(unreachable, "bad");
  } finally {
    button.disabled = false;
    button.focus();
  }
}

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-copy], [data-hear], [data-from], [data-clip]");
  if (!button || playFrom(button)) return;
  if ("copy" in button.dataset) copy(button);
  else if ("clip" in button.dataset) hear(button, clip);
  else if ("hear" in button.dataset) hear(button, speak);
});
