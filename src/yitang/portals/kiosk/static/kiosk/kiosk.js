// Leaving a kiosk leaves nothing behind: 60 s without a touch, then 20 s to say "still here", then the first page.
(() => {
  "use strict";
  const still = document.getElementById("still"), left = still.querySelector("[data-left]");
  let idle = 0;
  const home = () => location.pathname && document.querySelector(".acts");
  const alive = () => { idle = 0; still.hidden = true; };
  for (const kind of ["pointerdown", "keydown"]) document.addEventListener(kind, alive);
  document.getElementById("stay").addEventListener("click", alive);
  document.getElementById("low").addEventListener("click", () => document.documentElement.classList.toggle("low"));
  setInterval(() => {
    if (home()) { if (++idle % 15 === 0) window.yitangDevice?.home(); return; }
    idle += 1;
    if (idle >= 80) { alive(); window.yitangDevice?.home(); } else if (idle >= 60) { still.hidden = false; left.textContent = 80 - idle; }
  }, 1000);
})();
