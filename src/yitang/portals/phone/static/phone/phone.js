// The phone vibrates and says so when the number is called; questions that depend on another one appear when they are needed.
(() => {
  "use strict";
  const called = () => document.querySelector(".ticket.called");
  let told = !!called();
  document.addEventListener("yitang:swapped", () => {
    if (called() && !told) { navigator.vibrate?.([400, 200, 400, 200, 800]); document.title = "请到窗口！"; }
    told = !!called();
  });
  for (const box of document.querySelectorAll("[data-only-if]")) {
    const show = () => { box.hidden = document.querySelector(`[name="${box.dataset.onlyIf}"]:checked`)?.value !== "yes"; };
    document.addEventListener("change", show);
    show();
  }
})();
