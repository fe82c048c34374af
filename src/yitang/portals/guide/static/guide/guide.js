// The guide's page: questions that depend on another one, a photo that sends itself, what was typed kept while the network is away, and
// the proof line. Without script every form sends itself.
(() => {
  "use strict";
  const all = (selector) => document.querySelectorAll(selector);

  // Questions that are asked only after another answer.
  function asks(form) {
    const yes = (name) => form.elements[name]?.checked;
    for (const q of form.querySelectorAll("[data-only-if], [data-unless]")) q.hidden = q.dataset.onlyIf ? !yes(q.dataset.onlyIf) : yes(q.dataset.unless);
  }
  for (const form of all("form[data-asks]")) { asks(form); form.addEventListener("change", () => asks(form)); }

  // A photo goes as soon as it is taken. What is too large is said before it is sent.
  for (const form of all("form.camera")) {
    const line = form.querySelector("[data-sending]");
    form.querySelector("[data-plain]").hidden = true;
    form.elements.file.addEventListener("change", () => {
      const file = form.elements.file.files[0], most = Number(form.dataset.most);
      if (!file) return;
      if (file.size > most) { line.textContent = `✕ 文件太大：最大 ${Math.floor(most / 1048576)} MB`; form.elements.file.value = ""; return; }
      line.textContent = "正在传… Sending…";
      form.requestSubmit();
    });
  }

  for (const button of all("[data-print]")) { button.hidden = false; button.addEventListener("click", () => print()); }

  // A form is sent without leaving the page, so that nothing that was typed is lost: a refusal is shown on the page, and a network that is away
  // leaves the form waiting. It goes again with its own one-use key until the office has answered; the key makes it once, also when the first
  // time had arrived and only the answer was lost.
  const words = document.querySelector("[data-kept]"), said = document.querySelector("[data-said]");
  const AGAIN_MS = 2000;
  let busy = false;
  addEventListener("pageshow", () => { busy = false; });

  const say = (text) => { words.textContent = text; words.hidden = !text; };
  const WAITS = "✕ 没有网络，还没有提交。填的都在这一页，连上自动提交一次，请不要关页面。 No network: it is sent once when the line is back; keep this page open.";
  const pause = (ms) => new Promise((go) => { setTimeout(go, ms); addEventListener("online", go, { once: true }); });

  function body(form, button) {
    const fields = new FormData(form);
    if (button?.name) fields.append(button.name, button.value);
    return form.enctype === "multipart/form-data" ? fields : new URLSearchParams(fields);
  }
  async function sent(form, content) {
    for (;;) {
      const answer = await fetch(form.action, { method: "POST", body: content, credentials: "same-origin" }).catch(() => null);
      if (answer) { say(""); return answer; }
      say(WAITS);
      await pause(AGAIN_MS);
    }
  }
  async function refused(answer) {
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const found = page.querySelector(".summary, .refusal");
    if (!found || !said) { say("✕ 没有提交，请刷新页面再试。 It was not sent; reload and try again."); return; }
    said.replaceChildren(document.importNode(found, true));
    document.title = page.title;
    said.firstChild.focus();
    said.scrollIntoView({ block: "center" });
    // The key belongs to what was refused and was given back with it; what is changed now goes with a key of its own.
    for (const key of all("input[name=once]")) key.value = crypto.randomUUID ? crypto.randomUUID() : key.value;
  }
  document.addEventListener("submit", async (e) => {
    const form = e.target;
    if (e.defaultPrevented || form.method !== "post" || !form.closest("main")) return;
    e.preventDefault();
    if (busy) return;
    busy = true;
    try {
      const answer = await sent(form, body(form, e.submitter));
      if (!answer.ok) { await refused(answer); return; }
      const to = new URL(answer.url);
      if (to.pathname + to.search === location.pathname + location.search) location.reload();
      else location.assign(answer.url);
    } finally { busy = false; for (const line of all("[data-sending]")) line.textContent = ""; }
  });

  // The proof line asks again until the last act is sealed: 1, 2, 4 seconds later.
  const proof = document.getElementById("proof");
  function sealed(wait) {
    if (!proof?.querySelector("[data-unsealed]") || wait > 8000) return;
    setTimeout(async () => {
      const answer = await fetch(proof.dataset.src, { headers: { "X-Yitang-Fragment": "1" } }).catch(() => null);
      if (answer?.ok) proof.innerHTML = await answer.text();
      sealed(wait * 2);
    }, wait);
  }
  sealed(1000);
  document.querySelector(".summary")?.focus();
})();
