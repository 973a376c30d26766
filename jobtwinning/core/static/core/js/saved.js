// Shows saving, offline, failed and signed out while htmx keeps a form (data-autosave); the server answers with the saved state.
// What could not be kept waits in this tab (data-keep on the form) and is put back when the page opens again.
(() => {
  "use strict";
  const isOurs = (event) => event.target.closest && event.target.closest("[data-autosave]");
  const place = (form) => `kept:${form.getAttribute("action") || location.pathname}`;
  const keep = (form) => {
    const fields = [...new FormData(form)].filter(([name, value]) => typeof value === "string" && !["csrfmiddlewaretoken", "form_key", "version", "opened"].includes(name));
    try { sessionStorage.setItem(place(form), JSON.stringify(fields)); } catch { /* the tab keeps the page itself */ }
  };
  const show = (state) => {
    const line = document.querySelector("[data-saved]");
    if (!line) return;
    line.classList.toggle("busy", state === "busy");
    line.classList.toggle("failed", state !== "busy");
    line.removeAttribute("data-is-saved");
    const text = line.querySelector("[data-saved-text]");
    const words = { busy: line.dataset.textBusy, offline: line.dataset.textOffline, failed: line.dataset.textFailed, out: line.dataset.textOut };
    if (text) text.textContent = words[state];
  };
  const lost = (event, state) => {
    if (!isOurs(event)) return;
    const form = event.target.closest("[data-keep]");
    if (form) keep(form);
    show(state);
  };
  document.addEventListener("htmx:beforeRequest", (event) => { if (isOurs(event)) show("busy"); });
  document.addEventListener("htmx:sendError", (event) => {
    lost(event, "offline");
    const source = event.target;
    window.addEventListener("online", () => { if (window.htmx && source.isConnected) window.htmx.trigger(source, "change"); }, { once: true });
  });
  document.addEventListener("htmx:responseError", (event) => lost(event, "failed"));
  document.addEventListener("htmx:beforeSwap", (event) => {
    const request = event.detail.requestConfig && event.detail.requestConfig.elt;
    if (!request || !request.matches("[data-autosave]") || event.detail.xhr.status !== 200) return;
    const form = request.closest("[data-keep]");
    if (event.detail.xhr.responseText.includes("data-saved")) {
      if (form) sessionStorage.removeItem(place(form));
      return;
    }
    event.detail.shouldSwap = false;  // a page to sign in on, not the state of saving
    if (form) keep(form);
    show("out");
  });
  const put = (form, fields) => {
    const values = new Map();
    for (const [name, value] of fields) values.set(name, [...(values.get(name) || []), value]);
    for (const control of form.elements) {
      if (!control.name || control.type === "hidden" || control.type === "submit") continue;
      const wanted = values.get(control.name) || [];
      if (control.type === "radio" || control.type === "checkbox") control.checked = wanted.includes(control.value);
      else if (wanted.length) control.value = wanted.shift();
    }
  };
  for (const form of document.querySelectorAll("[data-keep]")) {
    form.addEventListener("submit", () => { const line = document.querySelector("[data-saved].failed"); if (line) keep(form); });
    const kept = sessionStorage.getItem(place(form));
    if (!kept) continue;
    sessionStorage.removeItem(place(form));
    put(form, JSON.parse(kept));
    const source = form.querySelector("[data-autosave]");
    window.addEventListener("load", () => { if (window.htmx && source) window.htmx.trigger(source, "change"); });
  }
})();
