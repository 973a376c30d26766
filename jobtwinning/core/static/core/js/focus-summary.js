// Puts the focus on the summary of errors after a page or a part that came back with errors.
(() => {
  "use strict";
  const focus = (root) => { const summary = root.querySelector("[data-focus-summary]"); if (summary) summary.focus(); };
  focus(document);
  document.addEventListener("htmx:afterSwap", (event) => focus(event.target));
})();
