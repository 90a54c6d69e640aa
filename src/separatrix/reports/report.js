"use strict";
// Tells the values under the pointer, and with the arrow keys those of the chart in focus.
for (const chart of document.querySelectorAll(".chart")) {
  const hits = Array.from(chart.querySelectorAll(".hit"));
  const output = chart.querySelector("output");
  const svg = chart.querySelector("svg");
  let at = -1;
  const choose = (place) => {
    if (at >= 0) hits[at].classList.remove("chosen");
    at = Math.min(Math.max(place, 0), hits.length - 1);
    hits[at].classList.add("chosen");
    output.textContent = hits[at].dataset.told;
  };
  svg.setAttribute("tabindex", "0");
  hits.forEach((hit, place) => hit.addEventListener("pointerenter", () => choose(place)));
  svg.addEventListener("keydown", (event) => {
    const step = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    if (step === undefined || !hits.length) return;
    event.preventDefault();
    choose(at + step);
  });
}
