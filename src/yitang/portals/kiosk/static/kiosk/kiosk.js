// Leaving a kiosk leaves nothing behind: 60 s without a touch, then 20 s to say "still here", then the first page as it was; at the
// latest ten minutes after it was left, whoever goes on touching it. What stands there is gone before the office is asked for the next page.
(() => {
  "use strict";
  const still = document.getElementById("still"), left = still.querySelector("[data-left]"), stay = document.getElementById("stay");
  const main = document.getElementById("main"), shape = document.documentElement.dataset;
  const switches = { big: document.getElementById("big"), low: document.getElementById("low") };
  let idle = 0, busy = 0;
  const atStart = () => !!document.querySelector(".acts") || !main.firstChild;
  const typed = () => !!document.getElementById("slip")?.value;
  const untouched = () => atStart() && !typed() && !("big" in shape) && !("low" in shape);
  // While it asks whether anybody is still there, nothing else can be reached; afterwards one goes on where one was.
  let held = null;
  function ask(on) {
    if (on) held = document.activeElement;
    still.hidden = !on;
    for (const el of document.body.children) if (el !== still) el.inert = on;
    if (on) stay.focus(); else { held?.focus({ preventScroll: true }); held = null; }
  }
  function alive() { idle = 0; if (!still.hidden) ask(false); }
  const later = (asked) => asked.catch(() => {}); // the office does not answer: asked again with the next round
  function turn(name, on) {
    if (on) shape[name] = ""; else delete shape[name];
    switches[name].setAttribute("aria-pressed", on);
  }
  for (const name of Object.keys(switches)) switches[name].addEventListener("click", () => turn(name, !(name in shape)));
  // The question goes when the touch or the key is over, not when it begins: else its end would press what lies behind.
  const touched = () => { idle = still.hidden ? 0 : 60; };
  document.addEventListener("pointerdown", touched);
  document.addEventListener("click", alive);
  document.addEventListener("keydown", (e) => { if (["Tab", "Shift", "Enter", " "].includes(e.key)) touched(); else alive(); });
  // A scanner types: what it types belongs into the field of the slip, whatever has the focus. A blank presses the button that has it.
  document.addEventListener("keydown", (e) => {
    const slip = document.getElementById("slip");
    if (slip && document.activeElement !== slip && e.key.length === 1 && e.key !== " " && !e.ctrlKey && !e.altKey && !e.metaKey) slip.focus();
  });
  function wipe() {
    alive();
    busy = 0;
    for (const name of Object.keys(switches)) turn(name, false);
    main.replaceChildren();
    later(window.yitangDevice.show("GET", document.body.dataset.over));
  }
  function tick() {
    idle += 1;
    if (untouched()) { busy = 0; if (idle % (main.firstChild ? 60 : 15) === 0) later(window.yitangDevice.home()); return; }
    busy += 1;
    if (idle >= 80 || busy >= 600) wipe();
    else if (idle >= 60) {
      if (still.hidden) ask(true);
      left.textContent = 80 - idle;
    }
  }
  // A kiosk that still waits to be let in shows its code and is left alone.
  document.addEventListener("yitang:paired", () => setInterval(tick, 1000), { once: true });
})();
