// The lock of a window: when nobody has pressed anything for so long, or at Ctrl+L, the page covers itself. The server locks by itself and
// refuses everything; the cover only hides what stands on the page, and keeps it: what was typed is there again when the code was right.
(() => {
  "use strict";
  const cover = document.getElementById("cover");
  if (!cover) return;
  const form = cover.querySelector("form"), code = form.elements.code, said = cover.querySelectorAll(".said span"), title = document.title;
  const after = Number(cover.dataset.after) * 1000, tellEvery = 30000;
  const channel = "BroadcastChannel" in window ? new BroadcastChannel("yitang-lock") : null;
  let pressed = Date.now(), told = pressed, open = false, before = null;

  const say = (zh, en) => { said[0].textContent = zh; said[1].textContent = en; };
  const share = (what) => channel?.postMessage(what);
  const ask = (path, more = {}) => fetch(path, { credentials: "same-origin", ...more }).catch(() => null);

  function lock(tell) {
    if (open) return;
    open = true;
    before = document.activeElement;
    code.value = "";
    say("", "");
    document.title = "已锁屏";
    document.body.classList.add("covered");
    cover.showModal();
    code.focus();
    if (!tell) return;
    const body = new FormData();
    body.append("csrfmiddlewaretoken", form.elements.csrfmiddlewaretoken.value);
    ask(cover.dataset.lock, { method: "POST", body, redirect: "manual" });
    share("lock");
  }
  function unlock() {
    open = false;
    pressed = told = Date.now();
    document.title = title;
    document.body.classList.remove("covered");
    cover.close();
    before?.focus();
  }
  // What another page or the news say is believed when the server says it too. Asked without a press, so that it keeps nothing alive.
  async function look() {
    const answer = await ask(cover.dataset.pressed, { headers: { "X-Yitang-Fragment": "1" } });
    if (answer?.status === 423) lock(false);
    if (answer?.status === 204 && open) unlock();
  }

  function press() {
    if (open) return;
    pressed = Date.now();
    if (pressed - told < tellEvery) return;
    told = pressed;
    share("pressed");
    ask(cover.dataset.pressed).then((answer) => { if (answer?.status === 423) lock(false); });
  }
  addEventListener("pointerdown", press, true);
  addEventListener("keydown", (e) => {
    if (open) {
      // Behind the cover no key of the desk acts, and Escape does not take it away.
      if (e.key === "Escape" || /^F\d/.test(e.key)) { e.preventDefault(); e.stopImmediatePropagation(); }
      return;
    }
    press();
    if (e.ctrlKey && !e.altKey && !e.shiftKey && e.key.toLowerCase() === "l" && !e.isComposing) { e.preventDefault(); lock(true); }
  }, true);
  cover.addEventListener("cancel", (e) => e.preventDefault());
  cover.addEventListener("close", () => { if (open) { cover.showModal(); code.focus(); } });
  setInterval(() => { if (Date.now() - pressed > after) lock(true); }, 1000);

  form.addEventListener("submit", async (e) => {
    e.preventDefault();
    e.stopImmediatePropagation();
    const answer = await ask(form.action, { method: "POST", body: new FormData(form), headers: { "X-Yitang-Fragment": "1" } });
    if (answer?.status === 204) { unlock(); share("unlock"); return; }
    if (answer?.status === 401) { location.assign(cover.dataset.out); return; }
    const no = answer && await answer.json().catch(() => null);
    if (no) say(no.zh + no.cure_zh, `${no.en} ${no.cure_en}`); else say("没连上，请再试一次。", "No connection; try again.");
    code.value = "";
    code.focus();
  });
  document.addEventListener("submit", (e) => { if (e.target.action.endsWith(cover.dataset.lock)) { e.preventDefault(); e.stopImmediatePropagation(); lock(true); } }, true);
  document.addEventListener("yitang:locked", () => lock(false));
  document.addEventListener("yitang:news", (e) => { if (e.detail.topic.startsWith("window:") && /^(un)?locked$/.test(e.detail.kind)) look(); });
  if (channel) channel.onmessage = (e) => { if (e.data === "pressed") { pressed = told = Date.now(); } else if (e.data === "lock") lock(false); else look(); };
  addEventListener("pageshow", (e) => { if (e.persisted) look(); });
})();
