// Answers a card with one key or a swipe: both press the button that is there anyway.
(() => {
  "use strict";
  const pressed = (key) => document.querySelector(`form[data-keys] [data-key="${CSS.escape(key)}"]`);
  document.addEventListener("keydown", (event) => {
    if (event.repeat || event.ctrlKey || event.metaKey || event.altKey || event.key.length !== 1) return;
    if (event.target.closest("input, select, textarea, [contenteditable]")) return;
    const button = pressed(event.key.toLowerCase());
    if (button) button.click();
  });

  const card = document.querySelector("[data-swipe]");
  const answers = document.querySelector(".deck-actions");
  if (!card || !answers) return;
  const FAR = 90; // pixels sideways
  const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
  let from = null;
  card.addEventListener("pointerdown", (event) => {
    if (event.pointerType === "touch") from = [event.clientX, event.clientY];
  });
  card.addEventListener("pointermove", (event) => {
    if (from && !still) card.dataset.leans = event.clientX - from[0] > FAR ? "yes" : from[0] - event.clientX > FAR ? "no" : "";
  });
  card.addEventListener("pointercancel", () => { from = null; card.dataset.leans = ""; });
  card.addEventListener("pointerup", (event) => {
    if (!from) return;
    const [x, y] = [event.clientX - from[0], event.clientY - from[1]];
    from = null;
    card.dataset.leans = "";
    if (Math.abs(x) < FAR || Math.abs(y) > Math.abs(x) / 2) return;
    answers.querySelector(`[value="${x > 0 ? "yes" : "no"}"]`).click();
  });
})();
