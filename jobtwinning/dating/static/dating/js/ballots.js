// Sends an answer without leaving the page. Without connection it stays on this phone, which the page says, and goes later.
(() => {
  "use strict";
  const AGAIN = 15000; // milliseconds between two tries
  const told = document.querySelector("[data-offline]");
  if (!told || !told.dataset.owner) return;
  // Both people of a talk send to the same address: what one left on a phone is never shown to, or sent as, the other.
  const ALL = "jobtwinning-ballots-";
  const KEY = ALL + told.dataset.owner;
  try {
    for (const name of Object.keys(localStorage)) if (name.startsWith(ALL) && name !== KEY) localStorage.removeItem(name);
  } catch { /* nothing is kept here */ }
  const kept = () => { try { return JSON.parse(localStorage.getItem(KEY) || "{}"); } catch { return {}; } };
  const keep = (all) => {
    try { Object.keys(all).length ? localStorage.setItem(KEY, JSON.stringify(all)) : localStorage.removeItem(KEY); return true; }
    catch { return false; }
  };
  const tell = (what) => { told.hidden = !what; told.textContent = what ? told.dataset[what] : ""; };
  const mark = (form, answer) => {
    for (const button of form.querySelectorAll("[name=answer]")) {
      button.setAttribute("aria-pressed", String(button.value === answer));
    }
  };
  const drawKept = () => {
    for (const [talk, one] of Object.entries(kept())) {
      const form = document.querySelector(`[data-ballot="${CSS.escape(talk)}"]`);
      if (form) mark(form, one.answer);
    }
  };

  // "sent", "kept" (no connection), "refused" or "signIn"
  const send = async (one) => {
    const body = new FormData();
    const token = document.querySelector("[name=csrfmiddlewaretoken]");
    body.set("csrfmiddlewaretoken", token ? token.value : one.token);
    body.set("form_key", one.key);
    body.set("answer", one.answer);
    let answer;
    try { answer = await fetch(one.url, { method: "POST", body }); } catch { return "kept"; }
    if (answer.status >= 500 || answer.status === 403 || answer.status === 429) return "kept";
    if (!answer.ok) return "refused";
    if (answer.redirected && !new URL(answer.url).pathname.startsWith(location.pathname)) return "signIn";
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    return page.querySelector(".messages .alarm, .callout.alarm") ? "refused" : "sent";
  };

  const sendKept = async () => {
    const all = kept();
    const talks = Object.keys(all);
    if (!talks.length) return;
    let last = "";
    for (const talk of talks) {
      const before = all[talk];
      last = await send(before);
      const now = kept();
      if ((last === "sent" || last === "refused") && now[talk] && now[talk].key === before.key) { delete now[talk]; keep(now); }
      if (last === "kept" || last === "signIn") break;
    }
    tell(last);
    if (last === "sent" || last === "refused") document.dispatchEvent(new CustomEvent("evening:look"));
  };

  document.addEventListener("submit", async (event) => {
    const form = event.target.closest("[data-ballot]");
    const button = event.submitter;
    if (!form || !button || !window.fetch) return;
    event.preventDefault();
    const talk = form.dataset.ballot;
    // The number of the try makes each answer a sending of its own; the same answer sent again stays one.
    const key = `${form.querySelector("[name=form_key]").value.slice(0, 30)}.${Date.now() % 1000000}`;
    const one = { url: form.action, answer: button.value, key, token: form.querySelector("[name=csrfmiddlewaretoken]").value };
    mark(form, one.answer);
    const result = await send(one);
    const all = kept();
    if (result === "kept" || result === "signIn") { all[talk] = one; keep(all); } else if (all[talk]) { delete all[talk]; keep(all); }
    tell(result === "sent" ? "saved" : result);
    if (result === "sent" || result === "refused") document.dispatchEvent(new CustomEvent("evening:look"));
  });
  document.addEventListener("evening:new", drawKept);
  addEventListener("online", sendKept);
  setInterval(sendKept, AGAIN);
  drawKept();
  if (Object.keys(kept()).length) { tell("kept"); sendKept(); }
})();
