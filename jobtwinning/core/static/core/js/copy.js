// Shows the copy buttons where the browser can copy, and copies the text they name.
(() => {
  "use strict";
  if (!navigator.clipboard) return;
  for (const button of document.querySelectorAll("[data-copy]")) {
    button.hidden = false;
    button.addEventListener("click", async () => {
      const text = document.getElementById(button.dataset.copy);
      text.select();
      await navigator.clipboard.writeText(text.value);
      const label = button.querySelector("span");
      label.setAttribute("role", "status");
      label.textContent = button.dataset.copied;
    });
  }
})();
