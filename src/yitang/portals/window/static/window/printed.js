// The button that prints the paper in the frame, not the page around it. Without script the link beside it opens the paper by itself.
"use strict";
const button = document.querySelector("[data-print-sheet]");
const frame = document.querySelector("iframe[name=sheet]");
if (button && frame) {
  button.hidden = false;
  button.addEventListener("click", () => { frame.contentWindow.focus(); frame.contentWindow.print(); });
}
