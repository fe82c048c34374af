// Leaving a kiosk leaves nothing behind: 60 s without a touch, then 20 s to say "still here", then the first page as it was.
(() => {
  "use strict";
  const still = document.getElementById("still"), left = still.querySelector("[data-left]"), stay = document.getElementById("stay");
  const shape = document.documentElement.dataset;
  const switches = { big: document.getElementById("big"), low: document.getElementById("low") };
  let idle = 0;
  const atStart = () => !!document.querySelector(".acts");
  const untouched = () => atStart() && !document.getElementById("slip").value && !("big" in shape) && !("low" in shape);
  const alive = () => { idle = 0; still.hidden = true; };
  function turn(name, on) {
    if (on) shape[name] = ""; else delete shape[name];
    switches[name].setAttribute("aria-pressed", on);
  }
  for (const name of Object.keys(switches)) switches[name].addEventListener("click", () => turn(name, !(name in shape)));
  for (const kind of ["pointerdown", "keydown"]) document.addEventListener(kind, alive);
  stay.addEventListener("click", alive);
  // A scanner types: what it types belongs into the field of the slip, whatever has the focus.
  document.addEventListener("keydown", (e) => {
    const slip = document.getElementById("slip");
    if (slip && document.activeElement !== slip && e.key.length === 1 && !e.ctrlKey && !e.altKey && !e.metaKey) slip.focus();
  });
  function wipe() {
    alive();
    for (const name of Object.keys(switches)) turn(name, false);
    window.yitangDevice?.home();
  }
  setInterval(() => {
    idle += 1;
    if (untouched()) { if (idle >= 60) { idle = 0; window.yitangDevice?.home(); } return; }
    if (idle >= 80) wipe();
    else if (idle >= 60) {
      if (still.hidden) { still.hidden = false; stay.focus(); }
      left.textContent = 80 - idle;
    }
  }, 1000);
})();
