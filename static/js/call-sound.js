// Owns the player of a call's recording: from any turn on, from any place in the picture of both sides, with the turn that sounds lit.

const LIT = "turn-sounding";

/** The recording on this page: its player, and the second of the day at which it began. */
function recording() {
  const card = document.querySelector("[data-sound]");
  return card && { card, began: Number(card.dataset.sound), audio: card.querySelector("audio") };
}

/** Plays from the moment of a turn's button on, or stops where that turn sounds. False where it has none, or there is no recording. */
export function playFrom(button) {
  const found = "from" in button.dataset && recording();
  if (!found) return false;
  if (button.closest(`.${LIT}`)) {
    found.audio.pause();
    return true;
  }
  found.audio.currentTime = Math.max(0, Number(button.dataset.from) - found.began);
  found.audio.play();
  return true;
}

function show(audio) {
  const { card, began } = recording();
  const head = card.querySelector("[data-playhead]");
  head.hidden = false;
  head.style.setProperty("--played", audio.duration ? audio.currentTime / audio.duration : 0);
  const now = began + audio.currentTime;
  for (const button of document.querySelectorAll("#transcript [data-from]"))
    button.closest(".turn").classList.toggle(LIT, !audio.paused && now >= Number(button.dataset.from) && now < Number(button.dataset.to));
}

function seek(event) {
  const sides = event.target.closest("[data-sides]");
  if (!sides) return;
  const { audio } = recording();
  const box = sides.querySelector("svg").getBoundingClientRect();
  const share = Math.min(1, Math.max(0, (event.clientX - box.left) / box.width));
  const go = () => (audio.currentTime = share * audio.duration);
  if (audio.duration) go();
  else audio.addEventListener("loadedmetadata", go, { once: true });
  audio.play();
}

// What happens to a player does not bubble, and the player may come later than this script.
for (const event of ["timeupdate", "pause", "ended", "seeked"])
  document.addEventListener(event, ({ target }) => target.matches("[data-sound] audio") && show(target), { capture: true });
document.addEventListener("click", seek);
