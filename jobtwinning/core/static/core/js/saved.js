// Shows saving, offline and failed while htmx saves a form with data-autosave; the server answers with the saved state.
(() => {
  "use strict";
  const set = (event, state) => {
    if (!event.target.closest || !event.target.closest("[data-autosave]")) return;
    const line = document.querySelector("[data-saved]");
    if (!line) return;
    line.classList.toggle("busy", state === "busy");
    line.classList.toggle("failed", state !== "busy");
    const text = line.querySelector("[data-saved-text]");
    const words = { busy: line.dataset.textBusy, offline: line.dataset.textOffline, failed: line.dataset.textFailed };
    if (text) text.textContent = words[state];
  };
  document.addEventListener("htmx:beforeRequest", (event) => set(event, "busy"));
  document.addEventListener("htmx:sendError", (event) => {
    set(event, "offline");
    const source = event.target;
    window.addEventListener("online", () => { if (window.htmx && source.isConnected) window.htmx.trigger(source, "change"); }, { once: true });
  });
  document.addEventListener("htmx:responseError", (event) => set(event, "failed"));
})();
