// The keys of the console: each is a button too. A key acts once; nothing acts while Chinese is being composed.
(() => {
  "use strict";
  const keys = new Set(["F2", "F3", "F4", "F6", "F7", "F8", "F9", "F10", "F11"]);
  let busy = false;
  document.addEventListener("keydown", (e) => {
    if (!keys.has(e.key) || e.ctrlKey || e.altKey || e.metaKey) return;
    e.preventDefault();
    if (e.isComposing || e.keyCode === 229 || e.repeat || busy) return;
    const button = document.querySelector(`[data-key="${e.key}"]`);
    const proof = document.getElementById("proof");
    if (!button) { proof.textContent = `${e.key} 现在不能用：看按键栏里亮着的键`; return; }
    if (!button.form.reportValidity()) return;
    button.form.requestSubmit(button);
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
    document.getElementById("proof").textContent = "正在保存…";
  });
  // A page that answered a form has the console's address: back and reload come to the console, not to a question about sending again.
  if (document.body.dataset.console && location.pathname !== document.body.dataset.console) history.replaceState(null, "", document.body.dataset.console);
  window.addEventListener("pageshow", () => { busy = false; });
  document.querySelector(".summary, .refusal")?.focus();
})();
