// A call is shown and spoken in one step; the display tells the office that it showed it, and that its sound really ended.
(() => {
  "use strict";
  const clips = "/static/hall/clips/";
  const queue = [];
  let speaking = false;

  function words(call) {
    const label = [...call.label], list = [];
    const letter = "letter_" + label[0];
    const zh = ["please", letter, ...label.slice(1).map((d) => "digit_" + d), "number_to", ...count(call.window), "window"];
    const en = ["en_ticket", letter, ...label.slice(1).map((d) => "en_" + d), "en_window", ...[...String(call.window)].map((d) => "en_" + d)];
    list.push("chime", ...(call.again ? ["again"] : []), ...zh);
    if (call.language === "en") list.push(...en);
    if (!call.again && queue.length <= 2) list.push("pause", ...zh);
    return list;
  }
  function count(n) {
    if (n <= 10) return ["count_" + n];
    const tens = Math.floor(n / 10), rest = n % 10;
    return [...(tens > 1 ? ["count_" + tens] : []), "count_10", ...(rest ? ["count_" + rest] : [])];
  }
  const play = (name) => new Promise((done, fail) => {
    if (name === "pause") return setTimeout(done, 800);
    const sound = new Audio(clips + name + ".ogg");
    sound.onended = done;
    sound.onerror = fail;
    sound.play().catch(fail);
  });
  const tell = (call, what) => window.yitangDevice.fetch("POST", "/api/v1/calls/" + call.call + "/acknowledgement", JSON.stringify(what), {
    "Content-Type": "application/json", "Idempotency-Key": crypto.randomUUID() }).catch(() => {});

  async function speak() {
    if (speaking) return;
    speaking = true;
    for (let call; (call = queue.shift());) {
      try {
        for (const name of words(call)) await play(name);
        document.body.dataset.sound = "on";
        tell(call, { shown: true, played: true });
      } catch { document.body.dataset.sound = "off"; }
    }
    speaking = false;
  }

  function size() {
    const board = document.querySelector(".board");
    if (!board) return;
    const scale = Math.min(innerWidth / 1920, innerHeight / 1080);
    board.style.setProperty("--number", board.dataset.number * scale + "px");
    board.style.setProperty("--text", board.dataset.text * scale + "px");
    // Where number and window fill the row, the words give way first: the arrow and the two numbers read without them.
    board.classList.remove("tight", "tighter", "short");
    const bursts = (selector) => [...board.querySelectorAll(selector)].some((row) => row.scrollWidth > row.clientWidth);
    for (const step of ["tight", "tighter"]) if (bursts(".calls li")) board.classList.add(step);
    if (bursts(".top, .bottom")) board.classList.add("short");
  }
  let timer;
  const show = () => { clearTimeout(timer); timer = setTimeout(() => window.yitangDevice.home(), 50); };
  document.addEventListener("yitang:shown", () => { size(); catchUp(); });
  document.addEventListener("yitang:back", show);
  addEventListener("resize", size);
  document.addEventListener("click", (e) => {
    if (e.target.closest("[data-sound-on]")) play("chime").then(() => { document.body.dataset.sound = "on"; }, () => {});
  });
  // What was called while the display heard nothing is shown; it is spoken only while it is younger than twenty seconds.
  const missed = [];
  function catchUp() {
    for (const call of missed.splice(0)) {
      const row = document.querySelector(`.calls [data-call="${call.call}"]`);
      if (row && +row.dataset.age <= 20) { queue.push(call); speak(); }
    }
  }
  document.addEventListener("yitang:news", (e) => {
    const news = e.detail;
    if (!news.topic.startsWith("hall:")) return;
    show();
    // Spoken is a number and a window as the office makes them, and nothing else: each clip is one of those that were shipped.
    if (news.kind === "called" && /^[A-Z]\d{3,4}$/.test(news.payload.label) && Number.isInteger(news.payload.window) && news.payload.window > 0 && news.payload.window < 100) {
      tell(news.payload, { shown: true, played: false });
      if (news.late > 20000) { missed.push(news.payload); return; }
      const waits = queue.findIndex((c) => c.again);
      if (news.payload.again || waits < 0) queue.push(news.payload); else queue.splice(waits, 0, news.payload);
      speak();
    }
  });
  setInterval(show, 60000);
})();
