// The phone vibrates and says so when the number is called; questions that depend on another one appear when they are needed.
(() => {
  "use strict";
  const called = () => document.querySelector(".ticket.called");
  let told = !!called();
  document.addEventListener("yitang:swapped", () => {
    if (called() && !told) { navigator.vibrate?.([400, 200, 400, 200, 800]); document.title = "请到窗口！"; }
    told = !!called();
  });
  for (const box of document.querySelectorAll("[data-only-if], [data-unless]")) {
    const said = (key) => document.querySelector(`[name="${key}"]:checked`)?.value;
    const show = () => { box.hidden = box.dataset.onlyIf ? said(box.dataset.onlyIf) !== "yes" : said(box.dataset.unless) !== "no"; };
    document.addEventListener("change", show);
    show();
  }
})();
