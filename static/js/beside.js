// Owns the try-out beside a page: a panel that comes when somebody asks for it, stays while they go from page to page, and is
// loaded only then. The talk in it is the same as on the page of the try-out.

const OPEN = "beside";
const panel = document.getElementById("beside");
const button = document.getElementById("try-beside");
const place = panel.querySelector("[data-place]");
let loading = null;

async function load() {
  const response = await fetch(panel.dataset.talk, { headers: { "hx-request": "true" } }).catch(() => null);
  if (!response?.ok) {
    place.textContent = document.getElementById("toasts").dataset.unreachable;
    return;
  }
  const holder = document.createElement("template");
  holder.innerHTML = await response.text();
  place.replaceChildren(holder.content);
  if (document.getElementById("call-given")) await import(panel.dataset.script);
}

/** Loaded once there is a talk; until then (errors in the draft, no workshop) each opening looks again. */
async function open(focused) {
  panel.hidden = false;
  document.body.classList.add("besides");
  button.setAttribute("aria-expanded", "true");
  sessionStorage.setItem(OPEN, "on");
  if (!document.getElementById("call-given")) await (loading ??= load().finally(() => (loading = null)));
  const fields = ["#words-said", "#start-text"].map((each) => panel.querySelector(each));
  if (focused) (fields.find((field) => field?.offsetParent) ?? panel).focus();
}

function close() {
  panel.hidden = true;
  document.body.classList.remove("besides");
  button.setAttribute("aria-expanded", "false");
  sessionStorage.removeItem(OPEN);
  button.focus();
}

button.addEventListener("click", () => (panel.hidden ? open(true) : close()));
panel.querySelector("[data-close-beside]").addEventListener("click", close);
document.addEventListener("draft-saved", () => panel.hidden || open(false)); // its errors may be mended
if (sessionStorage.getItem(OPEN)) open(false);
