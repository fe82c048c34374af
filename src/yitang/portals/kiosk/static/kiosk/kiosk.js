// Leaving a kiosk leaves nothing behind: 60 s without a touch, then 20 s to say "still here", then the first page; at the latest
// ten minutes after it was left, whoever goes on touching it. What stands there is gone before the office is asked for the next page.
(() => {
  "use strict";
  const still = document.getElementById("still"), left = still.querySelector("[data-left]"), main = document.getElementById("main");
  let idle = 0, busy = 0;
  const home = () => document.querySelector(".acts") || !main.firstChild;
  const alive = () => { idle = 0; still.hidden = true; };
  const later = (asked) => asked.catch(() => {}); // the office does not answer: fifteen seconds later it is asked again
  const wipe = () => { alive(); busy = 0; main.replaceChildren(); later(window.yitangDevice.show("GET", document.body.dataset.over)); };
  for (const kind of ["pointerdown", "keydown"]) document.addEventListener(kind, alive);
  document.getElementById("stay").addEventListener("click", alive);
  document.getElementById("low").addEventListener("click", () => document.documentElement.classList.toggle("low"));
  const tick = () => {
    if (home()) { busy = 0; if (++idle % 15 === 0) later(window.yitangDevice.home()); return; }
    idle += 1;
    busy += 1;
    if (idle >= 80 || busy >= 600) wipe(); else if (idle >= 60) { still.hidden = false; left.textContent = 80 - idle; }
  };
  // A kiosk that still waits to be let in shows its code and is left alone.
  document.addEventListener("yitang:paired", () => setInterval(tick, 1000), { once: true });
})();
