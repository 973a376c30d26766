// Says that a page is on its way when it takes longer than a moment. Without this file the browser says so itself.
(() => {
  "use strict";
  const MOMENT = 300;  // milliseconds
  const GIVE_UP = 15000;  // a file was saved, or the connection is gone: the page that stands is not busy any more
  const line = document.getElementById("underway");
  if (!line) return;
  let waiting = [];
  const rest = () => { waiting.forEach(window.clearTimeout); waiting = []; line.hidden = true; line.textContent = ""; };
  const show = () => { line.hidden = false; line.textContent = line.dataset.text; };
  const leave = () => { rest(); waiting = [window.setTimeout(show, MOMENT), window.setTimeout(rest, GIVE_UP)]; };
  const isElsewhere = (event) => event.defaultPrevented || event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey;
  window.addEventListener("click", (event) => {
    const link = event.target.closest && event.target.closest("a[href]");
    if (!link || isElsewhere(event) || link.hasAttribute("download") || (link.target && link.target !== "_self")) return;
    if (!link.protocol.startsWith("http") || link.origin !== location.origin) return;
    if (link.hash && link.pathname === location.pathname && link.search === location.search) return;
    leave();
  });
  window.addEventListener("submit", (event) => { if (!event.defaultPrevented) leave(); });
  window.addEventListener("pageshow", rest);
  document.addEventListener("htmx:beforeRequest", (event) => { if (!event.target.closest("[data-autosave]")) leave(); });
  document.addEventListener("htmx:afterRequest", rest);
})();
