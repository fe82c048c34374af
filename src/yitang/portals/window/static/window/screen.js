// The citizen's side follows the console: whatever happens at the window, it shows that step. Thanks stand for ten seconds.
(() => {
  "use strict";
  let timer, thanked;
  const show = () => { clearTimeout(timer); timer = setTimeout(() => window.yitangDevice.home(), 80); };
  document.addEventListener("yitang:news", (e) => { if (e.detail.topic.startsWith("window:")) show(); });
  document.addEventListener("yitang:back", show);
  document.addEventListener("yitang:shown", () => {
    clearTimeout(thanked);
    if (document.querySelector(".thanks")) thanked = setTimeout(show, 10000);
  });
})();
