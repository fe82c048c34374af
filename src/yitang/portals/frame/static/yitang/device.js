// A device of the office: a key pair that never leaves it (WebCrypto P-256, not extractable), a pairing code that a person approves,
// every request signed. The page is a shell; what it shows is fetched with a signature and put into <main>.
(() => {
  "use strict";
  const kind = document.body.dataset.deviceKind, home = document.body.dataset.home, main = document.getElementById("main");
  const store = (mode, run) => new Promise((done, fail) => {
    const open = indexedDB.open("yitang-device", 1);
    open.onupgradeneeded = () => open.result.createObjectStore("kept");
    open.onerror = () => fail(open.error);
    open.onsuccess = () => {
      const request = run(open.result.transaction("kept", mode).objectStore("kept"));
      request.onsuccess = () => { open.result.close(); done(request.result); };
      request.onerror = () => fail(request.error);
    };
  });
  const load = (key) => store("readonly", (s) => s.get(key));
  const keep = (key, value) => store("readwrite", (s) => s.put(value, key));
  const drop = (key) => store("readwrite", (s) => s.delete(key));
  const b64 = (bytes) => btoa(String.fromCharCode(...new Uint8Array(bytes)));
  const hex = (bytes) => [...new Uint8Array(bytes)].map((b) => b.toString(16).padStart(2, "0")).join("");
  const text = new TextEncoder();
  const ANSWER_MS = 15000;
  let keys, device, turn = 0;

  async function signedFetch(method, url, body, headers = {}, path, signal) {
    const address = new URL(url, location.href);
    const bytes = body ? text.encode(body) : new Uint8Array();
    const digest = hex(await crypto.subtle.digest("SHA-256", bytes));
    const time = String(Date.now()), nonce = hex(crypto.getRandomValues(new Uint8Array(12)));
    const message = [method, path || address.pathname + address.search, digest, time, nonce].join("\n");
    const signature = b64(await crypto.subtle.sign({ name: "ECDSA", hash: "SHA-256" }, keys.privateKey, text.encode(message)));
    const all = { ...headers, "X-Yitang-Device": device, "X-Yitang-Time": time, "X-Yitang-Nonce": nonce, "X-Yitang-Signature": signature };
    if (body) all["Content-Type"] = headers["Content-Type"] || "application/x-www-form-urlencoded";
    return fetch(address, { method, body: body || undefined, headers: all, credentials: "omit", cache: "no-store", redirect: "manual", signal });
  }

  // What a person asked for and did not get is said, and may be asked again; what the page asks by itself fails silently:
  // the mark says how old it is.
  // An answer that comes after the page has turned to something else is not shown: it may be another person's.
  async function show(method, path, body, asked = false) {
    const mine = ++turn;
    let answer, words;
    try {
      answer = await signedFetch(method, path, body, { "X-Yitang-Fragment": "1" }, undefined, AbortSignal.timeout(ANSWER_MS));
      words = await answer.text();
    } catch {
      if (asked && mine === turn) unreached();
      return false;
    }
    if (mine !== turn) return false;
    if (answer.status === 401) return refused();
    if (answer.status >= 500 && !asked) return false;
    // So speaks what stands between: nobody knows whether the office did it. The form stays with its key, and pressed again does it once.
    if (answer.status === 502 || answer.status === 504) { unreached(); return false; }
    main.innerHTML = words;
    if (!answer.ok) {
      main.append(document.getElementById("go-home").content.cloneNode(true));
      main.lastElementChild.querySelector("a").href = home;
    }
    document.title = (answer.ok ? "" : "错误: ") + title;
    main.focus({ preventScroll: true });
    scrollTo(0, 0);
    document.dispatchEvent(new CustomEvent("yitang:shown", { detail: path }));
    return true;
  }
  const title = document.title;

  function unreached() {
    main.querySelector(".unreached")?.remove();
    main.prepend(document.getElementById("unreached").content.cloneNode(true));
    for (const form of main.querySelectorAll("form")) delete form.dataset.sent;
  }

  async function refused() { await drop("device"); location.reload(); }

  // A key is let in once: whoever asks again, also after it was refused, comes with a new one.
  async function pair() {
    keys = await crypto.subtle.generateKey({ name: "ECDSA", namedCurve: "P-256" }, false, ["sign"]);
    await keep("keys", keys);
    const spki = b64(await crypto.subtle.exportKey("spki", keys.publicKey));
    for (;;) {
      const asked = await fetch("/api/v1/pairings", { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify({ kind, public_key: spki }) })
        .then((a) => (a.ok ? a.json() : null)).catch(() => null);
      if (!asked) { await new Promise((go) => setTimeout(go, 5000)); continue; }
      const { id, code, lives_s } = asked;
      main.innerHTML = document.getElementById("pairing").innerHTML;
      main.querySelector("[data-code]").textContent = code.replace(/(....)/, "$1 ");
      for (const until = Date.now() + lives_s * 1000; Date.now() < until;) {
        await new Promise((go) => setTimeout(go, 1000));
        const found = await fetch("/api/v1/pairings/" + id).then((a) => a.json()).catch(() => ({}));
        if (found.device) { device = found.device; return keep("device", device); }
      }
    }
  }

  document.addEventListener("click", (e) => {
    const link = e.target.closest("main a[href^='/']");
    if (!link || !device || link.dataset.plain !== undefined) return;
    e.preventDefault();
    show("GET", link.getAttribute("href"), null, true);
  });
  document.addEventListener("submit", (e) => {
    const form = e.target.closest("main form");
    if (!form || !device) return;
    e.preventDefault();
    if (form.dataset.sent) return;
    form.dataset.sent = "1";
    const data = new URLSearchParams(new FormData(form, e.submitter));
    show((form.method || "get").toUpperCase(), form.getAttribute("action"), data.toString(), true);
  });

  window.yitangDevice = { fetch: signedFetch, show, refused: () => refused(), home: () => show("GET", home) };
  (async () => {
    keys = await load("keys");
    device = await load("device");
    if (!keys || !device) await pair();
    for (let wait = 1000; !await show("GET", home); wait = Math.min(wait * 2, 15000)) await new Promise((go) => setTimeout(go, wait));
    document.dispatchEvent(new Event("yitang:paired"));
  })();
})();
