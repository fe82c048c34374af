// The citizen's side follows the console: whatever happens at the window, it shows that step.
(() => {
  "use strict";
  let timer;
  const show = () => { clearTimeout(timer); timer = setTimeout(() => window.yitangDevice.home(), 80); };
  document.addEventListener("yitang:news", (e) => { if (e.detail.topic.startsWith("window:")) show(); });
})();
