// Several reports at once: counts what is ticked to be approved. Without this file the button says «отмеченные».
"use strict";

const NOUNS = { reports: ["отчёт", "отчёта", "отчётов"], rows: ["строку", "строки", "строк"] };

function counted(number, nouns) {
  const form = { one: 0, few: 1 }[new Intl.PluralRules("ru").select(number)];
  return `${number}\u00a0${nouns[form === undefined ? 2 : form]}`;
}

for (const form of document.querySelectorAll("[data-ticked]")) {
  const button = form.querySelector("[data-ticked-sum]");
  const count = () => {
    const ticked = Array.from(form.querySelectorAll("[data-rows]:checked"));
    const rows = ticked.reduce((sum, tick) => sum + Number(tick.dataset.rows), 0);
    button.textContent = ticked.length
      ? `Принять ${counted(ticked.length, NOUNS.reports)}${rows ? `, ${counted(rows, NOUNS.rows)}` : ""}`
      : "Принять отмеченные";
  };
  form.addEventListener("change", count);
  window.addEventListener("pageshow", count);
}
