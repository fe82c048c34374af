// The phone says that its number is called: yellow until tapped, vibration, a ring when that was asked for. It says why an
// estimate grew, shows questions that depend on another one when they are needed, and solves the puzzle before a code of a crowded hour.
(() => {
  "use strict";
  const one = (selector) => document.querySelector(selector);
  const all = (selector) => document.querySelectorAll(selector);
  let sound, awake, ringing, before;

  // The bell: an oscillator of our own, since a page may only sound after the person has touched it, and no file need be fetched.
  function ring() {
    if (!sound) return;
    for (const [n, high] of [[0, 880], [0.35, 660], [0.7, 880]]) {
      const tone = sound.createOscillator(), gain = sound.createGain();
      tone.frequency.value = high;
      gain.gain.setValueAtTime(0.4, sound.currentTime + n);
      gain.gain.exponentialRampToValueAtTime(0.001, sound.currentTime + n + 0.3);
      tone.connect(gain).connect(sound.destination);
      tone.start(sound.currentTime + n);
      tone.stop(sound.currentTime + n + 0.32);
    }
  }
  const stayAwake = () => sound && !document.hidden && navigator.wakeLock?.request("screen").then((lock) => { awake = lock; }, () => {});
  function bell(on) {
    if (on) { sound = new AudioContext(); ring(); stayAwake(); } else { sound.close(); sound = null; awake?.release(); awake = null; }
    one("#bell").setAttribute("aria-pressed", on);
    for (const el of all("[data-bell-on]")) el.hidden = !on;
    for (const el of all("[data-bell-off]")) el.hidden = on;
  }
  if (one("#bell")) {
    one(".bell").hidden = !("AudioContext" in window);
    one("#bell").addEventListener("click", () => bell(!sound));
    document.addEventListener("visibilitychange", stayAwake);
  }

  // A call is told until it was tapped, for a minute at most; the tap is kept, so that a reload does not tell it again.
  // The page's own title: without the call that it may have been drawn with.
  const title = document.title.split(" 请到")[0];
  const key = (ticket) => "heard:" + ticket.dataset.label + ":" + ticket.dataset.called;
  function tell() { navigator.vibrate?.([400, 200, 400, 200, 800]); ring(); }
  function called() {
    const ticket = one(".ticket.called"), heard = !!ticket && sessionStorage.getItem(key(ticket)) === "1";
    const calls = !!ticket && !heard;
    document.body.classList.toggle("calling", calls);
    const button = one("[data-heard]");
    if (button) {
      button.hidden = false;
      button.querySelector("button").disabled = heard;
      button.querySelector("[data-heard-no]").hidden = heard;
      button.querySelector("[data-heard-yes]").hidden = !heard;
    }
    const state = one(".ticket")?.dataset.state;
    for (const el of all("[data-while]")) el.hidden = !el.dataset.while.split(" ").includes(state);
    document.title = ticket ? "请到窗口！" + ticket.dataset.label : title;
    if (calls && !ringing) {
      let times = 0;
      tell();
      ringing = setInterval(() => { if (++times < 12) tell(); else clearInterval(ringing); }, 5000);
    }
    if (!calls && ringing) { clearInterval(ringing); ringing = null; navigator.vibrate?.(0); }
  }
  document.addEventListener("click", (e) => {
    if (!e.target.closest("[data-heard]")) return;
    sessionStorage.setItem(key(one(".ticket.called")), "1");
    called();
  });

  // An estimate that grew by five minutes says why (look.md §4); the sentence stays until the range is down again.
  function grew() {
    const ticket = one(".ticket.waiting");
    if (!ticket || !ticket.dataset.high) return;
    const now = { high: +ticket.dataset.high, ahead: +ticket.dataset.ahead, windows: +ticket.dataset.windows };
    if (!before) { before = now; return; }
    if (now.high >= before.high + 5) {
      before.why = now.windows < before.windows ? "windows" : now.ahead > before.ahead ? "ahead" : "service";
    } else if (now.high < before.high || !before.why) {
      before = now;
    }
    const said = before.why && one(`[data-grew="${before.why}"]`);
    if (said) said.hidden = false;
  }

  document.addEventListener("yitang:swapped", () => { called(); grew(); });
  called();
  grew();

  for (const box of all("[data-only-if], [data-unless]")) {
    const said = (key) => one(`[name="${key}"]:checked`)?.value;
    const show = () => { box.hidden = box.dataset.onlyIf ? said(box.dataset.onlyIf) !== "yes" : said(box.dataset.unless) !== "no"; };
    document.addEventListener("change", show);
    show();
  }
  // A puzzle: the first number whose digest with the given text begins with enough zeros. Tried by the thousand, so that the page stays alive.
  async function solution(text, bits) {
    const bytes = new TextEncoder(), fits = (digest) => Math.clz32(new DataView(digest).getUint32(0)) >= bits;
    for (let from = 0; ; from += 1000) {
      await new Promise((go) => setTimeout(go));  // short digests are done at once: the page, and the event that asked, come first
      const tries = Array.from({ length: 1000 }, (_, n) => crypto.subtle.digest("SHA-256", bytes.encode(`${text}.${from + n}`)));
      const found = (await Promise.all(tries)).findIndex(fits);
      if (found >= 0) return from + found;
    }
  }
  for (const form of all("form[data-puzzle]")) {
    form.addEventListener("submit", async (e) => {
      if (form.elements.solution.value) return;
      e.preventDefault();
      if (form.classList.contains("solving")) return;
      form.classList.add("solving");
      one("[data-solving]").textContent = "手机正在算，请稍等… The phone is working…";
      form.elements.solution.value = await solution(form.dataset.puzzle, Number(form.dataset.bits));
      form.requestSubmit();
    });
  }
  for (const button of all("[data-print]")) {
    button.hidden = false;
    button.addEventListener("click", () => print());
  }
})();
