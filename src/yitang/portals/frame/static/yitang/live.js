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
  let heard = 0, held = false, paused = false;
  const words = { live: "实时", late: "延迟", lost: "断开", paused: "暂停" };

  function mark() {
    const age = heard ? Math.round((Date.now() - heard) / 1000) : 1e9;
    const state = paused ? "paused" : age <= 15 ? "live" : age <= 45 ? "late" : "lost";
    if (body.dataset.liveState !== state) {
      if (body.dataset.liveState === "lost" && state === "live") refresh("*");
      body.dataset.liveState = state;
      for (const el of document.querySelectorAll("[data-live-estimate]")) el.hidden = state === "lost";
      for (const el of document.querySelectorAll("[data-live-lost]")) el.hidden = state !== "lost";
    }
    for (const el of document.querySelectorAll("[data-live-mark]")) {
      el.dataset.state = state;
      el.querySelector("[data-live-word]").textContent = words[state];
      el.querySelector("[data-live-age]").textContent = heard && age < 1e8 ? age + "秒前" : "";
    }
  }

  async function get(path) {
    const headers = { "X-Yitang-Fragment": "1" };
    return signer() ? signer().fetch("GET", path, null, headers) : fetch(path, { headers, credentials: "same-origin" });
  }

  async function swap(el) {
    if (el.contains(document.activeElement) && document.activeElement !== el && document.activeElement.matches("input, select, textarea")) return;
    try {
      const answer = await get(el.dataset.liveSrc);
      if (!answer.ok) return;
      const held = el.contains(document.activeElement) ? document.activeElement.id : "";
      el.innerHTML = await answer.text();
      if (held) document.getElementById(held)?.focus();
      document.dispatchEvent(new CustomEvent("yitang:swapped", { detail: el }));
    } catch { /* the mark says that it is old */ }
  }

  const waiting = new Map();
  function refresh(kind) {
    if (paused) return;
    for (const el of document.querySelectorAll("[data-live-src]")) {
      if (kind !== "*" && !(el.dataset.liveOn || "").split(" ").includes(kind)) continue;
      if (waiting.has(el)) continue;
      waiting.set(el, setTimeout(() => { waiting.delete(el); swap(el); }, 60));
    }
  }

  function hear(message, share) {
    if (message.event === "ask") {  // a tab was opened: it need not wait for the next beat to know that the line is open
      if (held && Date.now() - heard < 15000) channel.postMessage({ event: "beat", data: {} });
      return;
    }
    if (share && channel) channel.postMessage(message);
    if (message.event === "again" && heard) refresh("*");
    heard = Date.now();
    if (message.event === "news") {
      const news = message.data, last = seen[news.topic];
      if (last !== undefined && news.n <= last) return mark();
      seen[news.topic] = news.n;
      document.dispatchEvent(new CustomEvent("yitang:news", { detail: news }));
      refresh(news.topic.split(":")[0]);
    }
    if (message.event === "over") location.reload();
    mark();
  }
  if (channel) channel.onmessage = (e) => hear(e.data, false);

  async function listen() {
    let wait = 500;
    for (;;) {
      try {
        const headers = { "Last-Event-ID": JSON.stringify(seen) };
        const answer = signer()
          ? await signer().fetch("GET", push, null, headers, "/live/stream")
          : await fetch(push, { headers, credentials: "include", cache: "no-store" });
        if (answer.status === 401) { if (signer()) signer().refused(); wait = 10000; throw new Error("401"); }
        if (!answer.ok) throw new Error(answer.status);
        const reader = answer.body.pipeThrough(new TextDecoderStream()).getReader();
        let text = "";
        wait = 500;
        hear({ event: "again", data: {} }, true);  // what happened while nobody listened, in all tabs
        for (;;) {
          const { value, done } = await reader.read();
          if (done) break;
          text += value;
          for (let end; (end = text.indexOf("\n\n")) >= 0; text = text.slice(end + 2)) {
            const block = text.slice(0, end);
            const event = /^event: (.*)$/m.exec(block)?.[1], data = /^data: (.*)$/m.exec(block)?.[1];
            if (event) hear({ event, data: JSON.parse(data || "{}") }, true);
          }
        }
      } catch { /* try again, slower each time */ }
      await new Promise((go) => setTimeout(go, wait * (0.75 + Math.random() / 2)));
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
