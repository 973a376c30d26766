// Quick values: a chip fills in the field it names. Also shows buttons that need scripts, such as print.
(() => {
  "use strict";
  const show = (root) => root.querySelectorAll("[data-chips][hidden], [data-print][hidden]").forEach((part) => { part.hidden = false; });
  show(document);
  document.addEventListener("htmx:afterSwap", (event) => show(event.target));
  const mark = (input) => document.querySelectorAll(`[data-fill="${CSS.escape(input.id)}"]`).forEach((chip) => {
    chip.setAttribute("aria-pressed", String(chip.dataset.value === input.value));
  });
  document.addEventListener("click", (event) => {
    const chip = event.target.closest("[data-fill]");
    if (chip) {
      const input = document.getElementById(chip.dataset.fill);
      if (!input) return;
      input.value = chip.dataset.value;
      input.dispatchEvent(new Event("input", { bubbles: true }));
      input.dispatchEvent(new Event("change", { bubbles: true }));
      if (chip.dataset.value === "") input.focus();
    } else if (event.target.closest("[data-print]")) {
      window.print();
    }
  });
  document.addEventListener("input", (event) => { if (event.target.id) mark(event.target); });
})();
