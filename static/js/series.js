// The table of a series, drawn anew while the pattern and the list are written. Without this file the button shows it.
"use strict";

const form = document.getElementById("series-form");
const table = document.getElementById("series-table");
let timer, asked = 0;

async function show() {
  const number = ++asked;
  let answer;
  try {
    answer = await fetch(form.dataset.live, { method: "POST", body: new FormData(form) });
  } catch {
    return; // without a link the table stays as it was
  }
  const html = answer.ok && answer.status === 200 ? await answer.text() : null;
  // A later question has a later answer.
  if (html !== null && number === asked) table.innerHTML = html;
}

form.addEventListener("input", () => {
  clearTimeout(timer);
  timer = setTimeout(show, 500);
});
window.addEventListener("pageshow", () => {
  if (form.elements.lines.value.trim()) show();
});
