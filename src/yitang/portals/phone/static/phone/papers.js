// Sending a file says how far it is, and a refusal leaves the form as it was: the chosen file stays chosen. Without script the form sends itself.
(() => {
  "use strict";
  const form = document.querySelector("form.send"), said = document.querySelector("[data-said]");
  if (!form) return;
  const line = form.querySelector("[data-sending]"), bar = line.querySelector("progress"), words = line.querySelector("[data-words]");
  const button = form.querySelector("button");
  const busy = (on) => { line.hidden = !on; button.disabled = on; };

  // What the answer says in place of the form's own refusal, and nothing else of it: the page itself stays.
  function refused(text) {
    const found = new DOMParser().parseFromString(text, "text/html").querySelector(".summary");
    said.replaceChildren(found ? document.importNode(found, true) : plain("没有传上去，请再试一次。", "It was not sent; try again."));
    busy(false);
    (said.querySelector("[tabindex]") || said).focus();
  }
  function plain(zh, en) {
    const box = document.createElement("div"), head = document.createElement("h2"), below = document.createElement("p");
    box.className = "summary";
    box.setAttribute("role", "alert");
    box.tabIndex = -1;
    head.textContent = zh;
    below.lang = "en";
    below.textContent = en;
    box.append(head, below);
    return box;
  }
  form.addEventListener("submit", (e) => {
    e.preventDefault();
    const file = form.elements.file.files[0], most = Number(form.dataset.most);
    said.replaceChildren();
    if (file && file.size > most) {
      const mega = Math.floor(most / 1048576);
      said.replaceChildren(plain(`文件太大：最大 ${mega} MB。`, `The file is too large: ${mega} MB at most.`));
      said.firstChild.focus();
      return;
    }
    const sending = new XMLHttpRequest();
    sending.upload.addEventListener("progress", (p) => {
      const share = p.lengthComputable ? Math.round(100 * p.loaded / p.total) : 0;
      bar.value = share;
      words.textContent = share < 100 ? `已传 ${share}%` : "正在检查… Checking…";
    });
    sending.addEventListener("load", () => { if (sending.status < 400) location.replace(sending.responseURL); else refused(sending.responseText); });
    sending.addEventListener("error", () => refused(""));
    sending.open("POST", form.action);
    sending.send(new FormData(form));
    bar.value = 0;
    words.textContent = "";
    busy(true);
  });
})();
