// News from the office: one stream for all tabs of a browser (Web Locks choose the tab that holds it, a channel shares it).
// Fragments: <div data-live-src="/path" data-live-on="hall ticket"> is fetched anew when news of such a topic comes, unless the
// person is typing in it. The mark [data-live-mark] says how old what is shown is.
(() => {
  "use strict";
  const body = document.body;
  const push = body.dataset.push;
  if (!push) return;
  const channel = "BroadcastChannel" in window ? new BroadcastChannel("yitang-live") : null;
  const signer = () => window.yitangDevice;
  const seen = {};
  // The page itself is the first thing that was heard: what it shows is as old as it is.
  let heard = Date.now(), held = false, paused = false, cut = () => {};
  const words = { live: ["实时", "live"], late: ["延迟", "late"], lost: ["断开", "lost"], paused: ["暂停", "paused"] };
  const aged = (s) => s < 120 ? s + "秒前" : Math.floor(s / 60) + "分钟前";

  function mark() {
    const age = Math.round((Date.now() - heard) / 1000);
    const state = paused ? "paused" : age <= 15 ? "live" : age <= 45 ? "late" : "lost";
    const before = body.dataset.liveState;
    body.dataset.liveState = state;
    for (const el of document.querySelectorAll("[data-live-estimate]")) el.hidden = state === "lost";
    for (const el of document.querySelectorAll("[data-live-lost]")) el.hidden = state !== "lost";
    for (const el of document.querySelectorAll("[data-live-mark]")) {
      el.dataset.state = state;
      el.hidden = false;
      el.querySelector("[data-live-word]").textContent = words[state][0];
      const en = el.querySelector("[data-live-en]");
      if (en) en.textContent = words[state][1];
      el.querySelector("[data-live-age]").textContent = aged(age);
    }
    if (before === "lost" && state === "live") back();
  }
  function back() {
    refresh("*");
    document.dispatchEvent(new Event("yitang:back"));
  }

  async function get(path) {
    const headers = { "X-Yitang-Fragment": "1" };
    return signer() ? signer().fetch("GET", path, null, headers) : fetch(path, { headers, credentials: "same-origin" });
  }

  async function fragment(el) {
    try {
      const answer = await get(el.dataset.liveSrc);
      if (answer.status === 423) document.dispatchEvent(new Event("yitang:locked"));
      return answer.ok ? await answer.text() : null;
    } catch { return null; /* the mark says that it is old */ }
  }

  function put(el, text) {
    const typing = el.contains(document.activeElement) && document.activeElement !== el && document.activeElement.matches("input, select, textarea");
    if (text === null || typing) return;
    const held = el.contains(document.activeElement) ? document.activeElement.id : "";
    el.innerHTML = text;
    if (held) document.getElementById(held)?.focus();
    document.dispatchEvent(new CustomEvent("yitang:swapped", { detail: el }));
  }

  // What one piece of news changes is shown at one moment: nobody reads "paid" beside a key that does not know it yet.
  const waiting = new Set();
  async function swap() {
    const all = [...waiting];
    waiting.clear();
    const texts = await Promise.all(all.map(fragment));
    all.forEach((el, n) => put(el, texts[n]));
  }

  function refresh(kind) {
    if (paused) return;
    for (const el of document.querySelectorAll("[data-live-src]")) {
      if (kind !== "*" && !(el.dataset.liveOn || "").split(" ").includes(kind)) continue;
      if (!waiting.size) setTimeout(swap, 60);
      waiting.add(el);
    }
  }

  function hear(message, share) {
    if (message.event === "ask") {  // a tab was opened: it need not wait for the next beat to know that the line is open
      if (held && Date.now() - heard < 15000) channel.postMessage({ event: "beat", data: {} });
      return;
    }
    if (share && channel) channel.postMessage(message);
    if (message.event === "again") back();  // what happened while nobody listened, in all tabs
    heard = Date.now();
    if (message.event === "news") {
      const news = message.data, last = seen[news.topic];
      if (last !== undefined && news.n <= last) return mark();
      seen[news.topic] = news.n;
      document.dispatchEvent(new CustomEvent("yitang:news", { detail: { ...news, late: message.late || 0 } }));
      refresh(news.topic.split(":")[0]);
    }
    if (message.event === "over") location.reload();
    mark();
  }
  if (channel) channel.onmessage = (e) => hear(e.data, false);

  // A cable that was pulled closes nothing: after two missed beats the stream is cut here and asked for anew, from where it was.
  let wait = 500, wake = () => {}, joined = false;
  async function listen() {
    for (;;) {
      const stop = new AbortController();
      cut = () => stop.abort();
      let asked = Date.now(), late = 0;
      const dog = setInterval(() => { if (Date.now() - asked > 25000) cut(); }, 5000);
      try {
        const headers = { "Last-Event-ID": JSON.stringify(seen) };
        const answer = signer()
          ? await signer().fetch("GET", push, null, headers, "/live/stream", stop.signal)
          : await fetch(push, { headers, credentials: "include", cache: "no-store", signal: stop.signal });
        if (answer.status === 401) { if (signer()) signer().refused(); wait = 10000; throw new Error("401"); }
        if (!answer.ok) throw new Error(answer.status);
        const reader = answer.body.pipeThrough(new TextDecoderStream()).getReader();
        let text = "";
        wait = 500;
        // What was told while nobody listened comes first; whoever speaks it has to know how old it may be.
        late = Date.now() - heard;
        // Right after a page was drawn only what came in between can be missing; a clerk's keys must not meet a swap then.
        if (joined || late > 2000 || !document.documentElement.classList.contains("desk")) hear({ event: "again", data: {} }, true);
        joined = true;
        for (;;) {
          const { value, done } = await reader.read();
          if (done) break;
          asked = Date.now();
          text += value;
          for (let end; (end = text.indexOf("\n\n")) >= 0; text = text.slice(end + 2)) {
            const block = text.slice(0, end);
            const event = /^event: (.*)$/m.exec(block)?.[1], data = /^data: (.*)$/m.exec(block)?.[1];
            if (event) hear({ event, late, data: JSON.parse(data || "{}") }, true);
          }
          late = 0;
        }
      } catch { /* try again, slower each time */ } finally { clearInterval(dog); }
      await new Promise((go) => { wake = go; setTimeout(go, wait * (0.75 + Math.random() / 2)); });
      wait = Math.min(wait * 2, 8000);
    }
  }

  document.addEventListener("click", (e) => {
    const button = e.target.closest("[data-live-pause]");
    if (!button) return;
    paused = !paused;
    button.setAttribute("aria-pressed", paused);
    if (!paused) refresh("*");
    mark();
  });
  document.addEventListener("visibilitychange", () => { if (!document.hidden) { refresh("*"); mark(); } });
  addEventListener("offline", () => cut());
  addEventListener("online", () => { wait = 500; cut(); wake(); });
  addEventListener("pageshow", (e) => { if (e.persisted) { cut(); refresh("*"); } });
  document.addEventListener("yitang:shown", mark);
  document.addEventListener("yitang:swapped", mark);
  setInterval(mark, 1000);
  const begin = () => {
    if (channel && !signer()) channel.postMessage({ event: "ask" });
    if (navigator.locks && !signer()) navigator.locks.request("yitang-live", () => { held = true; return listen(); });
    else listen();
  };
  if (body.dataset.deviceKind) document.addEventListener("yitang:paired", begin, { once: true }); else begin();
})();
