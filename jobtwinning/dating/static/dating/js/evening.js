// Counts a round down, and keeps the page as it is at the site; without it the page says until when.
(() => {
  "use strict";
  const still = matchMedia("(prefers-reduced-motion: reduce)");
  const EVERY = 10000; // milliseconds between two looks
  let ticking = 0;

  const words = (clock, seconds) => {
    if (seconds <= 0) return clock.dataset.over;
    if (still.matches) return clock.dataset.about.replace("%", Math.max(1, Math.ceil(seconds / 60)));
    return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
  };

  const start = () => {
    clearInterval(ticking);
    const clock = document.querySelector("[data-countdown]");
    if (!clock) return;
    // The clock of the site counts, whatever that of this phone says.
    const ahead = Date.now() - Date.parse(clock.dataset.now);
    const ends = Date.parse(clock.dataset.ends) + ahead;
    const [text, said] = [clock.querySelector(".clock-text"), clock.querySelector("[role=status]")];
    let before = Infinity;
    const tick = () => {
      const left = Math.max(0, Math.ceil((ends - Date.now()) / 1000));
      const now = words(clock, left);
      if (text.textContent !== now) text.textContent = now;
      if (left <= 60 && before > 60 && before !== Infinity) said.textContent = clock.dataset.last;
      if (left <= 0 && before > 0) {
        if (before !== Infinity) said.textContent = clock.dataset.over;
        clearInterval(ticking);
        if (before !== Infinity) look(true);
      }
      before = left;
    };
    ticking = setInterval(tick, 1000);
    tick();
  };

  // Takes over what changed at the site, but not while somebody is about to press a button there.
  const look = async (always) => {
    const live = document.querySelector("[data-live]");
    if (!live || document.hidden) return;
    let found;
    try {
      const answer = await fetch(location.href, { headers: { "X-Requested-With": "fetch" }, cache: "no-store" });
      if (!answer.ok || answer.redirected) return;
      found = new DOMParser().parseFromString(await answer.text(), "text/html").querySelector("[data-live]");
    } catch { return; }
    if (!found || (!always && found.dataset.stamp === live.dataset.stamp)) return;
    if (live.contains(document.activeElement) && !always) return;
    const had = live.contains(document.activeElement);
    const fresh = document.importNode(found, true);
    live.replaceWith(fresh);
    if (had) {
      const place = fresh.querySelector("#antwoorden") || fresh;
      place.tabIndex = -1;
      place.focus({ preventScroll: true });
    }
    start();
    document.dispatchEvent(new CustomEvent("evening:new"));
  };

  document.addEventListener("evening:look", () => look(true));
  document.addEventListener("visibilitychange", () => look(false));
  setInterval(() => look(false), EVERY);
  start();
})();
