// Marks a form as busy when it is sent and stops a second click. Without this file the form works as well.
(() => {
  "use strict";
  const idle = new WeakMap();
  const release = (form) => {
    delete form.dataset.sent;
    for (const button of form.querySelectorAll("[aria-busy='true']")) {
      button.removeAttribute("aria-busy");
      if (idle.has(button)) button.replaceChildren(...idle.get(button));
    }
  };
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (!form.matches("[data-busy-form]")) return;
    if (form.dataset.sent) { event.preventDefault(); return; }
    form.dataset.sent = "yes";
    const button = event.submitter || form.querySelector("button[type=submit]");
    if (button) {
      button.style.minInlineSize = `${button.offsetWidth}px`;
      button.setAttribute("aria-busy", "true");
      if (button.dataset.busyText) { idle.set(button, [...button.childNodes]); button.textContent = button.dataset.busyText; }
    }
    window.setTimeout(release, 15000, form);
  });
  window.addEventListener("pageshow", () => document.querySelectorAll("form[data-sent]").forEach(release));
  document.addEventListener("htmx:afterRequest", (event) => { const form = event.target.closest("form"); if (form) release(form); });
})();
