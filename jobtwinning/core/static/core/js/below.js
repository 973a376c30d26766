// What sticks to the foot of a phone (data-below) stays under the choice that it names. The page leaves room for its
// height, and what was just chosen stands above it, also after its own words grew.
(() => {
  "use strict";
  const foot = document.querySelector("[data-below]");
  const above = foot && document.querySelector(foot.dataset.below);
  if (!above || !window.ResizeObserver) return;
  const measure = () => {
    const from = above.getBoundingClientRect().bottom - foot.parentElement.getBoundingClientRect().top;
    const style = document.documentElement.style;
    style.setProperty("--foot-from", `${Math.ceil(from)}px`);
    style.setProperty("--foot-height", `${Math.ceil(foot.offsetHeight)}px`);
  };
  const show = (control) => {
    const whole = control && !foot.contains(control) && control.closest(".choice, .weight, .field");
    if (whole && getComputedStyle(foot).position === "sticky") whole.scrollIntoView({ block: "nearest" });
  };
  measure();
  foot.dataset.sticks = "";
  const observer = new ResizeObserver(measure);
  for (const each of [foot, above, foot.parentElement]) observer.observe(each);
  document.addEventListener("change", (event) => show(event.target));
  document.addEventListener("htmx:afterSwap", (event) => {
    if (!foot.contains(event.target)) return;
    measure();
    show(document.activeElement);
  });
})();
