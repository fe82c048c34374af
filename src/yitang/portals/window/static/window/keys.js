// The keys of the desks: each is a button too. A key acts once; nothing acts while Chinese is being composed (isComposing, key code 229).
(() => {
  "use strict";
  const keys = new Set(["F1", "F2", "F3", "F4", "F6", "F7", "F8", "F9", "F10"]);
  const home = document.body.dataset.console, line = document.getElementById("say"), proof = document.getElementById("proof");
  let busy = false;

  function say(words, why = false) { if (line) { line.textContent = words; line.classList.toggle("why", why); } }

  // The sheets of F1 and F6: opened by their key, the first choice has the focus, Escape closes; the same key again does what was chosen.
  function sheet(panel) {
    const form = panel.querySelector("form");
    if (panel.open && form) { if (form.reportValidity()) form.requestSubmit(); return; }
    panel.open = !panel.open;
    if (panel.open) panel.querySelector("input[type=radio]")?.focus();
  }

  document.addEventListener("keydown", (e) => {
    if (e.isComposing || e.keyCode === 229) { if (keys.has(e.key)) e.preventDefault(); return; }
    if (e.key === "Escape") { for (const open of document.querySelectorAll(".panel[open]")) { open.open = false; open.querySelector("summary").focus(); } return; }
    if (e.key === "Enter") return next(e);
    if (e.key === "ArrowDown" || e.key === "ArrowUp") return row(e);
    if (!keys.has(e.key) || e.ctrlKey || e.altKey || e.metaKey || e.shiftKey) return;
    e.preventDefault();
    if (e.repeat || busy) return;
    const button = document.querySelector(`[data-key="${e.key}"]`);
    if (!button) {
      const off = document.querySelector(`[data-off="${e.key}"]`);
      say(off ? `${e.key} 现在不能用：${off.dataset.why}` : `${e.key} 在这里没有用`, true);
      return;
    }
    say("");
    if (button.matches("summary")) return sheet(button.parentElement);
    if (button.form.reportValidity()) button.form.requestSubmit(button);
  });

  // Enter goes to the next field, as card and code readers type it; the act is a key. On buttons and links it is what it always is.
  const fields = (form) => [...form.querySelectorAll("input:not([type=hidden]), select")].filter((f) => !f.disabled && f.offsetParent);
  function next(e) {
    const form = e.target.closest?.("form.accept");
    if (!form || !e.target.matches("input, select")) return;
    e.preventDefault();
    const all = fields(form), at = all.indexOf(e.target);
    if (at + 1 < all.length) { all[at + 1].focus(); if (all[at + 1].type === "text") all[at + 1].select(); } else say(form.dataset.last || "填完了：按 F9");
  }
  document.addEventListener("focusin", (e) => {
    const form = e.target.closest?.("form.accept"), where = document.getElementById("where");
    if (!where) return;
    const all = form ? fields(form) : [], at = all.indexOf(e.target);
    where.textContent = at < 0 || all.length < 2 ? "" : `第 ${at + 1} 项，共 ${all.length} 项 · Enter 下一项`;
  });

  // Up and down go through the rows of a list; Enter opens, as on any link.
  function row(e) {
    const links = [...document.querySelectorAll("[data-rows] tbody a")], at = links.indexOf(document.activeElement);
    const to = links[at + (e.key === "ArrowDown" ? 1 : -1)];
    if (at >= 0 && to) { e.preventDefault(); to.focus(); }
  }

  document.addEventListener("click", (e) => {
    const off = e.target.closest("[data-off]");
    if (off) say(`${off.dataset.off} 现在不能用：${off.dataset.why}`, true);
    for (const open of document.querySelectorAll(".panel[open]")) if (!open.contains(e.target)) open.open = false;
  });

  document.addEventListener("submit", (e) => {
    if (busy) { e.preventDefault(); return; }
    if (e.submitter?.formTarget === "_blank") {
      // What opens beside the console leaves it as it is; its form gets a new one-use key.
      setTimeout(() => { e.target.elements.once.value = "10000000-1000-4000-8000-100000000000".replace(/[018]/g, (c) =>
        (c ^ (crypto.getRandomValues(new Uint8Array(1))[0] & (15 >> (c / 4)))).toString(16)); });
      return;
    }
    busy = true;
    say("正在保存…");
  });

  // How long it has lasted, counted on from what the server said.
  const began = new WeakMap();
  setInterval(() => {
    for (const el of document.querySelectorAll("[data-since]")) {
      if (!began.has(el)) began.set(el, performance.now() - Number(el.dataset.since) * 1000);
      const s = Math.floor((performance.now() - began.get(el)) / 1000);
      el.textContent = `${Math.floor(s / 60)}:${String(s % 60).padStart(2, "0")}`;
    }
  }, 1000);

  // The proof line asks again until the last act is sealed: 1, 2, 4 seconds later.
  function sealed(wait) {
    if (!proof?.querySelector("[data-unsealed]") || wait > 8000) return;
    setTimeout(async () => {
      const answer = await fetch(proof.dataset.src, { headers: { "X-Yitang-Fragment": "1" } }).catch(() => null);
      if (answer?.ok) proof.innerHTML = await answer.text();
      sealed(wait * 2);
    }, wait);
  }
  sealed(1000);

  // A page that answered a form has the console's address: back and reload come to the console, not to a question about sending again.
  if (home && location.pathname !== home) history.replaceState(null, "", home);
  window.addEventListener("pageshow", () => { busy = false; });
  document.querySelector(".summary, .refusal, .done[tabindex]")?.focus();
})();
